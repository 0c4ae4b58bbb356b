"""Kernels restart, crash, move and end; viewers keep what there was, marked, until there is something new."""

from __future__ import annotations

import asyncio

import pytest
from frontend import Jupyter, Notebook
from servers import LocalFactory, ServerProcess, until

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


async def test_a_kernel_that_was_taken_for_dead_is_asked_and_goes_on(
    make_local: LocalFactory, monkeypatch: pytest.MonkeyPatch
):
    """Its provisioner was wrong for a moment; whoever looks sees it alive again, though it has said nothing."""
    local = await make_local({"MappingKernelManager": {"autorestart": False}})
    kernel_id = await local.jupyter.start_kernel()
    kernel = local.app.kernel_manager.get_kernel(kernel_id)
    async with Notebook(local.jupyter, kernel_id) as notebook, Viewer(local.url, local.token, kernel_id) as viewer:
        await notebook.load()
        await notebook.run("side.put('a', 'before'); side.flush(); side.send_beat = lambda: None")
        await until(lambda: viewer.windows() == ["a"])

        with monkeypatch.context() as provisioner:
            provisioner.setattr(kernel, "is_alive", lambda: False)
            await until(lambda: viewer.kernel == "restarting")
        await until(lambda: viewer.kernel == "alive")
        await viewer.send({"cmd": "put", "win": "b", "content": "after"})
        digest = await notebook.run("side.flush(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)
        assert viewer.windows() == ["a", "b"]
