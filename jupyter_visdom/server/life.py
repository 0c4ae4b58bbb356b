"""A kernel's lives: whether it is there, what it says to us, and the way to it.

Rules of this file:

- A life ends when the kernel's process does. The next one shows itself by a message with another session:
  its welcome to our subscription comes first.
- A late message of a life that ended is passed on, but says nothing about the kernel's state.
- A kernel is *loaded* when something of our comm was heard in this life.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, cast

from jupyter_core.utils import ensure_async

from jupyter_visdom.core.limits import COMM_ID
from jupyter_visdom.core.messages import KernelState, Message
from jupyter_visdom.server.iopub import Iopub, IopubMessage
from jupyter_visdom.server.kernel import KernelLink, Messages
from jupyter_visdom.server.limits import STATUS_SECONDS
from jupyter_visdom.server.wire import OUR_SESSION

if TYPE_CHECKING:
    from jupyter_server.services.kernels.kernelmanager import MappingKernelManager, ServerKernelManager

ABSENT: frozenset[KernelState] = frozenset({"gone", "restarting"})
"""States in which nothing is said to the kernel."""


class Listener(Protocol):
    """Who is told; a relay."""

    counts: Counter[str]

    def receive_from_kernel(self, data: Message, blob: memoryview | None) -> None:
        """Take one of our messages from the kernel."""

    def refuse(self, why: str) -> None:
        """Take note of a message that is wrong."""

    def tell(self, state: KernelState) -> None:
        """Take note that the kernel's state changed."""

    def life_ended(self) -> None:
        """Take note that the kernel's process ended."""

    def kernel_found(self) -> None:
        """Take note that the kernel has loaded us, though it has not said so."""


class Life:
    """One kernel, from the first websocket to it until it is gone.

    Parameters
    ----------
    kernels
        The server's kernel manager.
    kernel_id
        Which of its kernels.
    listener
        Who is told.
    """

    def __init__(self, kernels: MappingKernelManager, kernel_id: str, listener: Listener) -> None:
        self.session: str | None = None  # the kernel's own, in this life
        self._kernels = kernels
        self._kernel_id = kernel_id
        self._listener = listener
        self._kernel = cast("ServerKernelManager", kernels.get_kernel(kernel_id))
        self._past: str | None = None  # the session of the life that ended
        self._loaded = self._introduced = self._down = False
        self._working = False  # on something else than what we say
        self._told: KernelState | None = None
        self._link: KernelLink | None = None
        self._listen()
        for event, notice in self._notices():
            kernels.add_restart_callback(kernel_id, notice, event)

    def _listen(self) -> None:
        self._ports = list(self._kernel.ports)
        self._iopub = Iopub(self._kernel, self._receive, self._listener.refuse)

    def _notices(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "restart", self._end
        yield "dead", self._tell

    @property
    def state(self) -> KernelState:
        """The kernel's state, as browsers are told."""
        if self._kernel_id not in self._kernels:
            return "gone"
        if self._down:
            return "restarting"
        return "alive" if self._loaded else "unloaded"

    def close(self) -> None:
        """Let go of sockets and callbacks."""
        if self._kernel_id in self._kernels:
            for event, notice in self._notices():
                self._kernels.remove_restart_callback(self._kernel_id, notice, event)
        self._iopub.close()
        self._unlink()

    # -- speaking --------------------------------------------------------------------------------------------------

    def send(self, message: Message) -> bool:
        """Say something to the kernel's side of the command comm; False if it is not there, or too much waits."""
        return self.send_all([(message, b"")])

    def send_all(self, messages: Messages) -> bool:
        """Say many things, each with its blob, as `send`."""
        if self.state in ABSENT:
            return False
        taken = self._linked().send(messages)
        self._listener.counts["not sent to the kernel"] += not taken
        return taken

    def maybe_introduce(self) -> None:
        """Ask a kernel of which nothing was heard whether it has loaded us, once a life."""
        if self.state == "unloaded" and not self._introduced:
            self._introduced = True
            self._linked().ask_whether_loaded(self._find)

    def _find(self) -> None:
        self._loaded = True
        self._tell()
        self._listener.kernel_found()

    def _linked(self) -> KernelLink:
        self._link = self._link or KernelLink(self._kernel)
        return self._link

    def _unlink(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()

    # -- hearing ---------------------------------------------------------------------------------------------------

    def _receive(self, message: IopubMessage) -> None:
        session, kind, parent, content, blobs = message
        self._note(session)
        if kind == "status":
            self._note_status(parent, str(content.get("execution_state")))
        elif kind == "comm_msg" and content.get("comm_id") == COMM_ID:
            self._loaded |= session == self.session
            blob = memoryview(blobs[0]) if blobs else None
            self._listener.receive_from_kernel(content.get("data", {}), blob)
            self._tell()

    def _note(self, session: str) -> None:
        """Take note of the session that a message came from."""
        if session in (self.session, self._past):
            return
        if self.session is not None:
            self._end()
        self.session = session
        self._come_up()

    def _note_status(self, parent: dict[str, Any], state: str) -> None:
        """Undo what the end of our own message on a subshell does to a kernel that is at work.

        jupyter_server takes any `idle` for the kernel's, and would cull it in the middle of a long cell.
        """
        if str(parent.get("session", "")).startswith(OUR_SESSION):
            if state == "idle":
                asyncio.get_running_loop().call_later(STATUS_SECONDS, self._keep_busy)
        elif not parent.get("subshell_id") and self._tracks(parent.get("msg_type")):
            self._working = state == "busy"

    def _tracks(self, kind: str | None) -> bool:
        return bool(self._kernels.track_message_type(kind))  # type: ignore[no-untyped-call]

    def _keep_busy(self) -> None:
        if self._working and self.state not in ABSENT and self._kernel.execution_state == "idle":
            self._kernel.execution_state = "busy"

    # -- living ----------------------------------------------------------------------------------------------------

    async def look(self) -> None:
        """See to what no message tells: whether the process lives, and where."""
        self._tell()
        if self.state == "gone":
            return
        if not await ensure_async(self._kernel.is_alive()):
            self._end()
        elif list(self._kernel.ports) != self._ports:
            self._unlink()
            self._iopub.close()
            self._listen()
            self._come_up()
        elif self._down:
            self._come_up()

    def _come_up(self) -> None:
        self._down = False
        self._tell()

    def _end(self) -> None:
        """Take note that the process has ended."""
        if self._down:
            return
        self._listener.counts["lives ended"] += 1
        self._past, self.session = self.session, None
        self._down = True
        self._loaded = self._introduced = self._working = False
        self._unlink()
        self._listener.life_ended()
        self._tell()

    def _tell(self) -> None:
        """Tell of the state, if it is another."""
        if self.state != self._told:
            self._told = self.state
            self._listener.tell(self.state)
