"""What a page may ask: done, told to the handlers, or refused with a sentence."""

import pytest

from jupyter_visdom.workspace.errors import Refused


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


REFUSED = [
    ({}, "does not know the command None"),
    ({"cmd": ["close"]}, "does not know the command"),
    ({"cmd": "undo", "eid": "main"}, r"does not know the command 'undo' \(it knows close"),
    ({"cmd": "close", "eid": "main"}, "field 'data' must be a string, not None"),
    ({"cmd": "close", "data": "t"}, "field 'eid' must be a string, not None"),
    ({"cmd": "close", "data": "t", "eid": "x"}, "Environment 'x' not found"),
    ({"cmd": "delete_env", "eid": "main"}, "'main' can't be deleted"),
    ({"cmd": "delete_env", "eid": "x"}, "Environment 'x' not found"),
    ({"cmd": "forward_to_vis"}, "field 'data' must be an object"),
    ({"cmd": "forward_to_vis", "data": {"eid": "main"}}, "field 'target' must be a string"),
    ({"cmd": "forward_to_vis", "data": {"eid": "main", "target": "x"}}, "Pane 'x' not found"),
]


@pytest.mark.parametrize(("body", "sentence"), REFUSED)
def test_refused(filled, body, sentence):
    """What can't be done changes nothing and says why."""
    digest = filled.digest()
    with pytest.raises(Refused, match=sentence):
        filled.command(body)
    assert filled.digest() == digest
