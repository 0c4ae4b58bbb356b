"""What a page may ask: done, told to the handlers, or refused with a sentence."""

import json

import pytest

from jupyter_visdom.workspace.errors import Refused
from jupyter_visdom.workspace.limits import Limits
from jupyter_visdom.workspace.state import ASIDE
from jupyter_visdom.workspace.workspace import Workspace


@pytest.fixture
def filled(workspace):
    data = [{"content": "a", "type": "text"}]
    workspace.handle("events", {"data": data, "win": "t", "eid": "main", "opts": {}})
    workspace.handle("env/other", {"eid": "other"})
    return workspace


def test_close(filled):
    """A page's close removes the window and is an event."""
    event = filled.command({"cmd": "close", "data": "t", "eid": "main"})
    assert event == {"event_type": "close", "target": "t", "eid": "main", "pane_data": None}
    assert filled.store.pane("main", "t") is None


def test_delete_env(filled):
    """A page may delete any env but main."""
    assert filled.command({"cmd": "delete_env", "eid": "other", "prev_eid": "main"}) is None
    assert list(filled.store.envs) == ["main"]


def test_forward(filled):
    """An event goes to the handlers with its fields, and the whole pane unless it says no."""
    data = {"target": "t", "eid": "main", "event_type": "Click", "image_coord": {"x": 1, "y": 2}}
    event = filled.command({"cmd": "forward_to_vis", "data": dict(data)})
    assert event == {**data, "pane_data": filled.store.pane("main", "t").to_json()}
    data["pane_data"] = False
    assert filled.command({"cmd": "forward_to_vis", "data": dict(data)}) == data


def test_undo_count(filled, wire):
    """A page reads from the env how many windows can be brought back: at most four."""
    seen = []
    for i in range(6):
        filled.handle("events", {"data": [{"content": "a", "type": "text"}], "win": f"w{i}", "eid": "main", "opts": {}})
        filled.command({"cmd": "close", "data": f"w{i}", "eid": "main"})
        wire.deliver()
        seen.append(wire.replica.store.envs["main"].reload[ASIDE]["undo"])
    assert seen == [1, 2, 3, 4, 4, 4]
    for left in (3, 2, 1, 0):
        filled.command({"cmd": "undo", "eid": "main"})
        wire.deliver()
        assert wire.replica.store.envs["main"].reload.get(ASIDE, {}).get("undo", 0) == left
    assert list(filled.store.envs["main"].panes) == ["t", "w5", "w4", "w3", "w2"]
    assert wire.replica.store.pane("main", "w2").to_json() == filled.store.pane("main", "w2").to_json()


def test_undo_of_a_plot(filled, wire):
    """A plot that is brought back is whole, at the last place, and grows on, in a replica too."""
    trace = {"x": [float(i) for i in range(20)], "y": [0.5] * 20, "name": "1", "type": "scatter"}
    plot = {"data": [trace], "win": "p", "eid": "main", "layout": {}, "opts": {}}
    filled.handle("events", plot)
    filled.handle("events", {**plot, "win": "q"})
    wire.deliver()
    for step in ({"cmd": "close", "data": "p", "eid": "main"}, {"cmd": "undo", "eid": "main"}):
        filled.command(step)
        wire.deliver()
    filled.handle("update", {**plot, "append": True})
    wire.deliver()
    pane = wire.replica.store.pane("main", "p").to_json()
    assert pane == filled.store.pane("main", "p").to_json()
    assert (len(pane["content"]["data"][0]["x"]), pane["i"]) == (40, 3)


def test_views(filled, wire):
    """Each env has the views that pages have saved for it; they are no part of what is saved with it."""
    views = {"main": {"mine": {"t": 1}}, "unborn": {"a": {}}}
    filled.command({"cmd": "save_layouts", "data": json.dumps(views)})
    filled.handle("env/unborn", {"eid": "unborn"})
    wire.deliver()
    envs = wire.replica.store.envs
    assert envs["main"].reload == {ASIDE: {"views": views["main"]}}
    assert envs["unborn"].reload == {ASIDE: {"views": views["unborn"]}}
    assert envs["other"].reload == {}
    assert filled.state.snapshot("main").layouts == {}
    filled.command({"cmd": "save_layouts", "data": "{}"})
    assert filled.store.envs["main"].reload == {}


