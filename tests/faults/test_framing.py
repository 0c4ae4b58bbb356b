"""The lines cut what they carry where its messages begin and end, however it arrives."""

from __future__ import annotations

from collections.abc import Callable

import framing
import pytest

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
UPGRADE = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
SHORT, MASKED = b"\x82\x03abc", b"\x81\x83keysabc"
LONG = b"\x82\x7e\x01\x00" + b"x" * 256
PARTS = b"\x01\x03abc" + b"\x03" + (256).to_bytes(8) + b"y" * 256 + b"\x00\x00"
COMMAND = b"\x04\x02hi"


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("frame", "messages"),
    [(framing.http, [UPGRADE, SHORT, LONG, MASKED, SHORT]), (framing.zmtp, [b"g" * 64, COMMAND, PARTS, COMMAND])],
)
def test_messages_come_out_as_they_went_in(frame: Callable[[], framing.Framing], messages: list[bytes], size: int):
    framed = frame()
    data = b"".join(messages)
    out = [each for i in range(0, len(data), size) for each in framed.feed(data[i : i + size])]
    assert b"".join(out) == data
    assert out[-3:] == messages[-3:]


def test_what_is_no_websocket_passes_as_it_comes():
    framed = framing.http()
    assert [*framed.feed(ANSWER + b"o"), *framed.feed(b"k")] == [ANSWER, b"o", b"k"]


def test_our_messages_are_known_in_both_directions():
    assert framing.is_ours(MASKED)
    assert framing.is_ours(b"\x82\x03 comm_msg jupyter_visdom")
    assert not framing.is_ours(b"\x82\x03 comm_msg of another")
