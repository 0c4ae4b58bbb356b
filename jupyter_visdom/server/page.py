"""A page: one open kernel websocket, as our side of the server sees it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tornado.websocket import WebSocketClosedError

from jupyter_visdom.core.frames import as_text
from jupyter_visdom.core.messages import Message
from jupyter_visdom.server import wire

if TYPE_CHECKING:
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler


class Page:
    """One kernel websocket: who it is, what it last heard from the kernel, and a way to write to it."""

    def __init__(self, kernel_id: str, session_id: str, handler: KernelWebsocketHandler) -> None:
        self.kernel_id = kernel_id
        self.session_id = session_id
        self.handler = handler
        self.text = False  # whether no message may hold bytes: another server, in front of us, may pass on text alone
        self._header: bytes | None = None  # of the kernel's last message, unread
        self._session: str | None = None  # the kernel's, as in that message
        self._ids = map(f"{uuid4().hex}_{{}}".format, count())

    def note(self, parts: list[bytes]) -> None:
        """Keep the header of an iopub message that this page is sent; it is read when needed."""
        try:
            self._header = parts[parts.index(wire.DELIMITER) + 2]
        except (ValueError, IndexError):  # not a message; jupyter_server will say so
            return

    @property
    def kernel_session(self) -> str | None:
        """The session id of the kernel that this page heard last.

        JupyterLab drops messages of other sessions than the last it received, the user's output
        included: what we send must not look as if the kernel had changed.
        """
        if self._header is not None:
            with suppress(ValueError, LookupError, TypeError):
                self._session = json.loads(self._header)["session"]
            self._header = None
        return self._session

    async def write(self, data: Message, blob: bytes, session: str | None) -> None:
        """Send one of our messages, and wait until the socket has taken it. WebSocketClosedError if it is gone.

        Parameters
        ----------
        data, blob
            The message, and the bytes beside it.
        session
            The kernel's session id, for a page that has heard nothing from it yet.
        """
        if self.handler.ws_connection is None:
            raise WebSocketClosedError
        if self.text and blob:
            data, blob = as_text(data, blob), b""
        header = self._make_header(self.kernel_session or session or "")
        message = wire.write_ours(data, blob, header, self.handler.selected_subprotocol)
        await self.handler.write_message(message, binary=isinstance(message, bytes))

    def _make_header(self, session: str) -> dict[str, Any]:
        return {
            "msg_id": next(self._ids),
            "msg_type": "comm_msg",
            "session": session,
            "username": "jupyter_visdom",
            "date": datetime.now(UTC).isoformat(),
            "version": "5.3",
        }

    def close(self, reason: str) -> None:
        """Close the websocket, and end its connection to the kernel at once.

        Tornado waits 5 s for a page's answer, and one that is silent gives none. What the kernel says meanwhile could
        no longer be written, but would be taken: ended, jupyter_server keeps it for the page's return.
        """
        connection = self.handler.connection
        self.handler.close(1001, reason)
        if connection is not None:
            connection.disconnect()
