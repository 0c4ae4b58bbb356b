"""A client: one browser that attached, through its kernel websocket.

Rules of this file:

- One task writes. It waits until the socket has taken a message before it makes the next, and a frame
  waits for the acknowledgement of the one before it: nothing piles up for a browser that does not read.
- In order: replies, then previews, then frames, then a beat when it is due. A beat carries the reader's cursor, behind
  the frames that lead to it, and only in an epoch that the page knows.
- Any message from the page is a sign of life. A page that gives none for `patience` seconds is closed.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

from jupyter_visdom.core import frames, messages
from jupyter_visdom.core.frames import check_version
from jupyter_visdom.core.limits import FRAMES_PER_SECOND
from jupyter_visdom.core.messages import Attach, Message, Position
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.server import access
from jupyter_visdom.server.limits import COMMANDS, COMMANDS_PER_SECOND
from jupyter_visdom.server.pace import Pace
from jupyter_visdom.server.preview import Previews
from jupyter_visdom.server.rate import Rate

if TYPE_CHECKING:
    from jupyter_visdom.core.frames import Frame
    from jupyter_visdom.server.page import Page
    from jupyter_visdom.server.relay import Relay

FRAME_GAP = 0.8 / FRAMES_PER_SECOND
"""Least seconds between two sweeps to a page. A little less than between the kernel's: two clocks of one period
drift, and at the wrong moment each frame would wait a whole period more."""

EVENT_BYTES = 120
"""About what an event costs as JSON."""

LATE = 1.0
"""A timer that is so many seconds late says that this process did not run, not that the page is silent."""


class Client:
    """One browser's reader over a relay's mirror, from `attach` to `close`."""

    def __init__(self, page: Page, relay: Relay, attach: Attach) -> None:
        self.page = page
        self._relay = relay
        self._limits = relay.limits
        self._pace = Pace(relay.limits.frame_bytes)
        self._position: Position = attach.epoch, attach.cursor, 0  # where the page says it is
        self._known = attach.epoch  # the epoch that it was last told of
        self._reader = Reader(relay.store)
        self._reader.show(attach.visible)
        self._read_on()
        self._replies: deque[Message] = deque(maxlen=COMMANDS)
        self._asking: set[asyncio.Task[None]] = set()  # commands on their way to the kernel
        self._rate = Rate(COMMANDS_PER_SECOND)
        self._malformed = False
        self._heard = time.monotonic()
        self._beat_due = 0.0
        self._swept = 0.0  # when the last sweep began
        self._sweeping = False  # it is not at its end
        self._sent: tuple[int, float] | None = None  # size and time of the frame or preview in flight
        self._previews: Previews | None = None  # of the first sweep to a page that has nothing
        self._takes_previews = attach.preview and attach.epoch is None
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run())
        self._timer = self._wait_for_life(relay.limits.patience)
        self._receivers: dict[str, Callable[[Message], None]] = {
            "ack": self._receive_ack,
            "show": lambda data: self._reader.show(messages.read_visible(data)),
            "resync": self._receive_resync,
            "command": self._receive_command,
            "detach": lambda data: self.close(),
        }

    @property
    def cursor(self) -> int:
        """What the page has for certain."""
        return self._reader.cursor

    def close(self) -> None:
        """Let go of everything, at once."""
        self._task.cancel()
        self._timer.cancel()
        for task in self._asking:
            task.cancel()
        self._replies.clear()
        self._relay.remove(self)

    # -- the relay speaks ------------------------------------------------------------------------

    def follow(self) -> None:
        """Take note that the mirror moved, perhaps into another epoch."""
        if self._reader.store is not self._relay.store:
            self._reader.follow(self._relay.store)
            self._begin_anew()
            self._read_on()
        self._wake.set()

    def tell(self) -> None:
        """Send a beat at once: the kernel's state changed."""
        self._beat_due = 0.0
        self._wake.set()

    def reply(self, message: Message) -> None:
        """Send the kernel's answer to a command."""
        self._replies.append(message)
        self._wake.set()

    def _begin_anew(self) -> None:
        """Forget what is in flight: the reader begins another sweep."""
        self._sweeping, self._sent, self._previews = False, None, None

    def _read_on(self) -> None:
        """Go on where the page is, if that is in the mirror's epoch."""
        epoch, cursor, _ = self._position
        if epoch == self._reader.store.epoch:
            self._reader.receive_resync(epoch, cursor)

    # -- the page speaks -------------------------------------------------------------------------

    def receive(self, data: Any) -> None:
        """Take a message from the page; one that is wrong is counted, and logged once."""
        self._heard = time.monotonic()
        try:
            if not isinstance(data, dict):
                raise ValueError("'data' must be an object")
            check_version(data)
            receiver = self._receivers.get(str(data.get("type")))
            if receiver is None:
                self._relay.counts["unknown type"] += 1
            else:
                receiver(data)
        except ValueError as error:
            self._refuse(str(error))

    def _refuse(self, why: str) -> None:
        self._relay.counts["malformed from a page"] += 1
        if not self._malformed:
            self._malformed = True
            self._relay.log.warning("jupyter_visdom: a page of %s: %s", self._relay.kernel_id, why)

    def _receive_ack(self, data: Message) -> None:
        self._position = messages.read_position(data)
        self._reader.receive_ack(self._position)
        if self._sent and self._reader.awaited is None:
            self._note_pace(*self._sent, time.monotonic())
            self._sent = None
        if self._reader.behind():
            self._wake.set()

    def _note_pace(self, size: int, sent: float, now: float) -> None:
        self._pace.acknowledged(size, now - sent)
        if self._previews:
            self._previews.acknowledged(size, now)

    def _receive_resync(self, data: Message) -> None:
        epoch, cursor = messages.read_place(data)
        self._relay.counts["resyncs of pages"] += 1
        self._position = epoch, cursor, 0
        self._reader.receive_resync(epoch, cursor)
        self._begin_anew()
        self._wake.set()

    def _receive_command(self, data: Message) -> None:
        ref, body = messages.read_command(data)
        if len(self._asking) >= COMMANDS or not self._rate.take(time.monotonic()):
            self._relay.counts["commands refused"] += 1
            self.reply(messages.reply(ref, "Too many commands at once."))
            return
        task = self._loop.create_task(self._command(ref, body))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _command(self, ref: str, body: dict[str, Any]) -> None:
        if await access.allows_command(self.page.handler, body["cmd"]):
            self._relay.send_command(self, ref, body)
        else:
            self.reply(messages.reply(ref, "You are not allowed to change panes."))

    # -- writing -----------------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            while True:
                self._wake.clear()
                await self._write_next()
        except (WebSocketClosedError, StreamClosedError):
            self.close()
        except Exception:
            self._relay.log.exception("jupyter_visdom: a page of %s", self._relay.kernel_id)
            self._give_up("internal error")

    async def _write_next(self) -> None:
        now = time.monotonic()
        if self._replies:
            await self._write(self._replies.popleft())
        elif preview := self._preview_to_send():
            self._sent = len(preview[1]), now
            await self._write(*preview)
        elif frame := self._frame_to_send(now):
            await self._write_frame(frame)
        elif now >= self._beat_due:
            self._beat_due = now + self._limits.beat
            await self._write(self._make_beat())
        else:
            await self._pause(now)

    def _preview_to_send(self) -> tuple[Message, bytes] | None:
        if self._previews is None or self._sent is not None:
            return None
        return self._previews.message_to_send(self._pace.budget)

    def _frame_to_send(self, now: float) -> Frame | None:
        if self._sent is not None:
            return None
        if not self._sweeping and now < self._swept + FRAME_GAP:
            return None  # what changes meanwhile will be in it too
        return self._reader.frame_to_send(self._pace.budget)

    async def _write_frame(self, frame: Frame) -> None:
        now = time.monotonic()
        if frame.index == 0:
            self._swept = now
            self._previews = Previews(self._reader, now) if self._takes_previews else None
            self._takes_previews = False
        self._sweeping = frame.to == frame.start
        self._known = frame.epoch
        data, blob = frames.encode(frame)
        self._sent = len(blob) + EVENT_BYTES * len(frame.events), now
        await self._write(data, blob)

    async def _write(self, data: Message, blob: bytes = b"") -> None:
        await self.page.write(data, blob, self._relay.session)

    def _make_beat(self) -> Message:
        epoch, cursor, index = self._reader.position
        if epoch is None or epoch != self._known:  # the page will learn of it by a frame
            return messages.beat(None, None, self._relay.state)
        return messages.beat(epoch, cursor, self._relay.state, index)

    async def _pause(self, now: float) -> None:
        until = self._beat_due
        if self._reader.awaited is None and self._reader.behind():
            until = min(until, self._swept + FRAME_GAP)
        alarm = self._loop.call_later(max(until - now, 0), self._wake.set)
        try:
            await self._wake.wait()
        finally:
            alarm.cancel()

    # -- signs of life -----------------------------------------------------------------------------

    def _wait_for_life(self, seconds: float) -> asyncio.TimerHandle:
        return self._loop.call_later(seconds, self._check_life, self._loop.time() + seconds)

    def _check_life(self, due: float) -> None:
        now = time.monotonic()
        if self._loop.time() > due + LATE:
            self._heard = now
        silent = now - self._heard
        if silent < self._limits.patience:
            self._timer = self._wait_for_life(self._limits.patience - silent)
        else:
            self._relay.counts["silent pages closed"] += 1
            self._give_up("no sign of life")

    def _give_up(self, why: str) -> None:
        self.close()
        self.page.close(why)
