"""Real servers: one in a process of its own, one in this process, on the loop of the test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self

from frontend import Jupyter, until
from jupyter_process import JupyterProcess
from jupyter_server.serverapp import ServerApp

from jupyter_visdom.server.extension import JupyterVisdom
from jupyter_visdom.server.relays import Relays

__all__ = ["ENVIRONMENT", "PYTHONPATH", "LocalFactory", "LocalServer", "ServerProcess", "make_server", "until"]

HERE = Path(__file__).parent
PYTHONPATH = f"{HERE.parent.parent}:{HERE}"

ENVIRONMENT = {"PYTHONPATH": PYTHONPATH, "JUPYTER_VISDOM_ENV_PATH": ""}
"""Nothing is kept on disk: what a test finds again came another way."""


class ServerProcess(JupyterProcess):
    """A bare Jupyter server with our extension, whose kernels have ports of this test worker's own."""

    def __enter__(self) -> Self:
        config = self.home / "config"
        config.mkdir(parents=True, exist_ok=True)
        (config / "jupyter_server_config.py").write_text("import own_ports\n\nown_ports.install()\n")
        return super().__enter__()


def make_server(folder: Path, *options: str, base_url: str = "/user/ada/") -> ServerProcess:
    where = {"app": "jupyter_server", "base_url": base_url}
    return ServerProcess(folder, folder / "home", options=options, environment=ENVIRONMENT, **where)


class LocalServer:
    """A real server on a real port, in this process, so that a test can look inside."""

    def __init__(self, app: ServerApp) -> None:
        self.app = app
        self.token = str(app.identity_provider.token)
        self.url = f"http://127.0.0.1:{app.port}{app.base_url}"
        self.jupyter = Jupyter(self.url, self.token)

    @property
    def extension(self) -> JupyterVisdom:
        return self.app.web_app.settings["jupyter_visdom"]

    @property
    def relays(self) -> Relays | None:
        return self.extension.relays

    async def close(self) -> None:
        await self.extension.stop_extension()
        await self.app._cleanup()
        ServerApp.clear_instance()
        # A failure's traceback keeps the server; when that is collected, pyzmq would wait for open sockets for ever.
        self.app.kernel_manager.context.destroy(linger=0)


LocalFactory = Callable[..., Awaitable[LocalServer]]
