"""The replica: frames in, a store out.

The tables of `docs/protocol.md`, section 5, row by row. The vectors in `tests/vectors/` tell longer stories.
"""

from dataclasses import replace
from typing import Any

import pytest

from jupyter_visdom.core import frames, messages
from jupyter_visdom.core.columns import encode_json
from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.events import EnvChanged, EnvsChanged, Event, PaneChanged, Slice
from jupyter_visdom.core.frames import Frame
from jupyter_visdom.core.limits import PANE_BYTES, RETIRED_EPOCHS
from jupyter_visdom.core.replica import Outcome, Replica

X = {"json": {"x": None}, "columns": [[1, "text", ["x"], None]]}
EMPTY: dict[str, Any] = {"json": {}, "columns": []}


def skeleton(value: dict[str, Any], generation: int) -> Slice:
    return Slice(0, generation, 0, 0, encode_json(value))


def pane(at: int, *slices: Slice, win: str = "w", env: str = "main", more: bool = False) -> PaneChanged:
    return PaneChanged(at, env, win, 1, "c", slices, more)


def whole(at: int, data: bytes = b"abcd", win: str = "w") -> PaneChanged:
    """Return an event that brings a window with one column of text, all of it."""
    return pane(at, skeleton(X, at), Slice(1, at, 0, 0, data), win=win)


def lists(at: int, *wins: str) -> tuple[Event, Event]:
    return EnvsChanged(at, ("main",)), EnvChanged(at, "main", wins, {})


def frame(start: int, to: int, *events: Event, index: int = 0, sweep: int = 1, epoch: str = "e1") -> Frame:
    return Frame(epoch, start, to, index, events, sweep)


def resync(epoch: str | None, cursor: int) -> tuple[dict[str, Any], ...]:
    return (messages.resync(epoch, cursor),)


def text(replica: Replica, win: str = "w") -> str | None:
    held = replica.store.pane("main", win)
    return held.to_json()["x"] if held else None


@pytest.fixture
def replica() -> Replica:
    """Return a replica at cursor 5 of epoch e1, which holds one window with `abcd`, of cursor 3."""
    replica = Replica()
    assert replica.receive_frame(frame(0, 5, *lists(1, "w"), whole(3))).kind == "applied"
    return replica


@pytest.fixture
def halfway(replica: Replica) -> Replica:
    """Return one that has applied two frames of a sweep from there, numbered 7."""
    for index in range(2):
        assert replica.receive_frame(frame(5, 5, index=index, sweep=7)).kind == "applied"
    return replica


# -- frames ------------------------------------------------------------------------------------------------------------


def test_a_first_epoch_is_shown_as_it_comes() -> None:
    """While nothing is held, what has arrived of the first epoch can be looked at; it is stale until it is whole."""
    replica = Replica()
    assert replica.receive_frame(frame(0, 0, *lists(1, "v", "w"), whole(2, win="v"))).kind == "building"
    assert [key for key, _ in replica.shown.panes()] == [("main", "v")]
    assert (list(replica.store.panes()), replica.epoch, replica.stale) == ([], None, True)
    assert replica.receive_frame(frame(0, 3, whole(3), index=1)).whole
    assert replica.shown is replica.store


def test_a_later_epoch_is_not_shown_before_it_is_whole(replica: Replica) -> None:
    """What is held stays in sight until the next life is here."""
    replica.receive_frame(frame(0, 0, *lists(1, "v"), whole(2, win="v"), epoch="e2"))
    assert replica.shown is replica.store


def test_nothing_received() -> None:
    """A replica begins with an empty store of no epoch, and knows of nothing missing."""
    replica = Replica()
    assert (replica.epoch, replica.position, replica.stale, list(replica.store.panes())) == (
        None,
        (None, 0, 0),
        False,
        [],
    )


def test_retired_epoch(replica: Replica) -> None:
    """A frame of a retired epoch is ignored."""
    replica.receive_frame(frame(0, 1, *lists(1, "v"), whole(1, win="v"), epoch="e2"))
    before = digest(replica.store)
    assert replica.receive_frame(frame(5, 6, whole(6))) == Outcome("retired")
    assert (replica.epoch, digest(replica.store)) == ("e2", before)


