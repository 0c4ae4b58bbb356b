"""What Visdom's page sends does the same in a real server and in ours, to windows, files and a client's handlers."""

import http.client
import json
import time
from contextlib import closing

import pytest
from websocket import create_connection
from workspace.pair import server_process

from jupyter_visdom.workspace.errors import Refused
from jupyter_visdom.workspace.workspace import Workspace

TIMEOUT = 20


class Page:
    """A page of the real server, and a client that hears its events."""

    def __init__(self, port):
        address = f"ws://127.0.0.1:{port}"
        self.page = create_connection(f"{address}/socket", timeout=TIMEOUT)
        self.client = create_connection(f"{address}/vis_socket", timeout=TIMEOUT)
        self.http = http.client.HTTPConnection("127.0.0.1", port)
        assert json.loads(self.client.recv())["command"] == "alive"
        self.barriers = 0

    def close(self):
        for connection in (self.page, self.client, self.http):
            connection.close()

    def handle(self, endpoint, message):
        self.http.request("POST", f"/{endpoint}", json.dumps(message))
        return self.http.getresponse().read().decode()

    def command(self, body):
        """Send a command; return the events that the client heard of it, once the server has carried it out."""
        self.barriers += 1
        mark = f"barrier {self.barriers}"
        event = {"cmd": "forward_to_vis", "data": {"eid": "main", "target": mark, "pane_data": False}}
        self.page.send(json.dumps(body))
        self.page.send(json.dumps(event))
        events = []
        while (event := json.loads(self.client.recv())).get("target") != mark:
            events.append(event)
        return events


class Ours:
    """The same of a workspace."""

    def __init__(self, path):
        self.workspace = Workspace("e1", env_path=path)
        self.handle = self.workspace.handle

    def command(self, body):
        try:
            event = self.workspace.command(body)
        except Refused:  # what the real server drops
            return []
        self.workspace.saver.finish()
        return [] if event is None else [event]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("real")


@pytest.fixture(scope="module")
def page(folder):
    with server_process(str(folder)) as port, closing(Page(port)) as page:
        yield page


@pytest.fixture
def sides(page, folder, tmp_path):
    """Both, with the same windows in `main`, and nothing to undo."""
    for name in json.loads(page.handle("env_state", {})):
        page.command({"cmd": "delete_env", "eid": name})
    page.handle("close", {"win": None})
    page.command({"cmd": "save", "data": {}, "prev_eid": "main", "eid": "main"})  # no layouts
    (folder / ".undo" / "main.json").unlink(missing_ok=True)
    sides = page, Ours(tmp_path)
    for endpoint, message in WINDOWS:
        assert len({side.handle(endpoint, message) for side in sides}) == 1
    return sides


def window(win, kind, content, **opts):
    return "events", {
        "win": win,
        "eid": "main",
        "data": [{"type": kind, "content": content}],
        "layout": {},
        "opts": opts,
    }


XS = [float(i) for i in range(12)]
LINE = {"type": "scatter", "x": XS, "y": XS, "name": "1"}
POINTS = [{"group": i % 3, "name": str(i), "position": [0.5, i]} for i in range(20)]
HISTORY = {"data": [LINE], "layout": {"title": "h"}}
WINDOWS = [
    ("events", {"win": "plot", "eid": "main", "data": [LINE], "layout": {"title": "p"}, "opts": {"title": "p"}}),
    window("text", "text", "a", title="t"),
    window("image", "image", {"src": "data:a", "caption": "c"}),
    window("pictures", "image_history", {"src": "data:a"}),
    window("plots", "plot_history", HISTORY),
    ("update", {"win": "plots", "eid": "main", "data": [{"type": "plot_history", "content": HISTORY}]}),
    window("form", "properties", [{"type": "text", "name": "n", "value": "v"}]),
    window("graph", "network", {"nodes": [], "edges": []}),
    window("points", "embeddings", {"data": POINTS, "selected": None}),
]


def forward(win, event_type, **fields):
    return {"cmd": "forward_to_vis", "data": {"target": win, "eid": "main", "event_type": event_type, **fields}}


def close(win):
    return {"cmd": "close", "data": win, "eid": "main"}


def region(points):
    data = {"update_type": "RegionSelected", "points": points}
    return "update", {"win": "points", "eid": "main", "data": data, "opts": {}}


def select(entity):
    data = {"update_type": "EntitySelected", "selected": entity}
    return "update", {"win": "points", "eid": "main", "data": data, "opts": {}}


UNDO = {"cmd": "undo", "eid": "main"}
SHAPES = {"shapes": [{"type": "path", "path": "M0,0" + "L1,1" * 900}]}
BACK = {"cmd": "pop_embeddings_pane", "data": {"target": "points", "eid": "main"}}


def drawn(win, data, **more):
    return {"cmd": "update_plot_layout", "eid": "main", "win": win, "data": data, **more}


def comment(win, data):
    return {"cmd": "update_comment", "eid": "main", "win": win, "data": data}


EVENTS = {
    "key in a text": forward("text", "KeyPress", key="a", key_code=65),
    "key in an image": forward("image", "KeyPress", key="ArrowUp", key_code=38),
    "key in embeddings": forward("points", "KeyPress", key="a", key_code=65, pane_data=False),
    "click": forward("image", "Click", image_coord={"x": 3, "y": None}),
    "property": forward("form", "PropertyUpdate", propertyId=0, value="w"),
    "slider": forward("pictures", "SliderMoved", index=2, pane_data=False),
    "entity": forward("points", "EntitySelected", entityId="3", idx=3, pane_data=False),
    "region": forward("points", "RegionSelected", selectedIdxs=[1, 2], pane_data=False),
    "something new": forward("plot", "Whatever", anything=[1, {"a": None}]),
    "whole plot": forward("plot", "Click", pane_data=None),
    "close": close("text"),
    "close what is not there": close("none"),
}

