"""The reader: one cursor over a store, and the next frame under a byte budget.

The table of `docs/protocol.md`, section 6, row by row; then what fits into a frame, and fairness.
"""

from itertools import count

import pytest

from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.events import EnvChanged, EnvsChanged, PaneChanged
from jupyter_visdom.core.frames import Frame
from jupyter_visdom.core.lack import Lack
from jupyter_visdom.core.limits import SHARED_BYTES, SHARED_DELTAS
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.core.store import Key, Store


def put(store: Store, win: str, size: int = 10, env: str = "main") -> None:
    """Put a window with a column of `size` integers, written anew."""
    cursor = store.next_cursor()
    json = {"x": list(range(cursor, cursor + size)), "version": cursor, "contentID": "c"}
    store.put(env, win, Pane.of(json, cursor, store.pane(env, win), store.read))


def grow(store: Store, win: str, size: int = 1) -> None:
    """Append `size` integers to a window."""
    pane = store.pane("main", win)
    assert pane
    cursor = store.next_cursor()
    parts = {number: part.grow(bytes(8 * size), cursor, store.read) for number, part in pane.parts.items()}
    store.put("main", win, Pane(cursor, cursor, "c", pane.skeleton, parts))


def wins(frame: Frame | None) -> list[str]:
    """Return the windows that a frame completes."""
    assert frame
    return [event.win for event in frame.events if isinstance(event, PaneChanged) and not event.more]


def sweep(reader: Reader, budget: int = 1 << 20) -> list[Frame]:
    """Return the frames up to the end of a sweep, each acknowledged."""
    sent: list[Frame] = []
    while not sent or sent[-1].to == sent[-1].start:
        frame = reader.frame_to_send(budget)
        assert frame
        reader.receive_ack(frame.position)
        sent.append(frame)
    return sent


@pytest.fixture
def store() -> Store:
    store = Store("e1")
    for win in "abc":
        put(store, win)
    return store


# -- the table ---------------------------------------------------------------------------------------------------------


def test_idle() -> None:
    """Nothing changed: nothing to send."""
    reader = Reader(Store("e1"))
    assert reader.frame_to_send() is None
    assert not reader.behind()


def test_store_moved_on(store: Store) -> None:
    """A sweep's goal is the store's cursor, its work every pane changed since; lists come first."""
    frame = Reader(store).frame_to_send()
    assert frame and (frame.epoch, frame.start, frame.to, frame.index) == ("e1", 0, 3, 0)
    assert [type(event) for event in frame.events] == [EnvsChanged, EnvChanged] + [PaneChanged] * 3
    assert wins(frame) == ["a", "b", "c"]


def test_only_what_changed(store: Store) -> None:
    """What did not change since the cursor is not sent."""
    put(store, "b")
    frame = Reader(store, 3).frame_to_send()
    assert wins(frame) == ["b"]
    assert frame and len(frame.events) == 1


def test_only_the_lists_that_changed(store: Store) -> None:
    """Each list is sent at its own cursor."""
    store.put_env("main", reload={"x": 1})
    frame = Reader(store, 3).frame_to_send()
    assert frame and frame.events == (EnvChanged(4, "main", ("a", "b", "c"), {"x": 1}),)


def test_changes_that_left_nothing(store: Store) -> None:
    """A cursor that names no change, or a pane that is gone, is an empty frame that moves the cursor."""
    store.next_cursor()
    frame = Reader(store, 3).frame_to_send()
    assert frame and (frame.start, frame.to, frame.events) == (3, 4, ())


def test_waiting(store: Store) -> None:
    """With acknowledgements one frame is in flight."""
    reader = Reader(store)
    frame = reader.frame_to_send()
    put(store, "a")
    assert frame and reader.frame_to_send() is None
    reader.receive_ack(frame.position)
    assert wins(reader.frame_to_send()) == ["a"]


def test_unacknowledged(store: Store) -> None:
    """Without acknowledgements the next frame is there at once."""
    reader = Reader(store, acknowledged=False)
    assert reader.frame_to_send(300)
    assert reader.frame_to_send(300)


def test_earlier_ack(store: Store) -> None:
    """The acknowledgement of an earlier position, or of another epoch, changes nothing."""
    reader = Reader(store, 1)
    assert reader.frame_to_send()
    for position in (("e1", 0, 0), ("e1", 1, 0), ("e1", 1, 5), ("e2", 3, 0), ("e2", 9, 0), (None, 0, 0)):
        reader.receive_ack(position)
    assert reader.awaited == ("e1", 3, 0)