@pytest.mark.parametrize(("later", "kind"), [(RETIRED_EPOCHS, "retired"), (RETIRED_EPOCHS + 1, "applied")])
def test_retired_epochs_at_the_limit(later: int, kind: str) -> None:
    """The last `RETIRED_EPOCHS` epochs are remembered."""
    replica = Replica()
    for number in range(later + 1):
        replica.receive_frame(frame(0, 1, epoch=f"e{number}"))
    assert replica.receive_frame(frame(0, 1, epoch="e0")).kind == kind


def test_new_epoch(replica: Replica) -> None:
    """A new epoch is built beside the old store, which stays, marked stale; then it takes over whole."""
    old = replica.store
    assert replica.receive_frame(frame(0, 0, *lists(1, "v"), whole(2, win="v"), epoch="e2")) == Outcome("building")
    assert (replica.store, text(replica), replica.stale, replica.position) == (old, "abcd", True, ("e2", 0, 1))
    outcome = replica.receive_frame(frame(0, 2, index=1, epoch="e2"))
    assert outcome == Outcome("applied", panes=(("main", "v"),), lists=True, whole=True)
    assert (replica.epoch, replica.store.cursor, text(replica), replica.stale) == ("e2", 2, None, False)


def test_epoch_after_epoch_that_is_building(replica: Replica) -> None:
    """A third epoch takes the place of one that was being built."""
    replica.receive_frame(frame(0, 0, epoch="e2"))
    assert replica.receive_frame(frame(0, 0, epoch="e3")).kind == "building"
    assert replica.receive_frame(frame(0, 1, index=1, epoch="e2")).kind == "retired"
    assert replica.receive_frame(frame(0, 1, index=1, epoch="e3")).whole


@pytest.mark.parametrize(("start", "index"), [(0, 1), (3, 0), (3, 2)])
def test_middle_of_an_unknown_epoch(replica: Replica, start: int, index: int) -> None:
    """The middle of an unknown epoch is asked for from its beginning; meanwhile the store is stale."""
    assert replica.receive_frame(frame(start, 4, index=index, epoch="e2")) == Outcome("gap", send=resync("e2", 0))
    assert (replica.stale, replica.position) == (True, ("e1", 5, 0))


@pytest.mark.parametrize("start", [0, 4, 5])
def test_one_frame_sweep(replica: Replica, start: int) -> None:
    """A sweep of one frame applies if it begins at most at the cursor and ends after it."""
    outcome = replica.receive_frame(frame(start, 6, whole(6, b"new")))
    assert outcome == Outcome("applied", panes=(("main", "w"),))
    assert (replica.position, replica.store.cursor, text(replica)) == (("e1", 6, 0), 6, "new")


def test_first_frame_of_a_sweep(replica: Replica) -> None:
    """The first of several frames is applied; the cursor stays, the index moves."""
    assert replica.receive_frame(frame(5, 5, whole(6, b"new"))).kind == "applied"
    assert (replica.position, replica.store.cursor, text(replica)) == (("e1", 5, 1), 5, "new")


def test_first_frame_of_another_sweep(halfway: Replica) -> None:
    """Another sweep from the same cursor takes over from one in its middle."""
    assert halfway.receive_frame(frame(5, 5, sweep=8)).kind == "applied"
    assert halfway.position == ("e1", 5, 1)
    assert halfway.receive_frame(frame(5, 5, index=1, sweep=8)).kind == "applied"


def test_next_frame_of_a_sweep(halfway: Replica) -> None:
    """The next frame of the sweep is applied, and the last one takes the cursor to the goal."""
    assert halfway.receive_frame(frame(5, 5, index=2, sweep=7)).kind == "applied"
    assert halfway.position == ("e1", 5, 3)
    assert halfway.receive_frame(frame(5, 9, index=3, sweep=7)).kind == "applied"
    assert halfway.position == ("e1", 9, 0)


@pytest.mark.parametrize(
    ("start", "to", "index"), [(0, 5, 0), (0, 5, 3), (4, 5, 0), (0, 0, 0), (4, 4, 1), (5, 5, 0), (5, 5, 1)]
)
def test_repeat(halfway: Replica, start: int, to: int, index: int) -> None:
    """A frame that was applied is ignored, in the middle of its sweep too."""
    assert halfway.receive_frame(frame(start, to, whole(4, b"old"), index=index, sweep=7)) == Outcome("repeat")
    assert (halfway.position, text(halfway), halfway.stale) == (("e1", 5, 2), "abcd", False)


