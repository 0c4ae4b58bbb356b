"""Convergence: whatever the wires do, every page ends in the kernel's state, and shows none that the kernel never had.

    kernel's Store > Reader  = wire =>  Replica (the server's mirror) > Readers  = wires =>  Replicas (pages)

Wires drop, repeat, delay and re-order. `JUPYTER_VISDOM_DEEP=1` runs for as long as a night allows, with random seeds.
"""

import os
from collections.abc import Callable
from itertools import count
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jupyter_visdom.core import frames, messages
from jupyter_visdom.core.columns import decode_json, encode_json
from jupyter_visdom.core.digest import digest, digest_json
from jupyter_visdom.core.frames import Frame
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.replica import Outcome, Replica
from jupyter_visdom.core.store import Key, Store

DEEP = bool(os.environ.get("JUPYTER_VISDOM_DEEP"))

WINS = ["a", "b", "c", "log"]
ENVS = ["main", "other"]
VISIBLE: list[Key] = [("main", "a"), ("main", "log"), ("other", "b")]
BUDGETS = [150, 300, 700, 1500, 1 << 20]
PAGES = 3
FAULTS = ["", "", "", "lose", "hold", "twice", "late", "late"]
SLACK = 16  # a frame carries one step of a cut pane, however small its budget is

Message = tuple[dict[str, Any], bytes]


class Wire:
    """Messages on their way, as they are encoded. Whoever delivers chooses which one comes out."""

    def __init__(self) -> None:
        self.waiting: list[tuple[bytes, bytes]] = []
        self.held_back: list[tuple[bytes, bytes]] = []

    def send(self, data: dict[str, Any], blob: bytes = b"") -> None:
        self.waiting.append((encode_json(data), blob))

    def take(self, position: int, keep: bool) -> Message:
        data, blob = self.waiting[position]
        if not keep:
            del self.waiting[position]
        return decode_json(data), blob

    def carry(self, receive: Callable[[Message], None], fault: str = "") -> None:
        """Deliver what waits, in order but for a fault: `lose`, `hold` back, `twice`, or what is `late` after all."""
        if self.waiting and fault in ("hold", "twice"):
            self.held_back.append(self.waiting[0])
        if fault in ("lose", "hold"):
            del self.waiting[:1]
        if fault == "late":
            self.waiting += self.held_back
            self.held_back = []
        while self.waiting:
            receive(self.take(0, False))


class Kernel:
    """A workspace in small, its reader and the wires to and from the server."""

    def __init__(self, epochs: Any) -> None:
        self.to_server, self.from_server = Wire(), Wire()
        self.history: dict[tuple[str, Key, int], str] = {}  # the digest of every state that a pane ever had
        self.points = count()
        self.epochs = epochs
        self.start({})

    def start(self, seed: dict[Key, Any]) -> None:
        self.store = Store(f"e{next(self.epochs)}")
        self.reader = Reader(self.store, acknowledged=False)
        self.store.put_env("main")  # as in Visdom; and so that a new epoch has a first frame
        for (env, win), value in seed.items():
            self.put(env, win, value)

    def put(self, env: str, win: str, value: Any) -> None:
        cursor = self.store.next_cursor()
        self.put_pane(env, win, Pane.of(value, cursor, self.store.pane(env, win), self.store.read))

    def put_pane(self, env: str, win: str, pane: Pane) -> None:
        self.store.put(env, win, pane)
        self.note()

    def note(self) -> None:
        """Remember the states that panes have now."""
        for key, pane in self.store.panes():
            moment = (self.store.epoch, key, pane.cursor)
            if moment not in self.history:
                self.history[moment] = digest_json(pane.to_json())

    def change(self, env: str, win: str, **fields: Any) -> None:
        """Change a window the long way, through its JSON."""
        pane = self.store.pane(env, win)
        before = pane.to_json() if pane else self.new(win)
        self.put(env, win, {**before, **fields, "version": before["version"] + 1})

    def new(self, win: str) -> dict[str, Any]:
        if win == "log":
            return {"type": "text", "content": "-" * 1100, "version": 1, "contentID": "n"}
        points = [float(next(self.points)) for _ in range(8)]
        return {
            "type": "plot",
            "title": "",
            "content": {"x": points, "y": points[::-1]},
            "version": 1,
            "contentID": "n",
        }

    def grow(self, env: str, win: str, size: int, drop: int) -> None:
        """Change a window the short way: all its columns grow together, and lose at their start."""
        pane = self.store.pane(env, win)
        if pane is None:
            return self.put(env, win, self.new(win))
        cursor, read = self.store.next_cursor(), self.store.read
        new = b"".join(encode_json(next(self.points)).rjust(8) for _ in range(size))
        grown = {number: part.grow(new, cursor, read) for number, part in pane.parts.items()}
        parts = {number: part.drop_before(part.start + 8 * drop, cursor, read) for number, part in grown.items()}
        self.put_pane(env, win, Pane(cursor, pane.version + 1, "g", pane.skeleton, parts))
        return None

    def interrupted(self, env: str, win: str) -> None:
        """Begin to append, and be interrupted before it is stored."""
        if pane := self.store.pane(env, win):
            cursor = self.store.next_cursor()
            for part in pane.parts.values():
                part.grow(b"unstored", cursor, self.store.read)

    def flush(self, budget: int) -> None:
        if frame := self.reader.frame_to_send(budget):
            self.to_server.send(*encoded(frame, budget))

    def beat(self) -> None:
        epoch, cursor, index = self.reader.position
        self.to_server.send(messages.beat(epoch, cursor, index=index))

    def receive(self, message: Message) -> None:
        data, _ = message
        self.reader.receive_resync(messages.read_epoch(data), data["cursor"])


