"""A replica: frames in, a store out; and what to do about a gap, a repeat or an unknown epoch.

The first table of `docs/protocol.md`, section 5 (the second is in `changes`). Applying is idempotent, and all or
nothing for each frame: a frame that turns out to be wrong half-way leaves the store as it was.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from jupyter_visdom.core import frames, messages
from jupyter_visdom.core.changes import Changes, Hole, Staging
from jupyter_visdom.core.frames import Blob, Frame, VersionError
from jupyter_visdom.core.limits import RETIRED_EPOCHS
from jupyter_visdom.core.messages import Message, Position
from jupyter_visdom.core.store import Key, Store

Kind = Literal["applied", "repeat", "retired", "building", "gap", "refused"]


class Outcome(NamedTuple):
    """What became of a frame.

    `panes` changed, `lists` of envs or windows did; `whole` says that another epoch's store took the place of the old
    one. `send` is what to tell the other side, `error` what was wrong with a frame that was refused.
    """

    kind: Kind
    panes: tuple[Key, ...] = ()
    lists: bool = False
    whole: bool = False
    send: tuple[Message, ...] = ()
    error: str | None = None


class _Copy:
    """One epoch's store as it is built up from frames, and the position in it."""

    def __init__(self, epoch: str) -> None:
        self.store = Store(epoch)
        self.cursor = 0
        self.sweep: int | None = None  # the sweep that `index` counts in
        self.index = 0
        self.staging: Staging = {}

    @property
    def epoch(self) -> str | None:
        return self.store.epoch or None

    @property
    def position(self) -> Position:
        return self.epoch, self.cursor, self.index

    @property
    def weight(self) -> int:
        return self.store.weight + sum(staged.size for staged in self.staging.values())

    def fits(self, frame: Frame) -> bool:
        if frame.index:
            return (frame.start, frame.sweep, frame.index) == (self.cursor, self.sweep, self.index)
        if frame.start < frame.to:
            return frame.start <= self.cursor < frame.to
        return frame.start == self.cursor and not (self.index and frame.sweep == self.sweep)

    def has_seen(self, frame: Frame) -> bool:
        return frame.to <= self.cursor and (frame.start, frame.index) < (self.cursor, self.index)

    def move_past(self, frame: Frame) -> None:
        _, self.cursor, self.index = frame.position
        self.sweep = frame.sweep

    def leave_sweep(self) -> None:
        """Leave a sweep's middle: the next frame begins one."""
        self.index, self.staging = 0, {}

    def rewind(self) -> None:
        """Go back to the beginning: the store stays, but is not trusted to have everything."""
        self.cursor = self.index = 0


