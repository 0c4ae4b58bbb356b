"""One window at its cursors: a skeleton and its columns.

Rules of this file:

- A `Pane` is immutable, and so is the JSON inside its skeleton: a change gives a new pane, which shares what is
  unchanged.
- `Pane.of` may be given the pane before the change. What is equal keeps its part, what only grew keeps its generation,
  so that even a change made the long way round costs little on the wire.
- The decomposition is invisible: `to_json` returns what went in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from jupyter_visdom.core.columns import (
    NUMBERS,
    Column,
    Path,
    decode_items,
    decode_json,
    encode_items,
    encode_json,
    encode_text,
    kind_of,
)
from jupyter_visdom.core.limits import COLUMN_ITEMS, JSON_DEPTH, PANE_COST, TEXT_CHARS
from jupyter_visdom.core.part import Part

FORBIDDEN_KEYS = frozenset({"__proto__"})
"""Keys that would reach into an object's prototype in a browser."""


class Skeleton:
    """A pane's JSON with null in place of each column, as of `cursor`."""

    def __init__(self, json: dict[str, Any], columns: Mapping[Path, Column], cursor: int) -> None:
        self.json = json
        self.columns = columns
        self.cursor = cursor

    @cached_property
    def part(self) -> Part:
        """Part 0 of the pane."""
        columns = [[c.part, c.kind, list(c.path), c.width] for c in self.columns.values()]
        return Part.new(encode_json({"json": self.json, "columns": columns}), self.cursor)

    @classmethod
    def from_part(cls, part: Part) -> Skeleton:
        """Read part 0. ValueError says which field is wrong."""
        value = decode_json(part.read())
        refuse_forbidden_keys(value, -1)  # the pane itself lies one level down
        if not isinstance(value, dict) or not isinstance(value.get("json"), dict):
            raise ValueError("skeleton: field 'json' must be an object")
        if not isinstance(value.get("columns"), list):
            raise ValueError("skeleton: field 'columns' must be a list")
        columns = {column.path: column for column in (_column(item, value["json"]) for item in value["columns"])}
        skeleton = cls(value["json"], columns, part.generation)
        skeleton.__dict__["part"] = part
        return skeleton


def _column(item: Any, json: dict[str, Any]) -> Column:
    match item:
        case [int(part), "float" | "int" | "text" | "json" as kind, list(path), (int() | None) as width] if (
            part > 0 and path and bool not in (type(part), type(width))
        ):
            column = Column(part, kind, tuple(path), width)
        case _:
            raise ValueError(f"skeleton: field 'columns' must hold [part, kind, path, width], not {item!r:.80}")
    if width is not None and (width < 1 or kind not in NUMBERS):
        raise ValueError(f"skeleton: a column of kind {kind!r} can't have the width {width}")
    if not _leads_to_null(json, column.path):
        raise ValueError(f"skeleton: field 'columns' names the path {path!r:.80}, where 'json' has no null")
    return column


def _leads_to_null(json: Any, path: Path) -> bool:
    for key in path:
        match json, key:
            case dict(), str() if key in json:
                json = json[key]
            case list(), int() if type(key) is int and 0 <= key < len(json):
                json = json[key]
            case _:
                return False
    return json is None


class Pane:
    """One window. `version` and `content_id` are Visdom's; `cursor` is that of its last change."""

    __slots__ = ("content_id", "cursor", "known_size", "parts", "skeleton", "version")

    def __init__(
        self,
        cursor: int,
        version: int,
        content_id: str,
        skeleton: Skeleton,
        parts: dict[int, Part],
        size: int | None = None,
    ) -> None:
        self.cursor = cursor
        self.version = version
        self.content_id = content_id
        self.skeleton = skeleton
        self.parts = parts  # without part 0
        self.known_size = size  # None until somebody asks for the length

    @classmethod
    def of(cls, json: Mapping[str, Any], cursor: int, before: Pane | None = None, read: int = 0) -> Pane:
        """Take a window in Visdom's form apart.

        Parameters
        ----------
        json
            The window: plain JSON values, with `version` and `contentID` inside.
        cursor
            That of this change.
        before
            The pane that this one replaces; what is equal in it is kept.
        read
            The last cursor that a reader has seen, see `Part.grow`.
        """
        rest = {key: value for key, value in json.items() if key not in ("version", "contentID")}
        found: list[tuple[Path, str, int | None, bytes]] = []
        hollow = _hollow(rest, (), found)
        columns, parts = _settle(found, cursor, before, read)
        skeleton = Skeleton(hollow, columns, cursor)
        if before is not None and before.skeleton.part.read() == skeleton.part.read():
            skeleton = before.skeleton
        return cls(cursor, json.get("version", 1), json.get("contentID", ""), skeleton, parts)

    def all_after(self, cursor: int) -> bool:
        """Whether all its parts were written anew after a cursor, so that who is there has nothing of it."""
        return all(part.generation > cursor for _, part in self.all_parts())

    def moved(self, cursor: int) -> Pane:
        """Return an equal pane for another place, where nobody has any of its parts yet."""
        skeleton = Skeleton(self.skeleton.json, self.skeleton.columns, cursor)
        parts = {number: Part.new(part.read(), cursor) for number, part in self.parts.items()}
        return Pane(cursor, self.version, self.content_id, skeleton, parts)

    def to_json(self) -> dict[str, Any]:
        """Return the window as Visdom keeps it, as plain values that the caller may change."""
        json: dict[str, Any] = _copy(self.skeleton.json)
        for column in self.skeleton.columns.values():
            value_at(json, column.path[:-1])[column.path[-1]] = self.column_value(column)
        json["version"] = self.version
        json["contentID"] = self.content_id
        return json

    def column_value(self, column: Column) -> Any:
        """Return what one column stands for."""
        return decode_items(column, self.parts[column.part].read())

    def part(self, number: int) -> Part:
        """Return one part; 0 is the skeleton's."""
        return self.parts[number] if number else self.skeleton.part

    def all_parts(self) -> Iterator[tuple[int, Part]]:
        """Yield every part with its number, the skeleton first."""
        yield 0, self.skeleton.part
        yield from self.parts.items()

    def __len__(self) -> int:
        """Return the number of bytes held."""
        if self.known_size is None:
            self.known_size = sum(len(part) for _, part in self.all_parts())
        return self.known_size

    @property
    def weight(self) -> int:
        """About the memory that it takes, in bytes."""
        return PANE_COST + len(self)


