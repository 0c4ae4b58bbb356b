"""Our messages on a kernel's iopub channel: a socket of our own, subscribed to our topic, and the kernel's status."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import zmq
from jupyter_client.session import Session

from jupyter_visdom.server.limits import DIGESTS
from jupyter_visdom.server.wire import OUR_SESSION, TOPIC

if TYPE_CHECKING:
    from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager
    from zmq.eventloop.zmqstream import ZMQStream


STATUS = b"kernel."
"""How the topics of a kernel's status begin; its id, which we do not know, comes next."""


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
        receive: Callable[[dict[str, Any]], None],
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
        try:
            _, rest = self._session.feed_identities(parts)
            message = self._session.deserialize(rest)
        except (ValueError, TypeError, LookupError) as error:  # not signed by this kernel, or not a message
            self._refuse(str(error))
        else:
            self._receive(message)
