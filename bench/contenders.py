"""The contenders by their names. Runs inside a kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench import floors, peers
from bench.contender import Contender, ProxiedClient, VisdomClient

OURS, FLOOR, SERVER, PROXIED = "ours", "visdom `send=False`", "visdom server", "the same, jupyter-server-proxy"
COMM, WEBSOCKET = "bare comm, 16 bytes", "bare websocket, 16 bytes"

_MAKERS: dict[str, Callable[..., Contender]] = {
    OURS: VisdomClient,
    FLOOR: lambda: VisdomClient(send=False),
    SERVER: VisdomClient,
    PROXIED: ProxiedClient,
    "FigureWidget, numpy": peers.FigureWidget,
    "FigureWidget, tuples": peers.FigureWidgetTuples,
    "jupyter_bokeh stream": peers.Bokeh,
    "plotly `update_display`": peers.UpdateDisplay,
    "`clear_output`, matplotlib": peers.Redraw,
    "tensorboardX add_scalar": peers.TensorboardX,
    COMM: floors.BareComm,
    WEBSOCKET: floors.BareWebsocket,
    "empty loop": floors.Nothing,
}


def make(name: str, options: dict[str, Any] | None = None) -> Contender:
    """Return a contender by its name; ours needs the extension loaded, a client of a server options that lead to it."""
    return _MAKERS[name](**(options or {}))