@pytest.mark.parametrize(
    ("start", "to", "index", "sweep"),
    [(6, 7, 0, 8), (6, 6, 0, 8), (5, 5, 3, 7), (5, 9, 1, 7), (4, 9, 2, 7), (5, 5, 2, 6)],
)
def test_gap(halfway: Replica, start: int, to: int, index: int, sweep: int) -> None:
    """Anything else is a gap: the replica asks from its cursor, and is stale."""
    assert halfway.receive_frame(frame(start, to, index=index, sweep=sweep)) == Outcome("gap", send=resync("e1", 5))
    assert (halfway.position, halfway.stale) == (("e1", 5, 2), True)


def test_a_sweep_that_was_left(halfway: Replica) -> None:
    """Another sender may number its sweeps alike: its middle is a gap, its beginning is taken."""
    halfway.leave_sweep()
    assert halfway.receive_frame(frame(5, 6, index=2, sweep=7)).kind == "gap"
    assert halfway.receive_frame(frame(5, 5, sweep=7)).kind == "applied"


def test_a_repeated_sweep_does_not_take_the_store_back(replica: Replica) -> None:
    """While all is sent once more, from 0, those who read this store have missed nothing of it."""
    replica.receive_frame(frame(5, 6, pane(6, Slice(1, 3, 0, 9, b"x"))))
    assert replica.receive_frame(frame(0, 0, *lists(1, "w"))).kind == "applied"
    assert (replica.position, replica.store.cursor) == (("e1", 0, 1), 5)


def test_asks_once(replica: Replica) -> None:
    """A gap is asked for once, until a sweep is whole."""
    assert replica.receive_frame(frame(7, 8)).send
    assert not replica.receive_frame(frame(8, 9)).send
    assert replica.receive_frame(frame(5, 5, sweep=2)).kind == "applied"
    assert not replica.receive_frame(frame(9, 10)).send
    assert replica.receive_frame(frame(5, 10, index=1, sweep=2)).kind == "applied"
    assert not replica.stale
    assert replica.receive_frame(frame(11, 12)).send == resync("e1", 10)


def test_asks_again_for_something_else(replica: Replica) -> None:
    """Another epoch or cursor is another question."""
    assert replica.receive_frame(frame(7, 8)).send == resync("e1", 5)
    assert replica.receive_frame(frame(5, 6, pane(6, Slice(1, 3, 0, 9, b"x")))).send == resync("e1", 0)
    assert replica.receive_frame(frame(3, 4, epoch="e2")).send == resync("e2", 0)


# -- events ------------------------------------------------------------------------------------------------------------


def test_envs(replica: Replica) -> None:
    """The list of envs applies if it is later than the one held; an env that is not in it is gone."""
    assert replica.receive_frame(frame(5, 6, EnvsChanged(6, ("new",)))).lists
    assert (list(replica.store.envs), replica.store.envs.cursor) == (["new"], 6)
    assert not replica.receive_frame(frame(6, 7, EnvsChanged(6, ("other",)))).lists
    assert list(replica.store.envs) == ["new"]


def test_env(replica: Replica) -> None:
    """The list of windows applies if it is later than the one held; a pane that is not in it is gone."""
    assert replica.receive_frame(frame(5, 6, EnvChanged(6, "main", ("v",), {"a": 1}))).lists
    assert (text(replica), replica.store.envs["main"].wins, replica.store.envs["main"].reload) == (
        None,
        ("v",),
        {"a": 1},
    )
    assert not replica.receive_frame(frame(6, 7, EnvChanged(6, "main", (), {}))).lists
    assert replica.store.envs["main"].wins == ("v",)


def test_windows_that_stay(replica: Replica) -> None:
    """A pane that is in the new list stays as it is."""
    replica.receive_frame(frame(5, 6, EnvChanged(6, "main", ("v", "w"), {})))
    assert text(replica) == "abcd"


