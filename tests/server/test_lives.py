"""Kernels restart, crash, move and end; viewers keep what there was, marked, until there is something new."""

from __future__ import annotations

import asyncio

import pytest
from frontend import Jupyter, Notebook
from servers import ServerProcess, until

from jupyter_visdom.viewer import CommandRefused, Viewer


async def load_again(jupyter: Jupyter, kernel_id: str) -> str:
    """Load the kernel's side in a new life, with one window; return its digest."""
    async with Notebook(jupyter, kernel_id) as notebook:
        await notebook.load()
        return str(await notebook.run("side.put('new', 'second life'); side.flush(); _it = side.digest()"))


async def test_a_restart_keeps_the_old_panes_marked_until_the_new_epoch(server: ServerProcess, notebook: Notebook):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run("side.put('old', 'first life'); side.flush()")
        await until(lambda: viewer.windows() == ["old"])
        await notebook.jupyter.ask(f"api/kernels/{notebook.kernel_id}/restart", "POST")
        await until(lambda: viewer.kernel == "unloaded")
        assert viewer.window("old")["content"] == "first life"
        with pytest.raises(CommandRefused, match="has not loaded"):
            await viewer.send({"cmd": "put"})
        digest = await load_again(notebook.jupyter, notebook.kernel_id)
        await until(lambda: viewer.digest() == digest)
        assert (viewer.kernel, viewer.windows()) == ("alive", ["new"])


async def test_a_command_that_was_not_answered_before_the_kernel_died_is_refused(
    server: ServerProcess, notebook: Notebook
):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await viewer.settled()
        waiting = asyncio.create_task(viewer.send({"cmd": "never"}))
        await notebook.run("side")
        await notebook.until("any(m['type'] == 'command' for m in side.seen)")
        await notebook.begin("import os; os.kill(os.getpid(), 9)")
        with pytest.raises(CommandRefused, match="ended before it answered"):
            await waiting


async def test_a_crash_is_noticed_and_the_next_life_takes_over(server: ServerProcess, notebook: Notebook):
    """A kill -9 is followed by jupyter_client's own restart, possibly on other ports."""
    states: list[str | None] = []
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run("side.put('old', 'first life'); side.flush()")
        await until(lambda: viewer.windows() == ["old"])
        await notebook.begin("import os; os.kill(os.getpid(), 9)")
        await until(lambda: states.append(viewer.kernel) or viewer.kernel == "unloaded")
        assert "restarting" in states
        assert viewer.windows() == ["old"]
        digest = await load_again(notebook.jupyter, notebook.kernel_id)
        await until(lambda: viewer.digest() == digest)
        assert viewer.kernel == "alive"


async def test_after_a_shutdown_viewers_keep_the_last_state(server: ServerProcess, notebook: Notebook):
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        digest = await notebook.run("side.put('old', 'first life'); side.flush(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)
        await notebook.jupyter.fetch(f"api/kernels/{notebook.kernel_id}", "DELETE")
        await until(lambda: viewer.kernel == "gone")
        assert viewer.digest() == digest
        with pytest.raises(CommandRefused, match="gone"):
            await viewer.send({"cmd": "put"})


async def test_frames_of_the_old_life_that_come_late_change_nothing(server: ServerProcess, notebook: Notebook):
    """A new epoch in the same kernel (the extension loaded again): the old one's frames are ignored from then on."""
    async with Viewer(server.url, server.token, notebook.kernel_id) as viewer:
        await notebook.run("side.put('old', 'x'); side.flush(); old = side")
        await until(lambda: viewer.windows() == ["old"])
        await notebook.load()
        digest = await notebook.run(
            "side.put('new', 'y'); side.flush()\nold.put('late', 'z'); old.flush()\n_it = side.digest()"
        )
        await until(lambda: viewer.windows() == ["new"])
        assert viewer.digest() == digest
