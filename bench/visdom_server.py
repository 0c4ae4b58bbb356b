"""A real Visdom server on loopback, in a process of its own; and the way to it through a Jupyter server."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.jupyter_process import JupyterProcess, free_port

# Its command downloads the page's assets first; "/" as a base URL would make every endpoint a 404.
CODE = """
import sys
from visdom.server.run_server import start_server
start_server(port=int(sys.argv[1]), hostname="127.0.0.1", base_url="", env_path=sys.argv[2], bind_local=True)
"""


@contextmanager
def visdom_server(seconds: float = 30.0) -> Iterator[int]:
    """Start a server and return its port."""
    port, deadline = free_port(), time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="bench-visdom-") as folder:
        command = [sys.executable, "-c", CODE, str(port), folder]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the Visdom server did not start")
                time.sleep(0.1)
            yield port
        finally:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/env_state", data=b"{}")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def proxied(port: int) -> Iterator[dict[str, Any]]:
    """Start a Jupyter server with jupyter-server-proxy and return what a client needs to come through it."""
    with tempfile.TemporaryDirectory(prefix="bench-proxy-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        with JupyterProcess(Path(folder), home, app="jupyter_server") as server:
            yield {"token": server.token, "port": server.port, "base_url": f"/proxy/{port}"}
