"""The bounds of a workspace: each limit at its edge, and what happens beyond it."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from workspace.conftest import Wire

from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.limits import PANE_BYTES, PANE_COST
from jupyter_visdom.core.store import Store
from jupyter_visdom.kernel.settings import VisdomWorkspace
from jupyter_visdom.workspace.errors import Refused
from jupyter_visdom.workspace.limits import Limits
from jupyter_visdom.workspace.state import Save
from jupyter_visdom.workspace.windows import ASIDE
from jupyter_visdom.workspace.workspace import Workspace

Json = dict[str, Any]

OPTS = {"mode": "lines"}
POINT = b'{"mode":"lines"}'


def line(x: list[Any], y: list[float] | None = None, win: str = "w", **more: Any) -> Json:
    trace = {"x": x, "y": x if y is None else y, "name": "1", "type": "scatter", "marker": {"size": 10}}
    return {"data": [{**trace, **more}], "win": win, "eid": "main", "layout": {}, "opts": OPTS}


def append(x: list[Any], **more: Any) -> Json:
    return {**line(x, **more), "name": None, "append": True}


def text(content: str, win: str = "t", eid: str = "main") -> Json:
    return {"data": [{"content": content, "type": "text"}], "win": win, "eid": eid, "opts": {}}


def numbers(count: int, start: int = 0) -> list[float]:
    return [i + 0.5 for i in range(start, start + count)]


def held(workspace: Workspace, win: str = "w") -> Json:
    return workspace.store.pane("main", win).to_json()


def x_of(workspace: Workspace, win: str = "w") -> list[Any]:
    return held(workspace, win)["content"]["data"][0]["x"]


def note_of(workspace: Workspace, win: str = "w") -> str:
    return held(workspace, win).get(ASIDE, {}).get("note", "")


def make(**limits: int) -> Workspace:
    return Workspace("e1", limits=Limits(**limits))


# -- points per trace --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "count", "kept"), [(0, 200, 200), (100, 99, 99), (100, 100, 100), (100, 101, 88), (100, 300, 88)]
)
def test_a_trace_that_is_made_with_more_points_than_it_may_keep_loses_the_oldest(limit: int, count: int, kept: int):
    workspace = make(trace_points=limit)
    workspace.handle("events", line(numbers(count)))
    assert x_of(workspace) == numbers(count)[count - kept :]
    assert ("trace_points" in note_of(workspace)) == (kept < count)


def test_the_first_window_of_an_environment_has_no_more_points_than_others():
    workspace = make(trace_points=100)
    workspace.handle("events", {**line(numbers(101)), "eid": "new"})
    assert len(workspace.store.pane("new", "w").to_json()["content"]["data"][0]["x"]) == 88


def one_message(workspace: Workspace, x: float) -> None:
    assert workspace.handle("update", append([x])) == "w"


def one_point(workspace: Workspace, x: float) -> None:
    if workspace.append_point("main", "w", None, POINT, x, x) is None:
        one_message(workspace, x)


@pytest.mark.parametrize("grow", [one_message, one_point])
def test_a_trace_that_grows_keeps_the_newest_points_and_a_page_sees_the_same(grow: Any):
    workspace = make(trace_points=100)
    workspace.handle("events", line(numbers(90)))
    generation = workspace.store.pane("main", "w").parts[1].generation
    wire = Wire(workspace)
    for i in range(90, 500):
        grow(workspace, i + 0.5)
        x = x_of(workspace)
        assert 88 <= len(x) <= 100
        assert x == numbers(len(x), i + 1 - len(x))
        assert (len(x) == 100 or bool(note_of(workspace))) or i < 100
        wire.deliver()
    assert digest(wire.replica.store) == workspace.digest()
    assert workspace.store.pane("main", "w").parts[1].generation == generation, "nothing was rewritten"


def test_what_goes_at_a_time_is_an_eighth_so_most_appends_are_in_place(monkeypatch: pytest.MonkeyPatch):
    workspace, slow = make(trace_points=800), []
    workspace.handle("events", line(numbers(800)))
    workspace.handle("update", append([0.5]))
    original = workspace._handle
    monkeypatch.setattr(workspace, "_handle", lambda *args: slow.append(1) or original(*args))
    for _ in range(1000):
        one_message(workspace, 0.5)
    assert len(slow) <= 2 * 1000 // 100 + 2


def test_colours_and_dates_of_points_go_with_their_points():
    workspace = make(trace_points=16)
    dates = [f"2024-01-{i:02}" for i in range(1, 18)]
    colours = [f"#0000{i:02x}" for i in range(17)]
    workspace.handle("events", line(dates, numbers(17), marker={"size": 10, "color": colours}))
    trace = held(workspace)["content"]["data"][0]
    assert trace["x"] == dates[3:]
    assert trace["y"] == numbers(14, 3)
    assert trace["marker"]["color"] == colours[3:]


def test_dates_at_the_limit_stay():
    workspace = make(trace_points=16)
    workspace.handle("events", line([f"2024-01-{i:02}" for i in range(1, 17)], numbers(16)))
    assert len(x_of(workspace)) == 16
    assert note_of(workspace) == ""


def test_only_the_trace_that_is_too_long_loses_points():
    workspace = make(trace_points=16)
    short = {"x": numbers(10), "y": numbers(10), "name": "2", "type": "scatter"}
    message = line(numbers(20))
    workspace.handle("events", {**message, "data": [*message["data"], short]})
    assert [len(trace["x"]) for trace in held(workspace)["content"]["data"]] == [14, 10]


@pytest.mark.parametrize("kind", ["bar", "histogram", "box", "pie"])
def test_what_is_no_curve_keeps_all_its_items(kind: str):
    """Its items are no points in time, of which the oldest could go."""
    workspace = make(trace_points=16)
    workspace.handle("events", line(numbers(40), type=kind))
    assert x_of(workspace) == numbers(40)
    assert note_of(workspace) == ""


# -- bytes of a pane ---------------------------------------------------------------------------------------------------


def test_a_pane_may_hold_so_many_bytes_and_not_one_more():
    workspace = make()
    workspace.handle("events", text("x" * 2000))
    size = len(workspace.store.pane("main", "t"))
    workspace = make(pane_bytes=size)
    assert workspace.handle("events", text("x" * 2000)) == "t"
    before = workspace.digest()
    assert "pane_bytes" in workspace.handle("events", text("x" * 2001, win="u"))
    assert workspace.digest() == before
    assert workspace.store.pane("main", "u") is None


@pytest.mark.parametrize("grow", [one_message, one_point])
def test_a_pane_that_is_full_is_left_as_it_is_and_says_so(grow: Any, caplog: pytest.LogCaptureFixture):
    workspace = make(pane_bytes=2000)
    workspace.handle("events", line(numbers(60)))
    for _ in range(200):
        workspace.append_point("main", "w", None, POINT, 0.5, 0.5) or workspace.handle("update", append([0.5]))
    full = x_of(workspace)
    assert len(workspace.store.pane("main", "w")) <= 2000 + 200, "with its note"
    assert "pane_bytes" in note_of(workspace)
    assert "pane_bytes" in workspace.handle("update", append([0.5]))
    assert x_of(workspace) == full
    assert len([r for r in caplog.records if r.levelno == logging.WARNING]) == 1, "said once"
    assert workspace.handle("events", line(numbers(10))) == "w"
    assert note_of(workspace) == ""


# -- windows and environments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, 3])
def test_an_environment_may_have_so_many_windows(limit: int):
    workspace = make(env_panes=limit)
    answers = [workspace.handle("events", text("a", win=f"w{i}")) for i in range(4)]
    assert answers[:3] == ["w0", "w1", "w2"]
    assert (answers[3] == "w3") == (limit == 0)
    if limit:
        assert "at most 3 windows (VisdomWorkspace.env_panes)" in answers[3]
        assert workspace.handle("events", text("b", win="w1")) == "w1", "one in the place of another"
        workspace.handle("close", {"win": "w0", "eid": "main"})
        assert workspace.handle("events", text("b", win="w3")) == "w3"


@pytest.mark.parametrize("limit", [0, 2])
def test_a_kernel_may_have_so_many_environments(limit: int):
    workspace = make(envs=limit)
    assert workspace.handle("events", text("a", eid="second")) == "t"
    answer = workspace.handle("events", text("a", eid="third"))
    assert (answer == "t") == (limit == 0)
    if limit:
        assert "VisdomWorkspace.envs" in answer
        assert "third" not in workspace.store.envs
        assert workspace.handle("events", text("b", win="w", eid="second")) == "w", "one more window in one of them"
        assert "VisdomWorkspace.envs" in workspace.handle("fork_env", {"prev_eid": "main", "eid": "fork"})
        workspace.handle("delete_env", {"eid": "second"})
        assert workspace.handle("events", text("a", eid="third")) == "t"


def test_there_is_always_a_main_environment(tmp_path: Any):
    before = Workspace("e0", env_path=tmp_path)
    for eid in ("first", "second"):
        before.handle("events", text("x", eid=eid))
    before.handle("save", {"data": ["first", "second"]})
    before.saver.finish()
    for file in tmp_path.glob("main*"):
        file.unlink()
    workspace = Workspace("e1", env_path=tmp_path, limits=Limits(envs=2))
    assert set(workspace.store.envs) == {"first", "second", "main"}
    workspace.saver.finish()


def test_a_loop_that_makes_windows_is_warned_once(caplog: pytest.LogCaptureFixture):
    workspace = make(env_panes=1)
    for i in range(10):
        workspace.handle("events", text("a", win=f"w{i}"))
    assert len([r for r in caplog.records if r.levelno == logging.WARNING]) == 1


# -- bytes of a kernel -------------------------------------------------------------------------------------------------


def weight(*wins: str, size: int) -> int:
    workspace = make()
    for win in wins:
        workspace.handle("events", text("x" * size, win=win))
    return workspace.store.weight


@pytest.mark.parametrize("less", [0, 1])
def test_all_windows_may_take_so_many_bytes_and_not_one_more(less: int):
    workspace = make(kernel_bytes=weight("a", "b", size=2000) - less)
    assert workspace.handle("events", text("x" * 2000, win="a")) == "a"
    answer = workspace.handle("events", text("x" * 2000, win="b"))
    assert (answer == "b") == (less == 0)
    if less:
        assert "VisdomWorkspace.kernel_bytes" in answer
        assert list(workspace.store.envs["main"].panes) == ["a"]


def test_points_that_go_in_place_one_by_one_use_up_the_room_too():
    workspace = make(kernel_bytes=20_000)
    workspace.handle("events", line(numbers(10)))
    for _ in range(2):  # the first one brings its options, the second one finds that they are there
        workspace.handle("update", append([0.5]))
    taken = 0
    while taken < 5_000 and workspace.append_point("main", "w", None, POINT, 0.5, 0.5) == "w":
        taken += 1
    assert 100 < taken < 20_000 // 16
    assert workspace.store.weight <= 20_000
    assert "VisdomWorkspace.kernel_bytes" in workspace.handle("update", append([0.5]))


def test_no_limit_is_0():
    workspace = make(kernel_bytes=0, pane_bytes=0, trace_points=0)
    workspace.handle("events", line(numbers(10_000)))
    for _ in range(100):
        one_point(workspace, 0.5)
    assert len(x_of(workspace)) == 10_100


def test_small_windows_count_with_what_they_cost_as_objects():
    workspace = make(kernel_bytes=100 * PANE_COST)
    answers = [workspace.handle("events", text("a", win=f"w{i}")) for i in range(101)]
    assert 50 < sum(answer.startswith("w") for answer in answers) < 100


def test_closing_a_window_makes_room_for_another():
    """What can be brought back gives way too."""
    workspace = make(kernel_bytes=weight("a", size=50_000) * 3 // 2)
    for i in range(10):
        assert workspace.handle("events", text("x" * 50_000, win=f"w{i}")) == f"w{i}"
        workspace.handle("close", {"win": f"w{i}", "eid": "main"})
    assert workspace.store.weight + workspace.state.undo.weight <= workspace.state.limits.kernel_bytes


def close(workspace: Workspace, win: str, eid: str = "main") -> None:
    workspace.handle("close", {"win": win, "eid": eid})


def shown(wire: Wire, eid: str = "main") -> int:
    """What a page is told of how many windows can be brought back."""
    wire.deliver()
    return wire.replica.store.envs[eid].reload.get(ASIDE, {}).get("undo", 0)


def test_pages_learn_that_closed_windows_gave_way():
    """Also those that look at another environment than the one that needed the room, and from a window that grew."""
    workspace = make(kernel_bytes=weight("a", size=50_000) * 5 // 2)
    wire = Wire(workspace)
    for eid in ("main", "other"):
        workspace.handle("events", text("x" * 50_000, win="a", eid=eid))
        close(workspace, "a", eid)
    assert (shown(wire), shown(wire, "other")) == (1, 1)
    assert workspace.handle("events", text("x" * 50_000, eid="third")) == "t"
    assert (shown(wire), shown(wire, "other"), shown(wire, "third")) == (0, 0, 0)
    with pytest.raises(Refused, match="No closed pane"):
        workspace.command({"cmd": "undo", "eid": "main"})
    workspace.handle("events", text("x" * 20_000, win="b"))
    close(workspace, "b")
    assert shown(wire) == 1
    assert workspace.handle("update", {**text("x" * 70_000, eid="third"), "append": True}) == "t"
    assert shown(wire) == 0
    assert digest(wire.replica.store) == workspace.digest()


def test_what_makes_closed_windows_of_its_own_environment_give_way_tells_of_that_too():
    """The number of those that can be brought back is that of after it."""
    workspace = make(kernel_bytes=3 * PANE_COST + 200_000)
    for win in ("stays", "goes"):
        workspace.handle("events", text(win * 10_000, win))
    workspace.handle("close", {"win": "goes", "eid": "main"})
    assert workspace.store.envs["main"].reload[ASIDE] == {"undo": 1}
    window = {"id": "w", "type": "text", "content": "x" * 120_000, "version": 1, "contentID": "1"}
    assert workspace.handle("win_data", {"win": "w", "data": json.dumps(window)}) == ""
    assert workspace.state.undo.count("main") == 0
    assert ASIDE not in workspace.store.envs["main"].reload


def test_closed_windows_that_are_on_disk_can_still_be_brought_back_when_they_gave_way(tmp_path: Any):
    limits = Limits(kernel_bytes=weight("a", "b", size=50_000) * 3 // 4)
    workspace = Workspace("e1", env_path=tmp_path, limits=limits)
    wire = Wire(workspace)
    workspace.handle("events", text("x" * 50_000, win="a"))
    close(workspace, "a")
    workspace.saver.finish()
    assert workspace.handle("events", text("x" * 50_000, win="b")) == "b"
    assert workspace.state.undo.weight == 0
    assert shown(wire) == 1
    close(workspace, "b")
    workspace.command({"cmd": "undo", "eid": "main"})
    close(workspace, "b")
    assert shown(wire) == 2
    workspace.saver.finish()


def test_environments_that_sleep_go_on_sleeping_when_closed_windows_give_way(tmp_path: Any):
    before = Workspace("e0", env_path=tmp_path)
    for win in "ab":
        before.handle("events", text("x", win=win, eid="asleep"))
    close(before, "a", "asleep")
    before.handle("save", {"data": ["asleep"]})
    before.saver.finish()
    limits = Limits(kernel_bytes=weight("a", "b", size=50_000) * 3 // 4)
    workspace = Workspace("e1", env_path=tmp_path, limits=limits)
    workspace.handle("events", text("x" * 50_000, win="a"))
    close(workspace, "a")
    assert workspace.handle("events", text("x" * 50_000, win="b")) == "b"
    assert workspace.state.is_asleep("asleep")
    workspace.saver.finish()


def test_a_stack_that_gave_way_is_read_again_under_the_lock(tmp_path: Any, monkeypatch: pytest.MonkeyPatch):
    """Else the saver, on a thread of its own, might put it in the place of one that is newer."""
    workspace = Workspace("e1", env_path=tmp_path)
    workspace.handle("events", text("x", win="a"))
    close(workspace, "a")
    workspace.saver.finish()
    workspace.state.undo.forget()
    disk, owned = workspace.state.disk, []
    load = disk.load_undo
    monkeypatch.setattr(disk, "load_undo", lambda eid: owned.append(workspace.lock._is_owned()) or load(eid))
    workspace.saver.save([Save("undo", "main")])
    assert owned == [True]


def test_what_was_closed_does_not_give_way_to_what_is_refused_all_the_same():
    workspace = make(kernel_bytes=weight("a", size=50_000) * 3 // 2)
    workspace.handle("events", text("x" * 50_000, win="a"))
    close(workspace, "a")
    before = workspace.digest()
    assert "kernel_bytes" in workspace.handle("events", text("x" * 100_000, win="b"))
    assert workspace.digest() == before
    workspace.command({"cmd": "undo", "eid": "main"})
    assert list(workspace.store.envs["main"].panes) == ["a"]


def test_a_kernel_that_is_full_can_still_be_emptied():
    workspace = make(kernel_bytes=weight("a", "b", size=2000))
    for win in "ab":
        workspace.handle("events", text("x" * 2000, win=win))
    assert "kernel_bytes" in workspace.handle("update", {**text("more", win="a"), "append": True})
    assert "kernel_bytes" in note_of(workspace, "a")
    workspace.handle("close", {"win": "b", "eid": "main"})
    assert workspace.handle("update", {**text("more", win="a"), "append": True}) == "a"


def test_what_grows_and_shrinks_is_counted_anew_and_does_not_use_up_the_room():
    workspace = make(kernel_bytes=weight("a", size=60_000) * 2)
    for _ in range(50):
        for size in (10, 60_000):
            assert workspace.handle("events", text("x" * size, win="a")) == "a"


def test_bringing_back_a_window_for_which_there_is_no_room_is_refused_and_it_is_not_lost():
    workspace = make(env_panes=1)
    workspace.handle("events", text("a", win="a"))
    workspace.handle("close", {"win": "a", "eid": "main"})
    workspace.handle("events", text("b", win="b"))
    with pytest.raises(Refused, match="env_panes"):
        workspace.command({"cmd": "undo", "eid": "main"})
    assert [closed.win for closed in workspace.state.undo.stack("main")] == ["a"]


# -- what comes from elsewhere -----------------------------------------------------------------------------------------


def test_an_environment_on_disk_for_which_there_is_no_room_stays_there(tmp_path: Any):
    before = Workspace("e0", env_path=tmp_path)
    for win in "ab":
        before.handle("events", text("x", win=win, eid="large"))
    before.handle("save", {"data": ["large"]})
    workspace = Workspace("e1", env_path=tmp_path, limits=Limits(env_panes=1))
    with pytest.raises(Refused, match="env_panes"):
        workspace.command({"cmd": "load_env", "eid": "large"})
    assert "can't be read" not in workspace.handle("events", text("x", eid="large"))
    assert workspace.store.envs["large"].wins == ()


def test_of_an_earlier_life_those_environments_are_taken_over_for_which_there_is_room(
    caplog: pytest.LogCaptureFixture,
):
    before = make()
    for eid, wins in {"large": "ab", "small": "a"}.items():
        for win in wins:
            before.handle("events", text("x", win=win, eid=eid))
    workspace = make(env_panes=1)
    workspace.take_over(before.store)
    assert list(workspace.store.envs["small"].panes) == ["a"]
    assert "large" not in workspace.store.envs
    assert "large" in caplog.text


def test_layouts_and_views_have_a_largest_size():
    workspace = make(reload_bytes=100)
    workspace.handle("events", text("x"))
    place = {"cmd": "layout_item_update", "eid": "main", "win": "t"}
    workspace.command({**place, "data": {"a": "x" * 83}})
    with pytest.raises(Refused, match="reload_bytes"):
        workspace.command({**place, "data": {"a": "x" * 93}})
    assert workspace.store.envs["main"].reload == {"t": {"a": "x" * 83}}
    views = '{"main":{"v":{"t":"%s"}}}'
    workspace.command({"cmd": "save_layouts", "data": views % ("x" * (100 - len(views) + 2))})
    with pytest.raises(Refused, match="reload_bytes"):
        workspace.command({"cmd": "save_layouts", "data": views % ("y" * (100 - len(views) + 3))})


# -- the settings ------------------------------------------------------------------------------------------------------


def test_the_settings_have_these_limits():
    assert VisdomWorkspace().limits() == Limits()
    assert VisdomWorkspace(trace_points=5, envs=0).limits() == Limits(trace_points=5, envs=0)


def test_a_pane_can_not_be_allowed_to_be_larger_than_what_can_be_in_transit():
    with pytest.raises(Exception, match="pane_bytes"):
        VisdomWorkspace(pane_bytes=PANE_BYTES + 1)


def test_an_empty_store_weighs_nothing():
    assert Store("e").weight == 0
