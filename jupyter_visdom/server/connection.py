"""The kernel websocket's connection: whichever class is configured, with our messages taken out.

Rules of this file:

- What comes from the kernel with our topic is dropped before anybody hears it: the offline buffer, the
  rate limit and every browser. The relay has a socket of its own for it. So is the kernel's status when it
  is busy for the server alone.
- What a page says to us goes to the relays. Everything else goes to the class below, untouched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import zmq
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from zmq.eventloop.zmqstream import ZMQStream

from jupyter_visdom.server.page import Page
from jupyter_visdom.server.wire import TOPIC, causes_status, read_ours


class Switchboard(Protocol):
    """Who is told about pages; `Relays` is."""

    def opened(self, page: Page) -> None:
        """Take note of a new websocket."""

    def closed(self, page: Page) -> None:
        """Take note that a websocket is gone."""

    def receive(self, page: Page, data: Any) -> None:
        """Take what a page says."""


def withhold(stream: ZMQStream) -> None:
    """Make whoever listens to an iopub stream, now or later, blind to our messages.

    Every listener comes by `on_recv`: jupyter_server's nudge, its browsers (`on_recv_stream` calls it)
    and its offline buffer, which takes over the same stream when the last browser leaves.
    """
    listen = stream.on_recv

    def on_recv(callback: Callable[[list[Any]], Any] | None, copy: bool = True) -> None:
        listen(None if callback is None else _without_ours(callback), copy=copy)

    stream.on_recv = on_recv  # type: ignore[method-assign]


def _without_ours(callback: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    def receive(parts: list[Any]) -> Any:
        head = [part.bytes for part in parts[:5]] if isinstance(parts[0], zmq.Frame) else parts
        return None if head[0] == TOPIC or causes_status(head) else callback(parts)

    return receive


class VisdomConnection(ZMQChannelsWebsocketConnection):
    """A kernel websocket's connection, with Visdom's panes beside the kernel's messages."""

    visdom_switchboard: Switchboard
    visdom_page: Page | None = None

    def create_stream(self) -> None:
        """Open the channels; ours never shows on them."""
        super().create_stream()  # type: ignore[no-untyped-call]
        withhold(self.channels["iopub"])

    def connect(self) -> Any:
        """Connect, and be known as a page.

        In this order: where connecting fails, the class below calls `disconnect` at once.
        """
        self.visdom_page = Page(self.kernel_id, self.session_id, self.websocket_handler)
        self.visdom_switchboard.opened(self.visdom_page)
        return super().connect()

    def disconnect(self) -> Any:
        """Disconnect; the page is gone before anything else."""
        page, self.visdom_page = self.visdom_page, None
        if page is not None:
            self.visdom_switchboard.closed(page)
        return super().disconnect()  # type: ignore[no-untyped-call]

    def handle_incoming_message(self, incoming_msg: str) -> None:
        """Take out what a page says to us."""
        page = self.visdom_page
        ours = None if page is None else read_ours(incoming_msg, self.subprotocol)
        if page is not None and ours is not None:
            self.visdom_switchboard.receive(page, ours)
        else:
            super().handle_incoming_message(incoming_msg)

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Take note of the kernel's session, which our own messages must name."""
        if self.visdom_page is not None and stream in ("iopub", self.channels.get("iopub")):
            self.visdom_page.note(outgoing_msg)
        super().handle_outgoing_message(stream, outgoing_msg)


def visdom_connection_class(
    base: type[ZMQChannelsWebsocketConnection], switchboard: Switchboard
) -> type[ZMQChannelsWebsocketConnection]:
    """Return a subclass of a kernel websocket's connection class that serves our pages too."""

    class VisdomWebsocketConnection(VisdomConnection, base):  # type: ignore[valid-type,misc]
        visdom_switchboard = switchboard

    return VisdomWebsocketConnection