def test_later_ack(store: Store) -> None:
    """The acknowledgement of a later position begins a sweep from there."""
    reader = Reader(store)
    assert reader.frame_to_send(150)
    reader.receive_ack(("e1", 2, 0))
    assert wins(reader.frame_to_send()) == ["c"]


def test_resync_in_the_middle(store: Store) -> None:
    """A resync forgets the sweep, and begins one of another number from the cursor named."""
    reader = Reader(store)
    first = reader.frame_to_send(200)
    reader.receive_resync("e1", 1)
    second = reader.frame_to_send()
    assert first and second and (second.start, second.index, wins(second)) == (1, 0, ["b", "c"])
    assert first.sweep != second.sweep


@pytest.mark.parametrize("epoch", ["e2", None, ""])
def test_resync_of_another_epoch(store: Store, epoch: str | None) -> None:
    """A resync of another epoch begins at 0."""
    reader = Reader(store, 3)
    reader.receive_resync(epoch, 2)
    assert wins(reader.frame_to_send()) == ["a", "b", "c"]


def test_follow(store: Store) -> None:
    """A store of a new epoch is read from 0, whatever was awaited."""
    reader = Reader(store)
    reader.frame_to_send()
    new = Store("e2")
    put(new, "n")
    reader.follow(new)
    frame = reader.frame_to_send()
    assert frame and (frame.epoch, frame.start, wins(frame)) == ("e2", 0, ["n"])


def test_page_ahead_of_the_store(store: Store) -> None:
    """A page that has more than a mirror which began anew is sent nothing until the mirror has more."""
    reader = Reader(store, 5)
    assert reader.frame_to_send() is None
    for _ in range(3):
        put(store, "a")
    frame = reader.frame_to_send()
    assert frame and (frame.start, frame.to) == (5, 6)


def test_position(store: Store) -> None:
    """A beat's position is that of a replica which has applied every frame."""
    reader = Reader(store)
    assert reader.position == ("e1", 0, 0)
    while reader.behind():
        frame = reader.frame_to_send(200)
        assert frame and reader.position == frame.position
        reader.receive_ack(frame.position)
    assert Reader(Store("")).position == (None, 0, 0)


# -- sweeps ------------------------------------------------------------------------------------------------------------


def test_work_is_fixed(store: Store) -> None:
    """What changes during a sweep does not prolong it."""
    reader = Reader(store)
    for frame in sweep(reader, 300):
        put(store, "new" + str(frame.index))
    assert not any(win.startswith("new") for frame in [frame] for win in wins(frame))
    assert frame.to == 3


def test_order(store: Store) -> None:
    """Visible panes come first, in the order of the page, then what changed the longest ago."""
    put(store, "a")
    reader = Reader(store)
    reader.show([("main", "c"), ("main", "z"), ("main", "c")])
    assert [win for frame in sweep(reader, 300) for win in wins(frame)] == ["c", "b", "a"]


def test_what_is_small_is_made_once_for_all(store: Store) -> None:
    """Readers at one cursor send the same events, until the store moves on."""
    first, second = Reader(store), Reader(store)
    events = first.frame_to_send().events
    assert all(ours is theirs for ours, theirs in zip(events, second.frame_to_send().events, strict=True))
    put(store, "new")
    assert "new" in wins(Reader(store).frame_to_send())


def test_few_deltas_are_kept(store: Store) -> None:
    """However many cursors readers stand at, a bounded number of small deltas is kept, and no large one."""
    for _ in range(2 * SHARED_DELTAS):
        put(store, "moves")
    for cursor in range(2 * SHARED_DELTAS):
        Reader(store, cursor).frame_to_send()
    assert len(store.deltas[1]) == SHARED_DELTAS
    put(store, "large", SHARED_BYTES)
    Reader(store).frame_to_send()
    assert not store.deltas[1]


def test_a_pane_that_changes_before_it_is_sent() -> None:
    """A pane is sent in its newest state, ahead of the sweep's goal."""
    store = Store("e1")
    for win in "ab":
        put(store, win, 100)
    reader = Reader(store, acknowledged=False)
    reader.frame_to_send(1100)
    put(store, "b", 100)
    events = [event for frame in sweep(reader, 1100) for event in frame.events]
    assert [(event.win, event.at) for event in events if isinstance(event, PaneChanged) and not event.more][-1] == (
        "b",
        3,
    )


