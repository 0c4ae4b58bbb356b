"""A kernel that restarts goes on with what it had drawn, as code that draws on a Visdom server does."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from frontend import DIGEST, LOAD, Jupyter, Notebook
from servers import LocalFactory, ServerProcess, make_server, until

from jupyter_visdom.viewer import Viewer

FIRST = f"""{LOAD}
vis.line([0.5, 1.5], [0.0, 1.0], win='loss')
vis.line([2.5], [2.0], win='loss', update='append')
vis.text('note', win='note', env='other')
vis.image([[[0.0] * 8] * 8], win='picture')
{DIGEST}"""

NEXT = f"""{LOAD}
vis.line([3.5], [3.0], win='loss', update='append')
line = __import__('json').loads(vis.get_window_data('loss'))['content']['data'][0]
_it = line['x'], line['y'], vis.win_exists('note', env='other'), vis.win_exists('picture')"""

WENT_ON = ([0.0, 1.0, 2.0, 3.0], [0.5, 1.5, 2.5, 3.5], True, True)


async def draw(notebook: Notebook, viewer: Viewer) -> None:
    """Draw in a first life, and wait until the server has it."""
    digest = await notebook.run(FIRST)
    await until(lambda: viewer.digest() == digest)


async def agree(notebook: Notebook, viewer: Viewer) -> None:
    digest = await notebook.run(DIGEST)
    await until(lambda: viewer.digest() == digest)


async def restart(jupyter: Jupyter, kernel_id: str) -> None:
    await jupyter.ask(f"api/kernels/{kernel_id}/restart", "POST")


async def test_after_a_restart_the_curve_goes_on(server: ServerProcess, jupyter: Jupyter, kernel_id: str):
    """Twice: a life that was begun with what another had drawn is handed on whole."""
    async with Viewer(server.url, server.token, kernel_id) as viewer:
        async with Notebook(jupyter, kernel_id) as notebook:
            await draw(notebook, viewer)
        for _ in range(2):
            await restart(jupyter, kernel_id)
            async with Notebook(jupyter, kernel_id) as notebook:
                found = await notebook.run(NEXT)
                await agree(notebook, viewer)
        assert found == ([0.0, 1.0, 2.0, 3.0, 3.0], [0.5, 1.5, 2.5, 3.5, 3.5], True, True)
        assert (await jupyter.mirror(kernel_id))["counts"]["lives seeded"] == 2


async def test_cells_that_are_queued_behind_the_load_find_everything(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    """Restart and run all: the main shell is busy with the load, and full, while the answer comes in."""
    async with Viewer(server.url, server.token, kernel_id) as viewer:
        async with Notebook(jupyter, kernel_id) as notebook:
            await draw(notebook, viewer)
        await restart(jupyter, kernel_id)
        async with Notebook(jupyter, kernel_id) as notebook:
            loading = await notebook.begin(LOAD)
            assert await notebook.run(NEXT) == WENT_ON
            assert (await loading)["content"]["status"] == "ok"
            await agree(notebook, viewer)


async def die_and_go_on(jupyter: Jupyter, kernel_id: str, viewer: Viewer) -> None:
    """Kill the kernel in a cell; its next life draws on."""
    async with Notebook(jupyter, kernel_id) as notebook:
        await draw(notebook, viewer)
        await notebook.begin("import os; os.kill(os.getpid(), 9)")
        await until(lambda: viewer.kernel == "unloaded")
    async with Notebook(jupyter, kernel_id) as notebook:
        assert await notebook.run(NEXT) == WENT_ON
        await agree(notebook, viewer)


async def test_after_a_crash_the_curve_goes_on(server: ServerProcess, jupyter: Jupyter, kernel_id: str):
    """jupyter_client restarts a kernel that died, possibly on other ports."""
    async with Viewer(server.url, server.token, kernel_id) as viewer:
        await die_and_go_on(jupyter, kernel_id, viewer)


async def test_a_life_on_other_ports_goes_on_too(make_local: LocalFactory, monkeypatch: pytest.MonkeyPatch):
    """What the relay had connected to answers no more; a viewer that stays sees the new life."""
    server = await make_local({"KernelManager": {"cache_ports": False}})
    kernel_id = await server.jupyter.start_kernel()
    manager = server.app.kernel_manager.get_kernel(kernel_id)
    monkeypatch.setattr(manager, "restart_kernel", functools.partial(manager.restart_kernel, newports=True))
    async with Viewer(server.url, server.token, kernel_id) as viewer:
        async with Notebook(server.jupyter, kernel_id) as notebook:
            await draw(notebook, viewer)
        before = set(manager.ports)
        life = server.relays.get(kernel_id)._life
        streams = [life._iopub._stream, life._link._shell, life._link._control]
        await restart(server.jupyter, kernel_id)
        assert before.isdisjoint(manager.ports)
        async with Notebook(server.jupyter, kernel_id) as notebook:
            assert await notebook.run(NEXT) == WENT_ON
            await agree(notebook, viewer)
        assert all(stream.closed() for stream in streams)


async def test_a_kernel_shut_down_and_another_in_its_place_do_not_mix(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    """The new one has an id of its own, and begins with nothing; the old one's panes stay where they were looked at."""
    async with Viewer(server.url, server.token, kernel_id) as old:
        async with Notebook(jupyter, kernel_id) as notebook:
            await draw(notebook, old)
        last = old.digest()
        await jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")
        await until(lambda: old.kernel == "gone")
        another = await jupyter.start_kernel()
        async with Viewer(server.url, server.token, another) as new, Notebook(jupyter, another) as notebook:
            assert await notebook.run(f"{LOAD}\n_it = vis.win_exists('loss')") is False
            await agree(notebook, new)
        await jupyter.fetch(f"api/kernels/{another}", "DELETE")
        assert old.digest() == last