@pytest.mark.parametrize(("at", "there"), [(6, False), (7, True)])
def test_env_that_was_deleted(replica: Replica, at: int, there: bool) -> None:
    """A late list of windows does not bring back an env that is not listed any more."""
    replica.receive_frame(frame(5, 6, EnvsChanged(6, ())))
    replica.receive_frame(frame(6, 7, EnvChanged(at, "main", ("w",), {})))
    assert ("main" in replica.store.envs) == there


@pytest.mark.parametrize(("at", "there"), [(6, None), (7, "late")])
def test_window_that_was_closed(replica: Replica, at: int, there: str | None) -> None:
    """A late pane does not bring back a window that its env does not list any more."""
    replica.receive_frame(frame(5, 6, EnvChanged(6, "main", (), {})))
    replica.receive_frame(frame(6, 7, whole(at, b"late")))
    assert text(replica) == there


@pytest.mark.parametrize(("at", "there"), [(6, None), (7, "late")])
def test_window_of_an_env_that_was_deleted(replica: Replica, at: int, there: str | None) -> None:
    """Nor does it bring back its env."""
    replica.receive_frame(frame(5, 6, EnvsChanged(6, ())))
    replica.receive_frame(frame(6, 7, whole(at, b"late")))
    assert text(replica) == there


@pytest.mark.parametrize("gone", [EnvsChanged(7, ()), EnvChanged(7, "main", (), {})])
@pytest.mark.parametrize("at", [6, 7])
def test_a_list_counts_at_once(replica: Replica, gone: Event, at: int) -> None:
    """A pane that the list before it in its frame leaves out is late already."""
    replica.receive_frame(frame(5, 7, gone, whole(at, b"late")))
    assert text(replica) is None


@pytest.mark.parametrize(("at", "expected"), [(2, "abcd"), (3, "abcd"), (4, "new")])
def test_pane(replica: Replica, at: int, expected: str) -> None:
    """A pane applies if it is later than the one held."""
    replica.receive_frame(frame(5, 6, pane(at, skeleton(X, at), Slice(1, 4, 0, 0, b"new"))))
    assert text(replica) == expected


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (Slice(1, 3, 0, 4, b"ef"), "abcdef"),
        (Slice(1, 3, 0, 2, b"cdef"), "abcdef"),
        (Slice(1, 3, 0, 0, b"abcdef"), "abcdef"),
        (Slice(1, 3, 0, 2, b"cd"), "abcd"),
        (Slice(1, 3, 0, 4, b""), "abcd"),
        (Slice(1, 3, 3, 4, b"ef"), "def"),
        (Slice(1, 3, 4, 4, b"ef"), "ef"),
        (Slice(1, 3, 2, 4, b""), "cd"),
        (Slice(1, 3, 4, 4, b""), ""),
        (Slice(1, 3, 9, 9, b"xy"), "xy"),
        (Slice(1, 4, 0, 0, b"anew"), "anew"),
        (Slice(1, 4, 0, 0, b""), ""),
        (Slice(1, 4, 7, 7, b"anew"), "anew"),
    ],
)
def test_slice(replica: Replica, piece: Slice, expected: str) -> None:
    """A slice continues what is held, overlaps it, drops its start, or begins a generation."""
    assert replica.receive_frame(frame(5, 6, pane(6, piece))).kind == "applied"
    assert text(replica) == expected


@pytest.mark.parametrize(
    "piece",
    [
        Slice(1, 3, 0, 5, b"x"),
        Slice(1, 3, 5, 6, b"x"),
        Slice(1, 4, 0, 1, b"x"),
        Slice(1, 4, 2, 4, b"x"),
        Slice(2, 4, 0, 4, b"x"),
    ],
)
def test_hole(replica: Replica, piece: Slice) -> None:
    """A slice past what is held leaves the pane as it was, and everything is asked for."""
    outcome = replica.receive_frame(
        frame(5, 6, EnvChanged(6, "main", ("w", "v"), {}), whole(6, win="v"), pane(6, piece))
    )
    assert (outcome.kind, outcome.send, outcome.panes) == ("gap", resync("e1", 0), ())
    assert (replica.position, replica.stale, text(replica), text(replica, "v")) == (("e1", 0, 0), True, "abcd", None)
    assert replica.receive_frame(frame(0, 6, whole(6, b"mended"))).kind == "applied"
    assert (text(replica), replica.stale) == ("mended", False)


