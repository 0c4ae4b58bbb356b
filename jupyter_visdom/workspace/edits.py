"""An edit: a pane's skeleton laid open for Visdom's code, and what it did taken back as a pane.

Rules of this file:

- In an open skeleton a *placeholder* stands in each column's place. Visdom's code may move it,
  drop it, put something else there, or append a list to it; it never sees the numbers.
- Code that wants to look inside a placeholder fails, and the caller goes the long way round.
- So what an edit costs depends on what changes, not on what a pane holds.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from jupyter_visdom.core.columns import NUMBERS, Column, Path, encode_items
from jupyter_visdom.core.limits import EXACT_INTEGER
from jupyter_visdom.core.pane import Pane, Skeleton, value_at
from jupyter_visdom.core.part import Part


class LookedInside(Exception):
    """A column is needed that an edit does not show."""


class Placeholder(int):
    """Stands for a column; its value is the number of the column's part.

    An `int`, so that the core takes it for a plain value of a skeleton.
    """

    def __add__(self, items: Any) -> Grown:
        """Append a list."""
        if type(items) is not list:
            raise LookedInside
        return Grown(self, items)

    def _look(self, *_: Any) -> NoReturn:
        raise LookedInside

    __radd__ = __mul__ = __eq__ = __ne__ = __lt__ = __gt__ = __bool__ = _look
    __hash__ = None  # type: ignore[assignment]


class Grown(Placeholder):
    """A placeholder with items at its end."""

    def __new__(cls, column: int, items: list[Any]) -> Grown:
        """Grow the column of that part number."""
        grown = int.__new__(cls, column)
        grown.items = items
        return grown

    items: list[Any]

    def __add__(self, items: Any) -> Grown:
        """Append another list."""
        if type(items) is not list:
            raise LookedInside
        return Grown(self, self.items + items)


Change = Callable[[dict[str, Any]], None]
"""Changes a pane's JSON in place."""


def edited(pane: Pane, change: Change, cursor: int, read: int) -> Pane:
    """Return the pane after a change, by the shorter way that does it; what the change raises if none does.

    Parameters
    ----------
    pane
        The pane before.
    change
        It may be made twice, on copies: whether a column is needed turns out on the way.
    cursor
        That of this change.
    read
        The last cursor that a reader has seen.
    """
    try:
        json = opened(pane)
        change(json)
        return closed(json, pane, cursor, read)
    except Exception:  # the long way shows whether that was the change's fault
        return rewritten(pane, change, cursor, read)


def rewritten(pane: Pane, change: Change, cursor: int, read: int) -> Pane:
    """Return the pane after a change to a copy of all that it holds."""
    json = pane.to_json()
    change(json)
    return Pane.of(json, cursor, pane, read)


def opened(pane: Pane) -> dict[str, Any]:
    """Return a pane's JSON with placeholders for its columns, as values that may be changed."""
    json: dict[str, Any] = _copy(pane.skeleton.json)
    for column in pane.skeleton.columns.values():
        value_at(json, column.path[:-1])[column.path[-1]] = Placeholder(column.part)
    json["version"] = pane.version
    json["contentID"] = pane.content_id
    return json


def closed(json: dict[str, Any], pane: Pane, cursor: int, read: int) -> Pane:
    """Return the pane that an opened one has become.

    Parameters
    ----------
    json
        What `opened` gave, after the edit; its new `version` and `contentID` are in it.
    pane
        The pane before.
    cursor
        That of this change.
    read
        The last cursor that a reader has seen.
    """
    kept = _placeholders(json)
    if len({int(column) for column in kept}) < len(kept):
        raise LookedInside  # one column in two places
    fresh = Pane.of(json, cursor, _without(pane, kept), read)
    columns: dict[Path, Column] = {}
    held = {column.part: column for column in pane.skeleton.columns.values()}
    hollow = _hollow(fresh.skeleton.json, (), fresh.skeleton.columns, held, columns)
    parts = dict(fresh.parts)
    for column in kept:
        parts[int(column)] = _grown(held[int(column)], column, pane, cursor, read)
    skeleton = Skeleton(hollow, columns, cursor)
    if skeleton.part.read() == pane.skeleton.part.read():
        skeleton = pane.skeleton
    parts = {column.part: parts[column.part] for column in columns.values()}
    return Pane(cursor, fresh.version, fresh.content_id, skeleton, parts)


def encoded(kind: str, items: Sequence[Any]) -> bytes | None:
    """Return list items as bytes for a column of numbers; None if it would become another kind."""
    kinds = set(map(type, items))
    if kind == "float" and kinds == {float}:
        numbers = np.frombuffer(array("d", items))  # half the time of `np.array`
        finite = np.isfinite(numbers).all()
        return numbers.astype("<f8", copy=False).tobytes() if finite else encode_items(kind, items)
    if not kinds <= ({int} if kind == "int" else {int, float, type(None)}):
        return None
    if any(type(item) is int and abs(item) > EXACT_INTEGER for item in items):
        return None
    return encode_items(kind, items)


def encoded_names(part: Part, items: Sequence[Any]) -> bytes | None:
    """Return strings as bytes for a column of kind `json`; None if that may become another kind."""
    if part.read(part.start, part.start + 1) != b'"' or set(map(type, items)) - {str}:
        return None
    return encode_items("json", items)


def _grown(held: Column, column: Placeholder, pane: Pane, cursor: int, read: int) -> Part:
    part = pane.parts[held.part]
    if not isinstance(column, Grown) or not column.items:
        return part
    data = None
    if held.width is None and held.kind in NUMBERS:
        data = encoded(held.kind, column.items)
    elif held.kind == "json":
        data = encoded_names(part, column.items)
    if data is None:
        raise LookedInside
    return part.grow(data, cursor, read)


def _without(pane: Pane, kept: list[Placeholder]) -> Pane:
    """Return the pane without the columns that are still there: their parts may not be taken."""
    numbers = {int(column) for column in kept}
    gone = {p: column for p, column in pane.skeleton.columns.items() if column.part not in numbers}
    skeleton = Skeleton(pane.skeleton.json, gone, pane.cursor)
    return Pane(pane.cursor, pane.version, pane.content_id, skeleton, pane.parts)


def _hollow(
    value: Any,
    path: Path,
    fresh: Mapping[Path, Column],
    held: dict[int, Column],
    columns: dict[Path, Column],
) -> Any:
    """Copy JSON with null for each placeholder, and list its columns in the order of a pane's."""
    if isinstance(value, Placeholder):
        columns[path] = held[int(value)]._replace(path=path)
        return None
    if value is None and path in fresh:
        columns[path] = fresh[path]
    if isinstance(value, dict):
        return {k: _hollow(item, (*path, k), fresh, held, columns) for k, item in value.items()}
    if isinstance(value, list):
        return [_hollow(item, (*path, i), fresh, held, columns) for i, item in enumerate(value)]
    return value


def _placeholders(value: Any) -> list[Placeholder]:
    if isinstance(value, Placeholder):
        return [value]
    items = value.values() if isinstance(value, dict) else value if type(value) is list else ()
    return [column for item in items for column in _placeholders(item)]


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
