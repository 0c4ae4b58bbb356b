"""What the kernel's states were, from its ledger; and whether each state that somebody saw was one of them.

A *history* holds, for one window in one life, each content that it had with the cursor from which on it had it. A
life begins with what the server handed on; that must be what the window held in the life before, no earlier than what
the server is known to have had: nothing that was shown, or that the mirror had at a look, is lost.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from contents import Content
from plan import Key, Op

Windows = dict[Key, Content]


class Moment(NamedTuple):
    """A window's content, None where there is none, since a cursor."""

    cursor: float
    content: Content | None


class Sight(NamedTuple):
    """What a page showed in a window, and as of which epoch."""

    page: str
    epoch: str
    key: Key
    content: Content


NEVER = Moment(0, None)
UNKNOWN = float("inf")


class Life:
    """One epoch of the kernel's workspace."""

    def __init__(self, cursor: int, windows: Windows) -> None:
        self.windows = windows
        self.histories = {key: [Moment(cursor, content)] for key, content in windows.items()}
        self.pending: Op | None = None  # begun, and not known to be done
        self.seen: dict[Key, int] = {}  # by window: the latest moment that a page showed
        self.mirrored: int | None = None  # a cursor that the mirror had

    def __repr__(self) -> str:
        return f"cursor {self.cursor}, mirrored {self.mirrored}, seen {bool(self.seen)}"

    @property
    def cursor(self) -> float:
        """That of the last change."""
        return max(moment.cursor for history in self.histories.values() for moment in history)

    def history(self, key: Key) -> list[Moment]:
        return self.histories.setdefault(key, [NEVER])

    def become(self, windows: Windows, cursor: float) -> None:
        """Note that windows have other contents from a cursor on."""
        for key in windows.keys() | self.windows.keys():
            content = windows.get(key)
            if self.history(key)[-1].content != content:
                self.history(key).append(Moment(cursor, content))
        self.windows = windows

    def handed_on(self, key: Key) -> list[Content | None]:
        """Return what the next life may begin with: what the mirror was known to have, or anything later."""
        history, bound = self.history(key), self.mirrored or 0
        known = max((i for i, moment in enumerate(history) if moment.cursor <= bound), default=0)
        return [moment.content for moment in history[max(known, self.seen.get(key, 0)) :]]

    def finish(self) -> None:
        """Take what was under way at the life's end for something that may have been done."""
        if self.pending:
            self.become(after(self.windows, self.pending), UNKNOWN)


def after(windows: Windows, op: Op) -> Windows:
    """Return what there is after an operation on windows."""
    if op.kind == "title":
        return windows
    if op.kind in ("close", "delete_env"):
        gone = {key for key in windows if key == op.key or (op.kind == "delete_env" and key[0] == op.key[0])}
        return {key: content for key, content in windows.items() if key not in gone}
    new = tuple(op.points) if op.key[1] not in ("log", "picture") else (op.number,)
    grows = op.kind == "append" and op.key[1] != "picture"
    return {**windows, op.key: (*windows.get(op.key, ()), *new) if grows else new}


class Ledger:
    """All lives of a run's kernel, as they are noted.

    Parameters
    ----------
    path
        The file that the kernel writes.
    ops
        What it draws.
    """

    def __init__(self, path: Path, ops: list[Op]) -> None:
        self.path, self._ops = path, ops
        self.lives: dict[str, Life] = {}
        self.begun = -1  # the last operation that was begun
        self._read = 0
        self._sights: list[Sight] = []
        self._latest: dict[tuple[str, str, Key], int] = {}  # moments, by page, epoch and window

    @property
    def life(self) -> Life:
        """The last one."""
        return next(reversed(self.lives.values()))

    def read_on(self) -> None:
        """Take in what the kernel has noted since the last time."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._read)
            data = file.read()
        data = data[: data.rfind(b"\n") + 1]
        self._read += len(data)
        for line in data.splitlines():
            self._take(json.loads(line))

    def mirror_has(self, epoch: str | None, cursor: int | None) -> None:
        """Take note of what the server's mirror holds: it must hand on no less."""
        self.read_on()
        if epoch in self.lives:
            self.lives[epoch].mirrored = cursor

    def _take(self, line: dict[str, Any]) -> None:
        if "state" in line:
            self._take_state(line["epoch"], line["cursor"], {(e, w): tuple(c) for e, w, c in line["state"]})
        elif "begin" in line:
            self.begun = line["begin"]
            self.life.pending = self._ops[self.begun]
        else:
            self.life.become(after(self.life.windows, self._ops[line["end"]]), line["cursor"])
            self.life.pending = None

    def _take_state(self, epoch: str, cursor: int, windows: Windows) -> None:
        """Take in what the kernel really holds: what it held before, or with what was under way."""
        if epoch in self.lives:
            life, pending = self.lives[epoch], self.lives[epoch].pending
            may = [life.windows, after(life.windows, pending)] if pending else [life.windows]
            assert windows in may, difference(windows, may[-1])
            life.become(windows, cursor)
            life.pending = None
        else:
            if self.lives:
                self.life.finish()
                self._check_sights()
                self._check_handed_on(windows)
            self.lives[epoch] = Life(cursor, windows)

    def _check_handed_on(self, windows: Windows) -> None:
        """Check that a life begins with a state of the one before; or an earlier, if the mirror had none of that."""
        wrong = []
        for epoch, life in reversed(self.lives.items()):
            keys = windows.keys() | life.histories.keys()
            bad = [key for key in keys if windows.get(key) not in life.handed_on(key)]
            if not bad:
                return
            wrong += [f"\n{epoch} ({life}) {key}: {brief(windows.get(key))}, {life.history(key)}" for key in bad]
            if life.seen or life.mirrored is not None:
                break
        raise AssertionError("a life began with what the one before had not:" + "".join(wrong))

    # -- what pages show -------------------------------------------------------------------------------------------

    def saw(self, sight: Sight) -> None:
        """Take note of what a page shows; it is checked when the kernel has noted what it did."""
        self._sights.append(sight)

    def check_all_sights(self) -> None:
        """Check everything that was seen, at a run's end."""
        self.read_on()
        self._check_sights()

    def _check_sights(self) -> None:
        sights, self._sights = self._sights, []
        for sight in sights:
            if sight.epoch in self.lives:  # else it ended before it noted anything
                self._check_sight(sight)

    def _check_sight(self, sight: Sight) -> None:
        """Check that a window did hold what was seen, and that nobody sees an earlier content after a later one."""
        page, epoch, key, content = sight
        life = self.lives[epoch]
        found = [i for i, moment in enumerate(life.history(key)) if moment.content == content]
        assert found, f"page {page} showed in {epoch} what {key} never held: {brief(content)}"
        before = self._latest.get(sight[:3], 0)
        assert found[-1] >= before, f"page {page} went back in {key} of {epoch}: {brief(content)}"
        self._latest[sight[:3]] = found[0]
        life.seen[key] = max(life.seen.get(key, 0), found[0])


def difference(found: Windows, expected: Windows) -> str:
    """Say in which windows two states differ, and how."""
    keys = [key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)]
    return ", ".join(f"{key}: {brief(found.get(key))}, expected {brief(expected.get(key))}" for key in keys)


def brief(content: Content | None) -> str:
    if content is None or len(content) < 8:
        return str(content)
    return f"{len(content)} items, {content[0]} … {content[-1]}"