def test_views_of_one_env(filled):
    """A page that names an env leaves those of the others alone, also of envs that it can't know."""
    filled.command({"cmd": "save_layouts", "data": '{"main": {"a": {}}, "asleep": {"b": {}}}'})
    filled.command({"cmd": "save_layouts", "eid": "main", "data": '{"c": {}}'})
    assert json.loads(filled.state.views.text) == {"main": {"c": {}}, "asleep": {"b": {}}}


def test_layouts(filled):
    """Where windows lie stays with the env, through other changes, and is copied with it."""
    filled.command({"cmd": "layout_item_update", "eid": "main", "win": "t", "data": {"x": 1}})
    filled.command({"cmd": "close", "data": "t", "eid": "main"})
    filled.command({"cmd": "save_layouts", "data": '{"main": {"a": {}}}'})
    assert filled.state.snapshot("main").layouts == {"t": {"x": 1}}
    filled.handle("fork_env", {"prev_eid": "main", "eid": "fork"})
    assert filled.store.envs["fork"].reload == {"t": {"x": 1}}


def test_fork_shares_nothing(filled, wire):
    """What is done to a fork, or to its origin, is not done to the other."""
    filled.command({"cmd": "save", "data": {}, "prev_eid": "main", "eid": "fork"})
    filled.handle("experiments/log", {"eid": "main", "name": "a"})
    filled.handle("fork_env", {"prev_eid": "main", "eid": "again"})
    filled.handle("experiments/log", {"eid": "main", "params": {"a": 1}})
    for eid in ("main", "fork"):
        update = {"data": [{"content": eid, "type": "text"}], "win": "t", "eid": eid, "append": True}
        filled.handle("update", update)
    wire.deliver()
    held = {eid: wire.replica.store.pane(eid, "t").to_json()["content"] for eid in ("main", "fork", "again")}
    assert held == {"main": "a<br>main", "fork": "a<br>fork", "again": "a"}
    assert filled.state.experiments["again"]["params"] == []
    assert "fork" not in filled.state.experiments
    filled.handle("fork_env", {"prev_eid": "other", "eid": "again"})
    assert "again" not in filled.state.experiments


def test_content_id(filled):
    """Going back in embeddings is another content; a comment, a shape or a saved layout is not."""
    points = {"data": [{"name": "a"}], "selected": None}
    filled.handle("events", {"data": [{"content": points, "type": "embeddings"}], "win": "e", "opts": {}})
    filled.handle("update", {"data": {"update_type": "RegionSelected", "points": []}, "win": "e"})
    before = filled.store.pane("main", "e").content_id
    filled.command({"cmd": "update_comment", "eid": "main", "win": "e", "data": "c"})
    filled.command({"cmd": "update_plot_layout", "eid": "main", "win": "e", "data": {"shapes": []}})
    assert filled.store.pane("main", "e").content_id == before
    filled.command({"cmd": "pop_embeddings_pane", "data": {"eid": "main", "target": "e"}})
    assert filled.store.pane("main", "e").content_id != before


HISTORY = {"id": "h", "type": "plot_history", "content": [{"data": [], "layout": {}}] * 2}


@pytest.mark.parametrize("frame", [None, -1, 2, True, 0.0, "0"])
def test_a_frame_that_a_history_does_not_have(filled, frame):
    """A layout goes to one of its frames, by number."""
    filled.handle("win_data", {"win": "h", "data": json.dumps(HISTORY)})
    with pytest.raises(Refused, match="field 'frame' must be the number of a frame"):
        filled.command({"cmd": "update_plot_layout", "eid": "main", "win": "h", "data": {"a": 1}, "frame": frame})


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        ({**HISTORY, "content": {"a": {}}}, "field 'frame'"),
        ({**HISTORY, "content": [5]}, "no plot"),
        ({**HISTORY, "type": "plot", "content": {"layout": []}}, "no plot"),
    ],
)
def test_a_plot_that_is_none(filled, window, sentence):
    """A client may have written anything."""
    filled.handle("win_data", {"win": "h", "data": json.dumps(window)})
    with pytest.raises(Refused, match=sentence):
        filled.command({"cmd": "update_plot_layout", "eid": "main", "win": "h", "data": {"a": 1}, "frame": 0})


