"""Previews: what a page that begins with nothing is shown on a slow line, before it has everything.

No clock; seconds come in. A page that is answered quickly has everything before this would have decided.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from jupyter_visdom.core.events import PaneChanged
from jupyter_visdom.core.frames import encode_events
from jupyter_visdom.core.messages import Message, preview
from jupyter_visdom.core.preview import preview_of
from jupyter_visdom.server.limits import SLOW_AFTER, SLOW_SECONDS

if TYPE_CHECKING:
    from jupyter_visdom.core.reader import Reader
    from jupyter_visdom.core.store import Key


class Previews:
    """The previews of the panes that a reader's first sweep has still to send.

    Parameters
    ----------
    reader
        Of a page that holds nothing.
    now
        When its first frame was sent, in seconds.
    """

    def __init__(self, reader: Reader, now: float) -> None:
        self._reader = reader
        self._store = reader.store
        self._began = now
        self._taken = 0  # bytes
        self._keys: deque[Key] | None = None  # to be previewed; None while that is not decided

    def acknowledged(self, size: int, now: float) -> None:
        """Take note that a frame of `size` bytes has arrived, and decide once there is something to go by."""
        self._taken += size
        elapsed = now - self._began
        if self._keys is None and elapsed >= SLOW_AFTER:
            left = len(self._store) - self._taken
            slow = left * elapsed > SLOW_SECONDS * self._taken
            self._keys = deque(self._reader.lacking if slow else ())

    def message_to_send(self, budget: int) -> tuple[Message, bytes] | None:
        """Return the next message and its blob, of about `budget` bytes; None if there is nothing to show."""
        events: list[PaneChanged] = []
        while self._keys and budget > 0:
            key = self._keys.popleft()
            pane = self._store.pane(*key)
            event = pane and preview_of(key, pane)
            if event:
                events.append(event)
                budget -= sum(len(part.data) for part in event.slices)
        if not events:
            return None
        data, blob = encode_events(events)
        return preview(self._store.epoch, data), blob
