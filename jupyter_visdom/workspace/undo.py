"""The undo stacks: the windows of each env that were closed last, and can be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from jupyter_visdom.core.pane import Pane
from jupyter_visdom.workspace.disk import Disk
from jupyter_visdom.workspace.windows import panes_of


class Closed(NamedTuple):
    """A window as it was when it was closed."""

    win: str
    pane: Pane

    @classmethod
    def read(cls, item: Any) -> Closed | None:
        """Return a window of a file; None if it is none."""
        match item:
            case [str(win), dict(json)]:
                try:
                    return cls(win, panes_of({win: json}, 0)[win])
                except ValueError:
                    return None
        return None

    def to_json(self) -> list[Any]:
        """Return the window as Visdom keeps it in a stack."""
        return [self.win, self.pane.to_json()]


class Undo:
    """A stack for each env, newest last, read from the disk when it is first asked for.

    Parameters
    ----------
    disk
        Where stacks were kept by an earlier workspace, or a Visdom server.
    limit
        How many windows a stack keeps.
    """

    def __init__(self, disk: Disk, limit: int) -> None:
        self._disk = disk
        self._limit = limit
        self._stacks: dict[str, tuple[Closed, ...]] = {}
        self._on_disk: dict[str, int] = {}  # how many windows of a stack that gave way

    def stack(self, eid: str) -> tuple[Closed, ...]:
        """Return the closed windows of an env."""
        if eid not in self._stacks:
            self.put(eid, self._load(eid))
        return self._stacks[eid]

    def count(self, eid: str) -> int:
        """Return how many windows of an env can be brought back; those that gave way stay on disk."""
        if eid not in self._stacks and eid in self._on_disk:
            return self._on_disk[eid]
        return len(self.stack(eid))

    def put(self, eid: str, stack: Sequence[Closed]) -> None:
        """Give an env another stack, of which the oldest windows may be dropped."""
        self._stacks[eid] = self._newest(stack)

    @property
    def weight(self) -> int:
        """About the memory that all stacks take, in bytes."""
        return sum(closed.pane.weight for stack in self._stacks.values() for closed in stack)

    def forget(self) -> None:
        """Let go of all windows, to make room; what is on disk is read again."""
        self._on_disk |= {eid: len(self._load(eid)) for eid in self._stacks}
        self._stacks.clear()

    def _load(self, eid: str) -> tuple[Closed, ...]:
        read = [Closed.read(item) for item in self._disk.load_undo(eid)]
        return self._newest([closed for closed in read if closed])

    def _newest(self, stack: Sequence[Closed]) -> tuple[Closed, ...]:
        return tuple(stack[max(len(stack) - self._limit, 0) :])
