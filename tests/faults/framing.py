"""Framing: where messages begin and end in a connection's bytes, and which of them are ours."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

Size = Callable[[bytearray], int]
"""Returns the length of the message that the bytes begin with, 0 while it is not whole."""

MARKS = b"comm_msg", b"jupyter_visdom"
GREETING = 64
MORE, LONG = 1, 2


class Framing:
    """Cuts one direction of a connection into messages."""

    def __init__(self, size: Size) -> None:
        self._buffer = bytearray()
        self._size = size

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the messages that are whole now."""
        self._buffer += chunk
        while size := self._size(self._buffer):
            message = bytes(self._buffer[:size])
            del self._buffer[:size]
            yield message


def http() -> Framing:
    """Frame a request or an answer, and the websocket that may come of it."""
    then: Size | None = None

    def size(data: bytearray) -> int:
        nonlocal then
        if then:
            return then(data)
        end = head_size(data)
        if end:
            then = websocket_size if b"upgrade: websocket" in data[:end].lower() else len
        return end

    return Framing(size)


def zmtp() -> Framing:
    """Frame ZeroMQ's protocol, without encryption: a greeting, piece by piece, then messages and commands."""
    greeted = 0

    def size(data: bytearray) -> int:
        nonlocal greeted
        if greeted == GREETING:
            return zmtp_size(data)
        piece = min(len(data), GREETING - greeted)
        greeted += piece
        return piece

    return Framing(size)


def head_size(data: bytearray) -> int:
    return data.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in data else 0


def websocket_size(data: bytearray) -> int:
    """Return the length of a websocket's frame; none of ours is fragmented."""
    if len(data) < 2:
        return 0
    masked, short = data[1] >> 7, data[1] & 127
    form = {126: ">H", 127: ">Q"}.get(short, "")
    start = 2 + struct.calcsize(form)
    if len(data) < start:
        return 0
    length = struct.unpack_from(form, data, 2)[0] if form else short
    return whole(data, start + 4 * masked + length)


def zmtp_size(data: bytearray) -> int:
    """Return the length of a message, all its parts together."""
    end, flags = 0, MORE
    while flags & MORE:
        form = ">BQ" if len(data) > end and data[end] & LONG else ">BB"
        if len(data) < end + struct.calcsize(form):
            return 0
        flags, length = struct.unpack_from(form, data, end)
        end += struct.calcsize(form) + length
    return whole(data, end)


def whole(data: bytearray, size: int) -> int:
    return size if len(data) >= size else 0


def is_ours(message: bytes) -> bool:
    """Whether a message is one of our comm's: one that can be read, or, masked, any that a viewer sends."""
    masked = message[0] in (0x81, 0x82) and message[1] & 128
    return bool(masked) or all(mark in message for mark in MARKS)
