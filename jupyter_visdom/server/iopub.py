"""Our messages on a kernel's iopub channel: a socket of our own, subscribed to our topic, and the kernel's status."""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import orjson
import zmq
from jupyter_client.session import Session

from jupyter_visdom.server.limits import DIGESTS, MESSAGE_BYTES
from jupyter_visdom.server.wire import DELIMITER, OUR_SESSION, TOPIC

if TYPE_CHECKING:
    from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager
    from zmq.eventloop.zmqstream import ZMQStream


STATUS = b"kernel."
"""How the topics of a kernel's status begin; its id, which we do not know, comes next."""


class IopubMessage(NamedTuple):
    """What we need to know of a message from a kernel."""

    session: str
    kind: str
    parent: dict[str, Any]
    content: dict[str, Any]
    buffers: list[bytes]


def session_of(kernel: AsyncIOLoopKernelManager) -> Session:
    """Return a session of our own that signs and verifies with the kernel's key."""
    theirs = kernel.session
    ours = f"{OUR_SESSION}{uuid4().hex}"
    return Session(config=theirs.config, key=theirs.key, session=ours, digest_history_size=DIGESTS)


class Iopub:
    """Receives our messages from one kernel.

    Parameters
    ----------
    kernel
        The manager of the kernel.
    receive
        Called with each message that is whole and signed by the kernel.
    refuse
        Called with what was wrong with one that is not.
    """

    def __init__(
        self,
        kernel: AsyncIOLoopKernelManager,
        receive: Callable[[IopubMessage], None],
        refuse: Callable[[str], None],
    ) -> None:
        self._receive = receive
        self._refuse = refuse
        self._session = session_of(kernel)
        self._stream: ZMQStream = kernel.connect_iopub()
        # Nothing else has been subscribed to yet on the wire: connecting takes longer than this.
        self._stream.setsockopt(zmq.UNSUBSCRIBE, b"")
        self._stream.setsockopt(zmq.SUBSCRIBE, TOPIC)
        self._stream.setsockopt(zmq.SUBSCRIBE, STATUS)
        self._stream.on_recv(self._take)

    def close(self) -> None:
        """Hear nothing more."""
        self._stream.close(linger=0)

    def _take(self, parts: list[bytes]) -> None:
        if parts[0].startswith(STATUS) and not parts[0].endswith(b".status"):
            return  # a result or an error
        if (size := sum(map(len, parts))) > MESSAGE_BYTES:
            self._refuse(f"a message must have at most {MESSAGE_BYTES} bytes, not {size}")
            return
        try:
            message = self._read(parts)
        except (ValueError, TypeError, LookupError) as error:  # not signed by this kernel, or not a message
            self._refuse(str(error))
        else:
            self._receive(message)

    def _read(self, parts: list[bytes]) -> IopubMessage:
        """Read a message's parts: identities, delimiter, signature, four objects as JSON, buffers.

        A third of the time of `Session.deserialize`, which turns dates and other versions of the protocol into today's.
        It also remembers signatures against replays; frames are idempotent.
        """
        signature, *packed = parts[parts.index(DELIMITER) + 1 :]
        if not compare_digest(signature, self._session.sign(packed[:4])):
            raise ValueError("Invalid signature")
        header, parent, _, content = map(orjson.loads, packed[:4])
        match header, parent, content:
            case {"session": str(session), "msg_type": str(kind)}, dict(), dict():
                return IopubMessage(session, kind, parent, content, packed[4:])
        raise ValueError("a message's header, parent and content must be objects, its session and type strings")
