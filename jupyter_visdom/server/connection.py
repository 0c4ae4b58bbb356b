"""The kernel websocket's connection: whichever class is configured, with our messages taken out.

Rules of this file:

- What comes from the kernel with our topic is dropped before anybody hears it: the offline buffer, the
  rate limit and every browser. The relay has a socket of its own for it. So is the kernel's status when it
  is busy for the server alone.
- What is dropped is dropped at once. Each websocket has a queue of its own in ZeroMQ, of up to 1,000 messages, and a
  stream takes one message in each turn of the loop: while the loop is busy every page would hold seconds of frames.
- What a page says to us goes to the relays. Everything else goes to the class below, untouched.
- A connection ends once, whoever ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Any, Protocol

import zmq
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from zmq.eventloop.zmqstream import ZMQStream

from jupyter_visdom.server.limits import MESSAGES_A_TURN
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
        listen(None if callback is None else _without_ours(stream, callback, copy), copy=copy)

    stream.on_recv = on_recv  # type: ignore[method-assign]


def _without_ours(stream: ZMQStream, callback: Callable[[list[Any]], Any], copy: bool) -> Callable[[list[Any]], Any]:
    def receive(parts: list[Any]) -> Any:
        for message in islice(chain([parts], _waiting(stream, copy)), MESSAGES_A_TURN):
            if not _is_withheld(message):
                return callback(message)
        return None

    return receive


def _waiting(stream: ZMQStream, copy: bool) -> Iterator[list[Any]]:
    """Take messages from a stream's socket until none is there."""
    with suppress(zmq.Again):
        while True:
            yield stream.socket.recv_multipart(zmq.NOBLOCK, copy=copy)


def _is_withheld(parts: list[Any]) -> bool:
    head = [part.bytes for part in parts[:5]] if isinstance(parts[0], zmq.Frame) else parts
    return head[0] == TOPIC or causes_status(head)


class VisdomConnection(ZMQChannelsWebsocketConnection):
    """A kernel websocket's connection, with Visdom's panes beside the kernel's messages."""

    visdom_switchboard: Switchboard
    visdom_page: Page | None = None
    visdom_ended = False

    def create_stream(self) -> None:
        """Open the channels; ours never shows on them."""
        super().create_stream()  # type: ignore[no-untyped-call]
        withhold(self.channels["iopub"])

    def request_kernel_info(self) -> Any:
        """Ask a kernel that others started on the control channel too, where it answers while it runs a cell.

        The websocket does not open before. The first one to a kernel, of a server that restarted over it, would
        wait for the end of the cell, or for a minute.
        """
        answered = super().request_kernel_info()  # type: ignore[no-untyped-call]
        if not answered.done() and not self.kernel_manager.owns_kernel:
            control = self.multi_kernel_manager.connect_control(self.kernel_id)
            control.on_recv(self._handle_kernel_info_reply)
            self.session.send(control, "kernel_info_request")
            answered.add_done_callback(lambda _: control.close(linger=0))
        return answered

    def connect(self) -> Any:
        """Connect, and be known as a page.

        In this order: where connecting fails, the class below calls `disconnect` at once.
        """
        self.visdom_page = Page(self.kernel_id, self.session_id, self.websocket_handler)
        self.visdom_switchboard.opened(self.visdom_page)
        return super().connect()

    def disconnect(self) -> Any:
        """Disconnect, once; the page is gone before anything else."""
        if self.visdom_ended:
            return None
        self.visdom_ended = True
        page, self.visdom_page = self.visdom_page, None
        if page is not None:
            self.visdom_switchboard.closed(page)
        return super().disconnect()  # type: ignore[no-untyped-call]

    def handle_incoming_message(self, incoming_msg: str) -> None:
        """Take out what a page says to us.

        What it says after it was closed is dropped: it may wake from a sleep. A closed websocket has no subprotocol,
        so jupyter_server would read the older one, whose first bytes say how long a table is (3 GB, measured).
        """
        if self.websocket_handler.ws_connection is None:
            return
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
