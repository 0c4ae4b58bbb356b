"""The seed of a new life: what a mirror says to a kernel that asks what its last life had drawn."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_visdom.core import frames, messages
from jupyter_visdom.core.messages import Message
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.store import Store

LOST = (
    "what this kernel had drawn before it restarted was more than the server keeps while nobody looks at it "
    "(JupyterVisdom.mirror_bytes, mirrors_bytes); nothing is taken over."
)
"""Why there is nothing any more, for the new life to say."""


def seed_of(store: Store) -> Iterator[tuple[Message, bytes]]:
    """Yield a whole store as frames, each when the one before has left, and what ends them."""
    reader = Reader(store, acknowledged=False)
    while frame := reader.frame_to_send():
        yield frames.encode(frame)
    yield messages.seeded(store.epoch), b""
