"""The bounds of a workspace: what it has room for.

Rules of this file:

- The oldest points of a trace go, an eighth of the limit at a time: so the cost of it is spread over many appends, and
  each reader learns one number. Windows, envs and bytes beyond a limit are refused with a sentence that names it.
- What is held is counted anew only when the room that is known to be left is used up. Until then a change is looked at
  alone, however much is held.
- A pane that lost something says so: `{"jupyter_visdom": {"note": …}}` in its JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

from jupyter_visdom.core.columns import ITEM_BYTES, NUMBERS, Column
from jupyter_visdom.core.pane import Pane, Skeleton
from jupyter_visdom.core.part import Part
from jupyter_visdom.core.store import Store
from jupyter_visdom.workspace.appends import SCATTER
from jupyter_visdom.workspace.errors import Full
from jupyter_visdom.workspace.limits import Limits
from jupyter_visdom.workspace.undo import Undo
from jupyter_visdom.workspace.updates import traces_of
from jupyter_visdom.workspace.windows import ASIDE

SHARE = 8
"""The share (an eighth) of a trace's limit that goes at a time."""

LEAST_LINE = 2
"""Bytes of the shortest item in a column of JSON lines."""


class Bounds:
    """What a store and its undo stacks may still take in.

    Parameters
    ----------
    store, undo
        What is held.
    limits
        What may be held; 0 stands for no limit.
    forget_closed
        Lets go of what is in the undo stacks, to make room.
    """

    def __init__(self, store: Store, undo: Undo, limits: Limits, forget_closed: Callable[[], None]) -> None:
        self._store = store
        self._undo = undo
        self._limits = limits
        self._forget_closed = forget_closed
        self._pane_bytes = limits.pane_bytes or sys.maxsize
        self._room = 0

    def has_room(self, pane: Pane, before: Pane) -> bool:
        """Whether a pane that grew fits in its place; False also where only a closer look would tell."""
        size = pane.known_size or len(pane)  # on the hot path: a call less
        growth = size - (before.known_size or len(before))
        if size > self._pane_bytes or growth > self._room:
            return False
        if growth > 0:
            self._room -= growth
        return True

    def admit(self, eid: str, panes: Mapping[str, Pane], held: Mapping[str, Pane]) -> None:
        """Take note of panes of an env, to stand in the place of others. Full, and nothing is noted, if they can't."""
        limits, envs = self._limits, self._store.envs
        if eid not in envs and eid != "main" and 0 < limits.envs <= len(envs):
            raise Full(f"this kernel has {len(envs)} environments, the most that it may have (VisdomWorkspace.envs)")
        if 0 < limits.env_panes < len(panes) > len(held):
            raise Full(
                f"environment {eid!r:.80} may have at most {limits.env_panes} windows (VisdomWorkspace.env_panes)"
            )
        new = {win: pane for win, pane in panes.items() if pane is not held.get(win)}
        for win, pane in new.items():
            if len(pane) > self._pane_bytes:
                raise Full(
                    f"window {win!r:.80} may hold at most {_text(self._pane_bytes)} (VisdomWorkspace.pane_bytes)"
                )
        self._take(_weight(new.values()) - _weight(held[win] for win in new if win in held))

    def _take(self, growth: int) -> None:
        if growth > max(self._room, 0):
            self._count(growth)
        if growth > max(self._room, 0):
            most = _text(self._limits.kernel_bytes)
            raise Full(f"the windows of this kernel may take at most {most} (VisdomWorkspace.kernel_bytes): close some")
        self._room -= max(growth, 0)

    def _count(self, growth: int) -> None:
        """Find out how much room is left; what has been closed gives way, if that makes enough."""
        room = (self._limits.kernel_bytes or sys.maxsize) - self._store.weight
        self._room = room - self._undo.weight
        if self._room < growth <= room:
            self._forget_closed()
            self._room = room


def trimmed(pane: Pane, limit: int, read: int) -> Pane:
    """Return a pane without the oldest points of traces that have more than a limit (0: none), with a note if so."""
    parts = dict(pane.parts)
    for i, trace in enumerate(traces_of(pane) or ()) if limit else ():
        path = ("content", "data", i)
        x = pane.skeleton.columns.get((*path, "x")) if trace.get("type") in SCATTER else None
        count = _count_of(x, parts[x.part], limit) if x else 0
        if x and count > limit:
            columns = [column for at, column in pane.skeleton.columns.items() if at[:3] == path]
            _drop(parts, columns, count, count - limit + limit // SHARE, pane.cursor, read)
    if parts == pane.parts:
        return pane
    kept = Pane(pane.cursor, pane.version, pane.content_id, pane.skeleton, parts)
    return with_note(kept, f"Of each trace the newest points are kept, at most {limit} (VisdomWorkspace.trace_points).")


def has_note(pane: Pane, note: str) -> bool:
    """Whether a pane says just that of itself."""
    return bool(pane.skeleton.json.get(ASIDE) == {"note": note})


def with_note(pane: Pane, note: str) -> Pane:
    """Return a pane that says something of itself."""
    if has_note(pane, note):
        return pane
    skeleton = Skeleton({**pane.skeleton.json, ASIDE: {"note": note}}, pane.skeleton.columns, pane.cursor)
    return Pane(pane.cursor, pane.version, pane.content_id, skeleton, pane.parts)


def _weight(panes: Iterable[Pane]) -> int:
    return sum(pane.weight for pane in panes)


def _text(size: int) -> str:
    return f"{size >> 20} MiB" if size % (1 << 20) == 0 else f"{size} bytes"


def _count_of(column: Column, part: Part, limit: int) -> int:
    """Return the number of items in a column; 0 where its size alone says that there are no more than a limit."""
    if column.kind in NUMBERS:
        return len(part) // (ITEM_BYTES * (column.width or 1))
    return part.read().count(b"\n") if column.kind == "json" and len(part) > LEAST_LINE * limit else 0


def _drop(parts: dict[int, Part], columns: Iterable[Column], count: int, dropped: int, cursor: int, read: int) -> None:
    """Drop the oldest points of one trace: from each of its columns that has as many items as it has points."""
    for column in columns:
        part = parts[column.part]
        if _count_of(column, part, 0) == count:
            parts[column.part] = part.drop_before(_item_start(column, part, dropped), cursor, read)


def _item_start(column: Column, part: Part, number: int) -> int:
    """Return where an item of a column begins."""
    if column.kind in NUMBERS:
        return part.start + number * ITEM_BYTES * (column.width or 1)
    data, at = part.read(), 0
    for _ in range(number):
        at = data.index(b"\n", at) + 1
    return part.start + at
