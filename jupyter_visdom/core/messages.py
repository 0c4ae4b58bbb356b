"""What is said beside frames: from beat and ack to the body of `attach`, as `docs/protocol.md`, section 3, lists it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from jupyter_visdom.core.frames import check_version, count, field, flag
from jupyter_visdom.core.limits import NAME_CHARS, PROTOCOL_VERSION, REF_CHARS, VISIBLE
from jupyter_visdom.core.store import Key

Message = dict[str, Any]
Position = tuple[str | None, int, int]
"""Where a replica is: (epoch, cursor, index)."""

KernelState = Literal["alive", "restarting", "gone", "unloaded"]


def _message(kind: str, **fields: Any) -> Message:
    return {"v": PROTOCOL_VERSION, "type": kind, **fields}


def beat(epoch: str | None, cursor: int | None, kernel: KernelState | None = None, index: int = 0) -> Message:
    """Return a sign of life, with the position after all frames sent; the server adds the kernel's state."""
    fields = {} if kernel is None else {"kernel": kernel}
    return _message("beat", epoch=epoch, cursor=cursor, index=index, **fields)


def ack(position: Position) -> Message:
    """Return a page's answer to a frame or beat: where it is."""
    epoch, cursor, index = position
    return _message("ack", epoch=epoch, cursor=cursor, index=index)


def show(visible: list[Key]) -> Message:
    """Return the message that names the panes on screen, most wanted first."""
    return _message("show", visible=[list(key) for key in visible])


def resync(epoch: str | None, cursor: int) -> Message:
    """Return the request to begin a new sweep after `cursor`."""
    return _message("resync", epoch=epoch, cursor=cursor)


def command(ref: str, body: Mapping[str, Any]) -> Message:
    """Return a command: what Visdom's page sends, under a reference for the reply."""
    return _message("command", ref=ref, body=dict(body))


def reply(ref: str, error: str | None = None) -> Message:
    """Return the answer to a command: None, or why it was refused."""
    return _message("reply", ref=ref, error=error)


def preview(epoch: str, events: list[Message]) -> Message:
    """Return the message that shows panes before they arrive, by events as in a frame; their blob goes beside it."""
    return _message("preview", epoch=epoch, events=events)


def seed(epoch: str, ref: str) -> Message:
    """Return a new life's question for what the last one had drawn; asked again, it has the same reference."""
    return _message("seed", epoch=epoch, ref=ref)


def seeded(epoch: str | None, error: str | None = None) -> Message:
    """Return the answer, behind the frames of the epoch that ended; None if there is nothing, or nothing any more."""
    return _message("seeded", epoch=epoch, error=error)


def attached(fields: Mapping[str, Any]) -> Message:
    """Return the answer to an attach that came through the websocket."""
    return _message("attached", **fields)


def detach() -> Message:
    """Return the request to be sent nothing more."""
    return _message("detach")


class Attach(NamedTuple):
    """The body of `attach`: which websocket, what the page has and shows, whether it takes previews, and text alone."""

    session: str
    epoch: str | None
    cursor: int
    visible: list[Key]
    preview: bool = False
    text: bool = False


def read_attach(data: Mapping[str, Any]) -> Attach:
    """Read the body of `attach`. ValueError names the field that is wrong."""
    check_version(data)
    preview, text = flag(data, "preview"), flag(data, "text")
    return Attach(name(data, "session"), *read_place(data), read_visible(data), preview, text)


def read_position(data: Mapping[str, Any]) -> Position:
    """Read an acknowledgement. ValueError names the field that is wrong."""
    return *read_place(data), count(data, "index")


def read_place(data: Mapping[str, Any]) -> tuple[str | None, int]:
    """Read where a sweep is to begin: (epoch, cursor). ValueError names the field that is wrong."""
    return read_epoch(data), count(data, "cursor")


def read_epoch(data: Mapping[str, Any]) -> str | None:
    """Read `epoch`, which may be null."""
    return text_or_none(data, "epoch")


def text_or_none(data: Mapping[str, Any], key: str) -> str | None:
    """Return a field that must be a string, and may be null or missing."""
    return None if data.get(key) is None else field(data, key, str)


def read_visible(data: Mapping[str, Any]) -> list[Key]:
    """Read `visible`: at most `VISIBLE` pairs of names, of which later ones are dropped."""
    visible: list[Key] = []
    for item in field(data, "visible", list)[:VISIBLE]:
        match item:
            case [str(env), str(win)] if max(len(env), len(win)) <= NAME_CHARS:
                visible.append((env, win))
            case _:
                raise ValueError(f"field 'visible' must hold pairs [env, win], not {item!r:.80}")
    return visible


def read_command(data: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Read a command as (ref, body). ValueError names the field that is wrong."""
    ref = field(data, "ref", str)
    if len(ref) > REF_CHARS:
        raise ValueError(f"field 'ref' must have at most {REF_CHARS} characters, not {len(ref)}")
    body: dict[str, Any] = field(data, "body", dict)
    field(body, "cmd", str)
    return ref, body


def name(data: Mapping[str, Any], key: str) -> str:
    """Return a field that must be a name: a string, not empty, of at most `NAME_CHARS` characters."""
    value = field(data, key, str)
    if not 0 < len(value) <= NAME_CHARS:
        raise ValueError(f"field {key!r} must have 1 to {NAME_CHARS} characters, not {len(value)}")
    return value
