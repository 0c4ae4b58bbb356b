"""The rig: a Jupyter server with our extension, one of its kernels, and pages that look at it, each a process."""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient

from bench.kernel import LOAD, PYTHONPATH, connect, evaluate, value_of
from bench.page import Page
from scripts.jupyter_process import JupyterProcess


class Rig:
    """A server and a kernel, which is driven past the server."""

    def __init__(self, server: JupyterProcess) -> None:
        self.server = server
        self.kernel_id = json.loads(self._post("api/kernels", {"name": "python3"}))["id"]
        file = server.home / "runtime" / f"kernel-{self.kernel_id}.json"
        self._client = BlockingKernelClient(connection_file=str(file))
        self._client.load_connection_file()
        connect(self._client)
        self.run(LOAD)
        self.run("from bench import load")
        self.kernel_pid: int = self.value("__import__('os').getpid()")

    def _post(self, path: str, body: Any) -> bytes:
        headers = {"Authorization": f"token {self.server.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.server.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())

    def close(self) -> None:
        """Let go of the kernel, which ends with its server."""
        self._client.stop_channels()

    def run(self, code: str) -> None:
        """Run code in the kernel."""
        evaluate(self._client, code)

    def value(self, expression: str) -> Any:
        """Return the value of an expression in the kernel."""
        return evaluate(self._client, "", expression)

    def begin(self, code: str) -> str:
        """Begin to run code in the kernel; `end` waits for it."""
        return str(self._client.execute(code, user_expressions={"value": "'null'"}, store_history=False))

    def end(self, seconds: float = 120.0) -> None:
        """Wait for the end of what `begin` began."""
        value_of(self._client.get_shell_msg(timeout=seconds)["content"])

    def interrupt(self) -> None:
        """Interrupt what runs in the kernel."""
        os.kill(self.kernel_pid, signal.SIGINT)

    def page(self) -> Page:
        """Return a page that looks at this kernel, from `with` to its end."""
        return Page(self.server.url, self.server.token, self.kernel_id)

    def digest(self) -> str:
        """Return the hash of what the kernel holds."""
        return str(self.value("load.digest()"))


@contextmanager
def rig(app: str = "jupyter_server", *options: str) -> Iterator[Rig]:
    """Start a server (or a whole JupyterLab, with options) and a kernel that has the extension loaded."""
    with tempfile.TemporaryDirectory(prefix="bench-rig-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        environment = {"PYTHONPATH": PYTHONPATH}
        with JupyterProcess(Path(folder), home, app=app, options=options, environment=environment) as server:
            running = Rig(server)
            try:
                yield running
            finally:
                running.close()


def until_equal(rig: Rig, page: Page, seconds: float = 30.0) -> None:
    """Wait until a page holds what the kernel holds: the reading back of everything that a rig measures."""
    expected, deadline = rig.digest(), time.monotonic() + seconds
    while page.ask("digest") != expected:
        if time.monotonic() > deadline:
            raise AssertionError("the page does not hold what the kernel holds")
        page.ask("settle")
