"""Frames, and their form on the wire: JSON beside one blob of bytes (`docs/protocol.md`, section 4)."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jupyter_visdom.core.events import EnvChanged, EnvsChanged, Event, PaneChanged, Slice
from jupyter_visdom.core.limits import EXACT_INTEGER, FRAME_EVENTS, PROTOCOL_VERSION
from jupyter_visdom.core.pane import refuse_forbidden_keys

Blob = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class Frame:
    """Changes of one epoch after the cursor `start`, where the sweep began, up to `to`; the `index`-th frame of it.

    `sweep` tells sweeps of one sender apart: a late frame of one that was given up is not taken for one of the next.
    """

    epoch: str
    start: int
    to: int
    index: int
    events: tuple[Event, ...]
    sweep: int = 0

    @property
    def position(self) -> tuple[str, int, int]:
        """The position of a replica that has applied this frame."""
        return (self.epoch, self.to, 0) if self.to > self.start else (self.epoch, self.start, self.index + 1)


def encode(frame: Frame) -> tuple[dict[str, Any], bytes]:
    """Return a frame as (JSON, blob)."""
    events, blob = encode_events(frame.events)
    data = {
        "v": PROTOCOL_VERSION,
        "type": "frame",
        "epoch": frame.epoch,
        "from": frame.start,
        "to": frame.to,
        "sweep": frame.sweep,
        "index": frame.index,
        "events": events,
    }
    return data, blob


def encode_events(events: Sequence[Event]) -> tuple[list[dict[str, Any]], bytes]:
    """Return events as (JSON, blob)."""
    slices = (part.data for event in events if isinstance(event, PaneChanged) for part in event.slices)
    return [_encode_event(event) for event in events], b"".join(slices)


def as_text(data: Mapping[str, Any], blob: bytes) -> dict[str, Any]:
    """Return a frame with its blob inside, for a carrier of text alone."""
    return {**data, "blob": b64encode(blob).decode()}


def _encode_event(event: Event) -> dict[str, Any]:
    match event:
        case EnvsChanged(at, names):
            return {"op": "envs", "at": at, "names": list(names)}
        case EnvChanged(at, env, wins, reload):
            return {"op": "env", "at": at, "env": env, "wins": list(wins), "reload": reload}
        case PaneChanged(at, env, win, version, content_id, slices, more):
            parts = [[s.part, s.generation, s.start, s.a, s.a + len(s.data)] for s in slices]
            pane = {
                "op": "pane",
                "at": at,
                "env": env,
                "win": win,
                "version": version,
                "content": content_id,
                "parts": parts,
            }
            return {**pane, "more": True} if more else pane


def decode(data: Mapping[str, Any], blob: Blob | None) -> Frame:
    """Read a frame. ValueError names the field that is wrong and what was expected."""
    check_version(data)
    events = field(data, "events", list)
    if len(events) > FRAME_EVENTS:
        raise ValueError(f"frame: field 'events' must have at most {FRAME_EVENTS} items, not {len(events)}")
    slices = _Blob(blob or _inner_blob(data))
    frame = Frame(
        field(data, "epoch", str),
        count(data, "from"),
        count(data, "to"),
        count(data, "index"),
        tuple(_decode_event(event, slices) for event in events),
        count(data, "sweep"),
    )
    if frame.to < frame.start:
        raise ValueError(f"frame: field 'to' must not be below 'from' ({frame.start}), not {frame.to}")
    slices.check_used()
    return frame


def _inner_blob(data: Mapping[str, Any]) -> bytes:
    """Return the blob that `as_text` put into a frame, if it did."""
    try:
        return b64decode(field(data, "blob", str), validate=True) if "blob" in data else b""
    except binascii.Error:
        raise ValueError("frame: field 'blob' must be base64") from None


def _decode_event(event: Any, blob: _Blob) -> Event:
    if not isinstance(event, dict):
        raise ValueError(f"frame: field 'events' must hold objects, not {event!r:.80}")
    at = count(event, "at")
    match event.get("op"):
        case "envs":
            return EnvsChanged(at, names(event, "names"))
        case "env":
            reload = field(event, "reload", dict)
            refuse_forbidden_keys(reload)
            return EnvChanged(at, field(event, "env", str), names(event, "wins"), reload)
        case "pane":
            slices = tuple(blob.slices(field(event, "parts", list)))
            ids = field(event, "env", str), field(event, "win", str)
            version, content = count(event, "version"), field(event, "content", str)
            return PaneChanged(at, *ids, version, content, slices, flag(event, "more"))
        case other:
            raise ValueError(f"frame: field 'op' must be 'envs', 'env' or 'pane', not {other!r:.80}")


class _Blob:
    """The bytes beside a frame, handed out slice after slice."""

    def __init__(self, blob: Blob) -> None:
        self._bytes = memoryview(blob).cast("B")
        self._used = 0

    def slices(self, parts: list[Any]) -> Iterator[Slice]:
        for item in parts:
            match item:
                case [part, generation, start, a, b, *_] if all(map(_is_count, item[:5])) and start <= a <= b:
                    yield Slice(part, generation, start, a, self._take(b - a))
                case _:
                    expected = "[part, generation, start, a, b]"
                    raise ValueError(f"frame: field 'parts' must hold {expected}, not {item!r:.80}")

    def _take(self, size: int) -> bytes:
        used = self._used
        if used + size > len(self._bytes):
            raise ValueError(f"frame: its slices need more than the {len(self._bytes)} bytes of its blob")
        self._used = used + size
        return bytes(self._bytes[used : used + size])

    def check_used(self) -> None:
        if self._used != len(self._bytes):
            raise ValueError(f"frame: its blob has {len(self._bytes)} bytes, of which its slices name {self._used}")


class VersionError(ValueError):
    """A message of another version: refused, and not asked for again."""


def check_version(data: Mapping[str, Any]) -> None:
    """Raise VersionError unless a message has our version."""
    version = data.get("v")
    if version != PROTOCOL_VERSION or version is True:
        raise VersionError(f"field 'v' must be {PROTOCOL_VERSION}, the version of this side, not {version!r:.80}")


def field[T](data: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """Return a field of a message. ValueError unless it has the given type."""
    value = data.get(name)
    if not isinstance(value, kind):
        raise ValueError(f"field {name!r} must be of type {kind.__name__}, not {value!r:.80}")
    return value


def count(data: Mapping[str, Any], name: str) -> int:
    """Return a field that must be an integer of at least 0, which a browser reads as the same."""
    value = field(data, name, int)
    if not _is_count(value):
        raise ValueError(f"field {name!r} must be at least 0 and below 2**53, not {value!r:.80}")
    return value


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < EXACT_INTEGER


def flag(data: Mapping[str, Any], name: str) -> bool:
    """Return a field that may be missing, and is false then."""
    return field(data, name, bool) if name in data else False


def names(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a field that must be a list of strings."""
    values = field(data, name, list)
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"field {name!r} must hold strings only")
    return tuple(values)
