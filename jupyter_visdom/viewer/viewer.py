"""The viewer: a replica of one kernel's workspace, kept up through whatever happens to the connection."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

from jupyter_visdom.core import messages
from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.messages import Message
from jupyter_visdom.core.replica import Outcome, Replica
from jupyter_visdom.core.store import Key
from jupyter_visdom.viewer.errors import CommandRefused, ConnectionLost, Refused
from jupyter_visdom.viewer.link import LOSSES, Address, Link, ask

RETRY_SECONDS = 0.25, 10.0
"""First and longest wait before the next try; the wait is random between nothing and it (full jitter)."""

LOOK_SECONDS = 1.0
"""How often `settled` asks the server again while nothing arrives."""


@dataclass
class Stats:
    """What a viewer has seen so far."""

    frames: int = 0
    bytes: int = 0
    resyncs: int = 0
    reconnects: int = 0
    epoch: str | None = None
    cursor: int = 0


class Viewer:
    """A headless browser on one kernel, from `async with` to its end.

    Parameters
    ----------
    base_url
        The Jupyter server's address, its base URL included.
    token
        Its token, which travels in a header alone.
    kernel_id
        Which kernel.
    v1
        Whether to ask for the newer of the kernel websocket's two subprotocols.
    """

    def __init__(self, base_url: str, token: str, kernel_id: str, *, v1: bool = True) -> None:
        self.kernel: str | None = None
        self.error: Exception | None = None  # why it is not attached, None while it is
        self._address = Address(base_url, token, kernel_id, uuid4().hex)
        self._v1 = v1
        self._replica = Replica()
        self._visible: list[Key] = []
        self._stats = Stats()
        self._attached = False
        self._times = 0  # that it was attached
        self._closed = False
        self._link: Link | None = None
        self._changed = asyncio.Event()
        self._keys: dict[Key, None] = {}  # changed, and not yet told by `async for`
        self._replies: dict[str, asyncio.Future[str | None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to connect; `settled` waits for it."""
        self._task = asyncio.create_task(self._keep_up())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connection; what is held stays readable."""
        self._closed = True
        link = self._link
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if link is not None:
            await link.wait_closed()
        self._changed.set()

    # -- what it holds -----------------------------------------------------------------------------

    def envs(self) -> list[str]:
        """Return the names of all environments, in order."""
        return list(self._replica.shown.envs)

    def windows(self, env: str = "main") -> list[str]:
        """Return the ids of an environment's windows, in order; none if there is no such environment."""
        held = self._replica.shown.envs.get(env)
        return [] if held is None else [win for win in held.wins if win in held.panes]

    def window(self, win: str, env: str = "main") -> dict[str, Any]:
        """Return a window in Visdom's own JSON form. KeyError if there is none."""
        pane = self._replica.shown.pane(env, win)
        if pane is None:
            raise KeyError(f"no window {win!r} in env {env!r}")
        return pane.to_json()

    def digest(self) -> str:
        """Return the hash of everything held, the same as the kernel's and the server's at rest."""
        return digest(self._replica.store)

    @property
    def stale(self) -> bool:
        """Whether something is known to be missing."""
        return self._replica.stale or not self._attached

    @property
    def stats(self) -> Stats:
        """Counts since the beginning, and where the replica is."""
        self._stats.epoch, self._stats.cursor = self._replica.epoch, self._replica.store.cursor
        return self._stats

    # -- what a page does --------------------------------------------------------------------------

    def show(self, visible: list[Key]) -> None:
        """Say which (env, win) are on screen, most wanted first."""
        self._visible = [(env, win) for env, win in visible]
        self._say(messages.show(self._visible))

    async def send(self, message: Message, timeout: float = 30.0) -> None:
        """Send what Visdom's page sends, `{"cmd": …}`; return when it has been carried out.

        Raises
        ------
        CommandRefused
            With the sentence of who refused it.
        ConnectionLost
            If no connection is there, or it goes before the reply.
        """
        if not self._attached:
            raise ConnectionLost("not attached")
        ref = uuid4().hex
        self._replies[ref] = asyncio.get_running_loop().create_future()
        self._say(messages.command(ref, message))
        try:
            async with asyncio.timeout(timeout):
                error = await self._replies[ref]
        finally:
            del self._replies[ref]
        if error is not None:
            raise CommandRefused(error)

    async def settled(self, timeout: float = 30.0) -> None:
        """Wait until everything is here that the server had when this was called.

        Raises
        ------
        Refused
            If the server says that asking again will not help.
        TimeoutError
            If it takes longer than `timeout` seconds; with the last error as its cause.
        """
        try:
            async with asyncio.timeout(timeout):
                while not await self._has(await self._goal()):
                    pass
        except TimeoutError as error:
            raise TimeoutError(f"not settled within {timeout:g} s") from self.error or error

    async def __aiter__(self) -> AsyncIterator[Key]:
        """Yield the (env, win) of panes that changed; one that changes often is told once."""
        while not self._closed:
            while self._keys:
                key = next(iter(self._keys))
                del self._keys[key]
                yield key
            await self._next_change()

    # -- settling ----------------------------------------------------------------------------------

    async def _goal(self) -> Message:
        """Return what the server's mirror holds now."""
        while True:
            try:
                return await ask(self._address)
            except Refused as error:
                self._maybe_raise(error)
            except LOSSES:
                pass
            await self._next_change(LOOK_SECONDS)

    async def _has(self, goal: Message) -> bool:
        """Wait for a goal; False if it should be asked for again."""
        for _ in range(30):
            self._maybe_raise(self.error)
            if not self.stale and self._reached(goal):
                return True
            await self._next_change(LOOK_SECONDS)
        return False

    def _reached(self, goal: Message) -> bool:
        if goal["epoch"] is None:
            return True
        return bool(self._replica.epoch == goal["epoch"] and self._replica.position[1] >= goal["cursor"])

    def _maybe_raise(self, error: Exception | None) -> None:
        if isinstance(error, Refused) and error.final:
            raise error

    async def _next_change(self, seconds: float | None = None) -> None:
        self._changed.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            pass

    # -- the connection ----------------------------------------------------------------------------

    async def _keep_up(self) -> None:
        """Connect, and again after each loss, until closed or refused for good."""
        first, most = RETRY_SECONDS
        wait = first
        while True:
            link = self._link = Link(self._address, self._receive, v1=self._v1)
            try:
                await self._live(link)
            except Exception as error:  # what a network or a proxy does, or a server that talks nonsense
                wait = first if self._attached else min(wait * 2, most)
                self.error = error
            finally:
                self._lose(link)
            if isinstance(self.error, Refused) and self.error.final:
                return
            await asyncio.sleep(random.uniform(0, wait))

    async def _live(self, link: Link) -> None:
        self._replica.leave_sweep()
        answer = await link.open(self._replica.position, self._visible)
        self._attached, self.error = True, None
        self._times += 1
        self._stats.reconnects = self._times - 1
        self.kernel = answer["kernel"]
        self._changed.set()
        await link.read()

    def _lose(self, link: Link) -> None:
        link.close()
        self._attached, self._link = False, None
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(ConnectionLost("the connection went before the reply came"))
        self._changed.set()

    def _say(self, message: Message) -> None:
        if self._link is not None:
            self._link.send(message)

    # -- the server speaks -------------------------------------------------------------------------

    def _receive(self, data: Message, blob: bytes) -> None:
        match data.get("type"):
            case "frame":
                self._stats.frames += 1
                self._stats.bytes += len(blob)
                self._take_frame(data, blob)
            case "beat":
                self.kernel = data.get("kernel", self.kernel)
                position = data["epoch"], data["cursor"], data.get("index", 0)
                self._settle(self._replica.receive_beat(*position))
                self._say(messages.ack(self._replica.position))
            case "reply":
                self._take_reply(data)
        self._changed.set()

    def _take_frame(self, data: Message, blob: bytes) -> None:
        before = self._names()
        outcome = self._replica.receive(data, blob)
        self._settle(outcome)
        if outcome.kind in ("applied", "building", "repeat"):
            self._say(messages.ack(self._replica.position))
        gone = before - self._names() if outcome.lists else ()
        self._keys.update(dict.fromkeys((*outcome.panes, *gone)))

    def _names(self) -> set[Key]:
        return {key for key, _ in self._replica.store.panes()}

    def _settle(self, outcome: Outcome) -> None:
        for message in outcome.send:
            self._stats.resyncs += 1
            self._say(message)

    def _take_reply(self, data: Message) -> None:
        reply = self._replies.get(data["ref"])
        if reply is not None and not reply.done():
            reply.set_result(data["error"])
