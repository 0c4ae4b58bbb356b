"""The flusher, over a list: frames in order, few of them, none in vain, and none lost."""

import logging
import math
import queue
import threading
import time
from types import SimpleNamespace

import pytest

from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.limits import FRAMES_PER_SECOND
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.kernel import flusher as flusher_module
from jupyter_visdom.kernel.audience import PAGE_BYTES_PER_SECOND
from jupyter_visdom.kernel.flusher import Flusher
from jupyter_visdom.workspace.workspace import Workspace


class Wire:
    """What a flusher sends, and a replica of it."""

    def __init__(self):
        self.messages = queue.Queue()
        self.replica = Replica()
        self.broken = False

    def send(self, data, blob):
        if self.broken:
            raise OSError("broken")
        self.messages.put((data, blob))

    def take(self, until, timeout=10):
        while not until():
            data, blob = self.messages.get(timeout=timeout)
            if data["type"] == "frame":
                self.replica.receive(data, blob)
            else:
                yield data


@pytest.fixture
def workspace():
    return Workspace("e1")


@pytest.fixture
def wire():
    return Wire()


@pytest.fixture
def flusher(workspace, wire):
    flusher = Flusher(workspace, wire.send)
    workspace.on_change = flusher.changed
    flusher.start()
    yield flusher
    flusher.stop()


@pytest.fixture
def waits(flusher, monkeypatch):
    """For how long the thread has begun to wait for a change, each time."""
    waits = queue.Queue()
    wait = flusher._wake.wait
    monkeypatch.setattr(flusher._wake, "wait", lambda seconds=None: (waits.put(seconds), wait(seconds))[1])
    return waits


def waited(waits, seconds):
    """Return when the thread has begun to wait for so long."""
    while waits.get(timeout=10) != seconds:
        pass


def text(content, win="t"):
    data = [{"content": content, "type": "text"}]
    return {"data": data, "win": win, "eid": "main", "opts": {}}


def test_start(flusher, wire):
    """At the start a frame and a beat tell where the workspace is."""
    kinds = [wire.messages.get(timeout=10)[0]["type"] for _ in range(2)]
    assert kinds == ["frame", "beat"]


def test_wakes(flusher, workspace, wire):
    """A change wakes the thread, and a beat follows a second after the last frame."""
    workspace.handle("events", text("a"))
    beats = list(wire.take(lambda: wire.replica.store.pane("main", "t")))
    assert len(beats) == 1
    data, _ = wire.messages.get(timeout=10)
    assert (data["type"], data["cursor"]) == ("beat", workspace.store.cursor)
    assert not flusher._wake.is_set()


def test_beats_at_rest(flusher, workspace, wire, monkeypatch, waits):
    """A few more beats follow the first one, which may have been lost with the last frame; then the thread rests."""
    monkeypatch.setattr(flusher.audience, "seconds_to_beat", lambda beats: 0.01 if beats < 3 else None)
    workspace.handle("events", text("a"))
    kinds = [wire.messages.get(timeout=10)[0]["type"] for _ in range(6)]
    assert kinds == ["frame", "beat", "frame", "beat", "beat", "beat"]
    waited(waits, None)
    assert wire.messages.empty()


def test_rests_while_nobody_is_there(flusher, wire, waits):
    """For as long as it takes: what changes meanwhile is sent when somebody comes."""
    flusher.audience.mirrored = False
    flusher.changed()
    waited(waits, None)


def test_slow(workspace, wire):
    """After a message that took longer than the rest between two there is none."""

    def send(data, blob):
        time.sleep(2 / FRAMES_PER_SECOND)
        wire.send(data, blob)

    flusher = Flusher(workspace, send)
    workspace.on_change = flusher.changed
    flusher.start()
    for content in "abc":
        workspace.handle("events", text(content))
        list(wire.take(lambda: digest(wire.replica.store) == workspace.digest()))
    flusher.stop()


def test_beat_in_a_burst(workspace, wire, monkeypatch):
    """A burst that does not end has beats too."""
    monkeypatch.setattr(flusher_module, "BURST_BEAT_SECONDS", 0.0)
    flusher = Flusher(workspace, wire.send)
    workspace.on_change = flusher.changed
    flusher.start()
    kinds = []
    for _ in range(12):
        workspace.handle("events", text("a"))
        kinds.append(wire.messages.get(timeout=10)[0]["type"])
    flusher.stop()
    assert kinds.count("beat") > 3


def test_flush(flusher, workspace, wire):
    """A flush sends all there is, in the caller's thread, however large."""
    workspace.handle("events", text("x" * 3_000_000))
    flusher.flush()
    list(wire.take(lambda: digest(wire.replica.store) == workspace.digest(), timeout=0.1))


def test_flush_ends(flusher, workspace, wire):
    """A flush ends although another thread goes on changing things."""
    stop = threading.Event()

    def change():
        while not stop.is_set():
            workspace.handle("events", text("b"))

    thread = threading.Thread(target=change)
    thread.start()
    for _ in range(20):
        flusher.flush()
    stop.set()
    thread.join()
    flusher.flush()
    list(wire.take(lambda: digest(wire.replica.store) == workspace.digest()))


