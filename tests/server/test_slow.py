"""Pages that stop reading, read slowly, or fall silent.

`JUPYTER_VISDOM_DEEP=1` runs the numbers of the issue: 1,000,000 points and 500 images of 256x256.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import psutil
import pytest
from frontend import Jupyter, Notebook
from servers import ServerProcess, make_server, until
from throttle import Throttle
from viewer_process import ViewerProcess

from jupyter_visdom.viewer import Viewer

DEEP = bool(os.environ.get("JUPYTER_VISDOM_DEEP"))
POINTS, IMAGES = (1_000_000, 500) if DEEP else (20_000, 60)
PATIENCE = 4.0
MIB = 1 << 20

WORK = """
import base64, os, time
side.put("line", [0.5] * 8)
side.put("tick", repr(time.time()))
side.flush()
side.keep_flushing()
each = {points} // {images}
for i in range({images}):
    side.put("image", base64.b64encode(os.urandom(3 * 256 * 256)).decode())
    for k in range(each):
        side.append("line", [float(i * each + k)])
    side.put("tick", repr(time.time()))
    time.sleep(0.02)
while side.reader.behind():
    time.sleep(0.05)
_it = side.digest()
"""

VISDOM = """
import time, numpy
from visdom import Visdom
from jupyter_visdom.kernel.extension import get_workspace
vis, random = Visdom(), numpy.random.default_rng(0)
vis.line([0.5] * 8, win="line")
vis.text(repr(time.time()), win="tick")
each = {points} // {images}
for i in range({images}):
    vis.image(random.integers(0, 255, (3, 256, 256), "uint8"), win="image")
    for k in range(each):
        vis.line(X=[i * each + k + 8], Y=[float(k)], win="line", update="append")
    vis.text(repr(time.time()), win="tick")
time.sleep(0.5)
_it = get_workspace().digest()
"""

MINIATURE = "from kernel_side import Side\nside = Side()"
KINDS = {"in miniature": (MINIATURE, WORK), "real": ("%load_ext jupyter_visdom", VISDOM)}


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server of its own, whose memory is only its own, and whose patience is short."""
    folder = tmp_path_factory.mktemp("patient")
    options = ("--JupyterVisdom.beat=1", f"--JupyterVisdom.patience={PATIENCE if not DEEP else 15}")
    with make_server(folder, *options) as running:
        yield running


@asynccontextmanager
async def loaded(server: ServerProcess, load: str = MINIATURE) -> AsyncIterator[Notebook]:
    jupyter = Jupyter(server.url, server.token)
    kernel_id = await jupyter.start_kernel()
    async with Notebook(jupyter, kernel_id) as notebook:
        await notebook.run(load)
        yield notebook
    await jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")


async def watch_memory(process: psutil.Process, peak: list[int]) -> None:
    while True:
        peak.append(process.memory_info().rss)
        await asyncio.sleep(0.05)


async def watch_age(viewer: Viewer, ages: list[float]) -> None:
    """Note how old each `tick` is when it is here; it holds the time at which it was made."""
    async for key in viewer:
        if key == ("main", "tick"):
            text = viewer.window("tick")["content"]
            ages.append(time.time() - float(re.sub(r"<[^>]*>", "", text)))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stopped_page_costs_one_frame_delays_nobody_and_catches_up(patient: ServerProcess, kind: str):
    """Also one that was stopped for so long that its websocket was closed."""
    load, code = KINDS[kind]
    async with loaded(patient, load) as notebook:
        where = patient.url, patient.token, notebook.kernel_id
        async with ViewerProcess(*where) as stopped, Viewer(*where) as other:
            await stopped.ask("settle")
            await other.settled()
            server, peak, ages = psutil.Process(patient.pid), [], []
            before = server.memory_info().rss
            os.kill(stopped.process.pid, signal.SIGSTOP)
            watches = [asyncio.create_task(watch_memory(server, peak)), asyncio.create_task(watch_age(other, ages))]
            began = time.monotonic()
            work = await notebook.begin(code.format(points=POINTS, images=IMAGES))
            content = (await asyncio.wait_for(work, 500))["content"]
            assert content["status"] == "ok", content
            digest = eval(content["user_expressions"]["it"]["data"]["text/plain"])
            took = time.monotonic() - began
            async with asyncio.timeout(30):
                while other.digest() != digest:
                    await other.settled()
            counts = (await notebook.jupyter.mirror(notebook.kernel_id))["counts"]
            while not counts.get("silent pages closed"):
                await asyncio.sleep(0.1)
                counts = (await notebook.jupyter.mirror(notebook.kernel_id))["counts"]
            for watch in watches:
                watch.cancel()
            mirror = (await notebook.jupyter.mirror(notebook.kernel_id))["bytes"]
            os.kill(stopped.process.pid, signal.SIGCONT)
            async with asyncio.timeout(60):
                while await stopped.ask("digest") != digest:
                    await stopped.ask("settle")
            stats = await stopped.ask("stats")
    grown = max(peak) - before
    print(f"{POINTS} points, {IMAGES} images in {took:.1f} s: server +{grown / MIB:.1f} MiB, mirror {mirror / MIB:.1f}")
    print(f"the other page: {len(ages)} ticks, median {sorted(ages)[len(ages) // 2]:.3f} s, oldest {max(ages):.3f} s")
    print(f"the stopped page: {stats}; server: {counts}")
    assert grown < mirror + 64 * MIB
    assert max(ages) < 3.0
    assert stats["reconnects"] >= 1


