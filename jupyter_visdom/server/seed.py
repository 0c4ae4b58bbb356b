"""The seed of a new life: what a mirror says to a kernel that asks what its last life had drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jupyter_visdom.core import frames, messages
from jupyter_visdom.core.messages import Message
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.store import Store
from jupyter_visdom.server.kernel import Messages

LOST = (
    "what this kernel had drawn before it restarted was more than the server keeps while nobody looks at it "
    "(JupyterVisdom.mirror_bytes, mirrors_bytes); nothing is taken over."
)
"""Why there is nothing any more, for the new life to say."""


class Seed:
    """Answers the new lives of one kernel, each question once: a life asks again until it hears from us.

    Parameters
    ----------
    counts
        Where lives that get something are counted.
    """

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self.lost = False  # what the last life had drawn: the mirror was dropped when it ended
        self._answered = ""  # the last question

    def answer(self, epoch: str | None, ref: str, store: Store | None) -> Messages:
        """Return what to say to a life that asks; `store` is the mirror, None if nothing is to be taken over."""
        if ref == self._answered:
            return ()
        self._answered = ref
        lost, self.lost = self.lost, False
        if store is None:
            return [(messages.seeded(None), b"")]
        if store.epoch in ("", epoch):
            return [(messages.seeded(None, LOST if lost else None), b"")]
        self._counts["lives seeded"] += 1
        return _whole(store.snapshot())  # of now: what all readers of the mirror share may be older than what pages saw


def _whole(store: Store) -> Iterator[tuple[Message, bytes]]:
    """Yield a store as frames, each when the one before has left, and what ends them."""
    reader = Reader(store, acknowledged=False)
    while frame := reader.frame_to_send():
        yield frames.encode(frame)
    yield messages.seeded(store.epoch), b""
