"""Windows in Visdom's form that come from outside, as panes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_visdom.core.pane import Pane
from jupyter_visdom.workspace.errors import Refused

Panes = dict[str, Pane]

ASIDE = "jupyter_visdom"
"""Key of what is ours beside what is Visdom's. In a window: its `note`. In `reload`, where it belongs to no window:
`undo` (how many windows can be brought back), `views`."""


def panes_of(windows: Any, cursor: int, before: Mapping[str, Pane] | None = None, read: int = 0) -> Panes:
    """Return windows in Visdom's form as panes; `before` are those that they replace. ValueError says what is wrong."""
    if not isinstance(windows, dict) or not all(isinstance(window, dict) for window in windows.values()):
        raise Refused("a window must be a JSON object, and all windows an object of them")
    held = before or {}
    panes = {win: Pane.of(window, cursor, held.get(win), read) for win, window in windows.items()}
    for pane in panes.values():
        check_version(pane)
    return panes


def check_version(pane: Pane) -> None:
    """Refuse a window whose `version` a frame could not carry."""
    version: Any = pane.version
    if type(version) is not int or version < 0:
        raise Refused(f"field 'version' must be an integer of at least 0, not {version!r:.80}")
