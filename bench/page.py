"""The driver's end of a page: a viewer in a process of its own."""

from __future__ import annotations

import os
import signal

from bench.worker import Worker


class Page(Worker):
    """A viewer that does what it is told (`page_process` lists the words)."""

    def __init__(self, url: str, token: str, kernel_id: str) -> None:
        super().__init__("bench.page_process", token, url, kernel_id)

    def stall(self) -> None:
        """Stop reading, and everything else."""
        os.kill(self.pid, signal.SIGSTOP)