def test_slice_of_an_earlier_generation(replica: Replica) -> None:
    """A slice of an earlier generation makes the event void."""
    assert replica.receive_frame(frame(5, 6, pane(6, Slice(1, 2, 0, 0, b"old")))) == Outcome("applied")
    assert text(replica) == "abcd"


@pytest.mark.parametrize("slices", [(skeleton(X, 6),), (Slice(1, 6, 0, 0, b"x"),)])
def test_part_that_is_not_there(replica: Replica, slices: tuple[Slice, ...]) -> None:
    """A skeleton that names a missing part is a hole, and so is a missing skeleton."""
    assert replica.receive_frame(frame(5, 6, pane(6, *slices, win="v"))).send == resync("e1", 0)


def test_part_that_is_not_named(replica: Replica) -> None:
    """A part that the new skeleton does not name is dropped."""
    replica.receive_frame(frame(5, 6, pane(6, skeleton(EMPTY, 6))))
    held = replica.store.pane("main", "w")
    assert held and held.parts == {}


def test_cut_pane(replica: Replica) -> None:
    """A pane in pieces takes effect at the event without `more`."""
    replica.receive_frame(frame(5, 5, pane(6, Slice(1, 6, 0, 0, b"on"), more=True)))
    assert text(replica) == "abcd"
    replica.receive_frame(frame(5, 5, pane(6, Slice(1, 6, 0, 2, b"e, "), more=True), index=1))
    assert text(replica) == "abcd"
    replica.receive_frame(frame(5, 6, pane(6, Slice(1, 6, 0, 5, b"two")), index=2))
    assert text(replica) == "one, two"


def test_cut_pane_that_grows(replica: Replica) -> None:
    """So does one whose pieces continue what is held."""
    replica.receive_frame(frame(5, 5, pane(6, Slice(1, 3, 0, 4, b"e"), more=True)))
    assert text(replica) == "abcd"
    replica.receive_frame(frame(5, 6, pane(6, Slice(1, 3, 2, 5, b"f")), index=1))
    assert text(replica) == "cdef"


def test_staged_slices_are_dropped(replica: Replica) -> None:
    """What was staged is dropped when another sweep begins."""
    replica.receive_frame(frame(5, 5, pane(6, Slice(1, 3, 0, 4, b"xx"), more=True)))
    replica.receive_frame(frame(5, 5, sweep=2))
    outcome = replica.receive_frame(frame(5, 6, pane(6, Slice(1, 3, 0, 6, b"ef")), index=1, sweep=2))
    assert outcome.send == resync("e1", 0)


def test_staged_slices_of_another_state(replica: Replica) -> None:
    """What is staged for one state of a pane is not used for another."""
    replica.receive_frame(frame(5, 5, pane(6, Slice(1, 3, 0, 4, b"xx"), more=True)))
    replica.receive_frame(frame(5, 6, pane(7, Slice(1, 3, 0, 4, b"ef")), index=1))
    assert text(replica) == "abcdef"


def test_refused(replica: Replica) -> None:
    """A frame with a wrong skeleton is refused whole, and everything is asked for."""
    outcome = replica.receive_frame(frame(5, 6, whole(6, b"new"), pane(6, skeleton({"json": 1}, 6), win="v")))
    assert (outcome.kind, outcome.send) == ("refused", resync("e1", 0))
    assert outcome.error
    assert "'json' must be an object" in outcome.error
    assert (text(replica), replica.position, replica.stale) == ("abcd", ("e1", 0, 0), True)


def test_wrong_bytes_are_refused(replica: Replica) -> None:
    """So is one that can't be read; asked for once, until a beat."""
    data, _ = frames.encode(frame(5, 6))
    assert replica.receive({**data, "events": 1}, None).send == resync("e1", 0)
    assert replica.receive({**data, "events": 2}, None).send == ()
    assert replica.receive_beat("e1", 6).send == resync("e1", 0)


