"""A widget: one pane, inline in a notebook.

What is saved with the notebook is the pane's name, which our renderer draws live, and a still of
at most 256 KiB for readers without it.
"""

from __future__ import annotations

import math
from importlib.metadata import version
from typing import Any

from ipywidgets import DOMWidget
from traitlets import TraitError, Unicode, validate

from jupyter_visdom.core.columns import encode_json
from jupyter_visdom.core.limits import NAME_CHARS
from jupyter_visdom.kernel import extension
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.errors import Refused

VERSION = version("jupyter-visdom")
PANE_MIME = "application/vnd.jupyter-visdom.pane+json"
PLOTLY_MIME = "application/vnd.plotly.v1+json"

STILL_BYTES = 256 << 10
"""Most bytes of the still in an output: a notebook with fifty of them opens without a wait."""

PICTURES = ("image/png", "image/jpeg")
"""Kinds of pictures that every notebook shows."""


class Pane(DOMWidget):  # type: ignore[misc]
    """One Visdom window, live in an output or inside other widgets.

    Parameters
    ----------
    win
        The window, as plotting calls return it.
    env
        Its environment.
    """

    _model_name = Unicode("PaneModel").tag(sync=True)
    _model_module = Unicode("jupyter-visdom").tag(sync=True)
    _model_module_version = Unicode(VERSION).tag(sync=True)
    _view_name = Unicode("PaneView").tag(sync=True)
    _view_module = Unicode("jupyter-visdom").tag(sync=True)
    _view_module_version = Unicode(VERSION).tag(sync=True)

    env = Unicode("main", help="The environment.").tag(sync=True)
    win = Unicode(help="The window.").tag(sync=True)

    def __init__(self, win: str, env: str = "main", **kwargs: Any) -> None:
        super().__init__(win=win, env=env, **kwargs)

    @validate("env")
    def _check_env(self, proposal: dict[str, Any]) -> str:
        return upstream.escape(_name("env", proposal["value"]))

    @validate("win")
    def _check_win(self, proposal: dict[str, Any]) -> str:
        return _name("win", proposal["value"])

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Return the pane's name, a still of it, and what ipywidgets adds."""
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs) or {}
        still = _still(self.env, self.win)
        text = f"Visdom window {self.win!r} in environment {self.env!r}"
        name = {"v": 1, "env": self.env, "win": self.win}
        return {**bundle, **still, "text/plain": text, PANE_MIME: name}


def _name(trait: str, value: str) -> str:
    if not 0 < len(value) <= NAME_CHARS:
        raise TraitError(f"{trait!r} must have 1 to {NAME_CHARS} characters, not {len(value)}")
    return value


def _still(env: str, win: str) -> dict[str, Any]:
    """Return a pane as others can show it; nothing if it is not there, or too large."""
    try:
        pane = extension.get_workspace().pane(env, win)
    except (RuntimeError, Refused):
        return {}
    if pane is None:
        return {}
    json = pane.to_json()
    content = json.get("content")
    match json.get("type"):
        case "plot":
            return _plot(content)
        case "image":
            return _picture(content)
        case "image_history" if content:
            return _picture(content[json.get("selected", -1)])
    return {}


def _picture(content: Any) -> dict[str, Any]:
    kind, _, data = str(content.get("src")).removeprefix("data:").partition(";base64,")
    return {kind: data} if kind in PICTURES and len(data) <= STILL_BYTES else {}


def _plot(content: Any) -> dict[str, Any]:
    figure = {"data": content["data"], "layout": content["layout"]}
    size = len(encode_json(figure))
    if size > STILL_BYTES:
        step = math.ceil(size / STILL_BYTES)
        figure["data"] = [_thinned(trace, step) for trace in content["data"]]
        size = len(encode_json(figure))
    return {PLOTLY_MIME: figure} if size <= STILL_BYTES else {}


def _thinned(trace: dict[str, Any], step: int) -> dict[str, Any]:
    """Return a trace with every n-th point; as it is where that would not be simple."""
    x = trace.get("x")
    if not isinstance(x, list) or not str(trace.get("type")).startswith("scatter"):
        return trace
    return {key: _every(value, len(x), step) for key, value in trace.items()}


def _every(value: Any, count: int, step: int) -> Any:
    if isinstance(value, dict):
        return {key: _every(item, count, step) for key, item in value.items()}
    return value[::step] if isinstance(value, list) and len(value) == count else value