class Replica:
    """The mirror of a store at the other end of a wire that drops, repeats, delays and re-orders."""

    def __init__(self) -> None:
        self._held = _Copy("")
        self._next: _Copy | None = None  # of a new epoch, until its first sweep is whole
        self._retired: deque[str] = deque(maxlen=RETIRED_EPOCHS)
        self._asked: tuple[str | None, int] | None = None  # the resync that has been asked for, until a sweep is whole
        self.counts: Counter[str] = Counter()

    @property
    def store(self) -> Store:
        """The last state held whole; its epoch is empty while nothing has been received."""
        return self._held.store

    @property
    def shown(self) -> Store:
        """What there is to look at: `store`, or while that is empty the first epoch as it comes, pane by pane."""
        return self._next.store if self._next and self.epoch is None else self.store

    @property
    def epoch(self) -> str | None:
        """The epoch of `store`, None while nothing has been received."""
        return self._held.epoch

    @property
    def stale(self) -> bool:
        """Whether something is known to be missing."""
        return self._asked is not None or self._next is not None

    @property
    def position(self) -> Position:
        """What to acknowledge: where this replica is, in the epoch that it is receiving."""
        return self._receiving.position

    @property
    def weight(self) -> int:
        """About the memory that all of it takes, in bytes: what is staged and what is being built included."""
        return self._held.weight + (self._next.weight if self._next else 0)

    @property
    def _receiving(self) -> _Copy:
        return self._next or self._held

    def leave_sweep(self) -> None:
        """Leave a sweep's middle, before another sender is asked to go on: its sweeps may have the same numbers."""
        self._receiving.leave_sweep()

    def receive(self, data: Mapping[str, Any], blob: Blob | None) -> Outcome:
        """Take a frame as it comes from the wire."""
        try:
            frame = frames.decode(data, blob)
        except VersionError as error:  # asking again would bring the same
            return self._count("refused", error=str(error))
        except ValueError as error:
            return self._refuse(self._receiving, error)
        return self.receive_frame(frame)

    def receive_frame(self, frame: Frame) -> Outcome:
        """Take a frame."""
        if frame.epoch in self._retired:
            return self._count("retired")
        copy = self._copy_for(frame)
        if copy is None:
            return self._ask("gap", frame.epoch, 0)
        if copy.fits(frame):
            return self._apply(copy, frame)
        return self._count("repeat") if copy.has_seen(frame) else self._ask("gap", frame.epoch, copy.cursor)

    def receive_beat(self, epoch: str | None, cursor: int | None, index: int = 0) -> Outcome:
        """Take a beat: where the other side is, sent behind its frames. It is right where a late frame misled us."""
        if epoch is None:
            return self._count("repeat")
        if epoch in self._retired:
            self._retired.remove(epoch)
        if epoch == self.epoch:
            self._next = None
        self._asked = None  # an earlier request may be what was lost; and where both sides agree nothing is missing
        here, *reached = self.position
        if epoch == here and [cursor or 0, index] <= reached:
            return self._count("repeat")
        return self._ask("gap", epoch, reached[0] if epoch == here else 0)

    def _copy_for(self, frame: Frame) -> _Copy | None:
        """Return a frame's copy, a new one at an epoch's beginning; None in the middle of an unknown one."""
        for copy in (self._held, self._next):
            if copy and copy.epoch == frame.epoch:
                return copy
        if frame.start != 0 or frame.index != 0:
            return None
        self._retire(self._next)
        self._next = _Copy(frame.epoch)
        return self._next

    def _apply(self, copy: _Copy, frame: Frame) -> Outcome:
        changes = Changes(copy.store, copy.staging if frame.index else {})
        try:
            for event in frame.events:
                changes.take(event)
        except Hole as hole:
            copy.rewind()
            return self._ask("gap", frame.epoch, 0, str(hole))
        except ValueError as error:
            return self._refuse(copy, error)
        copy.staging = changes.commit()
        copy.move_past(frame)
        if not copy.index:
            self._asked = None
        if copy is self._next:
            return self._advance(copy)
        copy.store.cursor = max(copy.store.cursor, copy.cursor)
        return self._count("applied", panes=tuple(changes.panes), lists=changes.lists)

    def _advance(self, copy: _Copy) -> Outcome:
        """Let a new epoch take over when its first sweep is whole."""
        if copy.index:
            return self._count("building")
        copy.store.cursor = copy.cursor
        self._retire(self._held)
        self._held, self._next = copy, None
        return self._count("applied", panes=tuple(key for key, _ in copy.store.panes()), lists=True, whole=True)

    def _retire(self, copy: _Copy | None) -> None:
        if copy and copy.epoch:
            self._retired.append(copy.epoch)

    def _refuse(self, copy: _Copy, error: ValueError) -> Outcome:
        copy.rewind()
        return self._ask("refused", copy.epoch, 0, str(error))

    def _ask(self, kind: Kind, epoch: str | None, cursor: int, error: str | None = None) -> Outcome:
        asked, self._asked = self._asked, (epoch, cursor)
        return self._count(
            kind, send=() if asked == (epoch, cursor) else (messages.resync(epoch, cursor),), error=error
        )

    def _count(self, kind: Kind, **fields: Any) -> Outcome:
        self.counts[kind] += 1
        return Outcome(kind, **fields)
