"""What the server says to a kernel, on the command comm: resyncs and commands.

Rules of this file:

- A kernel is asked on its *control* channel whether it has our comm, so that one that never loaded us is
  not told anything else, nor counts as active.
- Messages go to a *subshell*, where kernels have them, so that they are handled while a cell runs. It is
  made with the first message of a kernel's life, and deleted when this link closes.
- A new life has new sockets: what was queued for the old one is not for the new.
- A message is made when the socket has taken the one before it. So what waits for a kernel that does not listen is a
  few messages in ZeroMQ's hands, and what was asked of us.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import zmq

from jupyter_visdom.core.limits import COMMAND_COMM_ID
from jupyter_visdom.core.messages import Message
from jupyter_visdom.server.iopub import session_of
from jupyter_visdom.server.limits import KERNEL_QUEUE, SUBSHELL_SECONDS, UNSENT

if TYPE_CHECKING:
    from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager
    from zmq.eventloop.zmqstream import ZMQStream

SUBSHELLS = "kernel subshells"

Answer = Callable[[dict[str, Any]], None]

Messages = Iterable[tuple[Message, bytes]]
"""What to say, each with its blob; made when there is a way."""


class KernelLink:
    """The way to one kernel, in one of its lives."""

    def __init__(self, kernel: AsyncIOLoopKernelManager) -> None:
        self._session = session_of(kernel)
        self._control: ZMQStream = kernel.connect_control()
        self._shell: ZMQStream = kernel.connect_shell()
        self._answers: dict[str, Answer] = {}  # to requests on the control channel, by message id
        self._unsent: deque[Messages] = deque()
        self._sending: Iterator[tuple[Message, bytes]] = iter(())  # the first of them
        self._asked = False  # for a subshell
        self._ready = False  # messages may go out
        self._subshell: str | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._control.on_recv(self._receive_answer)
        self._shell.on_recv(self._receive_complaint)
        self._shell.setsockopt(zmq.SNDHWM, KERNEL_QUEUE)
        self._shell.on_send(lambda *_: self._flush())

    def ask_whether_loaded(self, loaded: Callable[[], None]) -> None:
        """Call `loaded` if the kernel says that it has our command comm."""

        def receive(content: dict[str, Any]) -> None:
            if COMMAND_COMM_ID in content.get("comms", {}):
                loaded()

        self._ask("comm_info_request", {}, receive)

    def send(self, messages: Messages) -> bool:
        """Send messages, each with its blob, to the kernel's side of the command comm, when there is a way to it.

        False if too many wait already.
        """
        if len(self._unsent) >= UNSENT:
            return False
        self._unsent.append(messages)
        if self._ready:
            self._flush()
        elif not self._asked:
            self._asked = True
            self._timer = asyncio.get_running_loop().call_later(SUBSHELL_SECONDS, self._flush)
            self._ask("kernel_info_request", {}, self._receive_info)
        return True

    def close(self) -> None:
        """Give the subshell back, and close both sockets. The kernel may be gone."""
        if self._timer is not None:
            self._timer.cancel()
        if self._subshell is not None:
            content = {"subshell_id": self._subshell}
            self._session.send(self._control.socket, "delete_subshell_request", content)
            self._subshell = None
        # A moment for that request to leave; a kernel that is gone must not hold us up.
        self._control.close(linger=1000)
        self._shell.close(linger=0)

    # -- the subshell ----------------------------------------------------------------------------

    def _receive_info(self, content: dict[str, Any]) -> None:
        if SUBSHELLS in content.get("supported_features", ()):
            self._ask("create_subshell_request", {}, self._receive_subshell)
        else:
            self._flush()

    def _receive_subshell(self, content: dict[str, Any]) -> None:
        self._subshell = content.get("subshell_id")
        self._flush()

    def _flush(self) -> None:
        """Send the next message, unless the socket has still to take one; it calls again when it has."""
        self._ready = True
        message = None if self._shell.sending() else next(self._sending, None)
        while message is None and self._unsent and not self._shell.sending():
            self._sending = iter(self._unsent.popleft())
            message = next(self._sending, None)
        if message is not None:
            data, blob = message
            self._send_comm({"comm_id": COMMAND_COMM_ID, "data": data}, blob)

    def _send_comm(self, content: dict[str, Any], blob: bytes) -> None:
        header = self._session.msg_header("comm_msg")
        if self._subshell is not None:
            header["subshell_id"] = self._subshell
        self._session.send(self._shell, "comm_msg", content, header=header, buffers=[blob] if blob else None)

    # -- requests and answers --------------------------------------------------------------------

    def _ask(self, kind: str, content: dict[str, Any], answer: Answer) -> None:
        message = self._session.send(self._control, kind, content)
        if message is not None:
            self._answers[message["header"]["msg_id"]] = answer

    def _receive_answer(self, parts: list[bytes]) -> None:
        message = self._read(parts)
        answer = self._answers.pop(message.get("parent_header", {}).get("msg_id", ""), None)
        if answer is not None:
            answer(message["content"])

    def _receive_complaint(self, parts: list[bytes]) -> None:
        """Take the only answer there is to a comm message: that its subshell is not there."""
        if self._read(parts).get("content", {}).get("status") == "error":
            self._subshell = None  # what follows goes to the main shell

    def _read(self, parts: list[bytes]) -> dict[str, Any]:
        try:
            return self._session.deserialize(self._session.feed_identities(parts)[1])
        except (ValueError, TypeError, LookupError):  # not signed by this kernel
            return {}
