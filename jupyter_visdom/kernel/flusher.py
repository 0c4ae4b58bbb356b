"""The flusher: a thread that sends what changed, in few and large frames.

Rules of this file:

- The reader is a cursor over the workspace's store, so nothing is queued and nothing grows.
- Frames leave in order: one lock around computing and sending, the store's only while computing.
- While nothing changes the thread is blocked, a minute later without a time-out. The hot path wakes it only then.
- One beat a second after the last frame of a burst, so that a lost last frame is noticed, a few more in the
  minute after it, for that beat may be lost too, and one every five in a burst that goes on.
- While nobody takes frames (`audience`) the thread is blocked too, and changes do not wake it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from jupyter_visdom.core import frames, messages
from jupyter_visdom.core.limits import FRAME_BYTES, FRAMES_PER_SECOND
from jupyter_visdom.core.messages import Message
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.kernel.audience import PAGE_PATIENCE_SECONDS, Audience
from jupyter_visdom.workspace.locks import let_go
from jupyter_visdom.workspace.workspace import Workspace

logger = logging.getLogger("jupyter_visdom")

BEAT_SECONDS = 1.0
"""How long after the last frame of a burst the beat follows."""

BURST_BEAT_SECONDS = 5.0
"""Time between two beats of a burst that does not end."""

Send = Callable[[dict[str, Any], bytes], None]


class Flusher:
    """Drains a workspace into frames.

    Parameters
    ----------
    workspace
        What to read.
    send
        Takes a message and its blob, on any thread.
    """

    def __init__(self, workspace: Workspace, send: Send) -> None:
        self._workspace = workspace
        self._send = send
        self._reader = Reader(workspace.store, acknowledged=False)
        self.audience = Audience()
        self._sending = threading.RLock()
        self._wake = threading.Event()
        self._idle = False
        self._running = False
        self._failed = False
        self._beat_due = 0.0
        self._beats = 0  # since the last frame
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Send from now on; a beat tells everyone where the workspace is."""
        if self._running:
            return
        self._running = True
        self.flush()
        self.beat()
        self._thread = threading.Thread(target=self._run, name="jupyter-visdom", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send what is left, then nothing more; the thread ends."""
        self.flush()
        self._running = False
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def changed(self) -> None:
        """Take note of a change: all that the hot path does here."""
        if self._idle:
            self._wake.set()

    def flush(self) -> None:
        """Send what has changed up to now; not what others go on changing meanwhile."""
        goal = self._workspace.store.cursor
        try:
            while self._wanted() and self._reader.cursor < goal and self._send_frame() and self.audience.mirrored:
                pass  # to pages one frame; the rest goes at their pace
        except Exception:
            self._note_failure()
        except BaseException:  # an interrupt: what was on its way is missed, and asked for again
            let_go(self._sending)
            self._workspace.let_go()
            raise

    def receive_resync(self, epoch: str | None, cursor: int, *, mirror: bool = False) -> None:
        """Begin anew after the cursor that a replica names; whether it is the server's mirror."""
        if mirror:
            self.audience.hear_mirror()
        with self._sending, self._workspace.lock:
            self._reader.receive_resync(epoch, cursor)
        self.audience.hear()
        self._wake.set()

    def receive_attach(self, epoch: str | None, cursor: int) -> Message:
        """Begin anew for a page whose server has no mirror; return what to tell it."""
        self.audience.hear_attach()
        self.receive_resync(epoch, cursor)
        with self._workspace.lock:
            where = {"epoch": self._workspace.store.epoch, "cursor": self._workspace.store.cursor, "kernel": "alive"}
        return messages.attached({**where, "beat": BURST_BEAT_SECONDS, "patience": PAGE_PATIENCE_SECONDS})

    def receive_ack(self, *, mirror: bool = False) -> None:
        """Take note that a page is there, or the server's mirror; what it has is its own affair."""
        present = self.audience.present
        self.audience.hear()
        if mirror:
            self.audience.hear_mirror()
        if not present:
            self._wake.set()

    def beat(self) -> None:
        """Tell where the frames that were sent lead to."""
        self._beat_due = time.monotonic() + BURST_BEAT_SECONDS
        with self._sending:
            try:
                epoch, cursor, index = self._reader.position
                self._send(messages.beat(epoch, cursor, index=index), b"")
            except Exception:
                self._note_failure()

    def after_fork(self) -> None:
        """Rest for good in a forked process: its thread was left behind, its lock may be held."""
        self._running = False
        self._sending = threading.RLock()
        self._thread = None

    def _wanted(self) -> bool:
        return self._running and self.audience.present

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        while self._running:
            if self.audience.present:
                self._run_once()
            else:
                self._wake.wait()
                self._wake.clear()

    def _run_once(self) -> None:
        """Send a frame, or rest; and beat when it is time."""
        started = time.monotonic()
        if size := self._try_frame():
            if started >= self._beat_due:
                self.beat()
            pause = max(1 / FRAMES_PER_SECOND, self.audience.seconds_for(size))
            time.sleep(max(pause - (time.monotonic() - started), 0))
        elif not self._rest(BEAT_SECONDS):
            self.beat()
            self._beats += 1
            self._rest(self.audience.seconds_to_beat(self._beats))

    def _rest(self, seconds: float | None) -> bool:
        """Wait for a change; False if none came in time."""
        self._wake.clear()
        self._idle = True
        try:
            # A change after `_idle` wakes us; one before it is seen here.
            return self._reader.behind() or not self._running or self._wake.wait(seconds)
        finally:
            self._idle = False

    def _try_frame(self) -> int:
        try:
            return self._send_frame()
        except Exception:
            self._note_failure()
            return 1

    def _send_frame(self) -> int:
        """Send the next frame; return about its size in bytes, 0 if nothing changed."""
        with self._sending:
            with self._workspace.lock:
                frame = self._reader.frame_to_send(FRAME_BYTES)
            if frame is None:
                return 0
            self._beats = 0
            data, blob = frames.encode(frame)
            if blob and self.audience.text:
                data, blob = frames.as_text(data, blob), b""
            self._send(data, blob)
        return 1 + len(blob or data.get("blob", ""))

    def _note_failure(self) -> None:
        """Log the first failure; whoever lacks a frame sees a gap and asks again."""
        if not self._failed:
            logger.exception("jupyter_visdom failed to send a frame (said once)")
        self._failed = True
