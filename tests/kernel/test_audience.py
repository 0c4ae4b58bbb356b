"""A kernel whose server has no extension: pages attach to the kernel itself."""

from __future__ import annotations

import pytest
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from jupyter_visdom.core import messages
from jupyter_visdom.kernel import audience
from jupyter_visdom.kernel.audience import LISTEN_SECONDS, PAGE_BEAT_SECONDS, PAGE_BYTES_PER_SECOND, Audience
from jupyter_visdom.kernel.flusher import BEAT_SECONDS

ATTACH = {"v": 1, "type": "attach", "epoch": None, "cursor": 0}

TRAINING = """
import threading
end = threading.Event()
vis.line([0.0], [0.0], win="loss")
print("started", flush=True)
step = 0
while not end.wait(0.02):
    step += 1
    vis.line([float(step)], [step], win="loss", update="append")
"""


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    clock = [100.0]
    monkeypatch.setattr(audience.time, "monotonic", lambda: clock[0])
    return clock


def test_the_mirror_is_always_there():
    """It needs a few beats when nothing changes, then none, and no rests."""
    mirror = Audience()
    assert (mirror.present, mirror.seconds_for(10**9)) == (True, 0.0)
    assert [mirror.seconds_to_beat(beats) for beats in (1, 2, 6, 7, 8)] == [1.0, 2.0, 32.0, None, None]


def test_a_page_counts_for_a_while(now: list[float]):
    pages = Audience()
    pages.mirrored = False
    assert not pages.present
    pages.hear()
    now[0] += LISTEN_SECONDS - 0.01
    assert pages.present
    now[0] += 0.01
    assert not pages.present
    assert pages.seconds_for(PAGE_BYTES_PER_SECOND) == 1.0
    assert pages.seconds_to_beat(100) == PAGE_BEAT_SECONDS


def test_before_a_mirror_was_heard_frames_are_text():
    """And again when a page attached to the kernel itself: the way to it may be a gateway's."""
    audience = Audience()
    forms = [audience.text]
    for hear in (audience.hear_mirror, audience.hear, audience.hear_attach, audience.hear, audience.hear_mirror):
        hear()
        forms.append(audience.text)
    assert forms == [True, False, False, True, True, False]


def test_what_pages_are_sent_keeps_within_what_their_server_lets_through():
    """And one of the answers that keep it coming may be lost."""
    limit = ZMQChannelsWebsocketConnection.class_traits()["iopub_data_rate_limit"].default_value
    assert limit >= 2 * PAGE_BYTES_PER_SECOND
    assert 2 * (BEAT_SECONDS + PAGE_BEAT_SECONDS) < LISTEN_SECONDS < 3 * (BEAT_SECONDS + PAGE_BEAT_SECONDS)


def test_a_page_has_everything_while_a_cell_runs(loaded):
    """It speaks on a subshell, and its commands are carried out."""
    subshell = loaded.subshell()
    cell = loaded.start(TRAINING)
    loaded.send(ATTACH, subshell)
    loaded.listen(lambda: loaded.welcome)
    assert loaded.welcome["kernel"] == "alive"
    goal = loaded.welcome["cursor"] + 20
    loaded.listen(lambda: loaded.replica.store.cursor > goal)
    assert loaded.command("1", {"cmd": "close", "data": "none", "eid": "main"}, subshell) is None
    loaded.manager.interrupt_kernel()
    loaded.finish(cell)
    loaded.send(messages.ack((None, 0, 0)))  # on a busy machine its word may have been too long ago
    loaded.converge()


def test_nothing_is_sent_while_no_page_is_there(loaded):
    """Its server would keep it for nobody. A page that comes back has all of it."""
    loaded.run("import jupyter_visdom.kernel.audience as audience; audience.LISTEN_SECONDS = 0.3")
    loaded.send(ATTACH)
    loaded.listen(lambda: loaded.welcome)
    loaded.run(
        "from jupyter_visdom.kernel import extension\n"
        "flusher = extension._session._flusher\n"
        "while flusher.audience.present: pass\n"
        "seen = flusher._reader.cursor\n"
        "for i in range(500): vis.text(str(i), win='log', append=i > 0)"
    )
    assert loaded.run("print(flusher._reader.cursor == seen)").strip() == "True"
    loaded.run("audience.LISTEN_SECONDS = 30")
    loaded.send(messages.ack((None, 0, 0)))
    loaded.converge()
    assert loaded.replica.store.pane("main", "log") is not None


def test_where_the_server_has_a_mirror_after_all_it_is_sent_everything_again(loaded):
    loaded.run("import jupyter_visdom.kernel.audience as audience; audience.LISTEN_SECONDS = 0.0")
    loaded.send(ATTACH)
    loaded.listen(lambda: loaded.welcome)
    loaded.run("vis.text('a', win='log')")
    loaded.send({**messages.resync(None, 0), "mirror": True})
    loaded.converge()
    loaded.run("vis.text('b', win='log', append=True)")
    loaded.converge()
