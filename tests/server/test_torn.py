"""A kernel that is killed between two pieces of a pane: nobody sees half of it, and the next life is given none."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from frontend import DIGEST, LOAD, Notebook
from servers import LocalFactory, LocalServer, until
from throttle import Throttle

from jupyter_visdom.viewer import Viewer

SHORT, LONG = 3, 2000
"""Points of the line before, and in many pieces."""

SETUP = f"""{LOAD}
import os, pathlib, threading
from jupyter_visdom.kernel import extension, flusher
def draw(count, **how):
    vis.line([-x for x in range(count)], list(range(count)), win='loss', **how)
draw({SHORT})
_it = os.getpid()"""

STOP_AFTER = """
flusher.FRAME_BYTES = 4096
source, sent = extension._session._flusher, []
send = source._send
def send_some(data, blob):
    if len(sent) == {pieces} or data['to'] > data['from']:
        pathlib.Path({told!r}).write_text(str(len(sent)))
        threading.Event().wait()
    sent.append(data)
    send(data, blob)
source._send = send_some
"""
"""Sends so many pieces, though never the last one; then says how many, and stands still."""

WAYS = {"anew": f"draw({LONG})", "grown": f"draw({LONG}, update='append')"}


@pytest.fixture
async def local(make_local: LocalFactory) -> LocalServer:
    return await make_local({"KernelRestarter": {"time_to_dead": 0.3}}, frame_bytes=8192)


@pytest.fixture
async def kernel_id(local: LocalServer) -> str:
    return await local.jupyter.start_kernel()


def line(viewer: Viewer) -> tuple[list[Any], list[Any]]:
    trace = viewer.window("loss")["content"]["data"][0]
    return list(trace["x"]), list(trace["y"])


@asynccontextmanager
async def watched(viewer: Viewer) -> AsyncIterator[None]:
    """Look, whenever the pane changed, that each x has its y, and that the line is one that was drawn."""

    async def watch() -> None:
        async for _ in viewer:
            xs, ys = line(viewer)
            assert ys == [-x for x in xs] and len(xs) in (SHORT, LONG, SHORT + LONG)

    task = asyncio.create_task(watch())
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def kill(local: LocalServer, kernel_id: str, pid: int) -> None:
    """Kill the kernel, and wait until jupyter_client has started the next life."""
    os.kill(pid, signal.SIGKILL)
    await until(lambda: local.relays.get(kernel_id).counts["lives ended"])
    await until(lambda: local.relays.get(kernel_id).state == "unloaded")


async def go_on(local: LocalServer, kernel_id: str, viewer: Viewer, expected: tuple[list[int], list[int]]) -> None:
    """Load in the next life: it finds the line, and draws on."""
    async with Notebook(local.jupyter, kernel_id) as notebook:
        await notebook.run(f"{LOAD}\n_it = True")
        digest = await notebook.run(DIGEST)
        await until(lambda: viewer.digest() == digest and not viewer.stale)
        assert line(viewer) == expected
        digest = await notebook.run(f"vis.text('on', win='next')\n{DIGEST}")
        await until(lambda: viewer.digest() == digest)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("pieces", [1, 5, 1000])
async def test_what_the_server_has_of_a_pane_is_shown_to_nobody(
    local: LocalServer, kernel_id: str, tmp_path: Path, way: str, pieces: int
):
    """After the first piece, in the middle, or short of the last: the old pane stays, also for who comes then."""
    told, old = tmp_path / "told", (list(range(SHORT)), [-x for x in range(SHORT)])
    url, relay = local.url, local.relays.get(kernel_id)
    async with Viewer(url, local.token, kernel_id) as viewer, Notebook(local.jupyter, kernel_id) as notebook:
        pid = await notebook.run(SETUP)
        await until(lambda: viewer.windows() == ["loss"])
        async with watched(viewer):
            await notebook.run(STOP_AFTER.format(pieces=pieces, told=str(told)))
            await notebook.begin(WAYS[way])
            await until(lambda: told.exists() and told.read_text())
            sent = int(told.read_text())
            await until(lambda: relay.mirror.position[2] == sent)
            assert sent == pieces or sent > 5
            async with Viewer(url, local.token, kernel_id) as other:
                await until(lambda: other.windows() == ["loss"])
                assert line(other) == line(viewer) == old
            await kill(local, kernel_id, pid)
            async with Viewer(url, local.token, kernel_id) as other:
                await until(lambda: other.windows() == ["loss"])
                assert line(other) == line(viewer) == old
            await go_on(local, kernel_id, viewer, old)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("pieces", [1, 3])
async def test_what_a_page_has_of_a_pane_is_not_shown(local: LocalServer, kernel_id: str, way: str, pieces: int):
    """The server has all of it when the kernel dies, and goes on: the page has it whole, or not at all."""
    async with Throttle(local.app.port, rate=20_000) as slow, Notebook(local.jupyter, kernel_id) as notebook:
        url = local.url.replace(str(local.app.port), str(slow.port))
        async with Viewer(url, local.token, kernel_id) as viewer:
            pid = await notebook.run(SETUP)
            await until(lambda: viewer.windows() == ["loss"])
            async with watched(viewer):
                digest = await notebook.run(f"{WAYS[way]}\n{DIGEST}")
                await until(lambda: viewer._replica.position[2] == pieces)
                assert len(line(viewer)[0]) == SHORT
                await kill(local, kernel_id, pid)
                await until(lambda: viewer.digest() == digest)
                await go_on(local, kernel_id, viewer, line(viewer))
