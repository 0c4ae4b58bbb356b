"""The endpoints: what is answered, and what is refused whole with a sentence."""

import json
import logging

import pytest

from jupyter_visdom.core.limits import TEXT_CHARS
from jupyter_visdom.workspace.errors import UnknownEndpoint
from jupyter_visdom.workspace.workspace import Workspace

TRACE = {"x": [1.0], "y": [1.0], "name": "1", "type": "scatter"}
TWO = [TRACE, {**TRACE, "name": "2"}]


def plot(*traces, win="w", **more):
    return {"data": list(traces), "win": win, "eid": "main", "layout": {}, "opts": {}, **more}


def text(content, win="t", **more):
    data = [{"content": content, "type": "text"}]
    return {"data": data, "win": win, "eid": "main", "opts": {}, **more}


@pytest.fixture
def filled(workspace):
    """A workspace with a plot of two traces, a text, a bar chart and a history of pictures."""
    workspace.handle("events", plot(*TWO))
    workspace.handle("events", text("a"))
    workspace.handle("events", plot({**TRACE, "type": "bar"}, win="b"))
    data = [{"content": {"src": "a", "caption": "c"}, "type": "image_history"}]
    workspace.handle("events", {"data": data, "win": "h", "opts": {}})
    return workspace


REFUSED = {
    "no window": ("update", {"data": [TRACE], "eid": "main", "opts": {}}, "field 'win' is missing"),
    "a list of windows": ("update", plot(TRACE, win=["w"]), "field 'win' must be the name of a window, not ['w']"),
    "a list of environments": (
        "update",
        plot(TRACE, eid=["main"]),
        "field 'eid' must be the name of an environment, not ['main']",
    ),
    "a list of environments to look in": (
        "win_exists",
        {"win": "w", "eid": ["main"]},
        "field 'eid' must be the name of an environment, not ['main']",
    ),
    "a forbidden key in a new window": ("events", plot(TRACE, opts={"__proto__": 1}), "not allowed"),
    "a forbidden key in a window's update": ("update", plot(*TWO, append=True, opts={"__proto__": 1}), "not allowed"),
    "a forbidden key in a layout": (
        "update",
        {"win": "w", "layout": {"xaxis": {"__proto__": 1}}, "opts": {}},
        "not allowed",
    ),
    "no window to look for": ("win_exists", {"eid": "main"}, "field 'win' is missing"),
    "too few traces": ("update", plot(TRACE, append=True), "a trace for each of the plot's 2"),
    "several for one name": ("update", plot(*TWO, name="1", append=True), "one trace for the one"),
    "words for numbers": (
        "update",
        plot({**TRACE, "x": ["a"]}, name="1", append=True),
        "field 'x' of a trace must be a list of numbers or nulls",
    ),
    "no window named": ("update", {"data": []}, "field 'win' is missing"),
    "no data to append": ("update", {"win": "w", "append": True}, "field 'data' is missing"),
    "nothing to update": ("update", {"win": "w"}, "'data', 'layout' and 'opts'"),
    "text of a plot": ("update", text("a", win="w"), "a trace for each of the plot's 2"),
    "no text": ("update", {"win": "t", "data": [{}]}, "field 'content' is missing"),
    "slider of a text": (
        "update",
        {"win": "t", "data": [{"type": "image_update_selected", "selected": 1}]},
        "win is not image_history; was text",
    ),
    "slider between frames": (
        "update",
        {"win": "h", "data": [{"type": "image_update_selected", "selected": 0.5}]},
        "image slider index must be an integer",
    ),
    "nothing to show": ("events", {"win": "n"}, "field 'data' is missing"),
    "empty data": ("events", {"win": "n", "data": []}, "field 'data' must not be an empty list"),
    "no layout": ("events", {"win": "n", "data": [TRACE]}, "field 'layout' is missing"),
    "Lua": ("events", {"func": "plot"}, "field 'func' is not supported"),
    "version": ("events", plot(TRACE, version="x"), "'version' must be an integer of at least 0"),
    "forbidden key": ("events", plot({**TRACE, "__proto__": 1}), "the key '__proto__' is not allowed"),
    "env": ("events", plot(TRACE, eid=5), "field 'eid' must be the name of an environment, not 5"),
    "win": ("win_exists", {"win": ["w"]}, "field 'win' must be the name of a window"),
    "no win": ("win_exists", {"eid": "main"}, "field 'win' is missing"),
    "close in no env": ("close", {"win": "w", "eid": "x"}, "there is no environment 'x'"),
    "read in no env": ("win_data", {"win": "w", "eid": "x"}, "there is no environment 'x'"),
    "read no window": ("win_data", {"win": "x"}, "there is no window 'x' in environment 'main'"),
    "write no JSON": ("win_data", {"win": "x", "data": "{"}, "JSONDecodeError"),
    "write no window": ("win_data", {"win": "x", "data": "5"}, "a window must be a JSON object"),
    "fork of nothing": ("fork_env", {"prev_eid": "x", "eid": "y"}, "field 'prev_eid': there is no environment 'x'"),
    "fork without a name": ("fork_env", {"prev_eid": "main"}, "field 'eid' must be a string, not None"),
    "save without names": ("save", {}, "field 'data' must be a list of names of environments, not None"),
    "save what is no name": ("save", {"data": [5]}, "field 'data' must be a list of names of environments, not [5]"),
    "experiment, unknown action": ("experiments/log", {"action": "x"}, "unknown action 'x'"),
    "experiment, params": ("experiments/log", {"params": [1]}, "'params' must be an object"),
    "experiment, tags": ("experiments/log", {"tags": 5}, "'tags' must be an object"),
    "experiment, no metrics": ("experiments/log", {"action": "metrics"}, "'metrics' must be a non-empty object"),
    "experiment, nothing to end": ("experiments/log", {"action": "finish"}, "no experiment logged for env 'main'"),
    "write a window of a forbidden name": (
        "win_data",
        {"win": None, "data": '{"__proto__":{"id":"x"}}'},
        "not allowed",
    ),
    "write a forbidden key": ("win_data", {"win": "x", "data": '{"__proto__":1}'}, "not allowed"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(filled, caplog, case):
    """Where the real server breaks, nothing changes, and one sentence is answered and logged."""
    endpoint, message, expected = REFUSED[case]
    digest = filled.digest()
    answer = filled.handle(endpoint, message)
    what = endpoint if message.get("win") is None else f"{endpoint} of window {message['win']!r:.80}"
    assert answer.startswith(f"jupyter_visdom refused {what}: ")
    assert expected in answer
    assert filled.digest() == digest
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert warnings == [answer]


MORE = {"type": "text", "content": "b"}


@pytest.mark.parametrize(
    "message",
    [
        {"data": [MORE]},
        {"data": []},
        {"data": [MORE, MORE]},
        {"data": [{"content": "b"}]},
        {"data": [{**MORE, "type": "scatter"}]},
        {"data": [{**MORE, "content": 5}]},
        {"data": [{**MORE, "__proto__": 1}]},
        {"data": [MORE], "opts": {"__proto__": 1}},
    ],
    ids=str,
)
def test_a_long_text_is_added_to_as_a_short_one_is(message):
    """A long one has a way of its own, for what is plain; all else goes the way of the others."""

    def add(content):
        workspace = Workspace("e1")
        workspace.handle("events", {"win": "t", "data": [{"type": "text", "content": content}], "opts": {}})
        answer = workspace.handle("update", {"win": "t", "append": True, **message})
        held = workspace.store.pane("main", "t").to_json()["content"]
        return answer, held.removeprefix(content)

    assert add("a" * TEXT_CHARS) == add("a")


def test_a_long_text_is_added_to_in_a_pane_for_texts_only(workspace):
    """A window written by `win_data` may be of any type and hold a long text."""
    window = {"id": "t", "type": "strange", "content": "a" * TEXT_CHARS, "version": 1, "contentID": "1"}
    workspace.handle("win_data", {"win": "t", "data": json.dumps(window)})
    answer = workspace.handle("update", {"win": "t", "append": True, "data": [MORE]})
    assert answer.startswith("jupyter_visdom refused update")
    assert workspace.store.pane("main", "t").to_json() == window


def test_unknown(workspace):
    """An endpoint that is not covered is named, with those that are."""
    with pytest.raises(UnknownEndpoint, match=r"'health' \(it answers close, delete_env"):
        workspace.handle("health", {})


def test_answers(filled):
    """Sentences and ids are those of the real server."""
    assert filled.handle("update", plot(TRACE, win="b")) == (
        "win is not scatter, heatmap, custom, image_history, plot_history, embeddings, or text; was bar"
    )
    assert filled.handle("update", plot(TRACE, win="none")) == "win does not exist"
    assert filled.handle("env_state", {"eid": "x"}) == '{"error": "env \'x\' not found"}'
    assert filled.handle("env_state", {}) == '["main"]'
    assert filled.handle("win_exists", {"win": "w"}) == "true"
    assert filled.handle("win_exists", {"win": "w", "eid": "x"}) == "false"
    assert filled.handle("events", text("a", win=None)).startswith("window_")
    assert list(json.loads(filled.handle("win_data", {"win": None})))[:4] == ["w", "t", "b", "h"]


def test_experiment(filled):
    """An experiment's record is merged, then ended, and then stands."""
    for message in (
        {"name": "run", "params": {"lr": 0.1}, "tags": {"a": "b"}},
        {"action": "log", "params": {"lr": 0.2}, "description": "d"},
        {"action": "metrics", "metrics": {"loss": float("nan"), "acc": 1}, "step": 3},
        {"action": "finish", "status": "failed"},
    ):
        record = json.loads(filled.handle("experiments/log", {**message, "eid": "a/b"}))
    assert (record["env_id"], record["name"], record["description"], record["status"]) == ("a_b", "run", "d", "failed")
    assert record["params"] == [{"key": "lr", "value": 0.2, "dtype": "float"}]
    assert [(m["key"], m["value"], m["step"]) for m in record["metrics"]] == [("loss", None, 3), ("acc", 1, 3)]
    assert "a_b" in filled.store.envs
    for action in ("log", "metrics", "finish"):
        answer = filled.handle("experiments/log", {"action": action, "metrics": {"a": 1}, "eid": "a/b"})
        assert answer.startswith("jupyter_visdom refused experiments/log: experiment 'a_b' is failed; cannot ")


def test_place_and_comment_stay(filled):
    """A window that is replaced keeps its place and its comment, a long one too."""
    comment = "c" * TEXT_CHARS
    filled.handle("update", {"win": "w", "opts": {"comment": comment}})
    filled.handle("events", text("b", win="w"))
    pane = filled.store.pane("main", "w").to_json()
    assert (pane["i"], pane["comment"], pane["version"]) == (0, comment, 1)


def test_written_without_id(workspace):
    """A window written without an id can be read, but an update has no answer: it is refused."""
    for content in ("a", "a" * TEXT_CHARS):
        data = json.dumps({"type": "text", "content": content})
        workspace.handle("win_data", {"win": "t", "data": data})
        digest = workspace.digest()
        assert "field 'id' is missing" in workspace.handle("update", text("b"))
        assert workspace.digest() == digest


def test_long_names(workspace):
    """A window may have a name so long that it is a column."""
    name = "n" * TEXT_CHARS
    assert workspace.handle("events", plot(TRACE, win=name)) == name
    assert workspace.handle("update", plot(TRACE, win=name, name="1", append=True)) == name


def test_content_ids(filled):
    """Each change of content has an id of its own, in a few bytes."""
    seen = {pane.content_id for _, pane in filled.store.panes()}
    for _ in range(20):
        filled.handle("update", text("more"))
        seen.add(filled.store.pane("main", "t").content_id)
    assert len(seen) == 24
    assert max(map(len, seen)) < 12


def test_nothing_to_close(filled):
    """Closing what is not there is no change."""
    cursor = filled.store.cursor
    assert filled.handle("close", {"win": "none", "eid": "main"}) == ""
    assert filled.handle("delete_env", {"eid": "none"}) == ""
    assert filled.handle("delete_env", {"eid": "main"}) == ""
    assert filled.store.cursor == cursor


def test_on_change(filled):
    """Each change is told, without the lock; nothing else is."""
    told = []
    filled.on_change = lambda: told.append(filled.lock._is_owned())
    filled.handle("win_exists", {"win": "w"})
    filled.handle("win_data", {"win": "w"})
    filled.handle("update", {"win": "w"})
    assert told == []
    filled.handle("update", text("b"))
    filled.handle("close", {"win": "w", "eid": "main"})
    assert told == [False, False]


def test_on_change_of_what_grows(filled):
    """So is each step of what grows in place."""
    told = []
    for _ in range(20):
        filled.handle("update", plot(*TWO, append=True))
    filled.on_change = lambda: told.append(filled.lock._is_owned())
    for _ in range(3):
        filled.handle("update", plot(*TWO, append=True))
    assert told == [False] * 3


def test_embeddings(workspace):
    """Points are drilled into, and keep what they were."""
    points = [{"group": i % 3, "name": str(i), "position": [0.5, i]} for i in range(20)]
    content = {"data": points, "selected": None}
    message = {"data": [{"content": content, "type": "embeddings"}], "win": "e", "opts": {}}
    workspace.handle("events", message)
    for fields in (
        {"update_type": "EntitySelected", "selected": {"html": "x" * 2000}},
        {"update_type": "RegionSelected", "points": points[:9]},
        {"update_type": "RegionSelected", "points": points[:3]},
    ):
        assert workspace.handle("update", {"data": fields, "win": "e", "opts": {}}) == "e"
    pane = workspace.store.pane("main", "e").to_json()
    assert pane["content"]["data"] == points[:3]
    assert pane["old_content"] == [points, points[:9]]
    assert pane["content"]["has_previous"] is True