STEPS = {
    "undo": [close("text"), close("plot"), UNDO, UNDO, UNDO],
    "undo five": [*map(close, ("plot", "text", "image", "form", "graph")), UNDO, UNDO, UNDO, UNDO, UNDO],
    "undo over a window": [close("text"), window("text", "text", "new"), UNDO],
    "undo what a client closed": [("close", {"win": None, "eid": "main"}), UNDO, UNDO],
    "comment": [comment("plot", "why"), comment("text", "c" * 2000), comment("none", "a"), comment("plot", 5)],
    "comment that stays": [comment("text", "mine"), window("text", "text", "new", comment="theirs")],
    "shapes": [drawn("plot", SHAPES), drawn("plot", {"shapes": []}), drawn("text", SHAPES), drawn("plot", [])],
    "shapes of a frame": [drawn("plots", SHAPES, frame=1), drawn("plots", SHAPES, frame=2), drawn("plots", SHAPES)],
    "shapes, then a point": [
        drawn("plot", SHAPES),
        ("update", {"win": "plot", "eid": "main", "data": [{**LINE, "x": [1.0], "y": [2.0]}], "append": True}),
    ],
    "embeddings": [region(POINTS[:9]), select({"html": "x" * 2000}), region(POINTS[:3]), BACK, BACK],
    "embeddings, 52 deep": [*[region(POINTS[: 19 - i % 9]) for i in range(52)], BACK],
    "slider": [
        ("update", {"win": "pictures", "eid": "main", "data": [{"type": "image_history", "content": {"src": "b"}}]}),
        ("update", {"win": "pictures", "eid": "main", "data": [{"type": "image_update_selected", "selected": 0}]}),
    ],
    "fork": [{"cmd": "save", "data": {"plot": {"x": 1}}, "prev_eid": "main", "eid": "a/b"}, comment("plot", "later")],
    "fork of nothing": [
        {"cmd": "save", "data": {}, "prev_eid": "none", "eid": "x"},
        {"cmd": "save", "data": {}, "eid": "x"},
    ],
    "delete": [
        {"cmd": "save", "data": {}, "prev_eid": "main", "eid": "x"},
        {"cmd": "delete_env", "eid": "x"},
        {"cmd": "delete_env", "eid": "main"},
    ],
}


@pytest.mark.parametrize("name", EVENTS)
def test_event(sides, name):
    """A handler gets exactly the fields that the real server sends."""
    real, ours = (side.command(EVENTS[name]) for side in sides)
    assert len(real) == 1
    assert settled(ours) == settled(real)
    assert states(sides)[0] == states(sides)[1]


@pytest.mark.parametrize("name", STEPS)
def test_steps(sides, folder, tmp_path, name):
    """After each step all windows are the same, and at the end what was saved."""
    for step in STEPS[name]:
        if isinstance(step, dict):
            real, ours = (settled(side.command(step)) for side in sides)
        else:
            real, ours = (settled(side.handle(*step)) for side in sides)
        assert ours == real
        assert states(sides)[0] == states(sides)[1]
    for side in sides:
        side.handle("save", {"data": ["main"]})
    for file in (".undo/main.json", "main.json", "a_b.json", "x.json"):
        check_saved(tmp_path / file, folder / file)


def test_layouts(sides, folder, tmp_path):
    """Where windows lie is saved with their env, and the views of all envs in a file of their own."""
    place = {"i": "plot", "h": 1, "w": 2, "x": 3, "y": 4, "moved": False, "static": False}
    views = json.dumps({"main": {"mine": {"plot": 3}}, "gone": {}})
    for side in sides:
        side.command({"cmd": "layout_item_update", "eid": "main", "win": "plot", "data": place})
        side.command({"cmd": "layout_item_update", "eid": "none", "win": "plot", "data": place})
        side.command({"cmd": "save_layouts", "data": views})
        side.handle("save", {"data": ["main"]})
    for file in ("main.json", "view/layouts.json"):
        check_saved(tmp_path / file, folder / file)
    assert saved(tmp_path / "main.json")["reload"] == {"plot": place}


def test_save_all(sides, folder, tmp_path):
    """All envs are saved at once."""
    for side in sides:
        side.handle("events", {**WINDOWS[1][1], "eid": "other"})
        side.command({"cmd": "save_all"})
    for file in ("main.json", "other.json"):
        check_saved(tmp_path / file, folder / file)


def settled(value):
    """A value without what is new at each change."""
    if isinstance(value, dict):
        return {key: settled(item) for key, item in value.items() if key != "contentID"}
    return [settled(item) for item in value] if isinstance(value, list) else value


def states(sides):
    return [
        {name: settled(json.loads(side.handle("env_state", {"eid": name}))) for name in json.loads(names)}
        for side in sides
        if (names := side.handle("env_state", {}))
    ]


def saved(path):
    """What a file holds: None if it isn't there, or not whole yet."""
    try:
        return settled(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):
        return None


def check_saved(ours, real):
    """The real server saves on a thread of its own in some cases."""
    deadline = time.monotonic() + TIMEOUT
    while saved(ours) != saved(real) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert saved(ours) == saved(real), ours.name