def test_the_next_sweep_relies_on_its_cursor_only() -> None:
    """What was sent ahead of a goal is sent again by the next sweep: the page may have got there another way."""
    store = Store("e1")
    for win in "ab":
        put(store, win, 100)
    reader = Reader(store, acknowledged=False)
    reader.frame_to_send(1100)
    put(store, "b", 100)
    sweep(reader, 1100)
    assert wins(reader.frame_to_send()) == ["b"]


def test_closed_during_a_sweep(store: Store) -> None:
    """A pane that is closed before its turn is left out."""
    reader = Reader(store, acknowledged=False)
    reader.frame_to_send(300)
    store.close("main", ["c"])
    frames = sweep(reader, 300)
    assert "c" not in [win for frame in frames for win in wins(frame)]


# -- budgets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", ["window", "env"])
@pytest.mark.parametrize("again", [False, True])
def test_what_is_closed_before_its_turn_is_gone_when_the_sweep_ends(gone: str, again: bool) -> None:
    """At the goal no replica shows what a pane was before it changed up to there, though the kernel dies just then."""
    store, replica = Store("e1"), Replica()
    for win in ("large", "old"):
        put(store, win, 1000)
    reader = Reader(store, acknowledged=False)
    for frame in sweep(reader):
        replica.receive_frame(frame)
    old = replica.store.pane("main", "old")
    for win in ("large", "old"):
        put(store, win, 1000)
    frames_ = [reader.frame_to_send(4000)]
    store.close("main", ["old"]) if gone == "window" else store.delete_env("main")
    if again:
        put(store, "old", 1000)
    while (frame := frames_[-1]) and frame.to == frame.start:
        frames_.append(reader.frame_to_send(4000))
    for frame in frames_:
        assert frame and replica.receive_frame(frame).kind == "applied"
    assert replica.store.pane("main", "old") is not old


def test_of_many_panes_that_were_closed_the_lists_tell_once() -> None:
    """In a mirror lists may be ahead of the store's cursor."""
    store = Store("e1")
    wins_ = [f"w{i}" for i in range(20)]
    for win in wins_:
        put(store, win, 100)
    reader = Reader(store, acknowledged=False)
    assert reader.frame_to_send(1000)
    goal = store.cursor
    store.close("main", wins_)
    store.cursor = goal
    frame = reader.frame_to_send(1000)
    assert frame and frame.to == goal
    assert [type(event) for event in frame.events] == [EnvChanged, PaneChanged], "the rest of the one under the knife"


@pytest.mark.parametrize("over", [0, 1])
def test_budget_at_the_edge(store: Store, over: int) -> None:
    """A pane that fills the budget exactly goes whole; one byte over and it is cut."""
    pane = store.pane("main", "c")
    assert pane
    lack = Lack.since(("main", "c"), pane, 2)
    assert lack
    reader = Reader(store, 2, acknowledged=False)
    lists = 120 + len("main") + len('[["a","b","c"],{}]')
    frame = reader.frame_to_send(lists + lack.size - over)
    assert frame and wins(frame) == ([] if over else ["c"])


def test_zero_budget(store: Store) -> None:
    """Even without any budget each frame brings a sweep on, by eight bytes at least, and it ends."""
    replica = Replica()
    for frame in sweep(Reader(store), 0):
        replica.receive_frame(frame)
    assert digest(replica.store) == digest(store)


@pytest.mark.parametrize("budget", [1, 100, 200, 500, 1000, 5000])
def test_frames_are_within_their_budget(budget: int) -> None:
    """No frame is much larger than its budget, and at most one pane is under the knife."""
    store = Store("e1")
    for i in range(20):
        put(store, f"w{i}", 7 * i + 1)
    for frame in sweep(Reader(store), budget):
        panes = [event for event in frame.events if isinstance(event, PaneChanged)]
        assert sum(len(piece.data) for event in panes for piece in event.slices) <= max(budget, 8)
        assert sum(event.more for event in panes) <= 1


def test_small_panes_are_not_cut(store: Store) -> None:
    """A pane that does not fit waits, whole, when less than a fourth of the budget is left."""
    put(store, "d", 100)
    frame = Reader(store, 2).frame_to_send(600)
    assert wins(frame) == ["c"]
    assert frame and not any(event.more for event in frame.events if isinstance(event, PaneChanged))


