"""Appends in place: what a training loop does all day, at a cost that no length changes.

Rules of this file:

- Nothing here decides what an append means. What is done in place is what Visdom's own code would
  do (`updates`), and None means "not for me": anything unusual goes there.
- A *plan* says which columns a request of one shape grows. It hangs on the skeleton that it was
  made for, so it can't outlive it; and it is made only where every list that grows is a column.
- A part that has grown is seen by nobody before the caller commits, by one assignment. So giving up
  half-way is free.
- Fields of a trace that an append ignores are checked for being plain JSON, as on Visdom's wire.
"""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from jupyter_visdom.core.columns import ITEM_BYTES, NUMBERS, Path
from jupyter_visdom.core.limits import EXACT_INTEGER
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.part import Part
from jupyter_visdom.workspace.edits import encoded, encoded_names
from jupyter_visdom.workspace.texts import with_lines
from jupyter_visdom.workspace.updates import traces_of

SCATTER = ("scatter", "scatter3d", "scattergl")
"""Types of traces that grow in place. A tuple, for a trace's type may be anything, a list too."""

UNUSUAL = frozenset({"caption", "content", "contentID", "id", "type", "version"})
"""Opts that do more than stay in the pane under their own name."""

_number = struct.Struct("<d").pack
_NAN = _number(math.nan)
_dumps = orjson.dumps
_NOTHING: dict[str, Any] = {}
_LISTS = dict.fromkeys("xy")


class _Field(NamedTuple):
    key: str
    part: int
    kind: str


class _Trace(NamedTuple):
    axes: tuple[_Field, ...]  # x first
    color: _Field | None
    marker: bool  # whether it has a marker


class _Plan(NamedTuple):
    traces: tuple[_Trace, ...]
    opts: bytes  # as JSON: opts that are in the skeleton already


def appended(
    pane: Pane,
    message: Mapping[str, Any],
    cursor: int,
    content: str,
    read: int,
    text_lines: int,
    trace_bytes: int = sys.maxsize,
) -> Pane | None:
    """Return the pane after an append; None if this is not the place for it.

    Parameters
    ----------
    pane
        The pane before.
    message
        The request as the client made it, not normalised.
    cursor, content
        That of this change, and its `contentID`.
    read
        The last cursor that a reader has seen.
    text_lines, trace_bytes
        How many lines a text keeps, and how many bytes a column of a trace.
    """
    get = message.get
    data = get("data")
    if type(data) is not list or get("delete"):
        return None
    if not get("append"):
        return with_lines(pane, message, data, cursor, content, read, text_lines)
    points = _points(pane, message, data, cursor, read, trace_bytes)
    if points is None:
        return with_lines(pane, message, data, cursor, content, read, text_lines)
    parts, grown = points
    return Pane(cursor, pane.version + 1, content, pane.skeleton, parts, (pane.known_size or len(pane)) + grown)


def appended_point(
    pane: Pane,
    name: str | None,
    opts: bytes,
    x: float,
    y: float,
    cursor: int,
    content: str,
    read: int,
    trace_bytes: int,
) -> Pane | None:
    """Return the pane after an append of one finite point to one trace; None if this is not the place for it.

    `opts` is what the client would send along, as JSON: only where requests of that very shape came before is
    it known that they change nothing but the columns. `trace_bytes` is how many bytes a column of a trace keeps.
    """
    plan = pane.skeleton.__dict__.get("plans", _NOTHING).get((name, 1))
    if plan is None or plan[1] != opts:
        return None
    axes, _, has_marker = plan[0][0]
    if len(axes) != 2 or not has_marker:
        return None
    parts = pane.parts.copy()
    for (_, number, kind), value in zip(axes, (x, y)):  # noqa: B905  both two
        if kind != "float" and type(value) is float:
            return None  # it becomes a column of another kind
        parts[number] = part = parts[number].grow(_number(value), cursor, read)
    if part.end - part.start > trace_bytes:
        return None
    size = (pane.known_size or len(pane)) + 2 * ITEM_BYTES
    return Pane(cursor, pane.version + 1, content, pane.skeleton, parts, size)


# -- points ----------------------------------------------------------------------------------------


def _points(
    pane: Pane, message: Mapping[str, Any], data: list[Any], cursor: int, read: int, trace_bytes: int
) -> tuple[dict[int, Part], int] | None:
    """Return a plot's parts after an append, and by how many bytes they grew."""
    get = message.get
    if get("layout"):
        return None
    try:
        opts = get("opts", _NOTHING)
        plan = pane.skeleton.__dict__.get("plans", _NOTHING).get((get("name"), len(data)))
        if plan is None or plan[1] != _dumps(opts):
            plan = _new_plan(pane, get("name"), opts, len(data))
            if plan is None:
                return None
        parts = pane.parts.copy()
        for trace, new in zip(plan[0], data):  # noqa: B905  as many: a plan is for a number
            _dumps(new if len(new["x"]) < 9 else {**new, **_LISTS})  # long lists are checked by type
            if new["type"] not in SCATTER or not _grow(parts, trace, new, cursor, read):
                return None
    except (TypeError, KeyError):  # not plain JSON, or an axis is missing
        return None
    grown = _growth(plan.traces, pane.parts, parts, trace_bytes)
    return None if grown is None else (parts, grown)


