"""A worker: a process of ours, whose CPU is nobody else's figure, that does what it is told, one line at a time.

Both ends are here. A line from the driver is a word and perhaps a number; each is answered by a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any, Self

from bench.kernel import PYTHONPATH

LONGEST = 1 << 16
"""Most bytes of a line to a worker."""


class Worker:
    """The driver's end, from `with` to the end of the process.

    Parameters
    ----------
    module
        What the process runs.
    token
        The Jupyter server's; it goes by the environment.
    arguments
        Of the module.
    """

    def __init__(self, module: str, token: str, *arguments: str) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._environment = {**os.environ, "PYTHONPATH": PYTHONPATH, "BENCH_TOKEN": token}

    def __enter__(self) -> Self:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._command, env=self._environment, stdin=pipe, stdout=pipe, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            pipe.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, line: str) -> Any:
        """Say a line and return the answer."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def token() -> str:
    """Return the token that this worker was given."""
    return os.environ["BENCH_TOKEN"]


async def obey(answer: Callable[[str], Awaitable[Any]]) -> None:
    """Answer lines until there are no more: the worker's end."""
    lines = asyncio.StreamReader(LONGEST)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().strip():
        print(json.dumps(await answer(line)), flush=True)
