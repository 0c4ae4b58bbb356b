"""Live Visdom panes in Jupyter, over Jupyter's own connection.

Everything here is a door: each function imports what lies behind it when it is called, so that
a kernel never loads the server's code, nor a server the kernel's, and a bare import is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from jupyter_visdom.kernel.widgets import Pane

__all__ = ["Pane", "__version__", "load_ipython_extension", "unload_ipython_extension"]

__version__: str


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Capture this kernel's Visdom clients: ``%load_ext jupyter_visdom``."""
    from jupyter_visdom.kernel import extension

    extension.load(ipython)


def unload_ipython_extension(ipython: InteractiveShell) -> None:
    """Give the clients their own transport back: ``%unload_ext jupyter_visdom``."""
    from jupyter_visdom.kernel import extension

    extension.unload(ipython)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where a checkout keeps the built front end (a wheel installs it under ``share/``)."""
    return [{"src": "labextension", "dest": "jupyter-visdom"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Which module a Jupyter server loads."""
    from jupyter_visdom.server.extension import JupyterVisdom

    return [{"module": "jupyter_visdom.server.extension", "app": JupyterVisdom}]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("jupyter-visdom")
    if name == "Pane":
        from jupyter_visdom.kernel.widgets import Pane

        return Pane
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
