"""Sequences of calls, made up: several methods, windows and envs in turn, with gaps and wrong types among them.

Rules of this file:

- Mostly what a training loop does, on few windows with few names, so that calls meet.
- Plots stay short: what the real server does with a call takes as long as its plot.
- A request that ours refuses and the real server takes (docs/differences.md) is not made up here; nor is a call of
  several changes (an update of two learning curves), of which the real server may break at one and answer the next.
"""

from __future__ import annotations

import json
import math
from itertools import chain
from typing import Any

import numpy as np
from hypothesis import strategies as st
from workspace.calls import Call

Draw = st.DrawFn

WINS = st.sampled_from(["a", "a", "b"])
ENVS = st.sampled_from([None, None, "e", "f/g"])
NAMES = st.sampled_from([None, None, "1", "2", "loss"])
WORDS = st.sampled_from(["append", "append", "append", "append", "replace", "insert", "new"])
FLOATS = st.one_of(st.floats(-9, 9, width=16), st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 1e300]))
LENGTHS = st.sampled_from([1, 1, 1, 1, 2, 3, 9, 12])
TYPES = st.sampled_from(["f8", "f8", "f8", "f4", "f2", "i8", "i4", "u1", "?"])

OPTS = st.sampled_from(
    [{}] * 8
    + [
        {"title": "t"},
        {"title": None, "width": 300, "height": None},
        {"legend": ["1"]},
        {"legend": ["loss", "2", "1"]},
        {"legend": []},
        {"markers": True},
        {"caption": "c", "comment": "kept"},
        {"xtickvals": [1.0] * 9, "showlegend": True},
        {"webgl": True},
        {"type": "custom"},
        {"content": "odd"},
        {"id": "other"},
    ]
)

REQUEST_FIELDS = ("data", "layout", "opts", "name", "append", "delete", "win", "eid")
TRACE_FIELDS = ("x", "y", "type", "marker")
SCALARS = st.sampled_from([None, True, 0, 5, -1.5, "", "a", "1"])
JUNK = SCALARS | st.sampled_from([[], [5], ["a"], [[]], {}, {"x": [1]}, {"type": "text"}])


@st.composite
def numbers(draw: Draw, length: int) -> Any:
    """A list or array of so many numbers."""
    dtype = draw(TYPES)
    if dtype[0] == "f":
        items = draw(st.lists(FLOATS, min_size=length, max_size=length))
    else:
        items = draw(st.lists(st.integers(0, 1 if dtype == "?" else 9), min_size=length, max_size=length))
    with np.errstate(over="ignore"):
        array = np.array(items).astype(dtype)
    return array.tolist() if draw(st.booleans()) else array


@st.composite
def lines(draw: Draw) -> Call:
    """A plot, or an update of one."""
    length, name = draw(LENGTHS), draw(NAMES)
    fields: dict[str, Any] = {"win": draw(WINS), "env": draw(ENVS), "opts": dict(draw(OPTS))}
    if draw(st.integers(0, 3)):
        fields.update(update=draw(WORDS), name=name)
    x, y = draw(numbers(length)), draw(numbers(length))
    if name is None:
        y = np.stack([y] * draw(st.sampled_from([1, 1, 1, 1, 2, 3])), 1)
    if draw(st.integers(0, 9)) == 0:
        fields["Z"] = y
    if not fields["opts"]:
        del fields["opts"]
    return made("line", y, x, **fields)


@st.composite
def scatters(draw: Draw) -> Call:
    """Points with labels and colours, or an update by them."""
    length = draw(LENGTHS)
    points = np.stack([draw(numbers(length)), draw(numbers(length))] + [np.ones(length)] * draw(st.integers(0, 1)), 1)
    fields: dict[str, Any] = {"win": draw(WINS), "env": draw(ENVS), "opts": dict(draw(OPTS))}
    if draw(st.integers(0, 2)) == 0:
        fields["opts"]["markercolor"] = np.arange(length * 3).reshape(length, 3)
    match draw(st.sampled_from(["plain", "labels", "named", "update", "history"])):
        case "labels":
            fields.update(Y=np.arange(length) % 2 + 1, update=draw(st.sampled_from([None, "append", "replace"])))
        case "named":
            fields.update(update=draw(WORDS), name=draw(NAMES))
        case "update":
            fields["update"] = draw(WORDS)
        case "history":
            fields["opts"]["store_history"] = True
    return made("scatter", points, **fields)


@st.composite
def heatmaps(draw: Draw) -> Call:
    """A matrix, or an update of one."""
    rows, columns = draw(st.sampled_from([(1, 2), (2, 2), (2, 9), (9, 2)]))
    updates = ["appendRow", "appendColumn", "prependRow", "prependColumn", "replace", "remove"]
    opts = {"rownames": [f"r{i}" for i in range(rows)]} if draw(st.booleans()) else {}
    fields = {"win": draw(WINS), "env": draw(ENVS), "update": draw(st.none() | st.sampled_from(updates))}
    return made("heatmap", np.reshape(draw(numbers(rows * columns)), (rows, columns)), **fields, opts=opts)


