"""The viewer's promises to those who use it."""

from __future__ import annotations

import asyncio
from typing import Any

import psutil
import pytest
from frontend import Jupyter, Notebook
from servers import ServerProcess, until

from jupyter_visdom.viewer import ConnectionLost, Refused, Viewer


async def test_windows_come_in_visdoms_own_form_and_order(server: ServerProcess, notebook: Notebook):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run("side.put('b', 'x' * 2000); side.put('a', [1, 2]); side.put('c', 1, 'other'); side.flush()")
        await until(lambda: viewer.envs() == ["main", "other"])
        assert viewer.windows() == ["b", "a"]
        assert viewer.windows("nowhere") == []
        json = {"id": "a", "type": "text", "title": "a", "content": [1, 2], "version": 1, "contentID": "c"}
        assert viewer.window("a") == json
        assert viewer.window("b")["content"] == "x" * 2000
        with pytest.raises(KeyError, match="'nothing' in env 'main'"):
            viewer.window("nothing")


async def test_what_it_held_stays_readable_after_the_end(server: ServerProcess, notebook: Notebook):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        digest = await notebook.run("side.put('a', 'hello'); side.flush(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)
    assert viewer.window("a")["content"] == "hello"
    with pytest.raises(ConnectionLost):
        await viewer.send({"cmd": "put"})


async def test_changes_are_told_by_name_closed_windows_too_and_a_busy_one_once(
    server: ServerProcess, notebook: Notebook
):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run("side.put('a', '0'); side.put('b', '0'); side.flush()")
        await until(lambda: viewer.windows() == ["a", "b"])
        told: list[tuple[str, str]] = []
        changes = aiter(viewer)
        told += [await anext(changes), await anext(changes)]
        assert sorted(told) == [("main", "a"), ("main", "b")]
        await notebook.run("[(side.put('a', str(i)), side.flush()) for i in range(50)]")
        await until(lambda: viewer.window("a")["content"] == "49")
        assert await anext(changes) == ("main", "a")
        await notebook.run("side.store.close('main', ['a']); side.flush()")
        assert await asyncio.wait_for(anext(changes), 20) == ("main", "a")
        assert viewer.windows() == ["b"]


async def test_the_end_of_a_viewer_ends_its_iteration(server: ServerProcess, notebook: Notebook):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await viewer.settled()
        told = asyncio.create_task(anext(aiter(viewer), None))
    assert await asyncio.wait_for(told, 5) is None


async def test_what_will_not_get_better_is_raised_at_once(server: ServerProcess, kernel_id: str):
    async with Viewer(server.url, "wrong", kernel_id) as viewer:
        with pytest.raises(Refused) as refused:
            await viewer.settled(30)
        assert refused.value.status in (401, 403)


async def test_a_kernel_that_is_not_there_yet_is_waited_for_until_the_deadline(server: ServerProcess):
    """Behind a proxy that was restarted every path is a 404 for a second."""
    async with Viewer(server.url, server.token, "a-b-c-d-e") as viewer:
        with pytest.raises(TimeoutError) as late:
            await viewer.settled(1.0)
        assert isinstance(late.value.__cause__, Refused)
        assert late.value.__cause__.status == 404


def test_one_that_is_closed_while_it_connects_leaves_no_socket(server: ServerProcess):
    def connections() -> list[Any]:
        return [other for other in psutil.Process().net_connections("tcp") if other.raddr[1:] == (server.port,)]

    async def come_and_go() -> None:
        async with asyncio.timeout(20), Viewer(server.url, server.token, "a-b-c-d-e"):
            while not connections():  # in every turn of the loop: the answer is here within a few
                await asyncio.sleep(0)

    asyncio.run(come_and_go())
    assert connections() == []


async def test_settled_is_true_of_a_kernel_that_has_nothing(server: ServerProcess, jupyter: Jupyter, kernel_id: str):
    async with Viewer(server.url, server.token, kernel_id) as viewer:
        await viewer.settled()
        assert (viewer.kernel, viewer.stats.epoch, viewer.envs()) == ("unloaded", None, [])


async def test_what_is_on_screen_comes_first(server: ServerProcess, notebook: Notebook):
    """Of 40 windows of 100 kB the visible one is in the first frame, though it is the last to have changed."""
    await notebook.run("[side.put(f'w{i}', 'x' * 100_000) for i in range(40)]\nside.flush()")
    viewer = Viewer(server.url, server.token, notebook.kernel_id)
    viewer.show([("main", "w39")])
    async with viewer:
        first = await anext(aiter(viewer))
        await viewer.settled()
    assert first == ("main", "w39")
    assert len(viewer.windows()) == 40


async def test_stats_count_what_came(server: ServerProcess, notebook: Notebook):
    await notebook.run("side.put('a', 'x' * 5000); side.flush()")
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await viewer.settled()
        stats = viewer.stats
        assert (stats.frames, stats.resyncs, stats.reconnects) == (1, 0, 0)
        assert stats.bytes >= 5000
        mirror = await notebook.jupyter.mirror(notebook.kernel_id)
        assert (stats.epoch, stats.cursor) == (mirror["epoch"], mirror["cursor"])
