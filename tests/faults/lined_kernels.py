"""Kernels that the server reaches by lines alone; loaded in the server by its `kernel_manager_class`."""

from __future__ import annotations

import os
import socket
from functools import cache

from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

HUB = "JUPYTER_VISDOM_FAULTS_HUB"
"""Environment variable with the port of the hub."""


@cache
def line_to(port: int) -> int:
    """Return the port of the line to a kernel's port."""
    with socket.create_connection(("127.0.0.1", int(os.environ[HUB]))) as hub:
        hub.sendall(b"%d\n" % port)
        return int(hub.makefile().readline())


class LinedKernelManager(ServerKernelManager):
    """Every socket that the server opens to a kernel, jupyter_server's own included, leads through a line."""

    def _make_url(self, channel: str) -> str:
        return f"tcp://{self.ip}:{line_to(getattr(self, f'{channel}_port'))}"
