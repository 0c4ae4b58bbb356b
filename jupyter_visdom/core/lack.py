"""A lack: what a pane lacks on the other side, as ranges of the bytes of its parts.

It keeps the immutable pane that it was computed from. So a lack that is sent in several pieces gives one whole state,
however fast the pane changes meanwhile.
"""

from __future__ import annotations

from typing import NamedTuple

from jupyter_visdom.core.events import PaneChanged, Slice
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.store import Key

EVENT_BYTES = 120
SLICE_BYTES = 40
"""About what an event and a slice cost as JSON, names aside."""

STEP = 8
"""Ranges are divided at multiples of this, so that no piece ends in the middle of a number."""


class Range(NamedTuple):
    """The bytes `[a, b)` of a part."""

    part: int
    a: int
    b: int


class Lack(NamedTuple):
    """Ranges of parts that the other side needs to hold `pane`."""

    key: Key
    pane: Pane
    ranges: tuple[Range, ...]

    @classmethod
    def since(cls, key: Key, pane: Pane, seen: int) -> Lack | None:
        """Return what a replica lacks that has the pane as of cursor `seen`; None if nothing."""
        if pane.cursor <= seen:
            return None
        changed = ((number, part) for number, part in pane.all_parts() if part.cursor > seen)
        return cls(key, pane, tuple(Range(number, part.end_at(seen), part.end) for number, part in changed))

    @property
    def head(self) -> int:
        """About the bytes that its event takes in a frame, slices aside."""
        return EVENT_BYTES + len(self.key[0]) + len(self.key[1])

    @property
    def size(self) -> int:
        """About the bytes that it takes in a frame."""
        return self.head + sum(b - a + SLICE_BYTES for _, a, b in self.ranges)

    def divide(self, room: int) -> tuple[Lack, Lack]:
        """Divide into what fits into `room` bytes, but one step at least, and the rest, whose ranges may be empty."""
        room = max(room - self.head, SLICE_BYTES + STEP)
        now: list[Range] = []
        for i, (part, a, b) in enumerate(self.ranges):
            room -= SLICE_BYTES
            if b - a > room:
                middle = a + max(room, 0) // STEP * STEP
                now += [Range(part, a, middle)] if middle > a else []
                return self._replace(ranges=tuple(now)), self._replace(
                    ranges=(Range(part, middle, b), *self.ranges[i + 1 :])
                )
            now.append(Range(part, a, b))
            room -= b - a
        return self, self._replace(ranges=())

    def event(self, *, more: bool = False) -> PaneChanged:
        """Return the event that brings it; with `more`, another one follows."""
        (env, win), pane = self.key, self.pane
        ranges = ((number, a, pane.part(number), b) for number, a, b in self.ranges)
        slices = tuple(Slice(number, part.generation, part.start, a, part.read(a, b)) for number, a, part, b in ranges)
        return PaneChanged(pane.cursor, env, win, pane.version, pane.content_id, slices, more)
