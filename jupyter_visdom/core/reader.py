"""A reader: one cursor over a store, and the next frame under a byte budget.

Rules of this file:

- A *sweep* brings the other side from one cursor to the store's. Its work is fixed when it begins, so it ends, however
  fast panes change meanwhile. `to` moves only in its last frame.
- In each frame visible panes that changed again come first, in at most half the budget; the sweep's work has the rest.
  So what is on screen is fresh, and nothing else waits for ever.
- At the goal a replica has nothing older than the goal: of a pane that was closed before its turn it is told so.
- A pane larger than the room left is *cut*: sent over several frames from the immutable state it had, and applied at
  the last.
- A sweep relies on nothing but the cursor that it begins from. What the one before sent ahead of its goal is sent
  again: the other side may have come to that cursor by another way.
- With acknowledgements one frame is in flight: the next is made when the position after it has been acknowledged. What
  waits for the other side is that frame, and at most one pane under the knife.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count

from jupyter_visdom.core.delta import delta_since, list_size, lists_since
from jupyter_visdom.core.events import Event, PaneChanged
from jupyter_visdom.core.frames import Frame
from jupyter_visdom.core.lack import Lack
from jupyter_visdom.core.limits import FRAME_BYTES
from jupyter_visdom.core.messages import Position
from jupyter_visdom.core.store import Key, Store

WORTH_CUTTING = 4
"""A pane is cut when at least this share (a fourth) of the budget is left; else it waits for the next frame, whole."""

SWEEPS = count(1)
"""Numbers for the sweeps of this process: two with the same number would have to come from different senders."""


class Reader:
    """Makes frames from a store for one replica.

    Parameters
    ----------
    store
        What to read.
    cursor
        What the replica has already.
    acknowledged
        Whether a frame waits for the acknowledgement of the one before it.
    sweeps
        Where the numbers of sweeps come from.
    """

    def __init__(
        self, store: Store, cursor: int = 0, *, acknowledged: bool = True, sweeps: Iterator[int] = SWEEPS
    ) -> None:
        self._acknowledged = acknowledged
        self._sweeps = sweeps
        self._visible: tuple[Key, ...] = ()
        self._begin(store, cursor)

    def _begin(self, store: Store, cursor: int) -> None:
        self.store = store
        self.cursor = cursor  # may be past the store's, where a mirror lags behind what a page has already
        self.awaited: Position | None = None  # the position whose acknowledgement is awaited
        self._goal: int | None = None  # of the sweep under way
        self._sweep = self._index = 0
        self._told = 0  # the lists sent in this sweep are as of this cursor
        self._sent: dict[Key, int] = {}  # panes sent in this sweep, and their cursors
        self._work: deque[Key] = deque()
        self._cut: Lack | None = None
        self._favoured: Key | None = None  # a large visible pane that was let in front of the sweep's work

    @property
    def position(self) -> Position:
        """Where the replica is when it has applied all frames sent: what a beat says."""
        return self.store.epoch or None, self.cursor, self._index

    def show(self, visible: Iterable[Key]) -> None:
        """Take note of the panes on screen, most wanted first."""
        self._visible = tuple(dict.fromkeys(visible))

    @property
    def lacking(self) -> tuple[Key, ...]:
        """The panes whose turn in the sweep under way is still to come."""
        return tuple(self._work)

    def receive_ack(self, position: Position) -> None:
        """Take an acknowledgement; one of an earlier position than the awaited is stale and changes nothing."""
        epoch, cursor, index = position
        if position == self.awaited:
            self.awaited = None
        elif self.awaited and epoch == self.store.epoch and (cursor, index) > self.awaited[1:]:
            self._begin(
                self.store, cursor
            )  # it has more than it was sent: from an earlier server, or a mirror ahead of ours

    def receive_resync(self, epoch: str | None, cursor: int) -> None:
        """Begin a new sweep after the cursor that the replica names; from 0 if it speaks of another epoch."""
        self._begin(self.store, cursor if epoch == self.store.epoch else 0)

    def follow(self, store: Store) -> None:
        """Read from another store from now on: a new epoch."""
        self._begin(store, 0)

    def behind(self) -> bool:
        """Whether there is something that the replica lacks."""
        return self._goal is not None or self.store.cursor > self.cursor

    def frame_to_send(self, budget: int = FRAME_BYTES) -> Frame | None:
        """Return the next frame, of about `budget` bytes; None if nothing changed or an acknowledgement is awaited."""
        if self.awaited is not None or not self.behind():
            return None
        events: list[Event] = []
        if self._goal is not None or not self._begin_sweep(events, budget):
            self._fill(events, budget - sum(map(list_size, events)), budget)
        frame = self._close(tuple(events))
        if self._acknowledged:
            self.awaited = frame.position
        return frame

    # -- the sweep ---------------------------------------------------------------------------------------------------

    def _begin_sweep(self, events: list[Event], budget: int) -> bool:
        """Fix the work of a sweep, and send its lists; return whether all else went into the same frame."""
        store = self.store
        delta = delta_since(store, self.cursor)
        self._goal = self._told = delta.goal
        self._sweep, self._index = next(self._sweeps), 0
        self._sent, self._favoured = {}, None
        store.read = max(store.read, delta.goal)
        events += delta.lists
        if delta.panes is not None and delta.size <= budget:
            events += delta.panes
            return True
        keys = dict.fromkeys(delta.keys)
        self._work = deque(dict.fromkeys([*(key for key in self._visible if key in keys), *keys]))
        return False

    def _close(self, events: tuple[Event, ...]) -> Frame:
        start, index, goal = self.cursor, self._index, self._goal
        assert goal is not None
        if self._work or self._cut:
            self._index += 1
            goal = start
        else:
            self.cursor, self._index, self._goal = goal, 0, None
        return Frame(self.store.epoch, start, goal, index, events, self._sweep)

    # -- filling a frame -----------------------------------------------------------------------------------------------

    def _fill(self, events: list[Event], room: int, budget: int) -> None:
        room -= self._fill_visible(events, budget // 2)
        if self._cut:
            room -= self._fill_cut(events, self._cut, room)
        while self._work and not self._cut:
            lack = self._lack(self._work[0])
            if lack is None:
                room -= self._maybe_tell_closed(events, self._work.popleft())
            elif lack.size <= room:
                self._take_work()
                room -= self._send(events, lack)
            elif room * WORTH_CUTTING >= budget:
                self._take_work()
                room -= self._fill_cut(events, lack, room)
            else:
                return

    def _fill_visible(self, events: list[Event], room: int) -> int:
        """Send visible panes that changed since they were sent in this sweep; return the bytes used."""
        used = 0
        again = (key for key in self._visible if key in self._sent and not (self._cut and self._cut.key == key))
        lacks = [lack for key in again if (lack := self._lack(key))]
        for lack in sorted(lacks, key=lambda lack: self._sent[lack.key]):
            if used + lack.size <= room:
                used += self._send(events, lack)
            elif self._favoured is None and self._work:
                # Too large for what is left of this half: let in front, but once for each pane of the work.
                self._favoured = lack.key
                self._work.appendleft(lack.key)
        return used

    def _maybe_tell_closed(self, events: list[Event], key: Key) -> int:
        """Send the lists that changed meanwhile, if a pane of the work is not there any more; return the bytes used."""
        if self.store.pane(*key) is not None:
            return 0  # sent already, ahead of its turn
        lists = tuple(lists_since(self.store, self._told))
        self._told = max([self._told, *(event.at for event in lists)])
        panes = next((i for i, event in enumerate(events) if isinstance(event, PaneChanged)), len(events))
        events[panes:panes] = lists  # before the last piece of a pane that was closed under the knife
        return sum(map(list_size, lists))

    def _take_work(self) -> None:
        if self._work.popleft() != self._favoured:
            self._favoured = None

    def _send(self, events: list[Event], lack: Lack) -> int:
        events.append(lack.event())
        self._note(lack)
        return lack.size

    def _fill_cut(self, events: list[Event], lack: Lack, room: int) -> int:
        """Send as much of a pane as there is room for, and put the rest under the knife; return the bytes used."""
        now, later = lack.divide(room)
        self._cut = later if later.ranges else None
        events.append(now.event(more=self._cut is not None))
        if self._cut is None:
            self._note(lack)
        return now.size

    def _note(self, lack: Lack) -> None:
        self._sent[lack.key] = lack.pane.cursor
        self.store.read = max(self.store.read, lack.pane.cursor)

    def _lack(self, key: Key) -> Lack | None:
        pane = self.store.pane(*key)
        return None if pane is None else Lack.since(key, pane, self._sent.get(key, self.cursor))
