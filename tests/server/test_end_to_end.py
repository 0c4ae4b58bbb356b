"""Unmodified Visdom calls in a real kernel, through the real server, to a viewer."""

from __future__ import annotations

import asyncio

import pytest
from frontend import DIGEST, LOAD, Jupyter, Notebook
from servers import ServerProcess, until

from jupyter_visdom.viewer import Viewer


@pytest.mark.parametrize("v1", [True, False], ids=["v1", "old"])
async def test_what_visdom_draws_is_what_a_viewer_has(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str, v1: bool
):
    where = server.url, server.token, kernel_id
    async with Notebook(jupyter, kernel_id) as notebook, Viewer(*where, v1=v1) as viewer:
        await notebook.run(LOAD)
        digest = await notebook.run(
            "vis.line([1, 2, 3], win='loss')\n"
            "for i in range(500): vis.line(X=[i + 3], Y=[i], win='loss', update='append')\n"
            "vis.text('hello', win='note', env='other')\n" + DIGEST
        )
        await until(lambda: viewer.digest() == digest)
        assert (await jupyter.mirror(kernel_id))["digest"] == digest
        assert len(viewer.window("loss")["content"]["data"][0]["x"]) == 503


async def test_a_window_is_closed_from_a_page_while_a_cell_runs(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    async with Notebook(jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
        await notebook.run(f"{LOAD}\nvis.text('hello', win='a'); vis.text('hello', win='b')")
        await until(lambda: viewer.windows() == ["a", "b"])
        busy = await notebook.occupy()
        await viewer.send({"cmd": "close", "data": "a", "eid": "main"})
        await until(lambda: viewer.windows() == ["b"])
        assert not busy.done()
        await jupyter.fetch(f"api/kernels/{kernel_id}/interrupt", "POST")
        await busy
        digest = await notebook.run(DIGEST)
        await until(lambda: viewer.digest() == digest)


async def test_a_page_that_comes_in_the_middle_of_a_cell_has_everything_at_once(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    async with Notebook(jupyter, kernel_id) as notebook:
        await notebook.run(LOAD)
        busy = await notebook.begin(
            "import time\nvis.line([0.5] * 1000, win='loss')\n"
            "for i in range(10_000): vis.line(X=[i], Y=[i], win='loss', update='append'); time.sleep(0.001)"
        )
        async with asyncio.timeout(20):
            while not (await jupyter.mirror(kernel_id))["envs"].get("main"):
                pass
        async with Viewer(server.url, server.token, kernel_id) as viewer:
            await viewer.settled(10)
            assert not busy.done()
            assert len(viewer.window("loss")["content"]["data"][0]["x"]) >= 1000
            await jupyter.fetch(f"api/kernels/{kernel_id}/interrupt", "POST")
            await busy
            digest = await notebook.run(DIGEST)
            await until(lambda: viewer.digest() == digest)
