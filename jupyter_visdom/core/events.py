"""What can change, frozen: the events that a frame carries."""

from __future__ import annotations

from typing import Any, NamedTuple

from jupyter_visdom.core.store import Key


class Slice(NamedTuple):
    """The bytes `[a, a + len(data))` of a part, which now begins at `start`."""

    part: int
    generation: int
    start: int
    a: int
    data: bytes


class EnvsChanged(NamedTuple):
    """The names of all envs, in order, as of cursor `at`."""

    at: int
    names: tuple[str, ...]


class EnvChanged(NamedTuple):
    """The windows of one env, in order, and its saved layout."""

    at: int
    env: str
    wins: tuple[str, ...]
    reload: dict[str, Any]


class PaneChanged(NamedTuple):
    """What brings a pane to its state at cursor `at`; with `more`, further slices follow first."""

    at: int
    env: str
    win: str
    version: int
    content_id: str
    slices: tuple[Slice, ...]
    more: bool

    @property
    def key(self) -> Key:
        """The pane's name."""
        return self.env, self.win


Event = EnvsChanged | EnvChanged | PaneChanged
