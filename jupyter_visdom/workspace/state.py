"""The state of a workspace: its store, and what Visdom keeps beside windows.

Rules of this file:

- An env is *awake* (its windows are in the store), or *asleep*: on disk, listed, and empty in the store. It wakes at
  the first look at its windows. So thousands of saved envs cost their names, not their windows.
- What a page needs to know of an env beside its windows travels in its `reload`: the saved layout of each window under
  the window's name, all else under `ASIDE`.
- Nothing here writes: what has to go to disk is noted in `to_save`, to be saved without the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from jupyter_visdom.core.columns import encode_json
from jupyter_visdom.core.pane import Pane, Skeleton, refuse_forbidden_keys
from jupyter_visdom.core.store import Env, Envs, Store
from jupyter_visdom.workspace.bounds import Bounds, has_note, trimmed, with_note
from jupyter_visdom.workspace.disk import Disk, Stamp
from jupyter_visdom.workspace.errors import Full, Refused
from jupyter_visdom.workspace.limits import Limits
from jupyter_visdom.workspace.undo import Closed, Undo
from jupyter_visdom.workspace.views import Views
from jupyter_visdom.workspace.windows import ASIDE, Panes, panes_of

Json = dict[str, Any]


class Save(NamedTuple):
    """Something that has to go to disk: an env, its undo stack, or the views of all."""

    what: Literal["env", "undo", "views"]
    eid: str = ""


class Snapshot(NamedTuple):
    """An env at one moment; immutable, so it can be turned into JSON without the lock."""

    panes: Panes
    layouts: Json
    experiment: Json | None
    cursor: int

    def to_json(self) -> Json:
        """Return the env as Visdom keeps it."""
        env: Json = {"jsons": {win: pane.to_json() for win, pane in self.panes.items()}, "reload": self.layouts}
        return env if self.experiment is None else {**env, "experiment": self.experiment}


class Saved(NamedTuple):
    """Up to which cursor an env is on disk (0 if it never was in the store), and in which file."""

    cursor: int
    experiment: Json | None
    stamp: Stamp | None


class State:
    """Envs in a store and on a disk, and their undo stacks, layouts, views and experiments."""

    def __init__(self, store: Store, disk: Disk, limits: Limits) -> None:
        self.store = store
        self.disk = disk
        self.limits = limits
        self.undo = Undo(disk, limits.undo)
        self.views = Views(disk)
        self.bounds = Bounds(store, self.undo, limits, self._forget_closed)
        self.experiments: dict[str, Json] = {}
        self.to_save: list[Save] = []
        self.to_save_soon: list[Save] = []
        self.saved: dict[str, Saved] = {}
        self._asleep: dict[str, Env] = {}
        self._list()

    # -- looking -----------------------------------------------------------------------------------

    def env(self, eid: str) -> Env | None:
        """Return an env, awake; None if there is none. Refused if its file can't be read."""
        if self.is_asleep(eid):
            self._wake(eid)
        return self.store.envs.get(eid)

    def find(self, eid: str) -> Env | None:
        """Return an env as `env` does, also one that another process has saved since this one began."""
        if eid not in self.store.envs and self.disk.has(eid):
            self._wake(eid)
        return self.env(eid)

    def pane(self, eid: str, win: Any) -> Pane | None:
        """Return one window of an env, which wakes; None if there is none."""
        env = self.env(eid)
        return None if env is None else env.panes.get(win)

    def is_asleep(self, eid: str) -> bool:
        """Whether an env is on disk only."""
        placeholder = self._asleep.get(eid)
        return placeholder is not None and self.store.envs.get(eid) is placeholder

    def is_awake(self, eid: str) -> bool:
        """Whether the windows of an env are in the store."""
        return eid in self.store.envs and not self.is_asleep(eid)

    def snapshot(self, eid: str) -> Snapshot | None:
        """Return an env as it is to be saved; None if there is none."""
        env = self.store.envs.get(eid)
        if env is None:
            return None
        cursor = max([env.cursor, *(pane.cursor for pane in env.panes.values())])
        return Snapshot(dict(env.panes), layouts_of(env), self.experiments.get(eid), cursor)

    # -- changing ----------------------------------------------------------------------------------

    def put(self, eid: str, panes: Mapping[str, Pane] | None = None, layouts: Json | None = None) -> None:
        """Make an env, or give it other windows or layouts; what is None stays. Full if there is no room."""
        env = self.store.envs.get(eid)
        held = env.panes if env else {}
        if panes is not None:
            panes = {win: pane if pane is held.get(win) else self._trimmed(pane) for win, pane in panes.items()}
        self.bounds.admit(eid, held if panes is None else panes, held)
        # After that, for what was closed may have given way to it.
        self.store.put_env(eid, panes, self._reload(eid, layouts_of(env) if layouts is None else layouts))

    def put_pane(self, eid: str, win: str, pane: Pane) -> None:
        """Store a pane that was built for the next cursor; its env is made if need be. Full if there is no room."""
        env = self.store.envs.get(eid)
        if env is None:
            self.put(eid, {win: pane})
            return
        pane = self._trimmed(pane)
        self.bounds.admit(eid, {win: pane} if win in env.panes else {**env.panes, win: pane}, env.panes)
        self.store.next_cursor()
        self.store.put(eid, win, pane)

    def note(self, eid: str, win: Any, note: str) -> bool:
        """Let a pane say something of itself, if it is there; whether that is news."""
        held = self.store.pane(eid, win)
        if held is None or has_note(held, note):
            return False
        cursor = self.store.next_cursor()
        pane = Pane(cursor, held.version, held.content_id, held.skeleton, held.parts)
        self.store.put(eid, win, with_note(pane, note))
        return True

    def put_windows(self, eid: str, windows: Json, layouts: Json) -> None:
        """Make an env of windows in Visdom's form. ValueError says why it can't be."""
        if not isinstance(layouts, dict):
            raise Refused("'reload' must be an object")
        self.put(eid, panes_of(windows, self.store.next_cursor()), {k: v for k, v in layouts.items() if k != ASIDE})

    def close(self, eid: str, wins: Iterable[str]) -> None:
        """Close windows of an env that is awake, and remember the last few."""
        kept = dict(self.store.envs[eid].panes)
        gone = [Closed(win, kept.pop(win)) for win in wins if win in kept]
        if gone:
            self._put_with_undo(eid, kept, [*self.undo.stack(eid), *gone])

    def reopen(self, eid: str) -> bool:
        """Bring back the window of an env that was closed last, at the last place; whether there was one."""
        stack = self.undo.stack(eid)
        if not stack:
            return False
        last = stack[-1]
        held = self.store.envs[eid].panes
        place = max((pane.skeleton.json.get("i", -1) for pane in held.values()), default=-1) + 1
        panes = {**held, last.win: _at_place(last.pane, place, self.store.cursor + 1)}
        self.bounds.admit(eid, panes, held)  # before the stack loses it
        self._put_with_undo(eid, panes, stack[:-1])
        return True

    def fork(self, prev: str, eid: str, layouts: Json | None = None) -> None:
        """Copy an env that is awake to another name, whatever was there, and have it saved."""
        env = self.store.envs[prev]
        record = self.experiments.get(prev)
        self.put(eid, env.panes, layouts_of(env) if layouts is None else layouts)
        if record is None:
            self.experiments.pop(eid, None)
        else:
            self.experiments[eid] = record
        self.to_save.append(Save("env", eid))

    def delete(self, eid: str) -> None:
        """Remove an env, its undo stack and its file."""
        if eid in self.store.envs:
            self.store.delete_env(eid)
        self.experiments.pop(eid, None)
        self.undo.put(eid, ())
        self.to_save.append(Save("env", eid))

    def log_experiment(self, eid: str, record: Json) -> None:
        """Give an env, which is made if there is none, another record of its experiment."""
        if eid not in self.store.envs:
            self.put(eid)
        self.experiments[eid] = record
        self.to_save_soon.append(Save("env", eid))

    def replace_views(self, text: str) -> None:
        """Take other views in place of all."""
        if 0 < self.limits.reload_bytes < len(text):
            raise Full(
                f"all views may take at most {self.limits.reload_bytes} characters (VisdomWorkspace.reload_bytes)"
            )
        for eid in self.views.replace(text):
            if self.is_awake(eid):
                self.put(eid)
        self.to_save.append(Save("views"))

    def take_saves(self) -> tuple[list[Save], list[Save]]:
        """Return what has to be saved, now and soon, and forget it."""
        saves = self.to_save, self.to_save_soon
        self.to_save, self.to_save_soon = [], []
        return saves

    # -- the ways ----------------------------------------------------------------------------------

    def _list(self) -> None:
        """List what is on disk; `main` is always there."""
        cursor = self.store.next_cursor()
        self._asleep = {eid: Env(cursor, (), {}, {}) for eid in self.disk.names()}
        self.store.envs = Envs(cursor, self._asleep)
        self.saved = {eid: Saved(0, None, self.disk.stamp(eid)) for eid in self._asleep}
        if "main" not in self.store.envs:
            self.put("main")

    def _wake(self, eid: str) -> None:
        stamp = self.disk.stamp(eid)
        data = self.disk.load(eid) or {"jsons": {}, "reload": {}}
        if isinstance(data.get("experiment"), dict):
            self.experiments[eid] = data["experiment"]
        try:
            self.put_windows(eid, data["jsons"], data["reload"])
        except Full:
            raise
        except ValueError as error:
            raise self.disk.damaged(eid, str(error)) from error
        self.saved[eid] = Saved(self.store.cursor, self.experiments.get(eid), stamp)

    def _trimmed(self, pane: Pane) -> Pane:
        return trimmed(pane, self.limits.trace_points, self.store.read)

    def _reload(self, eid: str, layouts: Json) -> Json:
        """Return what a page needs to know of an env beside its windows. Full if the layouts are too large."""
        refuse_forbidden_keys(layouts)
        if 0 < self.limits.reload_bytes < len(encode_json(layouts)):
            raise Full(
                f"the layouts of environment {eid!r:.80} may take at most {self.limits.reload_bytes} bytes "
                "(VisdomWorkspace.reload_bytes)"
            )
        aside = {"undo": self.undo.count(eid), "views": self.views.of(eid)}
        shown = {key: value for key, value in aside.items() if value}
        return {**layouts, ASIDE: shown} if shown else layouts

    def _forget_closed(self) -> None:
        """Let go of what has been closed; pages learn how much of it can still be brought back, from disk."""
        self.undo.forget()
        for eid, env in list(self.store.envs.items()):
            told = env.reload.get(ASIDE, {}).get("undo", 0)
            if told and told != self.undo.count(eid):
                self.store.put_env(eid, reload=self._reload(eid, layouts_of(env)))

    def _put_with_undo(self, eid: str, panes: Panes, stack: Sequence[Closed]) -> None:
        self.undo.put(eid, stack)
        self.put(eid, panes)
        self.to_save_soon.append(Save("undo", eid))


def layouts_of(env: Env | None) -> Json:
    """Return Visdom's `reload` of an env."""
    return {} if env is None else {win: place for win, place in env.reload.items() if win != ASIDE}


def _at_place(pane: Pane, i: int, cursor: int) -> Pane:
    skeleton = Skeleton({**pane.skeleton.json, "i": i}, pane.skeleton.columns, cursor)
    return Pane(cursor, pane.version, pane.content_id, skeleton, pane.parts)