def test_a_cut_pane_is_one_state() -> None:
    """A pane under the knife is sent from the state it had, though it is written anew in each step."""
    store = Store("e1")
    put(store, "a", 200)
    reader = Reader(store, acknowledged=False)
    replica = Replica()
    pane = store.pane("main", "a")
    assert pane
    wanted = pane.to_json()
    while not replica.epoch:
        frame = reader.frame_to_send(1000)
        assert frame
        replica.receive_frame(frame)
        put(store, "a", 200)
    held = replica.store.pane("main", "a")
    assert held and held.to_json() == wanted


def test_divide() -> None:
    """Ranges are divided at whole numbers, and no byte is lost."""
    store = Store("e1")
    put(store, "a", 50)
    pane = store.pane("main", "a")
    assert pane
    lack = Lack.since(("main", "a"), pane, 0)
    assert lack
    for room in range(0, 1000, 7):
        now, later = lack.divide(room)
        pieces: dict[int, int] = {}
        for part, a, b in (*now.ranges, *later.ranges):
            assert a == pieces.get(part, 0) <= b
            assert b % 8 == 0 or b == pane.part(part).end
            pieces[part] = b
        assert pieces == {number: part.end for number, part in pane.all_parts()}
        assert now.ranges


# -- fairness ----------------------------------------------------------------------------------------------------------


def busy(visible: list[Key], size: int, budget: int, frames: int) -> tuple[dict[str, int], int, int]:
    """Let eight of sixteen panes change all the time.

    Return the frame in which each pane came first, how many sweeps ended, and how many frames brought `w0`.
    """
    store = Store("e1")
    for i in range(16):
        put(store, f"w{i}", size)
    reader = Reader(store, acknowledged=False)
    reader.show(visible)
    came: dict[str, int] = {}
    ended = fresh = 0
    for number in range(frames):
        for i in range(8):
            put(store, f"w{i}", size)
        frame = reader.frame_to_send(budget)
        ended += bool(frame and frame.to > frame.start)
        fresh += "w0" in wins(frame)
        for win in wins(frame):
            came.setdefault(win, number)
    return came, ended, fresh


@pytest.mark.parametrize("visible", [[], [("main", "w0")], [("main", "w9")], [("main", f"w{i}") for i in range(8)]])
@pytest.mark.parametrize(("size", "budget"), [(20, 700), (20, 1500), (200, 1500), (200, 4000)])
def test_no_pane_waits_for_ever(visible: list[Key], size: int, budget: int) -> None:
    """Under a budget smaller than the rate of change each pane comes within so many frames, and sweeps end."""
    needed = (
        2 * 2 * 16 * (size * 8 + 400) // budget + 16
    )  # twice for a favoured pane before each, twice for the visible half
    came, ended, _ = busy(visible, size, budget, 3 * needed)
    assert set(came) == {f"w{i}" for i in range(16)}
    assert max(came.values()) <= needed
    assert ended >= 2


@pytest.mark.parametrize(("size", "budget"), [(20, 1500), (200, 1500), (200, 4000)])
def test_visible_panes_are_fresher(size: int, budget: int) -> None:
    """A visible pane that changes all the time comes more often, even if it needs more than half a frame."""
    assert busy([("main", "w0")], size, budget, 200)[2] > 3 * busy([], size, budget, 200)[2]


def test_a_favoured_pane_lets_the_work_through() -> None:
    """A large visible pane goes in front of each pane of the work once, not twice."""
    store = Store("e1")
    for win in "abcd":
        put(store, win, 100)
    reader = Reader(store, acknowledged=False)
    reader.show([("main", "a")])
    order: list[str] = []
    for _ in range(40):
        if not reader.behind() or len(order) >= 7:
            break
        order += wins(reader.frame_to_send(1200))
        put(store, "a", 100)
    assert [win for win in order if win != "a"] == ["b", "c", "d"]
    assert "aa" not in "".join(order[1:])


def test_sweeps_are_numbered() -> None:
    """Each sweep has a number of its own, from where the reader was told."""
    store = Store("e1")
    reader = Reader(store, acknowledged=False, sweeps=count(10))
    numbers = []
    for _ in range(3):
        put(store, "a")
        numbers += [frame.sweep for frame in sweep(reader, 200)]
    assert sorted(set(numbers)) == [10, 11, 12]
