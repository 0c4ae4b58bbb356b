"""Servers, kernels and a front end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from frontend import Jupyter, Notebook
from jupyter_process import free_port
from jupyter_server.serverapp import ServerApp
from servers import PYTHONPATH, LocalFactory, LocalServer, ServerProcess, make_server
from traitlets.config import Config


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server in a process of its own, under a base URL as JupyterHub gives one."""
    with make_server(tmp_path_factory.mktemp("server"), "--JupyterVisdom.beat=0.5") as running:
        yield running


@pytest.fixture
def jupyter(server: ServerProcess) -> Jupyter:
    return Jupyter(server.url, server.token)


@pytest.fixture
async def kernel_id(jupyter: Jupyter) -> AsyncIterator[str]:
    kernel_id = await jupyter.start_kernel()
    yield kernel_id
    await jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")


@pytest.fixture
async def notebook(jupyter: Jupyter, kernel_id: str) -> AsyncIterator[Notebook]:
    """A front end that has loaded the kernel's side of these tests."""
    async with Notebook(jupyter, kernel_id) as running:
        await running.load()
        yield running


@pytest.fixture
async def make_local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalFactory]:
    """Start a server in this process, with settings by class; keywords are those of `JupyterVisdom`."""
    running: list[LocalServer] = []
    for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        monkeypatch.setenv(f"JUPYTER_{name}", str(tmp_path / name))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONPATH", PYTHONPATH)

    async def make(config: dict[str, Any] | None = None, **visdom: Any) -> LocalServer:
        settings: dict[str, Any] = {
            "ServerApp": {
                "jpserver_extensions": {"jupyter_visdom": True},
                "root_dir": str(tmp_path),
                "base_url": "/user/ada/",
                "port": free_port(),
                "allow_root": True,
                "open_browser": False,
            },
            "IdentityProvider": {"token": "secret"},
            "JupyterVisdom": {"beat": 0.2, **visdom},
        }
        for name, values in (config or {}).items():
            settings.setdefault(name, {}).update(values)
        app = ServerApp.instance(config=Config(settings), log_level="ERROR")
        app.init_signal = lambda: None
        app.initialize(argv=[], find_extensions=False)
        app.start_app()
        running.append(LocalServer(app))
        return running[-1]

    yield make
    for server in running:
        await server.close()


@pytest.fixture
async def local(make_local: LocalFactory) -> LocalServer:
    return await make_local()
