"""One hash over the canonical form of all envs (`docs/protocol.md`, section 7)."""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from jupyter_visdom.core.columns import NUMBERS, Path, encode_text
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.store import Store

NULL = b"d" + bytes.fromhex("7ff8000000000000")
ITEM = np.dtype([("tag", "S1"), ("number", ">f8")])
CHUNK = 1 << 16
"""Numbers hashed at a time, so that the digest of a long trace does not need several times its size."""


class Hash(Protocol):
    """What canonical bytes are fed to."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""


def digest(store: Store) -> str:
    """Return the hash of everything in a store, as 64 hexadecimal digits."""
    sha = hashlib.sha256()
    _head(sha, b"m", len(store.envs))
    for name in sorted(store.envs, key=encode_text):
        env = store.envs[name]
        _feed(sha, name)
        _head(sha, b"m", 2)
        _feed(sha, "jsons")
        _head(sha, b"m", len(env.panes))
        for win in sorted(env.panes, key=encode_text):
            _feed(sha, win)
            _feed_pane(sha, env.panes[win])
        _feed(sha, "reload")
        _feed(sha, env.reload)
    return sha.hexdigest()


def digest_json(value: Any) -> str:
    """Return the hash of one JSON value."""
    sha = hashlib.sha256()
    _feed(sha, value)
    return sha.hexdigest()


def _feed_pane(sha: Hash, pane: Pane) -> None:
    columns: dict[Path, Any] = {}
    for path, column in pane.skeleton.columns.items():
        if column.kind in NUMBERS:
            rows = np.frombuffer(pane.parts[column.part].read(), dtype="<f8")
            columns[path] = rows if column.width is None else rows.reshape(-1, column.width)
        else:
            columns[path] = pane.column_value(column)
    json = {**pane.skeleton.json, "version": pane.version, "contentID": pane.content_id}
    _feed(sha, json, (), columns)


def _feed(sha: Hash, value: Any, path: Path = (), columns: Mapping[Path, Any] | None = None) -> None:
    """Feed one value; where `columns` names a path, what stands there instead of the null in `value`."""
    if columns and path in columns:
        value = columns[path]
    match value:
        case None | bool() | int() | float() | str():
            sha.update(_scalar(value))
        case np.ndarray():
            _feed_array(sha, value)
        case dict():
            _head(sha, b"m", len(value))
            for key in sorted(value, key=encode_text):
                sha.update(_scalar(key))
                _feed(sha, value[key], (*path, key), columns)
        case _:
            _head(sha, b"l", len(value))
            for i, item in enumerate(value):
                _feed(sha, item, (*path, i), columns)


def _feed_array(sha: Hash, array: np.ndarray[Any, np.dtype[Any]]) -> None:
    _head(sha, b"l", len(array))
    if array.ndim > 1:
        for row in array:
            _feed_array(sha, row)
        return
    for i in range(0, len(array), CHUNK):
        numbers = array[i : i + CHUNK]
        items = np.empty(len(numbers), dtype=ITEM)
        items["tag"] = b"d"
        items["number"] = np.where(np.isnan(numbers), math.nan, numbers + 0.0)  # one NaN, and no -0
        sha.update(items.tobytes())


def _scalar(value: float | str | None) -> bytes:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, str):
        text = encode_text(value)
        return b"s" + struct.pack(">I", len(text)) + text
    try:
        number = float(value) + 0.0  # no -0
    except OverflowError:  # an integer that a browser reads as infinity
        number = math.inf if value > 0 else -math.inf
    return b"d" + struct.pack(">d", number)


def _head(sha: Hash, tag: bytes, length: int) -> None:
    sha.update(tag + struct.pack(">I", length))
