"""A page of a real Visdom server, without the drawing: opens its socket, asks for an environment, reads what comes."""

from __future__ import annotations

import json
import time
from typing import NamedTuple

from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, websocket_connect

MESSAGE_BYTES = 1 << 30
"""As much as the browser would take; tornado's default is 10 MiB."""


class Line(NamedTuple):
    """What a page had, and when."""

    when: float
    panes: int
    bytes: int


async def refresh(port: int, env: str = "main") -> list[Line]:
    """Load an environment as a page does that was just opened, or that has lost its connection: they do the same.

    Returns
    -------
    list[Line]
        Seconds since the websocket's opening, panes that can be read, and bytes of all messages, at each message.
        The first is of the opening.
    """
    socket = await websocket_connect(f"ws://127.0.0.1:{port}/socket", max_message_size=MESSAGE_BYTES)
    opened, lines = time.monotonic(), [Line(0.0, 0, 0)]
    asking, command = None, ""
    while command != "undo_state":  # the last that an environment is answered with
        message = await _next(socket)
        read = json.loads(message)
        command = read["command"]
        _, panes, size = lines[-1]
        lines.append(Line(time.monotonic() - opened, panes + (command == "window"), size + len(message)))
        if command == "register":
            body = json.dumps({"sid": read["data"]})
            asking = AsyncHTTPClient().fetch(f"http://127.0.0.1:{port}/env/{env}", method="POST", body=body)
    assert asking
    await asking
    socket.close()
    return lines


async def _next(socket: WebSocketClientConnection) -> str:
    message = await socket.read_message()
    assert isinstance(message, str), "the Visdom server closed the socket"
    return message