def upload(text, filename="my.json"):
    return {"cmd": "upload_env", "filename": filename, "data": text}


@pytest.mark.parametrize(
    ("filename", "prefix"),
    [
        ("my.json", "uploaded_my_"),
        ("a/b\\c d.json", "uploaded_c d_"),
        ("main.json", "uploaded_"),
        ("x.txt", "uploaded_"),
    ],
)
def test_upload(filled, filename, prefix):
    """A file makes an env of its own, named after it."""
    window = {"id": "t", "type": "text", "content": "b", "version": 3}
    filled.command(upload(json.dumps({"jsons": {"t": window}, "reload": {"t": {"x": 1}}}), filename))
    eid = list(filled.store.envs)[-1]
    assert eid.startswith(prefix) and len(eid) == len(prefix) + 8
    assert json.loads(filled.handle("win_data", {"win": "t", "eid": eid})) == {**window, "contentID": ""}
    assert filled.store.envs[eid].reload == {"t": {"x": 1}}


def test_limits():
    """Each limit can be set."""
    workspace = Workspace("e1", limits=Limits(text_lines=3, image_history=2, old_content=1, undo=1, upload_bytes=10))
    for win, kind in (("t", "text"), ("p", "image_history")):
        for i, endpoint in enumerate(["events", *["update"] * 5]):
            content = "a<br>b" * 600 if kind == "text" and i == 0 else str(i)
            workspace.handle(endpoint, {"data": [{"content": content, "type": kind}], "win": win, "opts": {}})
    assert workspace.store.pane("main", "t").to_json()["content"] == "3<br>4<br>5"
    assert workspace.store.pane("main", "p").to_json()["content"] == ["4", "5"]
    points = {"data": [{"name": "a"}], "selected": None}
    workspace.handle("events", {"data": [{"content": points, "type": "embeddings"}], "win": "e", "opts": {}})
    for _ in range(3):
        workspace.handle("update", {"data": {"update_type": "RegionSelected", "points": []}, "win": "e"})
    assert len(workspace.store.pane("main", "e").to_json()["old_content"]) == 1
    workspace.handle("close", {"win": None})
    assert len(workspace.state.undo.stack("main")) == 1
    with pytest.raises(Refused, match="too large"):
        workspace.command(upload("x" * 11))


def test_defaults():
    """The limits that Visdom has are Visdom's."""
    from visdom.server import defaults

    assert Limits()[:5] == (
        defaults.DEFAULT_MAX_TEXT_LINES,
        defaults.DEFAULT_MAX_IMAGE_HISTORY,
        defaults.DEFAULT_MAX_OLD_CONTENT,
        defaults.DEFAULT_MAX_UNDO_HISTORY,
        100 * 1024 * 1024,
    )


