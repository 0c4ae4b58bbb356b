"""What the server keeps, takes and passes on is bounded: each limit at its edge, and what happens beyond it."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from frontend import LOAD, Notebook
from jupyter_client.session import Session
from servers import LocalFactory, LocalServer, ServerProcess, until
from test_mirror import iopub_of
from viewer_process import ViewerProcess

from jupyter_visdom.core import frames
from jupyter_visdom.core.columns import encode_json
from jupyter_visdom.core.limits import FRAME_BYTES
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.core.store import Store
from jupyter_visdom.server import client as client_module
from jupyter_visdom.server import commands as commands_module
from jupyter_visdom.server import iopub as iopub_module
from jupyter_visdom.server import pace as pace_module
from jupyter_visdom.server.commands import Commands
from jupyter_visdom.server.limits import COMMANDS, COMMANDS_PER_SECOND, KERNEL_COMMANDS, KERNEL_QUEUE, UNSENT, Limits
from jupyter_visdom.server.rate import Rate
from jupyter_visdom.server.relay import Relay
from jupyter_visdom.server.relays import Relays
from jupyter_visdom.server.seed import Seed
from jupyter_visdom.server.wire import TOPIC
from jupyter_visdom.viewer import CommandRefused, Viewer

KIB = 1 << 10
DRAW = "for i in range(10): side.put(f'w{i}', 'x' * 20_000)\nside.flush(); _it = side.digest()"
LIMIT = 100 * KIB
"""Half of what `DRAW` takes."""

REAL = "for i in range(10): vis.text('x' * 20_000, win=f'w{i}')\n"
FOUND = "_it = [vis.win_exists(win) for win in ('w0', 'w9')]"


@asynccontextmanager
async def kernel_of(server: LocalServer, load: bool = True) -> AsyncIterator[tuple[Notebook, Relay]]:
    kernel_id = await server.jupyter.start_kernel()
    async with Notebook(server.jupyter, kernel_id) as notebook:
        if load:
            await notebook.load()
        yield notebook, server.relays.get(kernel_id)
    await server.jupyter.fetch(f"api/kernels/{kernel_id}", "DELETE")


def viewer_of(server: LocalServer, relay: Relay) -> Viewer:
    return Viewer(server.url, server.token, relay.kernel_id)


# -- what is kept ------------------------------------------------------------------------------------------------------


class Kept:
    """What `Relays` needs of a relay to decide about its mirror."""

    def __init__(self, weight: int, looked_at: float = 0.0, is_spare: bool = True) -> None:
        self.weight, self.looked_at, self.is_spare, self.dropped = weight, looked_at, is_spare, False

    def drop(self) -> None:
        self.weight, self.is_spare, self.dropped = 0, False, True


def dropped(*kept: Kept, one: int = 1000, all_of_them: int = 1000) -> list[bool]:
    relays = Relays(None, Limits(mirror_bytes=one, mirrors_bytes=all_of_them), None)
    relays._relays = dict(enumerate(kept))
    relays._keep_within_limits()
    return [each.dropped for each in kept]


@pytest.mark.parametrize(("weight", "limit", "gone"), [(0, 0, False), (1, 0, True), (50, 50, False), (51, 50, True)])
def test_a_mirror_that_nobody_looks_at_has_a_limit(weight: int, limit: int, gone: bool):
    assert dropped(Kept(weight), one=limit) == [gone]


def test_a_large_mirror_stays_for_a_moment_after_its_last_page_left():
    assert dropped(Kept(51, looked_at=time.monotonic()), one=50) == [False]


@pytest.mark.parametrize(("limit", "gone"), [(90, 0), (89, 1), (60, 1), (59, 2), (0, 3)])
def test_of_all_mirrors_together_those_go_first_that_were_left_longest_ago(limit: int, gone: int):
    kept = Kept(30, 3.0), Kept(30, 1.0), Kept(30, 2.0)
    assert dropped(*kept, all_of_them=limit) == [gone > 2, gone > 0, gone > 1]


def test_what_somebody_looks_at_or_the_kernel_can_not_send_again_stays():
    assert dropped(Kept(99, is_spare=False), Kept(99, is_spare=False), one=10, all_of_them=10) == [False, False]


@pytest.fixture
async def tight(make_local: LocalFactory) -> LocalServer:
    """A server that keeps half of what the tests draw, and waits for nobody."""
    return await make_local(mirror_bytes=LIMIT, patience=1.0)


async def test_a_mirror_that_was_dropped_is_fetched_when_a_page_attaches_while_the_kernel_is_busy(tight: LocalServer):
    async with kernel_of(tight) as (notebook, relay):
        await notebook.run(DRAW)
        await until(lambda: relay.counts["copies dropped"])
        assert len(relay.store) == 0
        assert not relay.is_spare, "once is enough"
        digest = await notebook.run("side.put('late', '1'); side.flush(); _it = side.digest()")
        await until(lambda: relay.counts["passed over while dropped"] > 1)
        assert (await tight.jupyter.mirror(relay.kernel_id))["dropped"] is True
        busy = await notebook.occupy()
        async with viewer_of(tight, relay) as viewer:
            await until(lambda: viewer.digest() == digest)
            assert not busy.done()
        assert (await tight.jupyter.mirror(relay.kernel_id))["digest"] == digest
        await until(lambda: relay.counts["copies dropped"] == 2)
        await tight.jupyter.fetch(f"api/kernels/{relay.kernel_id}/interrupt", "POST")
        await busy


async def test_a_fetch_that_is_not_answered_is_asked_for_again(tight: LocalServer):
    async with kernel_of(tight) as (notebook, relay):
        digest = await notebook.run(DRAW)
        await until(lambda: relay.counts["copies dropped"])
        await notebook.run("deaf = []; side.commands.on_msg(deaf.append)")
        async with viewer_of(tight, relay) as viewer:
            await notebook.until("len(deaf) >= 2")
            await notebook.run("side.commands.on_msg(side._receive)")
            await until(lambda: viewer.digest() == digest)


async def test_a_kernel_that_is_larger_than_its_limit_is_mirrored_whole_while_somebody_looks(tight: LocalServer):
    async with kernel_of(tight) as (notebook, relay), viewer_of(tight, relay) as viewer:
        digest = await notebook.run(DRAW)
        await until(lambda: viewer.digest() == digest)
        await until(lambda: relay.counts["looked at above the limit"])
        recent = relay.looked_at = 0.0
        digest = await notebook.run("side.put('late', '1'); side.flush(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)
        assert relay.digest() == digest
        assert relay.counts["copies dropped"] == recent == 0


async def test_only_a_kernel_that_somebody_looks_at_is_warned_of_and_once(tight: LocalServer):
    async with kernel_of(tight) as (notebook, relay):
        async with viewer_of(tight, relay) as viewer:
            digest = await notebook.run("side.put('a', '1'); side.flush(); _it = side.digest()")
            await until(lambda: viewer.digest() == digest)
            relay._weigh()
            assert relay.weight and not relay.counts["looked at above the limit"]
        await until(lambda: not relay.clients)
        relay.looked_at = math.inf  # it is not to be dropped meanwhile
        digest = await notebook.run(DRAW)
        await until(lambda: relay.digest() == digest)
        relay._weigh()
        assert not relay.counts["looked at above the limit"]
        async with viewer_of(tight, relay) as viewer:
            await until(lambda: viewer.digest() == digest)
            for _ in range(2):
                relay._weigh()
            assert relay.counts["looked at above the limit"] == 1


async def test_the_last_copy_is_never_dropped_and_the_next_life_gets_it_whole(tight: LocalServer):
    """Twice what is kept of a kernel: what waits on its way to the new life is a few frames, not all of it."""
    async with kernel_of(tight, load=False) as (notebook, relay):
        async with viewer_of(tight, relay) as viewer:
            digest = await notebook.run(f"{LOAD}\n{REAL}from jupyter_visdom.kernel.extension import get_workspace\n"
                                        "_it = get_workspace().digest()")  # fmt: skip
            await until(lambda: viewer.digest() == digest)
            await tight.jupyter.ask(f"api/kernels/{relay.kernel_id}/restart", "POST")
            await until(lambda: relay.state == "unloaded")
        relay.looked_at = 0.0
        for _ in range(3):
            await relay.look()
            tight.relays._keep_within_limits()
        assert relay.weight > LIMIT
        assert relay.counts["copies dropped"] == 0
        async with Notebook(tight.jupyter, relay.kernel_id) as notebook:
            assert await notebook.run(f"{LOAD}\n{FOUND}") == [True, True]


async def test_the_next_life_is_told_that_there_is_no_copy_any_more(tight: LocalServer):
    async with kernel_of(tight, load=False) as (notebook, relay):
        await notebook.run(f"{LOAD}\n{REAL}")
        await until(lambda: relay.counts["copies dropped"])
        for lives in (1, 2):  # also behind a life that did not ask
            await tight.jupyter.ask(f"api/kernels/{relay.kernel_id}/restart", "POST")
            await until(lambda lives=lives: relay.counts["lives ended"] == lives and relay.state == "unloaded")
        async with Notebook(tight.jupyter, relay.kernel_id) as notebook:
            assert await notebook.run(f"{LOAD}\n{FOUND}") == [False, False]
            await until(lambda: "nothing is taken over" in notebook.printed)
            assert "mirror_bytes" in notebook.printed
            await notebook.run("vis.text('x', win='small')")
            await until(lambda: relay.store.pane("main", "small"))


def test_each_frame_of_a_seed_is_made_when_the_one_before_has_left(monkeypatch: pytest.MonkeyPatch):
    """A mirror may be as large as all that is kept, and the new life reads when it can."""
    store = Store("last life")
    for i in range(3):
        json = {"id": f"w{i}", "type": "text", "content": "x" * FRAME_BYTES}
        store.put("main", f"w{i}", Pane.of(json, store.next_cursor(), None, 0))
    made, encode = [], frames.encode
    monkeypatch.setattr(frames, "encode", lambda frame: made.append(frame) or encode(frame))
    seed = Seed(Counter())
    answer = iter(seed.answer("next life", "1", store))
    assert seed.answer("next life", "1", store) == (), "a question is asked again until it is answered"
    assert made == []
    for count in range(1, 4):
        assert next(answer)[0]["type"] == "frame"
        assert len(made) == count


def test_a_seed_has_what_is_ahead_of_the_mirrors_cursor():
    """Somebody may have been shown it, though who attached before it came shares what is older."""
    store, new = Store("last life"), Replica()
    for content in ("before", "after"):
        json = {"id": "w", "type": "text", "content": content}
        store.put("main", "w", Pane.of(json, store.next_cursor() if content == "before" else 2, None, 0))
        Reader(store).frame_to_send()
    for data, blob in Seed(Counter()).answer("next life", "1", store):
        if data["type"] == "frame":
            new.receive(data, blob)
    assert new.store.pane("main", "w").skeleton.json["content"] == "after"


# -- what waits for a page ---------------------------------------------------------------------------------------------


async def agree(page: ViewerProcess, digest: str) -> None:
    async with asyncio.timeout(60):
        while await page.ask("digest") != digest:
            await page.ask("settle")


async def test_a_page_that_is_stopped_has_one_frame_waiting(server: ServerProcess, notebook: Notebook):
    """It finds that, and then one more with all that the kernel has drawn meanwhile."""
    async with ViewerProcess(server.url, server.token, notebook.kernel_id) as page:
        await agree(page, await notebook.run("side.put('log', ''); side.flush(); _it = side.digest()"))
        before = await page.ask("stats")
        os.kill(page.process.pid, signal.SIGSTOP)
        for i in range(20):
            digest = await notebook.run(f"side.put('log', 'line {i}'); side.flush(); _it = side.digest()")
        async with asyncio.timeout(20):
            while (await notebook.jupyter.mirror(notebook.kernel_id))["digest"] != digest:
                pass
        os.kill(page.process.pid, signal.SIGCONT)
        await agree(page, digest)
        after = await page.ask("stats")
    assert after["frames"] - before["frames"] <= 2


async def next_beat(relay: Relay) -> None:
    """Wait until the only page has been sent a beat, and so all frames that were due before."""
    (client,) = relay.clients.values()
    due = client._beat_due
    await until(lambda: client._beat_due > due)


async def test_what_changes_soon_after_a_sweep_waits_for_the_next(local: LocalServer, monkeypatch: pytest.MonkeyPatch):
    async with kernel_of(local) as (notebook, relay), viewer_of(local, relay) as viewer:
        digest = await notebook.run("side.put('a', ''); side.flush(); _it = side.digest()")
        await until(lambda: viewer.digest() == digest)
        seen = viewer.stats.frames
        monkeypatch.setattr(client_module, "FRAME_GAP", 3600.0)
        for i in range(3):
            digest = await notebook.run(f"side.put('a', '{i}'); side.flush(); _it = side.digest()")
            await until(lambda digest=digest: relay.digest() == digest)
            await next_beat(relay)
        assert viewer.stats.frames == seen
        monkeypatch.setattr(client_module, "FRAME_GAP", 0.0)
        await until(lambda: viewer.digest() == digest)
        assert viewer.stats.frames == seen + 1


@pytest.mark.parametrize("slow", [False, True])
async def test_a_page_that_answers_slowly_is_sent_small_frames(
    local: LocalServer, monkeypatch: pytest.MonkeyPatch, slow: bool
):
    """Whether an answer is slow is said by two constants: here every one is, or none."""
    monkeypatch.setattr(pace_module, "ANSWERED_QUICKLY", 0.0 if slow else 3600.0)
    monkeypatch.setattr(pace_module, "FRAME_SECONDS", 1e-6)
    async with kernel_of(local) as (notebook, relay):
        digest = await notebook.run(DRAW)
        await until(lambda: relay.digest() == digest)
        async with viewer_of(local, relay) as viewer:
            await until(lambda: viewer.digest() == digest)
            assert (viewer.stats.frames > 10) == slow


# -- what is taken from a kernel ---------------------------------------------------------------------------------------


async def test_a_message_from_a_kernel_has_a_largest_size(monkeypatch: pytest.MonkeyPatch):
    session = Session(key=b"the kernel's")
    message = session.msg("comm_msg", {"comm_id": "jupyter_visdom", "data": {}})
    parts = session.serialize(message, ident=TOPIC)
    monkeypatch.setattr(iopub_module, "MESSAGE_BYTES", sum(map(len, parts)))
    heard: list[Any] = []
    refused: list[str] = []
    with iopub_of(session, heard, refused) as far:
        far.send_multipart(parts)
        far.send_multipart([*parts, b"x"])
        await until(lambda: len(heard) + len(refused) == 2)
    assert len(heard) == 1
    assert "at most" in refused[0]


# -- what pages ask ----------------------------------------------------------------------------------------------------


def test_a_rate_is_so_many_at_once_and_on_average():
    rate = Rate(10)
    assert [rate.take(5.0) for _ in range(11)] == [True] * 10 + [False]
    assert [rate.take(5.125), rate.take(5.125)] == [True, False]
    assert [rate.take(100.0) for _ in range(11)] == [True] * 10 + [False]
    assert not Rate(0).take(1.0)


def fill(commands: Commands, client: Any, count: int, size: int = 0) -> list[str | None]:
    """Ask so often; return the refusals."""
    refusals = []
    for i in range(count):
        refusals.append(commands.refusal("alive", client, size))
        if refusals[-1] is None:
            commands.add(client, str(i), size)
    return refusals


def test_a_page_has_so_many_commands_under_way():
    commands = Commands()
    refusals = fill(commands, "one", COMMANDS + 1)
    assert refusals[:-1] == [None] * COMMANDS
    assert "Too many" in refusals[-1]
    assert fill(commands, "another", 1) == [None]
    assert commands.take("0") == ("one", "0")
    assert commands.refusal("alive", "one", 0) is None


def test_pages_that_come_and_go_leave_a_bounded_number_of_commands_with_a_kernel_that_is_stuck():
    commands = Commands()
    for page in range(KERNEL_COMMANDS // COMMANDS):
        assert fill(commands, page, COMMANDS)[-1] is None
        commands.forget(page)
    assert len(commands) == 0
    assert "Too many" in fill(commands, "last", 1)[0]
    assert commands.take_all() == []
    assert fill(commands, "last", 1) == [None]


@pytest.mark.parametrize("limit", [0, 100])
def test_all_commands_of_a_kernel_have_so_many_bytes(monkeypatch: pytest.MonkeyPatch, limit: int):
    monkeypatch.setattr(commands_module, "COMMAND_BYTES", limit)
    commands = Commands()
    assert commands.refusal("alive", "one", limit) is None
    assert "can't wait" in commands.refusal("alive", "one", limit + 1)
    assert fill(commands, "one", 2, 50)[-1] == (
        None if limit else "Commands of more than 0 MiB can't wait for the kernel."
    )


async def test_a_command_that_is_too_large_is_refused(local: LocalServer, monkeypatch: pytest.MonkeyPatch):
    """In a real kernel: at the limit it is carried out."""
    body = {"cmd": "put", "win": "a", "content": "x" * 1000}
    monkeypatch.setattr(commands_module, "COMMAND_BYTES", len(encode_json(body)))
    async with kernel_of(local) as (_, relay), viewer_of(local, relay) as viewer:
        await viewer.settled()
        await viewer.send(body)
        with pytest.raises(CommandRefused, match="can't wait"):
            await viewer.send({**body, "content": "x" * 1001})
        assert relay.counts["commands refused"] == 1


async def test_a_page_that_sends_more_commands_than_anybody_types_is_refused_some(local: LocalServer):
    async with kernel_of(local) as (_, relay), viewer_of(local, relay) as viewer:
        await viewer.settled()
        (client,) = relay.clients.values()
        client._rate = Rate(3)
        command = {"cmd": "put", "win": "a", "content": "x"}
        answers = await asyncio.gather(*(viewer.send(command) for _ in range(6)), return_exceptions=True)
        assert answers[:3] == [None] * 3
        assert all("Too many commands at once" in str(answer) for answer in answers[3:])
        assert COMMANDS_PER_SECOND > 3


async def test_commands_that_wait_for_the_authorizer_are_bounded(local: LocalServer, monkeypatch: pytest.MonkeyPatch):
    answer = asyncio.Event()

    async def allows(*_: object) -> bool:
        return await answer.wait()

    command = {"cmd": "put", "win": "a", "content": "x"}
    async with kernel_of(local) as (_, relay), viewer_of(local, relay) as viewer:
        await viewer.settled()
        await viewer.send(command)  # from now on there is a way to the kernel
        monkeypatch.setattr("jupyter_visdom.server.access.allows_command", allows)
        (client,) = relay.clients.values()
        waiting = [asyncio.ensure_future(viewer.send(command)) for _ in range(COMMANDS)]
        await until(lambda: len(client._asking) == COMMANDS)
        with pytest.raises(CommandRefused, match="at once"):
            await viewer.send(command)
        answer.set()
        assert await asyncio.gather(*waiting) == [None] * COMMANDS
        await viewer.send(command)
        await until(lambda: not client._asking)
        answer.clear()
        lost = asyncio.ensure_future(viewer.send(command))
        await until(lambda: client._asking)
        (asking,) = client._asking
        client.close()
        await until(asking.cancelled)
        lost.cancel()


async def test_what_waits_for_a_kernel_that_does_not_listen_is_bounded_and_arrives_when_it_does(local: LocalServer):
    async with kernel_of(local) as (notebook, relay), viewer_of(local, relay) as viewer:
        await viewer.settled()
        await viewer.send({"cmd": "put", "win": "a", "content": "x"})
        pid = await notebook.run("import os; _it = os.getpid()")
        os.kill(pid, signal.SIGSTOP)
        try:
            taken, made = await flood(relay)
        finally:
            os.kill(pid, signal.SIGCONT)
        link = relay._life._link
        await until(lambda: not link._unsent and not link._shell.sending())
        assert relay.counts["not sent to the kernel"] == 1
        assert 0 < taken - made <= UNSENT, "what waits is not made yet"
        assert made < 5 * KERNEL_QUEUE, "the rest is in the sockets' buffers"
        await notebook.until(f"sum(m['type'] == 'ping' for m in side.seen) >= {taken}")


async def test_a_command_for_which_there_is_no_way_is_refused_and_forgotten(
    local: LocalServer, monkeypatch: pytest.MonkeyPatch
):
    async with kernel_of(local) as (_, relay), viewer_of(local, relay) as viewer:
        await viewer.settled()
        with monkeypatch.context() as patch:
            patch.setattr(relay._life, "send", lambda message: False)
            with pytest.raises(CommandRefused, match="Too much waits"):
                await viewer.send({"cmd": "put", "win": "a", "content": "x"})
        assert not relay._commands and relay.counts["commands refused"] == 1
        await viewer.send({"cmd": "put", "win": "a", "content": "x"})


async def flood(relay: Relay) -> tuple[int, int]:
    """Say a mebibyte again and again until it is refused; return how often it was taken, and made."""
    made = taken = 0

    def ping() -> Any:
        nonlocal made
        made += 1
        yield {"v": 1, "type": "ping"}, bytes(1 << 20)

    while relay._life.send_all(ping()):
        taken += 1
        await asyncio.sleep(0.01)
    assert taken >= UNSENT
    return taken, made


async def test_a_page_that_asks_to_attach_again_and_again_is_answered_one_at_a_time(local: LocalServer):
    async with kernel_of(local) as (notebook, relay):
        attach = {"v": 1, "type": "attach", "epoch": None, "cursor": 0, "visible": []}
        page = local.relays._pages[relay.kernel_id, notebook.session]
        for _ in range(100):
            relay.receive(page, attach)
        assert sum(task.get_coro().__name__ == "attach_here" for task in asyncio.all_tasks()) == 1
        await until(lambda: not relay._attaching)
        assert len(relay.clients) == 1
