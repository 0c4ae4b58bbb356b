"""A link: one websocket and its `attach`, from the opening to the loss."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

from jupyter_visdom.core.limits import PROTOCOL_VERSION
from jupyter_visdom.core.messages import Message, Position
from jupyter_visdom.core.store import Key
from jupyter_visdom.viewer import wire
from jupyter_visdom.viewer.errors import Refused

OPEN_SECONDS = 20.0
"""How long a websocket or an answer may take: `attach` itself waits 10 s for the websocket."""

CLOSE_SECONDS = 1.0
"""How long the end of a viewer waits for the server's; one that is half-open will not come."""

MESSAGE_BYTES = 1 << 30
"""Largest message of the kernel's, the user's own output included; tornado's 10 MiB would close the link."""

LOSSES = (OSError, StreamClosedError, WebSocketClosedError, TimeoutError)
"""What a network does."""


class Address(NamedTuple):
    """Where a kernel is to be found."""

    base_url: str
    token: str
    kernel_id: str
    session: str

    @property
    def headers(self) -> dict[str, str]:
        """The token; it is never part of a URL."""
        return {"Authorization": f"token {self.token}"} if self.token else {}

    @property
    def websocket(self) -> str:
        """Where the kernel's websocket is."""
        scheme, *rest = urlsplit(f"{self._base}api/kernels/{self.kernel_id}/channels")
        scheme = {"http": "ws", "https": "wss"}[scheme]
        return f"{urlunsplit((scheme, *rest))}?session_id={self.session}"

    def route(self, name: str = "") -> str:
        """Return the address of one of our routes."""
        path = f"{self._base}jupyter_visdom/kernels/{self.kernel_id}"
        return f"{path}{name}?no_track_activity=1"

    @property
    def _base(self) -> str:
        return self.base_url if self.base_url.endswith("/") else f"{self.base_url}/"


async def ask(address: Address, route: str = "", body: Message | None = None) -> Message:
    """Ask one of our routes. Refused if it answers with an error, or what a network does."""
    request = HTTPRequest(
        address.route(route),
        method="GET" if body is None else "POST",
        headers={**address.headers, "Content-Type": "application/json"},
        body=None if body is None else json.dumps(body),
        connect_timeout=OPEN_SECONDS,
        request_timeout=OPEN_SECONDS,
    )
    client = AsyncHTTPClient(force_instance=True)
    try:
        response = await client.fetch(request)
    except HTTPClientError as error:
        raise _refused(error) from error
    finally:
        client.close()
    try:
        answer: Message = json.loads(response.body)
        theirs = answer["v"]
    except (ValueError, LookupError, TypeError) as error:
        raise Refused(0, "the answer is not one of ours") from error
    if theirs != PROTOCOL_VERSION:
        raise Refused(400, f"the server speaks version {theirs}, this side {PROTOCOL_VERSION}")
    return answer


def _refused(error: HTTPClientError) -> Exception:
    if error.code == 599:  # tornado's own, for what a network does
        return TimeoutError(str(error))
    return Refused(error.code, _message(error.response) or str(error))


def _message(response: HTTPResponse | None) -> str | None:
    try:
        answer = json.loads(response.body) if response else {}
        return str(answer["message"])
    except (ValueError, LookupError, TypeError):
        return None


async def _or_close(connecting: asyncio.Future[WebSocketClientConnection]) -> WebSocketClientConnection:
    """Wait for a websocket; where nobody waits any more, it is closed as soon as it is open."""
    try:
        return await asyncio.shield(connecting)
    except asyncio.CancelledError:
        connecting.add_done_callback(_close_late)
        raise


def _close_late(future: asyncio.Future[WebSocketClientConnection]) -> None:
    if future.exception() is None:
        future.result().close()


class Link:
    """One websocket to a kernel, attached.

    Parameters
    ----------
    address
        Where.
    receive
        Called with each of our messages, and the bytes beside it.
    v1
        Whether to ask for the newer of the websocket's subprotocols.
    """

    def __init__(self, address: Address, receive: Callable[[Message, bytes], None], *, v1: bool = True) -> None:
        self.patience = OPEN_SECONDS
        self._address = address
        self._receive = receive
        self._v1 = v1
        self._connecting: asyncio.Future[WebSocketClientConnection] | None = None
        self._websocket: WebSocketClientConnection | None = None

    async def open(self, position: Position, visible: list[Key]) -> Message:
        """Open the websocket and attach; return the answer."""
        request = HTTPRequest(self._address.websocket, headers=self._address.headers, connect_timeout=OPEN_SECONDS)
        protocols = [wire.V1] if self._v1 else None
        async with asyncio.timeout(OPEN_SECONDS):
            try:
                self._connecting = asyncio.ensure_future(
                    websocket_connect(request, subprotocols=protocols, max_message_size=MESSAGE_BYTES)
                )
                self._websocket = await _or_close(self._connecting)
            except HTTPClientError as error:
                raise Refused(error.code, f"the websocket was refused: {error}") from error
        self._v1 = self._websocket.selected_subprotocol == wire.V1
        epoch, cursor, _ = position
        answer = await ask(self._address, "/attach", self._body(epoch, cursor, visible))
        self.patience = float(answer["patience"])
        return answer

    def _body(self, epoch: str | None, cursor: int, visible: list[Key]) -> Message:
        return {
            "v": PROTOCOL_VERSION,
            "session": self._address.session,
            "epoch": epoch,
            "cursor": cursor,
            "visible": [list(key) for key in visible],
        }

    async def read(self) -> None:
        """Read until the websocket is lost, or silent for longer than the server's patience."""
        while True:
            async with asyncio.timeout(self.patience):
                message = await self._opened().read_message()
            if message is None:
                raise WebSocketClosedError
            ours = wire.read(message, v1=self._v1)
            if ours is not None:
                self._receive(*ours)

    def send(self, message: Message) -> None:
        """Send one of our messages; lost if the websocket is."""
        data = wire.write(message, self._address.session, v1=self._v1)
        try:
            sent: Any = self._opened().write_message(data, binary=isinstance(data, bytes))
        except LOSSES:
            return  # `read` ends for the same reason, and says so
        sent.add_done_callback(lambda done: done.exception())

    def close(self) -> None:
        """Close the websocket: say so to the server, which may not hear it."""
        if self._websocket is not None:
            self._websocket.close()

    async def wait_closed(self) -> None:
        """Wait a moment until the server has closed its end too, also of a websocket that was still being opened."""
        if self._connecting is None:
            return
        with suppress(*LOSSES, HTTPClientError):
            async with asyncio.timeout(CLOSE_SECONDS):
                websocket = await asyncio.shield(self._connecting)
                while await websocket.read_message() is not None:
                    pass

    def _opened(self) -> WebSocketClientConnection:
        if self._websocket is None:
            raise WebSocketClosedError
        return self._websocket
