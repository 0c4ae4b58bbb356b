"""The driver's end of a page: a viewer in a process of its own, whose CPU is nobody else's figure."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any, Self

from bench.kernel import PYTHONPATH


class Page:
    """A viewer that does what it is told, one word at a time (`page_process` lists them)."""

    def __init__(self, url: str, token: str, kernel_id: str) -> None:
        self._arguments = [sys.executable, "-m", "bench.page_process", url, kernel_id]
        self._environment = {**os.environ, "PYTHONPATH": PYTHONPATH, "BENCH_TOKEN": token}

    def __enter__(self) -> Self:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._arguments, env=self._environment, stdin=pipe, stdout=pipe, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            pipe.close()

    def ask(self, word: str) -> Any:
        """Say a word and return the answer."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def stall(self) -> None:
        """Stop reading, and everything else."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Go on after a stall."""
        self._process.send_signal(signal.SIGCONT)
