"""The comms: how frames leave the kernel, and how what a page asks comes in.

Rules of this file:

- Two comms with constant ids, made once for the process. Neither is ever opened or closed: a
  `comm_open` or `comm_close` would replace or kill a page's side.
- Frames, beats and replies go out on the first. On the second nothing is ever sent, for ipykernel
  answers a comm on the subshell that last sent on it; one that never sends obeys the message, so a
  command is carried out on a subshell's thread while a cell runs.
- A message that is wrong costs one warning, and nothing else.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import comm
from ipykernel.comm.comm import BaseComm

from jupyter_visdom.core import messages
from jupyter_visdom.core.frames import check_version, flag
from jupyter_visdom.core.limits import COMM_ID, COMMAND_COMM_ID
from jupyter_visdom.kernel.seed import Seed
from jupyter_visdom.workspace.errors import Refused

logger = logging.getLogger("jupyter_visdom")

Message = Mapping[str, Any]


class Source(Protocol):
    """Who makes the frames; `Flusher` does."""

    def receive_resync(self, epoch: str | None, cursor: int, *, mirror: bool = False) -> None:
        """Begin anew after a cursor."""

    def receive_attach(self, epoch: str | None, cursor: int) -> messages.Message:
        """Begin anew for a page, and return what to tell it."""

    def receive_ack(self, *, mirror: bool = False) -> None:
        """Take note that a page is there, or the server's mirror."""


class Comms:
    """The two comms of this kernel.

    Parameters
    ----------
    source
        Makes the frames: told of what replicas lack and of pages that are there.
    on_command
        Carries out a command's body; Refused is the answer to one that it does not.
    """

    def __init__(
        self,
        source: Source,
        on_command: Callable[[dict[str, Any]], None],
    ) -> None:
        self._source = source
        self._on_command = on_command
        self.seed: Seed | None = None  # while it is being asked for
        self._pid = os.getpid()
        self._frames = _Comm(COMM_ID, self.receive)
        self._commands = _Comm(COMMAND_COMM_ID, self.receive)

    def load(self) -> None:
        """Let the kernel find both comms; twice is fine."""
        manager = comm.get_comm_manager()
        for each in (self._frames, self._commands):
            each.registered = True
            manager.register_comm(each)
            manager.register_target(each.target_name, each.take_back)

    def unload(self) -> None:
        """Let the kernel forget both comms, without a word to anyone; twice is fine."""
        manager = comm.get_comm_manager()
        for each in (self._frames, self._commands):
            each.registered = False
            manager.comms.pop(each.comm_id, None)
            manager.targets.pop(each.target_name, None)

    def send(self, data: dict[str, Any], blob: bytes = b"") -> None:
        """Send a message from any thread; nothing at all in a forked process."""
        if os.getpid() == self._pid:
            self._frames.send(data, buffers=[blob] if blob else None)

    def receive(self, message: Message) -> None:
        """Take a message as the kernel hands it over."""
        data = message["content"].get("data")
        try:
            self._receive(data, message.get("buffers") or [None])
        except (TypeError, ValueError) as error:
            logger.warning("jupyter_visdom ignored a message on its comm: %s", error)

    def _receive(self, data: Any, blobs: Sequence[Any]) -> None:
        if not isinstance(data, dict):
            raise ValueError(f"it must be an object, not {data!r:.80}")
        check_version(data)
        match data.get("type"):
            case "resync":
                self._source.receive_resync(*messages.read_place(data), mirror=flag(data, "mirror"))
            case "attach":
                self.send(self._source.receive_attach(*messages.read_place(data)))
            case "ack":
                self._source.receive_ack(mirror=flag(data, "mirror"))
            case "command":
                ref, body = messages.read_command(data)
                self.send(messages.reply(ref, self._refusal(body)))
            case "frame" | "seeded" if self.seed is not None:
                self.seed.receive(data, blobs[0])

    def _refusal(self, body: dict[str, Any]) -> str | None:
        """Carry out a command; return why it was refused, or None."""
        try:
            self._on_command(body)
        except Refused as refused:
            return str(refused)
        except Exception as error:
            logger.exception("jupyter_visdom failed to carry out the command %r", body.get("cmd"))
            return f"the kernel failed to carry it out ({type(error).__name__}: {error})"
        return None


class _Comm(BaseComm):
    """A comm that is neither opened nor closed, whatever becomes of it."""

    def __init__(self, comm_id: str, receive: Callable[[Message], None]) -> None:
        super().__init__(target_name=comm_id, comm_id=comm_id, primary=False)  # type: ignore[no-untyped-call]
        self._receive = receive
        self.registered = False

    def handle_msg(self, msg: Message) -> None:
        """Take a message without the shell's `pre_execute` and `post_execute`: it is no cell."""
        self._receive(msg)

    def handle_close(self, msg: Message) -> None:
        """Stay, although somebody closed their side: others listen too."""
        if self.registered:
            comm.get_comm_manager().register_comm(self)

    def take_back(self, other: Any, msg: Message) -> None:
        """Stay, although somebody opened a comm of our name, which would take our place."""
        other._closed = True  # so that its end tells nobody that this comm is gone
        comm.get_comm_manager().register_comm(self)

    def close(self, *_: Any, **__: Any) -> None:
        """Do nothing: no page may be told that this comm is gone."""

    def __del__(self) -> None:
        """Do nothing, as `close`."""
