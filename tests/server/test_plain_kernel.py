"""A kernel without subshells: what it draws is seen while a cell runs, what a page asks is done between two cells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import plain_kernel
import pytest
from frontend import DIGEST, LOAD, Jupyter, Notebook
from servers import ServerProcess, until

from jupyter_visdom.viewer import Viewer

BUSY = "vis.text('in the cell', win='new')\nimport time\nwhile True: time.sleep(0.05)"


@pytest.fixture
async def kernel_id(server: ServerProcess, jupyter: Jupyter) -> AsyncIterator[str]:
    plain_kernel.install(server.home)
    kernel_id = str((await jupyter.ask("api/kernels", "POST", {"name": plain_kernel.NAME}))["id"])
    yield kernel_id
    await jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")


async def test_frames_come_while_a_cell_runs_and_commands_wait_for_its_end(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    async with Notebook(jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
        assert await notebook.run("_it = get_ipython().kernel._supports_kernel_subshells") is False
        await notebook.run(f"{LOAD}\nvis.text('hello', win='old')")
        cell = await notebook.begin(BUSY)
        await until(lambda: viewer.windows() == ["old", "new"])
        async with Viewer(server.url, server.token, kernel_id) as late:
            await until(lambda: late.windows() == ["old", "new"])
        closing = asyncio.create_task(viewer.send({"cmd": "close", "data": "old", "eid": "main"}))
        await until(lambda: viewer._replies)
        assert "old" in viewer.windows()
        await jupyter.ask(f"api/kernels/{kernel_id}/interrupt", "POST")
        await cell
        await closing
        digest = await notebook.run(DIGEST)
        await until(lambda: viewer.digest() == digest)
        assert viewer.windows() == ["new"]


async def test_frames_are_text_until_the_kernel_has_heard_that_the_server_has_a_mirror(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    """It is told once, and can listen between two cells only."""
    async with Notebook(jupyter, kernel_id) as notebook, Viewer(server.url, server.token, kernel_id) as viewer:
        code = f"{LOAD}\nvis.text('hello', win='old')\nfrom jupyter_visdom.kernel import extension\n"
        assert await notebook.run(f"{code}text = lambda: extension._session._flusher.audience.text\n_it = text()")
        await until(lambda: viewer.windows() == ["old"])
        await notebook.until("not text()")
        digest = await notebook.run(f"vis.line([1.0] * 1000, win='new')\n{DIGEST}")
        await until(lambda: viewer.digest() == digest)


async def test_a_new_life_begins_with_nothing_and_without_a_wait(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    """It could not hear the answer while it loads, so it does not ask, and says so."""
    async with Viewer(server.url, server.token, kernel_id) as viewer:
        async with Notebook(jupyter, kernel_id) as notebook:
            digest = await notebook.run(f"{LOAD}\nvis.text('hello', win='old')\n{DIGEST}")
            await until(lambda: viewer.digest() == digest)
        await jupyter.ask(f"api/kernels/{kernel_id}/restart", "POST")
        await until(lambda: viewer.kernel == "unloaded")
        assert viewer.windows() == ["old"]
        async with Notebook(jupyter, kernel_id) as notebook:
            digest = await notebook.run(f"{LOAD}\nvis.text('hello', win='new')\n{DIGEST}")
            await until(lambda: viewer.digest() == digest)
            assert viewer.windows() == ["new"]
            await until(lambda: "it can't ask what it had drawn" in notebook.printed)