class Page:
    """A browser: its replica, the server's reader for it, and the wires between them."""

    def __init__(self, mirror: Replica) -> None:
        self.replica = Replica()
        self.visible: list[Key] = []
        self.attach(mirror)

    def attach(self, mirror: Replica) -> None:
        """Connect anew; what was on its way is lost, what the page holds is not."""
        self.to_server, self.from_server = Wire(), Wire()
        self.replica.leave_sweep()
        epoch, cursor, _ = self.replica.position
        self.reader = Reader(mirror.store, cursor if epoch == mirror.epoch else 0)
        self.reader.show(self.visible)

    def push(self, budget: int) -> None:
        """Let the server send, if it may."""
        may = self.reader.awaited is None
        frame = self.reader.frame_to_send(budget)
        assert may or frame is None, "two frames in flight"
        if frame:
            self.from_server.send(*encoded(frame, budget))

    def beat(self) -> None:
        epoch, cursor, index = self.reader.position
        self.from_server.send(messages.beat(epoch, cursor, "alive", index))

    def receive(self, message: Message) -> None:
        """Take what comes from the server, and answer."""
        outcome = received(self.replica, message)
        for answer in (*outcome.send, messages.ack(self.replica.position)):
            self.to_server.send(answer)

    def receive_answer(self, message: Message) -> None:
        """Let the server take what comes from the page."""
        data, _ = message
        if data["type"] == "ack":
            self.reader.receive_ack(messages.read_position(data))
        elif data["type"] == "resync":
            self.reader.receive_resync(messages.read_epoch(data), data["cursor"])
        else:
            self.reader.show(messages.read_visible(data))

    def show(self, visible: list[Key]) -> None:
        self.visible = visible
        self.to_server.send(messages.show(visible))


def encoded(frame: Frame, budget: int) -> Message:
    """Return a frame as it goes over the wire; it is about within its budget."""
    data, blob = frames.encode(frame)
    assert len(blob) <= budget + SLACK
    assert sum(event.get("more", False) for event in data["events"]) <= 1, "two panes under the knife"
    return data, blob


def received(replica: Replica, message: Message) -> Outcome:
    data, blob = message
    if data["type"] == "beat":
        return replica.receive_beat(data["epoch"], data["cursor"], data["index"])
    outcome = replica.receive(data, blob)
    assert outcome.error is None  # neither refused nor a hole: a wire can't make one, only a wrong sender
    return outcome