def value_at(json: Any, path: Path) -> Any:
    """Return the value that a path leads to."""
    for key in path:
        json = json[key]
    return json


def refuse_forbidden(keys: Mapping[str, Any]) -> None:
    """Raise ValueError if an object has a key that would reach a prototype."""
    if forbidden := FORBIDDEN_KEYS & keys.keys():
        raise ValueError(f"the key {min(forbidden)!r} is not allowed in a pane")


def refuse_forbidden_keys(value: Any, depth: int = 0) -> None:
    """Raise ValueError if such a key occurs anywhere in a value, or if it is nested too deeply."""
    refuse_depth(depth)
    if isinstance(value, dict):
        refuse_forbidden(value)
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            refuse_forbidden_keys(item, depth + 1)


def refuse_depth(depth: int) -> None:
    """Raise ValueError for a value that lies deeper than `JSON_DEPTH`."""
    if depth > JSON_DEPTH:
        raise ValueError(f"JSON is nested more than {JSON_DEPTH} deep")


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _hollow(value: Any, path: Path, found: list[tuple[Path, str, int | None, bytes]]) -> Any:
    """Copy JSON with null in place of what becomes a column, which is added to `found`, and of NaN and infinities."""
    refuse_depth(len(path))
    if isinstance(value, dict):
        refuse_forbidden(value)
        return {key: _hollow(item, (*path, key), found) for key, item in value.items()}
    if isinstance(value, str) and len(value) >= TEXT_CHARS:
        found.append((path, "text", None, encode_text(value)))
        return None
    if not isinstance(value, list):
        return None if isinstance(value, float) and not math.isfinite(value) else value
    if (column := _list_column(value)) is None:
        return [_hollow(item, (*path, i), found) for i, item in enumerate(value)]
    found.append((path, *column))
    return None


def _list_column(items: list[Any]) -> tuple[str, int | None, bytes] | None:
    """Return kind, width and bytes of a list that deserves a column, else None."""
    if items and type(items[0]) is list:
        return _matrix_column(items)
    kind = kind_of(items) if len(items) >= COLUMN_ITEMS else None
    return None if kind is None else (kind, None, encode_items(kind, items))


def _matrix_column(rows: list[list[Any]]) -> tuple[str, int, bytes] | None:
    width = len(rows[0])
    if any(type(row) is not list or len(row) != width for row in rows):
        return None
    items = [item for row in rows for item in row]
    kind = kind_of(items) if len(items) >= COLUMN_ITEMS else None
    return (kind, width, encode_items(kind, items)) if kind in ("float", "int") else None


def _settle(
    found: list[tuple[Path, str, int | None, bytes]], cursor: int, before: Pane | None, read: int
) -> tuple[dict[Path, Column], dict[int, Part]]:
    """Give each column a part: the one it had, if that is equal or only grew; else a new one."""
    old = before.skeleton.columns if before else {}
    old_parts = before.parts if before else {}
    number = max(old_parts, default=0)
    columns, parts = {}, {}
    for path, kind, width, data in found:
        had = old.get(path)
        part = (
            _continued(old_parts[had.part], data, cursor, read)
            if had and (had.kind, had.width) == (kind, width)
            else None
        )
        if had is None or part is None:
            number += 1
            columns[path], parts[number] = Column(number, kind, path, width), Part.new(data, cursor)
        else:
            columns[path], parts[had.part] = had, part
    return columns, parts


def _continued(part: Part, data: bytes, cursor: int, read: int) -> Part | None:
    held = part.read()
    if not data.startswith(held):
        return None
    return part if len(data) == len(held) else part.grow(data[len(held) :], cursor, read)
