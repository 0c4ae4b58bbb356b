"""The workspace: the one writer of a store.

Rules of this file:

- Every change is made under `lock`, and becomes visible in one assignment: an interrupt at any
  line leaves the old state or the new one, and the lock free. Nobody calls in with the lock held.
- What is refused has changed nothing; its sentence is logged, and is the answer.
- What a change wants saved is written after it, without the lock.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_visdom.core.columns import ITEM_BYTES
from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.pane import FORBIDDEN_KEYS, Pane, refuse_forbidden_keys
from jupyter_visdom.core.store import Store
from jupyter_visdom.workspace import commands, endpoints, upstream
from jupyter_visdom.workspace.appends import appended, appended_point
from jupyter_visdom.workspace.disk import Disk
from jupyter_visdom.workspace.errors import Full
from jupyter_visdom.workspace.fields import env_name
from jupyter_visdom.workspace.limits import Limits
from jupyter_visdom.workspace.locks import let_go
from jupyter_visdom.workspace.saver import Saver
from jupyter_visdom.workspace.state import State, layouts_of
from jupyter_visdom.workspace.updates import content_id

logger = logging.getLogger("jupyter_visdom")

DEFAULTS = Limits()

Change = Callable[[Pane, int, str, int], Pane | None]
"""Makes a pane of a pane, given the cursor of the change, its `contentID` and the last cursor read."""


def _ignore() -> None:
    pass


class Workspace:
    """Environments and windows, as a Visdom server would hold them.

    Parameters
    ----------
    epoch
        The name of this workspace's life.
    on_change
        Called after each change, without the lock, on the thread that made it.
    env_path
        The folder in which envs are kept, as a Visdom server's; None for memory only.
    limits
        What is kept at most.
    """

    def __init__(
        self,
        epoch: str,
        on_change: Callable[[], None] = _ignore,
        env_path: str | os.PathLike[str] | None = None,
        limits: Limits = DEFAULTS,
    ) -> None:
        self.store = Store(epoch)
        self.state = State(self.store, Disk(env_path), limits)
        self._text_lines = limits.text_lines  # looked up at each append, as what follows
        self._trace_bytes = limits.trace_points * ITEM_BYTES or sys.maxsize
        self._has_room = self.state.bounds.has_room
        self._said: str | None = None  # the last refusal for want of room that was logged
        self.on_change = on_change
        self.lock = threading.RLock()
        self.saver = Saver(self.state, self.lock)

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
        trace_bytes = self._trace_bytes

        def change(pane: Pane, cursor: int, content: str, read: int) -> Pane | None:
            return appended_point(pane, name, opts, x, y, cursor, content, read, trace_bytes)

        return self._change(eid, win, change)

    def command(self, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Carry out what a page asks; return the event for the clients' handlers, if any.

        Refused says why it can't be done.
        """
        return self._run(lambda: commands.run(self.state, body))

    def pane(self, eid: str, win: str) -> Pane | None:
        """Return one window, from disk if need be; None if there is none. Refused if its env can't be read."""
        return self._run(lambda: self.state.pane(eid, win))

    def take_over(self, before: Store) -> None:
        """Begin with the windows of an earlier life, before there are any; envs that slept in it go on sleeping."""
        with self.lock:
            for eid, env in before.envs.items():
                if env.wins or not self.state.is_asleep(eid):
                    cursor = self.store.cursor + 1
                    panes = {win: env.panes[win].moved(cursor) for win in env.wins if win in env.panes}
                    self._take_over(eid, panes, layouts_of(env))

    def _take_over(self, eid: str, panes: dict[str, Pane], layouts: dict[str, Any]) -> None:
        try:
            self.state.put(eid, panes, layouts)
        except Full as full:
            logger.warning("jupyter_visdom did not take over environment %r: %s", eid, full)

    def digest(self) -> str:
        """Return the hash of everything held (`docs/protocol.md`, section 7)."""
        with self.lock:
            return digest(self.store)

    def after_fork(self) -> None:
        """Begin anew in a forked process: whoever held the lock is not here. The files are its parent's."""
        self.lock = threading.RLock()
        self.state.disk = Disk(None)
        self.saver = Saver(self.state, self.lock)

    def save_changed(self) -> None:
        """Save what is not on disk, at the end of the process."""
        self.saver.save_changed()

    def let_go(self) -> None:
        """Free the lock, where an interrupt came between the end of a `with` and its release."""
        let_go(self.lock)

    # -- the ways ----------------------------------------------------------------------------------

    def _append(self, message: Mapping[str, Any]) -> str | None:
        """Append in place; None if the request is unusual."""
        win, eid = message.get("win"), message.get("eid", "main")
        if type(win) is not str or type(eid) is not str:
            return None
        text_lines, trace_bytes = self._text_lines, self._trace_bytes

        def change(pane: Pane, cursor: int, content: str, read: int) -> Pane | None:
            return appended(pane, message, cursor, content, read, text_lines, trace_bytes)

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
                if new is None or not self._has_room(new, pane):
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
        """Answer `win_exists` in the usual case: an env by its very name, which is awake."""
        win, eid = message.get("win"), message.get("eid", "main")
        if type(win) is not str or type(eid) is not str:
            return None
        env = self.store.envs.get(eid)
        if env is not None and win in env.panes:
            return "true"
        return "false" if self.state.is_awake(eid) else None

    def _handle(self, endpoint: str, message: Mapping[str, Any]) -> str:
        function = endpoints.endpoint(endpoint)
        args, text = upstream.wire(message)

        def answer() -> str:
            if any(key.encode() in text for key in FORBIDDEN_KEYS):
                refuse_forbidden_keys(args)
            return function(self.state, args)

        try:
            return self._run(answer)
        except Exception as error:
            sentence = endpoints.explain(endpoint, args, error)
            logger.log(logging.WARNING if self._is_news(args, error) else logging.DEBUG, sentence)
            logger.debug("refused", exc_info=True)
            return sentence

    def _is_news(self, args: Any, error: Exception) -> bool:
        """Whether a refusal has to be logged: one for want of room is said once, and noted on its window."""
        if not isinstance(error, Full):
            return True
        eid, win, said = env_name(args), args.get("win"), self._said
        self._said = str(error)
        if not isinstance(win, str) or self.state.store.pane(eid, win) is None:
            return said != self._said
        return self._run(lambda: self.state.note(eid, win, f"Something was refused: {error}."))

    def _run[Answer](self, request: Callable[[], Answer]) -> Answer:
        """Carry out a request under the lock, tell of what it changed, and save what it wants saved."""
        cursor = self.store.cursor
        try:
            with self.lock:
                answer = request()
                now, soon = self.state.take_saves()
        except BaseException as error:
            self.let_go()
            if isinstance(error, Exception) and self.store.cursor != cursor:
                self.on_change()  # an env woke, or what had been closed gave way
            raise
        if self.store.cursor != cursor:
            self.on_change()
        self.saver.soon(soon)
        self.saver.save(now)
        return answer
