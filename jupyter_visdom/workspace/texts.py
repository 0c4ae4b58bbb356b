"""Texts that grow in place: lines at the end of a column, at a cost that the text's length does not change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.part import Part

BREAK = b"<br>"
"""Between the lines of a text."""

LOOK = 4096
"""Bytes of a text read at a time in search of its oldest lines."""


def with_lines(
    pane: Pane,
    message: Mapping[str, Any],
    data: Sequence[Any],
    cursor: int,
    content: str,
    read: int,
    limit: int,
) -> Pane | None:
    """Return a text with lines added, and without its oldest ones above a limit; None if this is not the place for it.

    Parameters
    ----------
    pane
        The pane before.
    message, data
        The request as the client made it, and the list in it.
    cursor, content
        That of this change, and its `contentID`.
    read
        The last cursor that a reader has seen.
    limit
        How many lines the text keeps.
    """
    json, column = pane.skeleton.json, pane.skeleton.columns.get(("content",))
    if column is None or column.kind != "text" or json.get("type") != "text" or type(json.get("id")) is not str:
        return None
    new = _new_text(message, data)
    if new is None:
        return None
    part = pane.parts[column.part]
    lines = _lines(pane, part) + 1 + new.count(BREAK)
    part = part.grow(BREAK + new, cursor, read)
    if lines > limit:
        part = part.drop_before(_line_start(part, lines - limit), cursor, read)
        lines = limit
    vars(pane.skeleton)["lines"] = (part, lines)
    parts = {**pane.parts, column.part: part}
    return Pane(cursor, pane.version, content, pane.skeleton, parts)


def _new_text(message: Mapping[str, Any], data: Sequence[Any]) -> bytes | None:
    try:
        if len(data) != 1 or b"__proto__" in orjson.dumps(message):
            return None
        text = data[0]["content"]
        return text.encode() if type(text) is str else None
    except (TypeError, KeyError, ValueError):  # not plain JSON, or something is missing
        return None


def _lines(pane: Pane, part: Part) -> int:
    """Return the number of lines, counted once for each skeleton and then known."""
    known, lines = vars(pane.skeleton).get("lines", (None, 0))
    return lines if known is part else part.read().count(BREAK) + 1


def _line_start(part: Part, dropped: int) -> int:
    """Return where the line after the first `dropped` ones begins."""
    start = a = part.start
    while dropped:
        chunk = part.read(a, min(a + LOOK, part.end))
        at = chunk.find(BREAK)
        if at >= 0:
            start = a = a + at + len(BREAK)
            dropped -= 1
        else:
            a += max(len(chunk) - len(BREAK) + 1, 1)
    return start
