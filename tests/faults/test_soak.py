"""A kernel that draws for an hour with nobody there leaves the server's memory as it was.

`JUPYTER_VISDOM_SOAK=3600` simulates so many seconds, at the speed at which the kernel can; without it nothing is run.
"""

from __future__ import annotations

import os
from pathlib import Path
from statistics import linear_regression

import psutil
import pytest
from kernel import Kernel
from lines import Hub
from run import make_server

from jupyter_visdom.viewer import Viewer

SECONDS = int(os.environ.get("JUPYTER_VISDOM_SOAK", "0"))
RATE = 20
"""Simulated calls a second."""

SAMPLES = 60
WARM = 15
"""Samples at the beginning that do not count: buffers find their size."""

LOAD = "%load_ext jupyter_visdom\nimport soak\n_it = soak.draw(0, 1000)"
HOUR, MB = 3600, 1e6


@pytest.mark.skipif(not SECONDS, reason="JUPYTER_VISDOM_SOAK says for how many simulated seconds")
async def test_the_servers_memory_does_not_grow_while_nobody_looks(tmp_path: Path):
    async with Hub() as hub:
        with make_server(tmp_path, hub) as server:
            kernel = Kernel(server)
            await kernel.start()
            calls = await kernel.run(LOAD)
            async with Viewer(server.url, server.token, kernel.id) as viewer:
                await viewer.settled()
            await draw(kernel, calls)


async def draw(kernel: Kernel, calls: int) -> None:
    """Draw, and look at the server's memory after each piece of it."""
    server = psutil.Process(kernel.server.pid)
    memory = []
    for _ in range(SAMPLES):
        calls = await kernel.run(f"_it = soak.draw({calls}, {SECONDS * RATE // SAMPLES})")
        memory.append(server.memory_info().rss / MB)
    mirror = await kernel.jupyter.mirror(kernel.id)
    hours = [i * SECONDS / SAMPLES / HOUR for i in range(SAMPLES)]
    slope, _ = linear_regression(hours[WARM:], memory[WARM:])
    print(f"{calls} calls: {memory[0]:.1f} … {memory[-1]:.1f} MB, {slope:+.2f} MB an hour; mirror: {mirror}")
    assert mirror["clients"] == 0
    assert slope < 1
