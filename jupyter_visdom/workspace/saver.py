"""The saver: makes the disk like the state, at once or soon.

Rules of this file:

- What is written is the newest state, taken under the workspace's lock and turned into JSON without it: nobody waits
  while an env of many megabytes is written.
- One write at a time, so an older state never replaces a newer one.
- *Soon* is a thread's affair. However often an env changes, it is written when the last write is done, after a rest
  that leaves nine tenths of the time to others. The thread ends when nothing is due.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable

from jupyter_visdom.workspace.errors import Refused
from jupyter_visdom.workspace.locks import let_go
from jupyter_visdom.workspace.state import Save, Saved, State

logger = logging.getLogger("jupyter_visdom")

REST_SECONDS = 0.5
"""Least time between two writes of the thread."""

SHARE = 9
"""How many times as long as the last write took the thread rests."""


class Saver:
    """Writes what a state wants saved.

    Parameters
    ----------
    state
        What to save, and where.
    lock
        The workspace's.
    """

    def __init__(self, state: State, lock: threading.RLock) -> None:
        self._state = state
        self._disk = state.disk
        self._lock = lock
        self._writing = threading.RLock()
        self._due: dict[Save, None] = {}
        self._due_lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._hurry = threading.Event()

    def save(self, saves: Iterable[Save]) -> None:
        """Write now. Refused says what can't be written, and why."""
        failed: OSError | None = None
        try:
            for save in saves:
                try:
                    self._save(save)
                except OSError as error:
                    failed = error
        except BaseException:
            self._let_go()
            raise
        if failed is not None:
            raise Refused(f"it could not be saved in {self._disk.path} ({failed}); what is there stands") from failed

    def soon(self, saves: Iterable[Save]) -> None:
        """Have it written, without waiting for it."""
        new = dict.fromkeys(saves)
        if not new or self._disk.path is None:
            return
        try:
            with self._due_lock:
                self._due |= new
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="jupyter-visdom-saver", daemon=True)
                    self._thread.start()
        except BaseException:
            self._let_go()
            raise

    def finish(self) -> None:
        """Return when all that is due is written."""
        self._hurry.set()
        thread = self._thread
        if thread is not None and thread.is_alive():
            thread.join()
        while (save := self._next()) is not None:
            self._try(save)
        self._hurry.clear()

    def save_changed(self) -> None:
        """Save each env that differs from its file, as a Visdom server does at its end.

        A file that another process has written meanwhile stands: there may be many kernels.
        """
        self.finish()
        for eid in list(self._state.store.envs):
            with self._lock:
                changed = self._changed(eid)
            if changed:
                self._try(Save("env", eid))

    def _let_go(self) -> None:
        """Free the locks, after an interrupt."""
        for lock in (self._due_lock, self._writing, self._lock):
            let_go(lock)

    # -- writing -----------------------------------------------------------------------------------

    def _save(self, save: Save) -> None:
        """Make the disk like the state in one respect."""
        if self._disk.path is None:
            return
        with self._writing:
            match save.what:
                case "env":
                    self._save_env(save.eid)
                case "undo":
                    self._save_undo(save.eid)
                case "views":
                    self._disk.save_views(self._state.views.text)

    def _save_env(self, eid: str) -> None:
        with self._lock:
            snapshot = None if self._state.is_asleep(eid) else self._state.snapshot(eid)
            gone = eid not in self._state.store.envs
        if gone:
            self._disk.delete(eid)
        elif snapshot is not None:
            self._disk.save(eid, snapshot.to_json())
            self._state.saved[eid] = Saved(snapshot.cursor, snapshot.experiment, self._disk.stamp(eid))

    def _save_undo(self, eid: str) -> None:
        with self._lock:
            stack = self._state.undo.stack(eid)
        self._disk.save_undo(eid, [closed.to_json() for closed in stack])

    def _changed(self, eid: str) -> bool:
        """Whether an env should be written at the end."""
        snapshot = self._state.snapshot(eid)
        if snapshot is None or self._state.is_asleep(eid):
            return False
        saved = self._state.saved.get(eid)
        if saved is None and not (snapshot.panes or snapshot.layouts or snapshot.experiment):
            return False
        if saved and (saved.cursor, saved.experiment) == (snapshot.cursor, snapshot.experiment):
            return False
        if self._disk.stamp(eid) == (saved.stamp if saved else None):
            return True
        logger.warning("jupyter_visdom left the file of environment %r to who wrote it last; save it by vis.save", eid)
        return False

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while (save := self._next()) is not None:
            begun = time.monotonic()
            self._try(save)
            self._hurry.wait(max(REST_SECONDS, SHARE * (time.monotonic() - begun)))

    def _next(self) -> Save | None:
        with self._due_lock:
            for save in self._due:
                del self._due[save]
                return save
            self._thread = None
            return None

    def _try(self, save: Save) -> None:
        try:
            self._save(save)
        except Exception as error:
            logger.warning("jupyter_visdom could not save %s %r in %s: %s", save.what, save.eid, self._disk.path, error)
