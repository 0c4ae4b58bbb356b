"""Columns: lists of a pane as bytes, and back.

========  ==========================================  =================================================
kind      bytes                                       stands for
========  ==========================================  =================================================
`float`   float64, little endian, NaN for null        numbers and nulls; with a width, rows of that many
`int`     the same                                    likewise, all integers of at most 2**53
`text`    UTF-8                                       one string
`json`    a line of JSON an item                      strings, numbers, booleans and nulls
========  ==========================================  =================================================

Infinities become null too, as on Visdom's wire (its `NanSafeEncoder`). Bytes that stand for nothing of their kind read
as null, in a text as U+FFFD: what a column holds is looked at when it is needed, too late to refuse it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson

from jupyter_visdom.core.limits import EXACT_INTEGER

Path = tuple[str | int, ...]

NUMBERS = ("float", "int")
ITEM_BYTES = 8


class Column(NamedTuple):
    """Where a part stands in a pane, and how its bytes are read."""

    part: int
    kind: str
    path: Path
    width: int | None


def encode_json(value: Any) -> bytes:
    """Encode `value` as UTF-8 JSON without spaces; NaN and infinities become null."""
    try:
        return orjson.dumps(value)
    except TypeError:  # integers beyond 64 bits, lone surrogates: the standard encoder escapes them
        return json.dumps(value, separators=(",", ":")).encode("ascii")


def decode_json(data: bytes) -> Any:
    """Decode UTF-8 JSON. ValueError says what is wrong with it."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:  # what only the standard decoder takes: integers beyond 64 bits, lone surrogates
        pass
    try:
        return json.loads(data.decode(), parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"JSON has no {name}")


def encode_text(text: str) -> bytes:
    """Encode a string as UTF-8; a lone surrogate becomes U+FFFD, as in a browser."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def kind_of(items: Sequence[Any]) -> str | None:
    """Return the kind that holds these items exactly, or None for items that are lists or objects."""
    kinds = set(map(type, items))
    if kinds <= {int} and all(-EXACT_INTEGER <= item <= EXACT_INTEGER for item in items):
        return "int"
    if kinds <= {int, float, type(None)} and float in kinds:
        return "float" if all(type(n) is not int or abs(n) <= EXACT_INTEGER for n in items) else "json"
    return "json" if kinds <= {int, float, type(None), str, bool} else None


def encode_items(kind: str, items: Sequence[Any]) -> bytes:
    """Encode list items for a column of `kind` (`float`, `int` or `json`)."""
    if kind == "json":
        return b"".join(encode_json(item) + b"\n" for item in items)
    numbers = np.array(items, dtype="<f8")  # None becomes NaN
    if kind == "float":
        numbers[np.isinf(numbers)] = math.nan
    return numbers.tobytes()


def check_length(column: Column, size: int) -> None:
    """Raise ValueError unless so many bytes are a whole number of the column's items."""
    if column.kind in NUMBERS and size % (ITEM_BYTES * (column.width or 1)):
        raise ValueError(
            f"column: part {column.part} has {size} bytes, which are no whole rows of {column.width or 1} numbers"
        )


def decode_items(column: Column, data: bytes) -> Any:
    """Return what the bytes of a column stand for, as plain Python values."""
    if column.kind == "text":
        return data.decode("utf-8", "replace")
    if column.kind == "json":
        return [_decode_item(line) for line in data.split(b"\n")[:-1]]
    values = _numbers(column.kind, data)
    width = column.width
    return values if width is None else [values[i : i + width] for i in range(0, len(values), width)]


def _decode_item(line: bytes) -> Any:
    try:
        item = decode_json(line)
    except ValueError:
        return None
    return None if isinstance(item, dict | list) else item


def _numbers(kind: str, data: bytes) -> list[Any]:
    numbers = np.frombuffer(data, dtype="<f8")
    if kind == "int" and np.all(np.abs(numbers) <= EXACT_INTEGER):
        return numbers.astype(np.int64).tolist()
    values: list[Any] = numbers.tolist()
    for i in np.flatnonzero(np.isnan(numbers)).tolist():
        values[i] = None
    return values
