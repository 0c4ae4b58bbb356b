"""Cut wires, half-open wires, and a server that goes away: a viewer comes back by itself and ends in the same state."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from frontend import Notebook
from proxy import TcpProxy
from servers import LocalFactory, ServerProcess, until

from jupyter_visdom.viewer import ConnectionLost, Viewer


@pytest.fixture
def proxy(server: ServerProcess) -> Iterator[TcpProxy]:
    with TcpProxy(server.port) as running:
        yield running


async def test_a_cut_wire_is_mended_and_only_what_was_missed_is_sent(
    server: ServerProcess, notebook: Notebook, proxy: TcpProxy
):
    await notebook.run("side.put('big', 'x' * 200_000); side.put('line', [0.5] * 1000); side.flush()")
    async with Viewer(server.url_at(proxy.port), server.token, notebook.kernel_id) as viewer:
        await viewer.settled()
        before = viewer.stats.bytes
        await asyncio.to_thread(proxy.set_mode, "cut")
        await until(lambda: viewer.stale)
        with pytest.raises(ConnectionLost):
            await viewer.send({"cmd": "put"})
        digest = await notebook.run("side.append('line', [1.5] * 100); side.flush(); _it = side.digest()")
        await asyncio.to_thread(proxy.set_mode, "pass")
        await until(lambda: viewer.digest() == digest)
        assert viewer.stats.reconnects == 1
        assert viewer.stats.bytes - before < 20_000


async def test_a_reply_that_was_cut_off_is_reported_as_lost(server: ServerProcess, notebook: Notebook, proxy: TcpProxy):
    async with Viewer(server.url_at(proxy.port), server.token, notebook.kernel_id) as viewer:
        await viewer.settled()
        waiting = asyncio.create_task(viewer.send({"cmd": "never"}))
        await notebook.until("any(m['type'] == 'command' for m in side.seen)")
        await asyncio.to_thread(proxy.set_mode, "cut")
        with pytest.raises(ConnectionLost):
            await waiting


async def test_a_half_open_wire_is_noticed_on_both_sides(make_local: LocalFactory):
    """Nothing is closed and nothing comes: after the patience each side gives the other up."""
    server = await make_local(beat=0.3, patience=1.0)
    with TcpProxy(server.app.port) as proxy:
        kernel_id = await server.jupyter.start_kernel()
        url = f"http://127.0.0.1:{proxy.port}/user/ada/"
        async with Notebook(server.jupyter, kernel_id) as notebook, Viewer(url, server.token, kernel_id) as viewer:
            await notebook.load()
            await viewer.settled()
            relay = server.relays.get(kernel_id)
            assert len(relay.clients) == 1
            await asyncio.to_thread(proxy.set_mode, "blackhole")
            await until(lambda: not relay.clients)
            await until(lambda: viewer.stale)
            digest = await notebook.run("side.put('a', 'meanwhile'); side.flush(); _it = side.digest()")
            await asyncio.to_thread(proxy.set_mode, "pass")
            await asyncio.wait_for(viewer.settled(60), 60)
            assert (viewer.digest(), viewer.stats.reconnects) == (digest, 1)
            assert relay.counts["silent pages closed"] == 1


async def test_cuts_at_any_moment_of_a_stream_end_in_the_same_state(
    server: ServerProcess, notebook: Notebook, proxy: TcpProxy
):
    code = """
import time
side.put('line', [0.5] * 8)
side.keep_flushing(0.02)
for i in range(400):
    side.put(f'w{i % 20}', 'x' * 3000 + str(i)); side.append('line', [float(i)] * 10)
    time.sleep(0.01)
while side.reader.behind(): time.sleep(0.02)
_it = side.digest()
"""
    async with Viewer(server.url_at(proxy.port), server.token, notebook.kernel_id) as viewer:
        await viewer.settled()
        work = asyncio.create_task(notebook.run(code))
        while not work.done():
            frames = viewer.stats.frames
            await until(lambda seen=frames: viewer.stats.frames > seen + 3 or work.done())
            await asyncio.to_thread(proxy.set_mode, "cut")
            await asyncio.to_thread(proxy.set_mode, "pass")
        digest = await work
        async with asyncio.timeout(30):
            while viewer.digest() != digest:
                await viewer.settled()
        assert viewer.stats.reconnects > 2
        assert viewer.stats.resyncs == 0