@st.composite
def contents(draw: Draw) -> Call:
    """Words, pictures, properties, bars."""
    fields = {"win": draw(WINS), "env": draw(ENVS)}
    match draw(st.sampled_from(["text", "text", "text", "image", "slider", "properties", "bar", "curve"])):
        case "text":
            words = draw(st.text("a<br>é\n", max_size=9)) * draw(st.sampled_from([1, 1, 1, 200]))
            return made("text", words, **fields, append=draw(st.booleans()), opts=dict(draw(OPTS)))
        case "image":
            opts = {"store_history": draw(st.booleans()), "caption": draw(st.sampled_from([None, "c"]))}
            return made("image", np.full((1, 2, 2), draw(st.integers(0, 9)), np.uint8), **fields, opts=opts)
        case "slider":
            return made("update_image_slider", fields["win"], draw(st.integers(-1, 5)), env=fields["env"])
        case "properties":
            return made("properties", [{"type": "text", "name": "n", "value": draw(JUNK)}], **fields)
        case "bar":
            return made("bar", draw(numbers(3)), **fields)
        case _:
            update = draw(st.sampled_from([None, "append", "replace"]))
            metrics = {"loss": draw(FLOATS)} if update else {"loss": 1.0, "1": 0.5}
            return made("learning_curve", metrics, step=[draw(FLOATS)], **fields, update=update)


@st.composite
def windows(draw: Draw) -> Call:
    """What is asked of windows, and their end."""
    win, env = draw(WINS), draw(ENVS)
    pane = {"id": win, "type": "text", "content": "written", "version": 2, "command": "window"}
    match draw(st.sampled_from(["close", "close", "remove", "opts", "read", "write"])):
        case "close":
            return made("close", draw(st.sampled_from([win, win, None])), env)
        case "remove":
            return made("line", None, None, win=win, env=env, update="remove", name=draw(NAMES))
        case "opts":
            return made("update_window_opts", win, dict(draw(OPTS)), env)
        case "read":
            return made(draw(st.sampled_from(["win_exists", "get_window_data"])), win, env)
        case _:
            return made("set_window_data", json.dumps(pane), win, env)


@st.composite
def envs(draw: Draw) -> Call:
    """Envs forked, saved, asked for and deleted, and their experiments."""
    env = draw(st.sampled_from(["e", "f/g"]))
    match draw(st.sampled_from(["fork", "save", "experiment", "metrics", "finish", "state", "delete"])):
        case "fork":
            return made("fork_env", *draw(st.sampled_from([("main", env), (env, "main"), ("e", "f/g")])))
        case "save":
            return made("save", ["main", env])
        case "experiment":
            return made("experiment", "run", {"lr": draw(st.floats(0, 1))}, {"tag": "a"}, env=env)
        case "metrics":
            return made("log_metrics", {"loss": draw(FLOATS)}, draw(st.none() | st.integers(0, 9)), env)
        case "finish":
            return made("finish_experiment", env=env)
        case "state":
            return made("get_env_state", env)
        case _:
            return made("delete_env", env)


@st.composite
def requests(draw: Draw) -> Call:
    """A request that is not quite right."""
    trace = {"x": [1.0], "y": [2.0], "type": "scatter", "name": "1"}
    message: dict[str, Any] = {"data": [trace], "win": draw(WINS), "eid": draw(ENVS), "layout": {}, "opts": {}}
    endpoint = draw(st.sampled_from(["events", "update", "update"]))
    if endpoint == "update":
        message.update(name=draw(NAMES), append=draw(st.booleans()))
    for _ in range(draw(st.integers(1, 2))):
        where, fields = draw(st.sampled_from([(message, REQUEST_FIELDS), (trace, TRACE_FIELDS)]))
        where[draw(st.sampled_from(fields))] = draw(JUNK)
    if draw(st.integers(0, 3)) == 0:
        message.pop(draw(st.sampled_from(sorted(message.keys() - {"win"}))))
    return made("_send", message, endpoint)


@st.composite
def misuses(draw: Draw) -> Call:
    """A call with anything for its arguments."""
    method = draw(st.sampled_from(["line", "scatter", "bar", "heatmap", "image", "text", "win_exists"]))
    fields = draw(st.dictionaries(st.sampled_from(["win", "env"]), SCALARS, max_size=2))
    fields |= draw(st.dictionaries(st.sampled_from(["opts", "update", "name", "append"]), JUNK, max_size=1))
    return made(method, draw(SCALARS if method == "win_exists" else JUNK | numbers(2)), **fields)


def made(method: str, *args: Any, **kwargs: Any) -> Call:
    return Call(method, args, {key: value for key, value in kwargs.items() if value is not None}, "any")


CALLS = st.one_of(
    *[lines()] * 8,
    *[scatters()] * 2,
    *[heatmaps()] * 2,
    *[contents()] * 4,
    *[windows()] * 2,
    envs(),
    requests(),
    misuses(),
)

SEQUENCES = st.lists(st.lists(CALLS, min_size=1, max_size=4), max_size=12).map(lambda parts: list(chain(*parts)))
"""Lists of short lists, which are longer on the whole, and shrink to nothing."""
