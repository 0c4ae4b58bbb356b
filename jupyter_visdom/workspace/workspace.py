"""The workspace: the one writer of a store.

Rules of this file:

- Every change is made under `lock`, and becomes visible in one assignment: an interrupt at any
  line leaves the old state or the new one, and the lock free. Nobody calls in with the lock held.
- What is refused has changed nothing; its sentence is logged, and is the answer.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.pane import FORBIDDEN_KEYS, Pane, refuse_forbidden_keys
from jupyter_visdom.core.store import Store
from jupyter_visdom.workspace import commands, endpoints, upstream
from jupyter_visdom.workspace.appends import appended, appended_point
from jupyter_visdom.workspace.updates import content_id

logger = logging.getLogger("jupyter_visdom")


Change = Callable[[Pane, int, str, int], Pane | None]
"""Makes a pane of a pane, given the cursor of the change, its `contentID` and the last cursor read."""


def _ignore() -> None:
    pass


def let_go(lock: threading.RLock) -> None:
    """Free a lock that this thread holds, although it is done with it."""
    while lock._is_owned():  # type: ignore[attr-defined]
        lock.release()


class Workspace:
    """Environments and windows, as a Visdom server would hold them.

    Parameters
    ----------
    epoch
        The name of this workspace's life.
    on_change
        Called after each change, without the lock, on the thread that made it.
    """

    def __init__(self, epoch: str, on_change: Callable[[], None] = _ignore) -> None:
        self.store = Store(epoch)
        self.store.put_env("main")
        self.on_change = on_change
        self.lock = threading.RLock()

    def handle(self, endpoint: str, message: Mapping[str, Any]) -> str:
        """Answer a request as the Visdom server would, as text.

        UnknownEndpoint for one that is not covered, TypeError for what no client could encode.
        """
        if endpoint == "update":
            if (win := self._append(message)) is not None:
                return win
        elif endpoint == "win_exists" and (known := self._exists(message)):
            return known
        return self._handle(endpoint, message)

    def append_point(self, eid: str, win: str, name: str | None, opts: bytes, x: float, y: float) -> str | None:
        """Append one finite point in place, as a request with these opts would; None if only that itself will do."""

        def change(pane: Pane, cursor: int, content: str, read: int) -> Pane | None:
            return appended_point(pane, name, opts, x, y, cursor, content, read)

        return self._change(eid, win, change)

    def command(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Carry out what a page asks; return the event for the clients' handlers, if any.

        Refused says why it can't be done.
        """
        cursor = self.store.cursor
        try:
            with self.lock:
                event = commands.run(self.store, body)
        except BaseException:
            self.let_go()
            raise
        if self.store.cursor != cursor:
            self.on_change()
        return event

    def digest(self) -> str:
        """Return the hash of everything held (`docs/protocol.md`, section 7)."""
        with self.lock:
            return digest(self.store)

    def after_fork(self) -> None:
        """Begin anew in a forked process: whoever held the lock is not here."""
        self.lock = threading.RLock()

    def let_go(self) -> None:
        """Free the lock, where an interrupt came between the end of a `with` and its release."""
        let_go(self.lock)

    # -- the ways ----------------------------------------------------------------------------------

    def _append(self, message: Mapping[str, Any]) -> str | None:
        """Append in place; None if the request is unusual."""
        win, eid = message.get("win"), message.get("eid", "main")
        if type(win) is not str or type(eid) is not str:
            return None

        def change(pane: Pane, cursor: int, content: str, read: int) -> Pane | None:
            return appended(pane, message, cursor, content, read)

        return self._change(eid, win, change)

    def _change(self, eid: str, win: str, change: Change) -> str | None:
        """Put what `change` makes of a pane in its place, and return its id; None if it makes nothing."""
        store = self.store
        try:
            with self.lock:
                env = store.envs.get(eid)
                if env is None or (pane := env.panes.get(win)) is None:
                    return None
                cursor = store.cursor + 1
                new = change(pane, cursor, content_id(store.epoch, cursor), store.read)
                if new is None:
                    return None
                store.next_cursor()
                store.put(eid, win, new)
        except BaseException:
            self.let_go()
            raise
        self.on_change()
        answer: str = new.skeleton.json["id"]
        return answer

    def _exists(self, message: Mapping[str, Any]) -> str | None:
        """Answer `win_exists` in the usual case: an env by its very name."""
        win, eid = message.get("win"), message.get("eid", "main")
        if type(win) is not str or type(eid) is not str:
            return None
        env = self.store.envs.get(eid)
        return None if env is None else "true" if win in env.panes else "false"

    def _handle(self, endpoint: str, message: Mapping[str, Any]) -> str:
        function = endpoints.endpoint(endpoint)
        args, text = upstream.wire(message)
        cursor = self.store.cursor
        try:
            with self.lock:
                if any(key.encode() in text for key in FORBIDDEN_KEYS):
                    refuse_forbidden_keys(args)
                answer = function(self.store, args)
        except Exception as error:
            self.let_go()
            answer = endpoints.explain(endpoint, args, error)
            logger.warning(answer)
            logger.debug("refused", exc_info=True)
        except BaseException:
            self.let_go()
            raise
        if self.store.cursor != cursor:
            self.on_change()
        return answer
