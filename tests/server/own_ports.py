"""Ports that kernels of one test worker alone are given.

jupyter_client picks a kernel's ports a second or more before the kernel takes them, and keeps two picks apart within
one process only. Of two workers that start kernels now and then one lost a port to the other, and a cell was never
answered.
"""

from __future__ import annotations

import os
import random
import socket

from jupyter_client.connect import LocalPortCache

FIRST, END = 20_000, 32_000
"""Below those that Linux gives away by itself: nobody takes a kernel's between two of its lives."""


def install() -> None:
    """From now on pick the worker's own, in this process."""
    size = (END - FIRST) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    first = FIRST + size * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = range(first, first + size)
    LocalPortCache.find_available_port = lambda self, ip: _pick(self.currently_used_ports, ip, ports)


def _pick(used: set[int], ip: str, ports: range) -> int:
    while (port := random.choice(ports)) in used or not _is_free(ip, port):
        pass
    used.add(port)
    return port


def _is_free(ip: str, port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((ip, port))
        except OSError:
            return False
    return True