def test_another_version(replica: Replica) -> None:
    """A frame of another version is refused, and not asked for again."""
    data, _ = frames.encode(frame(5, 6))
    outcome = replica.receive({**data, "v": 2}, None)
    assert (outcome.kind, outcome.send, replica.position) == ("refused", (), ("e1", 5, 0))


def test_torn_numbers_are_refused(replica: Replica) -> None:
    """A column with a torn number is refused."""
    numbers = {"json": {"x": None}, "columns": [[1, "float", ["x"], None]]}
    assert (
        replica.receive_frame(frame(5, 6, pane(6, skeleton(numbers, 6), Slice(1, 6, 0, 0, bytes(7))))).kind == "refused"
    )


@pytest.mark.parametrize(("size", "kind"), [(PANE_BYTES, "building"), (PANE_BYTES + 1, "refused")])
def test_pane_bytes_at_the_limit(size: int, kind: str) -> None:
    """At most `PANE_BYTES` are staged for one pane."""
    replica = Replica()
    half = bytes(size // 2)
    replica.receive_frame(frame(0, 0, pane(1, Slice(1, 1, 0, 0, half), more=True)))
    rest = bytes(size - len(half))
    assert replica.receive_frame(frame(0, 0, pane(1, Slice(1, 1, 0, len(half), rest), more=True), index=1)).kind == kind


# -- beats -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cursor", "index"), [(0, 0), (4, 9), (5, 0), (5, 2)])
def test_beat_at_most_here(halfway: Replica, cursor: int, index: int) -> None:
    """A beat of the replica's position, or an earlier one, says that nothing is missing."""
    halfway.receive_frame(frame(7, 8))
    assert halfway.receive_beat("e1", cursor, index) == Outcome("repeat")
    assert not halfway.stale


@pytest.mark.parametrize(("cursor", "index"), [(5, 3), (6, 0)])
def test_beat_ahead(halfway: Replica, cursor: int, index: int) -> None:
    """A beat of a later position says that a frame was lost: the replica asks, even if it had asked before."""
    for _ in range(2):
        assert halfway.receive_beat("e1", cursor, index) == Outcome("gap", send=resync("e1", 5))
    assert halfway.stale


def test_beat_of_an_unknown_epoch(replica: Replica) -> None:
    """A beat of an unknown epoch asks for its beginning, and so does one before anything was received."""
    assert replica.receive_beat("e2", 3).send == resync("e2", 0)
    assert Replica().receive_beat("e2", 3).send == resync("e2", 0)


def test_beat_of_no_epoch(replica: Replica) -> None:
    """A beat of a server that knows nothing says nothing."""
    replica.receive_frame(frame(7, 8))
    assert replica.receive_beat(None, None) == Outcome("repeat")
    assert replica.stale


def test_beat_of_a_retired_epoch(replica: Replica) -> None:
    """An epoch that has beats is not retired: a late frame of another one misled the replica."""
    replica.receive_frame(frame(0, 1, epoch="e0"))
    assert replica.receive_beat("e1", 5).send == resync("e1", 0)
    assert replica.receive_frame(frame(0, 5, whole(5))).whole


def test_beat_while_another_epoch_is_built(replica: Replica) -> None:
    """A beat of the epoch held ends the building of another."""
    replica.receive_frame(frame(0, 0, epoch="e0"))
    assert replica.receive_beat("e1", 5) == Outcome("repeat")
    assert (replica.position, replica.stale) == (("e1", 5, 0), False)


def test_counts(replica: Replica) -> None:
    """Every outcome is counted by its kind."""
    replica.receive_frame(replace(frame(5, 6), index=4))
    replica.receive_frame(frame(0, 5))
    assert replica.counts == {"applied": 1, "gap": 1, "repeat": 1}


def test_weight_counts_what_is_not_whole_yet(replica: Replica) -> None:
    """The memory that a sender may fill is all of it: the store, a pane that is cut, an epoch being built."""
    weight = replica.weight
    for epoch, start, piece in [
        ("e1", 5, pane(6, Slice(1, 3, 0, 4, b"x" * 9_000), more=True)),
        ("e2", 0, whole(1, b"y" * 9_000)),
    ]:
        replica.receive_frame(frame(start, start, *lists(1, "w"), piece, epoch=epoch))
        weight, before = replica.weight, weight
        assert 9_000 <= weight - before < 18_000
