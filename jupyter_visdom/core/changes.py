"""The changes of one frame, gathered and then committed to a replica's store.

The second table of `docs/protocol.md`, section 5. Until `commit` nothing that the store shows has changed.
"""

from __future__ import annotations

from typing import NamedTuple

from jupyter_visdom.core.columns import check_length
from jupyter_visdom.core.events import EnvChanged, EnvsChanged, Event, PaneChanged, Slice
from jupyter_visdom.core.limits import PANE_BYTES, STAGED_PANES
from jupyter_visdom.core.pane import Pane, Skeleton
from jupyter_visdom.core.part import Part
from jupyter_visdom.core.store import Env, Envs, Key, Store


class Hole(Exception):
    """A slice does not continue what is held."""


class Staged(NamedTuple):
    """Slices, joined, of a pane that has not taken effect yet; a cut pane has one `at` in all its pieces."""

    at: int
    parts: dict[int, Part]
    size: int


Staging = dict[Key, Staged]


class Changes:
    """What the events of one frame change in a store."""

    def __init__(self, store: Store, staging: Staging) -> None:
        self._store = store
        self._staging = dict(staging)
        self._envs: EnvsChanged | None = None
        self._listed: dict[str, EnvChanged] = {}
        self.panes: dict[Key, Pane] = {}

    @property
    def lists(self) -> bool:
        """Whether a list of envs or windows changed."""
        return self._envs is not None or bool(self._listed)

    def take(self, event: Event) -> None:
        """Take an event, unless what is held is as late. Hole or ValueError if it can't be applied."""
        match event:
            case EnvsChanged():
                if event.at > self._store.envs.cursor:
                    self._envs = event
            case EnvChanged():
                if event.at > self._known(event.env)[0]:
                    self._listed[event.env] = event
            case PaneChanged():
                self._take_pane(event)

    def commit(self) -> Staging:
        """Put everything into the store, and return what stays staged."""
        store = self._store
        if self._envs:
            held = store.envs
            store.envs = Envs(self._envs.at, {name: held.get(name) or Env(0, (), {}, {}) for name in self._envs.names})
        for name, event in self._listed.items():
            panes = {win: pane for win in event.wins if (pane := store.pane(name, win))}
            _put_env(store, name, Env(event.at, event.wins, panes, event.reload))
        for (name, win), pane in self.panes.items():
            env = store.envs.get(name) or Env(0, (), {}, {})
            env.panes[win] = pane
            if win not in env.wins:
                _put_env(store, name, Env(env.cursor, (*env.wins, win), env.panes, env.reload))
        return self._staging

    def _known(self, name: str) -> tuple[int, tuple[str, ...]]:
        """Return the cursor up to which the windows of an env are known, and these. One that is not listed has none."""
        if event := self._listed.get(name):
            return event.at, event.wins
        envs = self._store.envs
        if name not in (self._envs.names if self._envs else envs):
            return (self._envs.at if self._envs else envs.cursor), ()
        env = envs.get(name)
        return (env.cursor, env.wins) if env else (0, ())

    def _take_pane(self, event: PaneChanged) -> None:
        at, wins = self._known(event.env)
        if event.win not in wins and event.at <= at:
            return  # late: the window has been closed since
        held = self.panes.get(event.key) or self._store.pane(*event.key)
        if held is not None and event.at <= held.cursor:
            return
        staged = self._join(event, held)
        if staged is None:
            return
        if event.more:
            self._staging[event.key] = staged
        else:
            self._staging.pop(event.key, None)
            self.panes[event.key] = _assemble(event, staged.parts, held)

    def _join(self, event: PaneChanged, held: Pane | None) -> Staged | None:
        """Join slices to what is staged and held; None if one is of an earlier generation, so that the event is old."""
        before = self._staging.get(event.key)
        parts, size = (dict(before.parts), before.size) if before and before.at == event.at else ({}, 0)
        for piece in event.slices:
            part = _part(piece.part, parts, held)
            if part is not None and piece.generation < part.generation:
                return None
            parts[piece.part] = self._extended(part, piece, event, piece.part in parts)
            size += len(piece.data)
        others = [staged.size for key, staged in self._staging.items() if key != event.key]
        if size + sum(others) > PANE_BYTES or len(others) >= STAGED_PANES:
            raise ValueError(
                f"frame: pane {event.win!r:.80} and what is staged are more than {STAGED_PANES} panes "
                f"or {PANE_BYTES} bytes"
            )
        return Staged(event.at, parts, size)

    def _extended(self, part: Part | None, piece: Slice, event: PaneChanged, staged: bool) -> Part:
        """Return the part that a slice gives: what is staged or held and continues here, or what begins anew."""
        continues = part is not None and part.generation == piece.generation
        if part is not None and continues and (staged or piece.a > piece.start) and piece.a <= part.end:
            new = piece.data[part.end - piece.a :]  # an overlap holds equal bytes
            read = self._store.read
            return part.grow(new, event.at, read).drop_before(piece.start, event.at, read)
        if piece.a > piece.start:
            has = f"{part.end} is held" if part is not None and continues else f"it starts at {piece.start}"
            raise Hole(f"pane {event.win!r:.80}, part {piece.part}: begins at {piece.a}, but {has}")
        return Part.new(piece.data, piece.generation, piece.start, event.at)


def _put_env(store: Store, name: str, env: Env) -> None:
    if name in store.envs:
        store.envs[name] = env
    else:
        store.envs = Envs(store.envs.cursor, {**store.envs, name: env})


def _part(number: int, staged: dict[int, Part], held: Pane | None) -> Part | None:
    if number in staged or held is None:
        return staged.get(number)
    return held.skeleton.part if number == 0 else held.parts.get(number)


def _assemble(event: PaneChanged, staged: dict[int, Part], held: Pane | None) -> Pane:
    """Return the pane that staged and held parts give. Hole if one that the skeleton names is not there."""
    skeleton = _skeleton(event, staged.get(0), held)
    parts = {}
    for column in skeleton.columns.values():
        part = _part(column.part, staged, held)
        if part is None:
            raise Hole(f"pane {event.win!r:.80}, part {column.part}: is not there")
        check_length(column, len(part))
        parts[column.part] = part
    return Pane(event.at, event.version, event.content_id, skeleton, parts)


def _skeleton(event: PaneChanged, part: Part | None, held: Pane | None) -> Skeleton:
    if part is not None:
        return Skeleton.from_part(part)
    if held is None:
        raise Hole(f"pane {event.win!r:.80}: its skeleton is not there")
    return held.skeleton
