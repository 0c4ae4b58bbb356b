"""A server that ends and comes again over a kernel that lives on: the new mirror is filled by the kernel."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from frontend import LOAD, Jupyter
from outside_kernel import OutsideKernel
from servers import ServerProcess, make_server, until

from jupyter_visdom.viewer import Viewer

LIFE = "(os.getpid(), get_workspace().store.epoch)"

START = f"""{LOAD}
import os, pathlib, time
from jupyter_visdom.kernel.extension import get_workspace
vis.text('note', win='note', env='other')
vis.image([[[0.0] * 8] * 8], win='picture')
drawn = 0
_it = {LIFE}"""

TRAIN = """
while not pathlib.Path({end!r}).exists():
    vis.line([drawn], [drawn], win='loss', update='append')
    drawn += 1
    time.sleep(0.005)
"""

END = f"_it = {LIFE}, get_workspace().digest(), drawn"


@pytest.fixture
def kernels(tmp_path: Path) -> Path:
    """The folder with the connection files of kernels that others started."""
    folder = tmp_path / "kernels"
    folder.mkdir()
    return folder


@pytest.fixture
async def kernel(kernels: Path) -> AsyncIterator[OutsideKernel]:
    async with OutsideKernel(kernels) as running:
        yield running


@pytest.fixture(params=[()])
def server(tmp_path: Path, kernels: Path, request: pytest.FixtureRequest) -> Iterator[ServerProcess]:
    where = "--ServerApp.allow_external_kernels=True", f"--ServerApp.external_connection_dir={kernels}"
    with make_server(tmp_path, *where, "--JupyterVisdom.beat=0.5", *request.param) as running:
        yield running


KEEPS_IDS = pytest.mark.parametrize("server", [("--ServerApp.kernel_manager_class=kept_ids.KeepsIds",)], indirect=True)


async def find(jupyter: Jupyter) -> str:
    """Return the id of the one kernel. A server finds it when somebody asks what there is, as every page does."""
    [kernel] = await jupyter.ask("api/kernels")
    return str(kernel["id"])


async def restart(server: ServerProcess, how: signal.Signals) -> None:
    """End the server and start it anew, at the same address."""
    os.kill(server.pid, how)
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.__enter__)


def points(viewer: Viewer) -> list[int]:
    return list(viewer.window("loss")["content"]["data"][0]["y"])


@asynccontextmanager
async def watched(viewer: Viewer) -> AsyncIterator[None]:
    """Look, whenever something changed, that no window is lost and no point goes."""

    async def watch() -> None:
        shown = 0
        async for _ in viewer:
            assert {"loss", "picture"} <= set(viewer.windows()) and viewer.windows("other") == ["note"]
            now = points(viewer)
            assert now == list(range(len(now))) and len(now) >= shown
            shown = len(now)

    task = asyncio.create_task(watch())
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@KEEPS_IDS
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_a_viewer_comes_back_by_itself_while_the_cell_goes_on(
    server: ServerProcess, kernel: OutsideKernel, how: signal.Signals, tmp_path: Path
):
    """It goes on from its cursor, with all that was drawn while there was no server."""
    jupyter, end = Jupyter(server.url, server.token), tmp_path / "end"
    life = await kernel.run(START)
    training = kernel.begin(TRAIN.format(end=str(end)))
    async with Viewer(server.url, server.token, await find(jupyter)) as viewer:
        await until(lambda: "loss" in viewer.windows() and len(points(viewer)) > 50)
        async with watched(viewer):
            before, cursor = len(points(viewer)), viewer.stats.cursor
            await restart(server, how)
            assert await find(jupyter) == kernel.id
            await until(lambda: viewer.stats.cursor > cursor and not viewer.stale)
            assert viewer.stats.resyncs == 0 and viewer.stats.reconnects == 1
            end.touch()
            await kernel.end(training)
            same_life, digest, drawn = await kernel.run(END)
            await until(lambda: viewer.digest() == digest)
    assert same_life == life and drawn > before
    assert points(viewer) == list(range(drawn))
    assert (await jupyter.mirror(kernel.id))["digest"] == digest


async def test_where_the_server_gives_the_kernel_another_id_a_page_finds_it_there(
    server: ServerProcess, kernel: OutsideKernel
):
    """jupyter_server itself does; who looks at the old id keeps what it has, marked as stale."""
    jupyter = Jupyter(server.url, server.token)
    await kernel.run(START)
    old_id = await find(jupyter)
    async with Viewer(server.url, server.token, old_id) as old:
        _, digest, _ = await kernel.run(END)
        await until(lambda: old.digest() == digest)
        await restart(server, signal.SIGKILL)
        new_id = await find(jupyter)
        assert new_id != old_id
        async with Viewer(server.url, server.token, new_id) as new:
            await until(lambda: new.digest() == digest)
            assert old.stale and old.digest() == digest
