"""A page: what is written to it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.websocket import WebSocketClosedError

from jupyter_visdom.server import wire
from jupyter_visdom.server.page import Page
from jupyter_visdom.viewer import wire as viewer_wire

FRAME = {"v": 1, "type": "frame"}


class Handler(SimpleNamespace):
    """A kernel websocket of the older protocol, which notes what is written to it and how it ends."""

    def __init__(self) -> None:
        super().__init__(ws_connection=object(), selected_subprotocol=None, written=[], ended=[])
        self.connection = SimpleNamespace(disconnect=lambda: self.ended.append("connection"))

    async def write_message(self, message: str | bytes, binary: bool) -> None:
        assert binary == isinstance(message, bytes)
        self.written.append(message)

    def close(self, code: int, reason: str) -> None:
        self.ended.append(code)


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def page(handler: Any) -> Page:
    return Page("k", "s", handler)


async def test_bytes_are_bytes_but_to_a_page_that_wants_text(page: Page, handler: Handler):
    await page.write(FRAME, b"\xff", "e")
    page.text = True
    await page.write(FRAME, b"\xff", "e")
    await page.write(FRAME, b"", "e")
    assert [type(message) for message in handler.written] == [bytes, str, str]
    read = [viewer_wire.read(message, v1=False) for message in handler.written]
    assert read == [(FRAME, b"\xff"), ({**FRAME, "blob": "/w=="}, b""), (FRAME, b"")]


async def test_what_is_written_bears_the_session_heard_last(page: Page, handler: Handler):
    def sessions() -> list[str]:
        return [json.loads(message)["header"]["session"] for message in handler.written]

    await page.write(FRAME, b"", "the relay's")
    page.note([b"topic", wire.DELIMITER, b"signature", b'{"session": "heard"}', b"{}"])
    for broken in ([], [b"topic"], [b"topic", wire.DELIMITER]):
        page.note(broken)
    await page.write(FRAME, b"", "the relay's")
    page.note([b"topic", wire.DELIMITER, b"signature", b"no JSON", b"{}"])
    await page.write(FRAME, b"", "the relay's")
    assert sessions() == ["the relay's", "heard", "heard"]


async def test_nothing_is_written_to_a_websocket_that_is_gone(page: Page, handler: Handler):
    handler.ws_connection = None
    with pytest.raises(WebSocketClosedError):
        await page.write(FRAME, b"", "e")
    assert handler.written == []


def test_closing_ends_the_websocket_and_its_connection_to_the_kernel(page: Page, handler: Handler):
    page.close("it was silent")
    assert handler.ended == [1001, "connection"]