async def test_a_page_that_was_stopped_for_a_moment_goes_on_with_its_connection(patient: ServerProcess):
    async with loaded(patient) as notebook:
        where = patient.url, patient.token, notebook.kernel_id
        async with ViewerProcess(*where) as stopped, Viewer(*where) as other:
            await stopped.ask("settle")
            os.kill(stopped.process.pid, signal.SIGSTOP)
            digest = await notebook.run(WORK.format(points=3000, images=20))
            async with asyncio.timeout(20):
                while other.digest() != digest:
                    await other.settled()
            os.kill(stopped.process.pid, signal.SIGCONT)
            async with asyncio.timeout(30):
                while await stopped.ask("digest") != digest:
                    await stopped.ask("settle")
            assert (await stopped.ask("stats"))["reconnects"] == 0


async def test_a_page_on_a_slow_line_sees_nothing_older_than_a_few_seconds(patient: ServerProcess):
    """50 kB/s, while a kernel makes 0.5 MB/s: images are skipped, the line's points all arrive."""
    seconds = 30 if DEEP else 8
    code = """
import base64, os, time
side.put("line", [0.5] * 8); side.put("tick", repr(time.time())); side.flush()
side.keep_flushing()
end = time.time() + {seconds}
i = 0
while time.time() < end:
    if i % 5 == 0: side.put("image", base64.b64encode(os.urandom(16_000)).decode())
    side.append("line", [float(i)]); side.put("tick", repr(time.time()))
    i += 1
    time.sleep(0.01)
while side.reader.behind(): time.sleep(0.05)
_it = side.digest()
"""
    async with (
        loaded(patient) as notebook,
        Throttle(patient.port, 50_000) as line,
        Viewer(patient.url_at(line.port), patient.token, notebook.kernel_id) as viewer,
    ):
        viewer.show([("main", "tick"), ("main", "line")])
        await viewer.settled()
        ages: list[float] = []
        watch = asyncio.create_task(watch_age(viewer, ages))
        digest = await notebook.run(code.format(seconds=seconds))
        async with asyncio.timeout(30):
            while viewer.digest() != digest:
                await viewer.settled()
        watch.cancel()
        print(
            f"{len(ages)} ticks, median {sorted(ages)[len(ages) // 2]:.2f} s, oldest {max(ages):.2f} s; {viewer.stats}"
        )
        assert viewer.stats.reconnects == 0
        assert max(ages) < 3.0


async def test_a_page_that_says_nothing_is_closed_after_the_servers_patience(patient: ServerProcess):
    """The websocket's own pings are answered by the browser, frozen tab or not: only our messages count."""
    async with loaded(patient) as notebook, Notebook(notebook.jupyter, notebook.kernel_id) as frozen:
        assert await frozen.attach() == 200
        await until(lambda: frozen.ours)
        await until(lambda: frozen._task.done(), 30)
        assert {m["content"]["data"]["type"] for m in frozen.ours} <= {"beat", "frame"}
        assert (await notebook.jupyter.mirror(notebook.kernel_id))["clients"] == 0