def _growth(
    traces: tuple[_Trace, ...], before: Mapping[int, Part], after: Mapping[int, Part], trace_bytes: int
) -> int | None:
    """Return by how many bytes the columns of traces grew; None if one has more points now than it may keep."""
    grown = 0
    for axes, color, _ in traces:
        for _, number, _ in axes if color is None else (*axes, color):
            grown += after[number].end - before[number].end
        x = after[axes[0].part]
        if x.end - x.start > trace_bytes:
            return None
    return grown


def _grow(parts: dict[int, Part], trace: _Trace, new: Any, cursor: int, read: int) -> bool:
    """Add the new points of one trace; whether that can be done here."""
    axes, color, has_marker = trace
    marker = new.get("marker", _NOTHING)
    if marker is not _NOTHING and (type(marker) is not dict or not has_marker):
        return False
    for key, number, kind in axes:
        items = new[key]
        data: bytes | None
        if len(items) == 1 and type(items[0]) is float and kind == "float" and type(items) is list:
            data = _number(items[0]) if items[0] - items[0] == 0.0 else _NAN
        else:
            data = _encoded(kind, items)
        if data is None:
            return False
        if key == "x" and (data is _NAN or (len(items) != 1 and _masked(items))):
            return True
        parts[number] = parts[number].grow(data, cursor, read)
    return "color" not in marker or _grow_colors(parts, color, marker["color"], cursor, read)


def _grow_colors(parts: dict[int, Part], color: _Field | None, colors: Any, cursor: int, read: int) -> bool:
    if color is None or type(colors) is not list:
        return False
    number = color.part
    data = encoded_names(parts[number], colors)
    if data is None:
        return False
    parts[number] = parts[number].grow(data, cursor, read)
    return True


def _masked(x: list[Any]) -> bool:
    """Whether Visdom takes new points as a mask: all x are missing."""
    for item in x:
        if type(item) is float:
            if item - item == 0.0:
                return False
        elif item is not None:
            return False
    return True


def _encoded(kind: str, items: Any) -> bytes | None:
    """Return a list as bytes for a column of numbers; one whole number takes a short cut."""
    if type(items) is not list:
        return None
    if len(items) == 1 and type(items[0]) is int and abs(items[0]) <= EXACT_INTEGER:
        return _number(items[0])
    if len(items) == 1 and items[0] is None and kind == "float":
        return _NAN
    return encoded(kind, items)


# -- plans -----------------------------------------------------------------------------------------


def _new_plan(pane: Pane, name: Any, opts: Any, count: int) -> _Plan | None:
    """Return a plan for requests like this one, and keep it; None if there can't be one."""
    traces = traces_of(pane)
    if not traces or type(pane.skeleton.json.get("id")) is not str or not _settled(pane, name, opts):
        return None
    if any(t.get("type") not in SCATTER or "name" not in t for t in traces):
        return None
    wanted = [i for i, trace in enumerate(traces) if name is None or trace["name"] == name]
    if len(wanted) != count or (name is not None and (count != 1 or type(name) is not str)):
        return None
    found = [_new_trace(traces[i], ("content", "data", i), pane.skeleton.columns) for i in wanted]
    if None in found:
        return None
    plan = _Plan(tuple(trace for trace in found if trace), _dumps(opts))
    held = vars(pane.skeleton)
    held["plans"] = {**held.get("plans", _NOTHING), (name, count): plan}
    return plan


def _new_trace(trace: Any, path: Path, columns: Mapping[Path, Any]) -> _Trace | None:
    fields = []
    for axis in ("x", "y", "z") if trace["type"] == "scatter3d" else ("x", "y"):
        column = columns.get((*path, axis))
        if column is None or column.kind not in NUMBERS or column.width is not None:
            return None
        fields.append(_Field(axis, column.part, column.kind))
    color = columns.get((*path, "marker", "color"))
    names = _Field("color", color.part, "json") if color and color.kind == "json" else None
    return _Trace(tuple(fields), names, type(trace.get("marker")) is dict)


def _settled(pane: Pane, name: Any, opts: Any) -> bool:
    """Whether opts are exactly what the skeleton holds already."""
    if type(opts) is not dict or not UNUSUAL.isdisjoint(opts):
        return False
    json, columns = pane.skeleton.json, pane.skeleton.columns
    for key, value in opts.items():
        new = _dumps(value)
        if new == b"null":  # laid on nothing, NaN too
            continue
        if key not in json or (key,) in columns or new != _dumps(json[key]):
            return False
    return "legend" not in opts or _named(traces_of(pane) or [], name, opts["legend"])


def _named(traces: list[dict[str, Any]], name: Any, legend: Any) -> bool:
    """Whether a legend gives traces the names that they have."""
    if type(legend) is not list:
        return False
    if name is not None:
        return _dumps(legend[:1]) == _dumps([name])
    return _dumps(legend[: len(traces)]) == _dumps([trace["name"] for trace in traces])
