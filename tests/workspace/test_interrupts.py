"""An interrupt at any line leaves the workspace as it was or as it should become, and usable."""

import os
import threading

import pytest
from interrupts import Interrupt

from jupyter_visdom.core.digest import digest

DEEP = os.environ.get("JUPYTER_VISDOM_DEEP") == "1"


def trace(n, name="1"):
    xs = [float(i) for i in range(n)]
    return {"x": xs, "y": xs, "name": name, "type": "scatter", "marker": {"size": 10}}


def append(name=None, win="w"):
    opts = {"mode": "lines"}
    fields = {"data": [trace(1)], "win": win, "eid": "main", "layout": {}, "opts": opts}
    return "update", {**fields, "name": name, "append": True}


def plot(win="w", n=9):
    return "events", {"data": [trace(n)], "win": win, "eid": "main", "layout": {}, "opts": {}}


def text(content, endpoint="update"):
    data = [{"content": content, "type": "text"}]
    return endpoint, {"data": data, "win": "t", "eid": "main", "opts": {}}


def picture(content, endpoint="update"):
    data = [{"content": {"src": content * 1500}, "type": "image_history"}]
    return endpoint, {"data": data, "win": "p", "eid": "main", "opts": {}}


LONG = "<br>".join(["line"] * 500)

CASES = {
    "append in place": ([plot(), append(), append()], append()),
    "first append": ([plot()], append()),
    "append that makes a column": ([plot(n=7), append()], append()),
    "append to a window that is missing": ([], append()),
    "new trace": ([plot(), append()], append(name="other")),
    "plot over a plot": ([plot()], plot(n=12)),
    "first text": ([], text("a" * 2000, "events")),
    "text in place": ([text(LONG, "events")], text("more")),
    "short text": ([text("a", "events")], text("b")),
    "picture": ([picture("a", "events"), *map(picture, "bcd")], picture("e")),
    "heatmap": (
        [("events", {"data": [{"type": "heatmap", "z": [[1, 2]] * 9, "x": None, "y": None}],
                     "win": "h", "layout": {}, "opts": {}})],
        ("update", {"data": [{"type": "heatmap", "z": [[3, 4]], "x": None, "y": None}],
                    "win": "h", "append": True, "updateDir": "appendRow", "opts": {}}),
    ),
    "refused": ([plot()], ("update", {"data": [], "win": "w", "append": True})),
    "close": ([plot(), plot("v")], ("close", {"win": "w", "eid": "main"})),
    "close all": ([plot(), plot("v")], ("close", {"win": None, "eid": "main"})),
    "new env": ([], ("env/other", {"eid": "other"})),
    "delete env": ([("env/other", {"eid": "other"})], ("delete_env", {"eid": "other"})),
    "fork": ([plot()], ("fork_env", {"prev_eid": "main", "eid": "fork"})),
    "experiment": ([], ("experiments/log", {"eid": "other", "name": "a"})),
    "write windows": ([plot()], ("win_data", {"win": "v", "data": '{"id": "v", "type": "text"}'})),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_interrupt(new_workspace, new_wire, case):
    """After an interrupt: old or new, lock free, and the next requests reach a replica."""
    before, request = CASES[case]

    def made():
        workspace = new_workspace()
        for earlier in before:
            workspace.handle(*earlier)
        wire = new_wire(workspace)
        wire.deliver()
        return workspace, wire

    def state(workspace):
        return {key: digest_of(pane) for key, pane in workspace.store.panes()}, names(workspace)

    workspace, _ = made()
    old = state(workspace)
    with Interrupt() as counted:
        workspace.handle(*request)
    new = state(workspace)

    seen = set()
    for at in chosen(counted.lines):
        workspace, wire = made()
        with pytest.raises(KeyboardInterrupt), Interrupt(at):
            workspace.handle(*request)
        assert state(workspace) in (old, new), at
        seen.add(state(workspace) == new)
        check_usable(workspace, wire, request)
    assert seen == {False, True} or old == new or case == "refused"


def chosen(lines):
    """Every line; of a long way round, unless deep, every seventh one and all near the end."""
    step = 1 if DEEP or lines < 150 else 7
    return sorted({*range(1, lines + 1, step), *range(max(lines - 40, 1), lines + 1)})


def digest_of(pane):
    """A pane's state, its own cursor aside."""
    json = pane.to_json()
    del json["contentID"]
    return repr(json)


def names(workspace):
    return {name: env.wins for name, env in workspace.store.envs.items()}


def check_usable(workspace, wire, request):
    taken = threading.Thread(target=workspace.lock.acquire)
    taken.start()
    taken.join(5)
    assert not taken.is_alive()
    workspace.after_fork()  # another lock, for that thread kept the one that it took
    wire.deliver()
    assert digest(wire.replica.store) == workspace.digest()
    for endpoint, message in [request, plot(), append(), append()]:
        workspace.handle(endpoint, message)
        wire.deliver()
    assert digest(wire.replica.store) == workspace.digest()