class World(RuleBasedStateMachine):
    """Kernel, server and pages, and what may happen to them."""

    envs, wins = st.sampled_from(ENVS), st.sampled_from(WINS)
    budgets, pages, chances = st.sampled_from(BUDGETS), st.integers(0, PAGES - 1), st.integers(0, 9)

    @initialize()
    def begin(self) -> None:
        self.kernel = Kernel(count(1))
        self.mirror = Replica()
        self.pages_ = [Page(self.mirror) for _ in range(PAGES)]
        self.held: dict[tuple[int, Key], tuple[Store, Pane]] = {}

    def replicas(self) -> list[Replica]:
        """Return all replicas, the mirror first."""
        return [self.mirror, *(page.replica for page in self.pages_)]

    # -- what a user's code does -------------------------------------------------------------------------------------

    @rule(
        env=envs,
        win=wins,
        sizes=st.lists(st.integers(1, 40), min_size=1, max_size=4),
        drop=st.sampled_from([0, 0, 3, 500]),
    )
    def append(self, env: str, win: str, sizes: list[int], drop: int) -> None:
        for size in sizes:
            self.kernel.grow(env, win, size, drop)

    @rule(env=envs, win=wins, title=st.sampled_from("pqr"))
    def title(self, env: str, win: str, title: str) -> None:
        self.kernel.change(env, win, title=title)

    @rule(env=envs, win=wins, size=st.integers(1, 100))
    def rewrite(self, env: str, win: str, size: int) -> None:
        points = [float(next(self.kernel.points)) for _ in range(size)]
        self.kernel.change(env, win, content={"x": points, "y": points, "z": ["s"] * (size % 20)})

    @rule(env=envs, win=wins)
    def replace(self, env: str, win: str) -> None:
        self.kernel.put(env, win, self.kernel.new(win))

    @rule(env=envs, win=wins)
    def close(self, env: str, win: str) -> None:
        if env in self.kernel.store.envs:
            self.kernel.store.close(env, [win])

    @rule(env=envs, win=wins)
    def close_and_open(self, env: str, win: str) -> None:
        self.close(env, win)
        self.kernel.put(env, win, self.kernel.new(win))

    @rule(env=envs, reload=st.sampled_from([None, {}, {"a": [0, 1]}]))
    def put_env(self, env: str, reload: dict[str, Any] | None) -> None:
        self.kernel.store.put_env(env, reload=reload)

    @rule(env=envs, other=envs)
    def fork_env(self, env: str, other: str) -> None:
        if held := self.kernel.store.envs.get(env):
            self.kernel.store.put_env(other, held.panes)
            self.kernel.note()

    @rule(env=envs)
    def delete_env(self, env: str) -> None:
        self.kernel.store.delete_env(env)

    @rule(env=envs, win=wins)
    def interrupt(self, env: str, win: str) -> None:
        self.kernel.interrupted(env, win)

    @rule(seeded=st.booleans())
    def restart_kernel(self, seeded: bool) -> None:
        self.kernel.start({key: pane.to_json() for key, pane in self.mirror.store.panes()} if seeded else {})

    # -- what the wires do: mostly their duty ------------------------------------------------------------------------

    @rule(budget=budgets, frames=st.integers(1, 5))
    def flush(self, budget: int, frames: int) -> None:
        for _ in range(frames):
            self.kernel.flush(budget)

    @rule()
    def kernel_beats(self) -> None:
        self.kernel.beat()

    @rule(number=st.integers(1, 8), chance=chances, keep=chances)
    def deliver_to_server(self, number: int, chance: int, keep: int) -> None:
        for _ in range(number):
            self._deliver(self.kernel.to_server, self._mirror_receives, chance, keep)

    @rule(chance=chances)
    def deliver_to_kernel(self, chance: int) -> None:
        self._deliver(self.kernel.from_server, self.kernel.receive, chance, 0)

    @rule(page=pages, budget=budgets)
    def push(self, page: int, budget: int) -> None:
        self.pages_[page].push(budget)

    @rule(page=pages)
    def server_beats(self, page: int) -> None:
        self.pages_[page].beat()

    @rule(page=pages, chance=chances, keep=chances)
    def deliver_to_page(self, page: int, chance: int, keep: int) -> None:
        self._deliver(self.pages_[page].from_server, self.pages_[page].receive, chance, keep)

    @rule(page=pages, chance=chances, keep=chances)
    def deliver_from_page(self, page: int, chance: int, keep: int) -> None:
        self._deliver(self.pages_[page].to_server, self.pages_[page].receive_answer, chance, keep)

    @rule(page=pages, budget=budgets, rounds=st.integers(1, 12))
    def go_smoothly(self, page: int, budget: int, rounds: int) -> None:
        """Let one page and the server talk for a while without faults: else no long sweep ever ends."""
        for _ in range(rounds):
            self._serve(self.pages_[page], budget)

    @rule(budget=budgets, rounds=st.integers(1, 12))
    def kernel_goes_smoothly(self, budget: int, rounds: int) -> None:
        """The same between the kernel and the server."""
        for _ in range(rounds):
            self._flow(budget)

    @rule(
        page=pages,
        budget=budgets,
        places=st.lists(st.tuples(envs, wins), min_size=1, max_size=3),
        faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=12),
        closing=chances,
    )
    def train(self, page: int, budget: int, places: list[Key], faults: list[str], closing: int) -> None:
        """A training loop: appends all the time, under a budget that may be too small, with a fault now and then."""
        for number, fault in enumerate(faults):
            place = places[number % len(places)]
            if number == closing:
                self.close(*place)
            else:
                self.kernel.grow(*place, 5, 0)
            self._flow(budget, fault)
            self._serve(self.pages_[page], budget, faults[number - 1])

    @rule(page=pages)
    def drop(self, page: int) -> None:
        """Lose one message on each of a page's wires, and the kernel's oldest."""
        for wire in (self.pages_[page].from_server, self.pages_[page].to_server, self.kernel.to_server):
            del wire.waiting[:1]

    # -- what people do ----------------------------------------------------------------------------------------------

    @rule(page=pages, visible=st.lists(st.sampled_from(VISIBLE), max_size=2))
    def show(self, page: int, visible: list[Key]) -> None:
        self.pages_[page].show(visible)

    @rule(page=pages)
    def attach_again(self, page: int) -> None:
        self.pages_[page].attach(self.mirror)

    @rule(page=pages)
    def reload_page(self, page: int) -> None:
        self.pages_[page] = Page(self.mirror)

    @rule()
    def restart_server(self) -> None:
        self.mirror = Replica()
        self.kernel.to_server, self.kernel.from_server = Wire(), Wire()
        for page in self.pages_:
            page.attach(self.mirror)

    # -- delivery ----------------------------------------------------------------------------------------------------

    def _deliver(self, wire: Wire, receive: Any, chance: int, keep: int) -> None:
        """Deliver the oldest message in seven of ten cases, the newest or one in between else; some twice."""
        if wire.waiting:
            number = len(wire.waiting)
            receive(wire.take((0, number - 1, number // 2)[chance - 7] if chance > 7 else 0, keep == 9))

    def _mirror_receives(self, message: Message) -> None:
        outcome = received(self.mirror, message)
        for answer in outcome.send:
            self.kernel.from_server.send(answer)
        if outcome.whole:
            for page in self.pages_:
                page.reader.follow(self.mirror.store)

    def _flow(self, budget: int, fault: str = "") -> None:
        self.kernel.flush(budget)
        self.kernel.to_server.carry(self._mirror_receives, fault)
        self.kernel.from_server.carry(self.kernel.receive)

    def _serve(self, page: Page, budget: int, fault: str = "") -> None:
        page.push(budget)
        page.from_server.carry(page.receive, fault)
        page.to_server.carry(page.receive_answer)

    # -- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def states_are_the_kernels(self) -> None:
        """Each pane that anybody holds is what the kernel had at that cursor, and does not go back within an epoch."""
        held = {}
        for replica in self.replicas():
            for key, pane in replica.store.panes():
                _, before = self.held.get((id(replica.store), key), (None, None))
                held[id(replica.store), key] = (replica.store, pane)
                if before is not pane:
                    assert before is None or before.cursor < pane.cursor
                    assert digest_json(pane.to_json()) == self.kernel.history[replica.store.epoch, key, pane.cursor]
        self.held = held

    @invariant()
    def cursors_are_within(self) -> None:
        """Nobody is ahead of the kernel's cursor in its epoch."""
        kernel = self.kernel.store
        for replica in self.replicas():
            epoch, cursor, _ = replica.position
            assert epoch != kernel.epoch or cursor <= kernel.cursor

    def teardown(self) -> None:
        """From here on the wires are perfect, beats flow, and all is the same within a few beats."""
        if not hasattr(self, "kernel"):
            return
        for _ in range(8):
            self._drain()
            if self._settled():
                break
        assert self._settled(), "did not converge"
        self.states_are_the_kernels()
        assert {digest(replica.store) for replica in self.replicas()} == {digest(self.kernel.store)}

    def _settled(self) -> bool:
        kernel = (self.kernel.store.epoch, self.kernel.store.cursor, 0)
        return all(replica.position == kernel and not replica.stale for replica in self.replicas())

    def _drain(self) -> None:
        """One beat's time: everybody sends and receives until nothing is left to say."""
        kernel = self.kernel
        for _ in range(2000):
            self._flow(700)
            if not kernel.reader.behind():
                break
        else:
            raise AssertionError("the kernel never finishes")
        kernel.beat()
        self._flow(700)
        for page in self.pages_:
            self._drain_page(page)

    def _drain_page(self, page: Page) -> None:
        for _ in range(2000):
            self._serve(page, 700)
            if page.reader.awaited or not page.reader.behind():
                break
        else:
            raise AssertionError("the server never finishes")
        page.beat()
        self._serve(page, 700)


World.TestCase.settings = settings(
    max_examples=20_000 if DEEP else 500,
    stateful_step_count=120 if DEEP else 60,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestConvergence = World.TestCase