def test_resync(flusher, workspace, wire, waits, monkeypatch):
    """A replica that begins late gets everything, also from a thread that rests for good."""
    monkeypatch.setattr(flusher.audience, "seconds_to_beat", lambda beats: None)
    workspace.handle("events", text("a"))
    list(wire.take(lambda: wire.replica.store.pane("main", "t")))
    waited(waits, None)
    wire.replica = Replica()
    flusher.receive_resync(None, 0)
    list(wire.take(lambda: wire.replica.store.pane("main", "t")))


def test_failure(flusher, workspace, wire, caplog):
    """A send that fails is logged once; the thread lives on and a resync heals the gap."""
    wire.broken = True
    for content in "abc":
        workspace.handle("events", text(content))
        flusher.flush()
    wire.broken = False
    workspace.handle("events", text("d"))
    flusher.receive_resync("e1", 0)
    list(wire.take(lambda: digest(wire.replica.store) == workspace.digest()))
    assert [r.levelno for r in caplog.records] == [logging.ERROR]


def test_failure_of_a_beat(workspace, wire, caplog):
    """It is a failure like that of a frame."""
    flusher = Flusher(workspace, wire.send)
    wire.broken = True
    flusher.beat()
    assert [r.levelno for r in caplog.records] == [logging.ERROR]


def test_frames_are_text_where_no_mirror_was_heard(workspace, wire):
    """Until then bytes might not get through; an acknowledgement says as much as a question."""
    flusher = Flusher(workspace, wire.send)
    flusher._running = True  # without its thread
    kinds = []
    for mirrored in (False, True):
        if mirrored:
            flusher.receive_ack(mirror=True)
        workspace.handle("events", text(str(mirrored) * 3000))
        flusher.flush()
        data, blob = wire.messages.get_nowait()
        kinds.append(("blob" in data, bool(blob)))
    assert kinds == [(True, False), (False, True)]


def test_stop(workspace, wire):
    """Stopping sends what is left and ends the thread; starting again goes on."""
    flusher = Flusher(workspace, wire.send)
    workspace.on_change = flusher.changed
    flusher.start()
    flusher.start()
    assert len(threads()) == 1
    workspace.handle("events", text("a"))
    flusher.stop()
    flusher.stop()
    assert not threads()
    list(wire.take(lambda: digest(wire.replica.store) == workspace.digest(), timeout=0.1))
    workspace.handle("events", text("b"))
    flusher.start()
    list(wire.take(lambda: digest(wire.replica.store) == workspace.digest()))
    flusher.stop()


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "jupyter-visdom"]


def test_rate(flusher, workspace, wire):
    """A second of changes is at most about `FRAMES_PER_SECOND` frames."""
    list(wire.take(lambda: wire.replica.store.envs))
    stop = threading.Timer(1.0, lambda: None)
    stop.start()
    while stop.is_alive():
        workspace.handle("events", text("a"))
    assert wire.messages.qsize() <= FRAMES_PER_SECOND + 3


@pytest.mark.parametrize("pages", [False, True])
def test_pace(workspace, wire, monkeypatch, pages):
    """The thread rests between frames: to pages for as long as jupyter_server needs to pass one on."""
    rests = []
    monkeypatch.setattr(flusher_module, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=rests.append))
    flusher = Flusher(workspace, wire.send)
    if pages:
        flusher.receive_attach(None, 0)
    flusher.start()
    workspace.handle("events", text("x" * 3_000_000))
    flusher.changed()
    list(wire.take(lambda: digest(wire.replica.store) == workspace.digest()))
    flusher.stop()
    assert min(rests) >= 1 / FRAMES_PER_SECOND
    assert (sum(rests) >= 3_000_000 / PAGE_BYTES_PER_SECOND) == pages


def test_flush_to_pages(workspace, wire):
    """A flush sends pages one frame, for the rest goes at their pace; and a mirror all of it."""
    flusher = Flusher(workspace, wire.send)
    flusher._running = True  # without its thread
    flusher.receive_attach(None, 0)
    workspace.handle("events", text("x" * 3_000_000))
    flusher.flush()
    assert wire.messages.qsize() == 1
    flusher.receive_resync(None, 0, mirror=True)
    flusher.flush()
    list(wire.take(lambda: digest(wire.replica.store) == workspace.digest(), timeout=0.1))


def test_a_page_that_speaks_again(flusher, workspace, wire):
    """Its acknowledgement wakes a thread that rests because nobody was there."""
    flusher.receive_attach(None, 0)
    list(wire.take(lambda: wire.replica.store.envs))
    flusher.audience._heard = -math.inf
    flusher._wake.set()
    deadline = time.monotonic() + 10
    while flusher._wake.is_set():
        assert time.monotonic() < deadline
    workspace.handle("events", text("a"))
    flusher.receive_ack()
    list(wire.take(lambda: digest(wire.replica.store) == workspace.digest()))


def test_after_fork(workspace, wire):
    """A forked process sends nothing, and waits for no lock of a thread that it has not."""
    flusher = Flusher(workspace, wire.send)
    flusher._running = True  # without its thread
    holder = threading.Thread(target=flusher._sending.acquire)
    holder.start()
    holder.join()
    flusher.after_fork()
    workspace.handle("events", text("a"))
    flush = threading.Thread(target=lambda: (flusher.flush(), flusher.receive_resync(None, 0)), daemon=True)
    flush.start()
    flush.join(10)
    assert not flush.is_alive()
    assert wire.messages.empty()