async def test_a_deployment_may_want_every_life_to_begin_with_nothing(tmp_path: Path):
    with make_server(tmp_path, "--JupyterVisdom.on_restart=clear") as server:
        jupyter = Jupyter(server.url, server.token)
        kernel_id = await jupyter.start_kernel()
        async with Viewer(server.url, server.token, kernel_id) as viewer:
            async with Notebook(jupyter, kernel_id) as notebook:
                await draw(notebook, viewer)
            await restart(jupyter, kernel_id)
            async with Notebook(jupyter, kernel_id) as notebook:
                assert await notebook.run(f"{LOAD}\n_it = vis.win_exists('loss')") is False
                await agree(notebook, viewer)
                assert "nothing is taken over" not in notebook.printed, "it was answered"
        assert viewer.windows() == []


async def test_where_no_server_answers_the_load_says_so_and_goes_on(tmp_path: Path):
    """The server has our extension switched off."""
    with make_server(tmp_path, "--JupyterVisdom.in_connection=False") as server:
        jupyter = Jupyter(server.url, server.token)
        async with Notebook(jupyter, await jupyter.start_kernel()) as notebook:
            assert await notebook.run(f"{LOAD}\n_it = vis.text('hello', win='a')") == "a"
            await until(lambda: "did not say what this kernel had drawn" in notebook.printed)


async def test_a_kernel_that_was_never_drawn_in_is_told_so_at_once(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    async with Notebook(jupyter, kernel_id) as notebook:
        assert await notebook.run(f"{LOAD}\n_it = vis.win_exists('loss')") is False
        assert notebook.printed == ""


async def test_loading_again_in_the_same_life_takes_nothing_over(
    server: ServerProcess, jupyter: Jupyter, kernel_id: str
):
    """What was closed stays closed."""
    async with Viewer(server.url, server.token, kernel_id) as viewer, Notebook(jupyter, kernel_id) as notebook:
        await draw(notebook, viewer)
        await notebook.run("vis.close('loss')\n%unload_ext jupyter_visdom\n%load_ext jupyter_visdom")
        assert await notebook.run("_it = vis.win_exists('loss')") is False
        await agree(notebook, viewer)


async def test_a_kernel_that_is_there_before_its_process_has_started_lives_and_restarts(tmp_path: Path):
    """With pending kernels jupyter_server gives a kernel's id before its ports; a page may ask for it at once."""
    with make_server(tmp_path, "--AsyncMultiKernelManager.use_pending_kernels=True") as server:
        jupyter = Jupyter(server.url, server.token)
        kernel_id = await jupyter.start_kernel()
        assert (await jupyter.mirror(kernel_id))["epoch"] is None
        async with Viewer(server.url, server.token, kernel_id) as viewer:
            await die_and_go_on(jupyter, kernel_id, viewer)
            await restart(jupyter, kernel_id)
            async with Notebook(jupyter, kernel_id) as notebook:
                await notebook.run(NEXT)
                await agree(notebook, viewer)
            await jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")
            await until(lambda: viewer.kernel == "gone")