REFUSED = [
    ({}, "does not know the command None"),
    ({"cmd": ["close"]}, "does not know the command"),
    ({"cmd": "echo", "eid": "main"}, r"does not know the command 'echo' \(it knows close"),
    ({"cmd": "close", "eid": "main"}, "field 'data' must be a string, not None"),
    ({"cmd": "close", "data": "t"}, "field 'eid' must be a string, not None"),
    ({"cmd": "close", "data": "t", "eid": "x"}, "Environment 'x' not found"),
    ({"cmd": "delete_env", "eid": "main"}, "'main' can't be deleted"),
    ({"cmd": "delete_env", "eid": "x"}, "Environment 'x' not found"),
    ({"cmd": "forward_to_vis"}, "field 'data' must be an object"),
    ({"cmd": "forward_to_vis", "data": {"eid": "main"}}, "field 'target' must be a string"),
    ({"cmd": "forward_to_vis", "data": {"eid": "main", "target": "x"}}, "Pane 'x' not found"),
    (
        {"cmd": "forward_to_vis", "data": {"eid": "x", "target": "t", "pane_data": False}},
        "Environment 'x' not found",
    ),
    ({"cmd": "undo", "eid": "x"}, "Environment 'x' not found"),
    ({"cmd": "undo", "eid": "main"}, "No closed pane to bring back in environment 'main'"),
    ({"cmd": "layout_item_update", "eid": "x", "win": "t", "data": {}}, "Environment 'x' not found"),
    ({"cmd": "layout_item_update", "eid": "main", "win": "t", "data": 5}, "field 'data' must be an object"),
    ({"cmd": "layout_item_update", "eid": "main", "win": ASIDE, "data": {}}, "can't have a saved layout"),
    ({"cmd": "layout_item_update", "eid": "main", "win": "t", "data": {"__proto__": 1}}, "not allowed"),
    ({"cmd": "update_plot_layout", "eid": "main", "win": "x", "data": {}}, "Pane 'x' not found"),
    ({"cmd": "update_plot_layout", "eid": "main", "win": "t", "data": {}}, "This pane has no plot"),
    ({"cmd": "update_plot_layout", "eid": "main", "win": "t", "data": {"a": [{"__proto__": 1}]}}, "not allowed"),
    ({"cmd": "update_comment", "eid": "main", "win": "x", "data": "c"}, "Pane 'x' not found"),
    ({"cmd": "update_comment", "eid": "main", "win": "t", "data": 5}, "field 'data' must be a string"),
    ({"cmd": "pop_embeddings_pane", "data": {"eid": "main", "target": "t"}}, "nothing to go back to"),
    ({"cmd": "load_env", "eid": "x"}, "Environment 'x' not found"),
    ({"cmd": "save", "eid": "y", "prev_eid": "x", "data": {}}, "Environment 'x' not found"),
    ({"cmd": "save", "eid": "y", "prev_eid": "main"}, "field 'data' must be an object"),
    ({"cmd": "save", "eid": "y", "prev_eid": "main", "data": {"t": {"__proto__": 1}}}, "not allowed"),
    ({"cmd": "save_layouts", "data": "{"}, "must be the JSON text of all views"),
    ({"cmd": "save_layouts", "data": "[]"}, "it must be an object of objects"),
    ({"cmd": "save_layouts", "eid": "main", "data": "{"}, "must be the JSON text of an env's views"),
    ({"cmd": "save_layouts", "eid": "main", "data": "[]"}, "it must be an object of objects"),
    ({"cmd": "save_layouts", "data": '{"main": 1}'}, "it must be an object of objects"),
    (
        {"cmd": "save_layouts", "eid": "main", "data": "[" * 100_000},
        "must be the JSON text of an env's views: maximum recursion depth",
    ),
    ({"cmd": "save_layouts", "data": "[" * 100_000}, "must be the JSON text of all views: it is nested too deeply"),
    ({"cmd": "save_layouts", "data": '{"main": {"__proto__": 1}}'}, "not allowed"),
    (upload("{"), "Invalid JSON file"),
    (upload("[" * 100_000), "Invalid JSON file"),
    (upload('{"jsons": {}}'), "This is not a valid Visdom JSON"),
    (upload('{"jsons": {"a": 5}, "reload": {}}'), "a window must be a JSON object"),
    (upload('{"jsons": {}, "reload": []}'), "'reload' must be an object"),
    (upload('{"jsons": {"a": {"__proto__": 1}}, "reload": {}}'), "not allowed"),
]


@pytest.mark.parametrize(("body", "sentence"), REFUSED)
def test_refused(filled, body, sentence):
    """What can't be done changes nothing and says why."""
    digest = filled.digest()
    with pytest.raises(Refused, match=sentence):
        filled.command(body)
    assert filled.digest() == digest
