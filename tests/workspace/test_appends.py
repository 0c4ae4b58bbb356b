"""Appends in place give what Visdom's own code gives, and cost the same at any length."""

import json
import math
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_visdom.core.digest import digest, digest_json
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.appends import appended
from jupyter_visdom.workspace.edits import edited

DEEP = os.environ.get("JUPYTER_VISDOM_DEEP") == "1"
EXAMPLES = settings(
    max_examples=3000 if DEEP else 150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

OPTS = {"markers": False, "mode": "lines", "markersize": 10, "markerborderwidth": 0.5}


def trace(x, y, name="1", kind="scatter", **more):
    """A trace as the client sends it."""
    fields = {"x": x, "y": y, "name": name, "type": kind, "mode": "lines", "line": {}}
    return {**fields, "marker": {"size": 10, "line": {"color": "#000000"}}, **more}


def bare_trace(x, y):
    return {key: value for key, value in trace(x, y).items() if key != "marker"}


def plot(*traces, win="w", opts=OPTS, **more):
    return {"data": list(traces), "win": win, "eid": "main", "layout": {}, "opts": opts, **more}


def append(*traces, name=None, win="w", opts=OPTS, **more):
    return plot(*traces, win=win, opts=dict(opts), name=name, append=True, **more)


def text(content, win="t", **more):
    data = [{"content": content, "type": "text"}]
    return {"data": data, "win": win, "eid": "main", "opts": {}, **more}


def in_place(workspace, message, win):
    """What the hot path makes of a request; None if it leaves it to others."""
    pane = workspace.store.pane("main", win)
    return appended(pane, message, workspace.store.cursor + 1, "c", 0, 500)


numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-3, 3),
    st.none(),
    st.sampled_from([-0.0, 2**53, 2**53 + 1, 10**300, True, "a"]),
)
columns = st.one_of(
    st.lists(st.floats(allow_nan=True, width=32), min_size=1, max_size=4),
    st.lists(st.integers(-9, 9), min_size=1, max_size=4),
    st.lists(numbers, max_size=4),
    st.just([math.nan]),
    st.just([None, math.inf]),
)
longer = st.one_of(
    columns,
    st.lists(st.floats(allow_nan=True), min_size=6, max_size=12),
    st.lists(st.integers(-9, 9), min_size=6, max_size=12),
)
names = st.sampled_from(["1", "2", "loss", "é"])
colors = st.lists(st.sampled_from(["#000000", "#ff0000"]), min_size=1, max_size=9)


@st.composite
def traces(draw, lengths=longer):
    kind = draw(st.sampled_from(["scatter", "scatter", "scattergl", "scatter3d"]))
    made = trace(draw(lengths), draw(lengths), draw(names), kind)
    if kind == "scatter3d":
        made["z"] = draw(lengths)
    if draw(st.booleans()):
        made["marker"]["color"] = draw(colors)
    if draw(st.integers(0, 9)) == 0:
        del made["marker"]
    return made


opts_changes = st.sampled_from(
    [{}] * 6
    + [
        {"title": "new"},
        {"legend": ["1", "2", "loss"]},
        {"legend": ["loss"]},
        {"markersize": 10.0},
        {"markers": 0},
        {"caption": "c"},
        {"xtickvals": [1.0] * 9},
        {"xtickvals": [1.0] * 9, "nothing": None},
        {"comment": "x" * 2000},
        {"zero": -0.0},
        {"zero": 0.0},
        {"nan": math.nan},
        {"type": "custom"},
    ]
)


@st.composite
def updates(draw):
    match draw(st.sampled_from(["append"] * 12 + ["replace", "remove", "layout", "new", "opts"])):
        case "append":
            count = draw(st.sampled_from([1, 1, 1, 2, 3]))
            name = draw(names) if draw(st.booleans()) else None
            new = [draw(traces(columns)) for _ in range(count)]
            return "update", append(*new, name=name, opts={**OPTS, **draw(opts_changes)})
        case "replace":
            message = append(draw(traces()), name=draw(st.none() | names))
            return "update", {**message, "append": False}
        case "remove":
            fields = {"data": [], "name": draw(names), "delete": True, "win": "w", "eid": "main"}
            return "update", fields
        case "layout":
            layout = draw(st.sampled_from([{"title": "t"}, {"xaxis": {"tickvals": [1] * 9}}]))
            return "update", {"win": "w", "eid": "main", "layout": layout, "opts": {}}
        case "opts":
            return "update", {"win": "w", "eid": "main", "opts": draw(opts_changes)}
        case _:
            new = draw(st.lists(traces(), min_size=1, max_size=3))
            return "events", plot(*new)


@EXAMPLES
@given(st.lists(traces(), min_size=1, max_size=3), st.lists(updates(), max_size=25), st.data())
def test_plots(new_workspace, new_model, new_wire, windows, first, requests, data):
    """Any sequence of updates of a plot gives what Visdom's own code gives, here and far away."""
    workspace, model = new_workspace(), new_model()
    wire = new_wire(workspace)
    for endpoint, message in [("events", plot(*first)), *requests]:
        workspace.handle(endpoint, message)
        getattr(model, endpoint)(message)
        assert digest_json(windows(workspace)) == model.digest()
        if data.draw(st.integers(0, 3)) == 0:
            wire.deliver()
    wire.deliver(budget=256)
    assert digest(wire.replica.store) == workspace.digest()


lines = st.one_of(
    st.text(max_size=5),
    st.sampled_from(["<br>", "a<br>b", "<b", "r>", "<br", ">", "x" * 1100, "é" * 600, "<br>" * 510]),
    st.integers(300, 520).map(lambda n: "<br>".join("abc"[: n % 4] for _ in range(n))),
)


@EXAMPLES
@given(lines, st.lists(lines, max_size=12), st.data())
def test_texts(new_workspace, new_model, new_wire, windows, first, more, data):
    """Any sequence of appended texts gives what Visdom's own code gives, its 500 lines included."""
    workspace, model = new_workspace(), new_model()
    wire = new_wire(workspace)
    for i, line in enumerate([first, *more]):
        endpoint = "update" if i else "events"
        workspace.handle(endpoint, text(line))
        getattr(model, endpoint)(text(line))
        assert digest_json(windows(workspace)) == model.digest()
        if data.draw(st.booleans()):
            wire.deliver()
    wire.deliver(budget=256)
    assert digest(wire.replica.store) == workspace.digest()


USUAL = {
    "one unnamed trace": ([trace([1.0] * 9, [2.0] * 9)], append(trace([3.0], [4.0]))),
    "a named trace": (
        [trace([1.0] * 9, [2.0] * 9), trace([1.0] * 3, [1.0] * 3, "2")],
        append(trace([3.0], [4.0]), name="1"),
    ),
    "several traces": (
        [trace([1.0] * 9, [2.0] * 9), trace([1.0] * 9, [1.0] * 9, "2")],
        append(trace([3.0], [4.0]), trace([3.0], [4.0], "2")),
    ),
    "3-D": (
        [trace([1.0] * 9, [2.0] * 9, kind="scatter3d", z=[1.0] * 9)],
        append(trace([3.0], [4.0], kind="scatter3d", z=[0.5])),
    ),
    "many points, with gaps": (
        [trace([1.0] * 9, [2.0] * 9)],
        append(trace([1.0, math.nan, None], [1.0, 2, math.inf])),
    ),
    "whole numbers": ([trace([1] * 9, [2] * 9)], append(trace([1], [2]))),
    "a mask": ([trace([1.0] * 9, [2.0] * 9)], append(trace([math.nan], [2.0]))),
    "colours": (
        [trace([1.0] * 9, [2.0] * 9, marker={"color": ["#000000"] * 9})],
        append(trace([3.0], [4.0], marker={"color": ["#ff0000"]})),
    ),
    "a legend that it has": (
        [trace([1.0] * 9, [2.0] * 9)],
        append(trace([3.0], [4.0]), opts={**OPTS, "legend": ["1"]}),
    ),
}


@pytest.mark.parametrize("case", USUAL)
def test_usual(workspace, case):
    """The usual appends are done in place from the second one on, and the skeleton stays."""
    traces, message = USUAL[case]
    workspace.handle("events", plot(*traces))
    workspace.handle("update", message)
    before = workspace.store.pane("main", "w")
    new = in_place(workspace, message, "w")
    assert new is not None
    assert new.skeleton is before.skeleton
    assert new.known_size == sum(len(part) for _, part in new.all_parts())


@pytest.mark.parametrize("new", [[True], ["a"], [0.5], [None], [1.5, "a"], [2**53 + 1], (3.0,), 3.0, None])
def test_unusual(workspace, new):
    """What would change a column's kind is left to Visdom's own code."""
    workspace.handle("events", plot(trace([1] * 9, [2] * 9)))
    workspace.handle("update", append(trace([1], [2])))
    assert in_place(workspace, append(trace([1], new)), "w") is None
    assert in_place(workspace, append(trace(new, [1])), "w") is None


NINE = [1.0] * 9
BARE = bare_trace(NINE, NINE)
COLOURED = trace(NINE, NINE, marker={"color": ["#000000"] * 9})
NAMELESS = {key: value for key, value in trace(NINE, NINE).items() if key != "name"}
POINT = trace([3.0], [4.0])


def coloured(color):
    return append(trace([3.0], [4.0], marker={"color": color}))


ODD = {
    "a layout": ([trace(NINE, NINE)], {**append(POINT), "layout": {"title": "t"}}),
    "remove": ([trace(NINE, NINE)], append(POINT, name="1", delete=True)),
    "traces that are no list": ([trace(NINE, NINE)], {**append(), "data": {"0": POINT}}),
    "no traces": ([trace(NINE, NINE)], append()),
    "a marker where there is none": ([BARE], append(POINT)),
    "a marker that is none": ([trace(NINE, NINE)], append(trace([3.0], [4.0], marker=[]))),
    "colours where there are none": ([trace(NINE, NINE)], coloured(["#ff0000"])),
    "one colour for all": ([COLOURED], coloured("#ff0000")),
    "numbers for colours": ([COLOURED], coloured([0.5])),
    "colours, some of them missing": (
        [trace(NINE, NINE, marker={"color": [None, "#000000", 1] * 3})],
        coloured(["#1"]),
    ),
    "numbers where there are numbers": ([trace(NINE, NINE, marker={"color": NINE})], coloured([0.5])),
    "bars": ([trace(NINE, NINE)], append(trace([3.0], [4.0], kind="bar"))),
    "no y": ([trace(NINE, NINE)], append({key: value for key, value in POINT.items() if key != "y"})),
    "two of a name": ([trace(NINE, NINE), trace(NINE, NINE)], append(POINT, POINT, name="1")),
    "a number for a name": ([trace(NINE, NINE, name=3)], append(trace([3.0], [4.0], name=3), name=3)),
    "traces without names": ([NAMELESS], append(POINT)),
    "opts that are none": ([trace(NINE, NINE)], {**append(POINT), "opts": ["title"]}),
    "a type among the opts": ([trace(NINE, NINE)], append(POINT, opts={**OPTS, "type": "plot"})),
    "a content among the opts": ([trace(NINE, NINE)], append(POINT, opts={**OPTS, "content": {}})),
    "other opts": ([trace(NINE, NINE)], append(POINT, opts={**OPTS, "markersize": 11})),
    "a word for a legend": ([trace(NINE, NINE)], append(POINT, opts={**OPTS, "legend": "1"})),
    "another legend": ([trace(NINE, NINE)], append(POINT, opts={**OPTS, "legend": ["2"]})),
    "another legend for one": ([trace(NINE, NINE)], append(POINT, name="1", opts={**OPTS, "legend": ["2"]})),
    "rows for numbers": ([trace([[1.0, 2.0]] * 9, NINE)], append(trace([[3.0, 4.0]], [4.0]))),
    "a trace that is not in space": ([trace(NINE, NINE, kind="scatter3d", z=NINE)], append(POINT)),
    "numbers that are too large": ([trace([1] * 9, [1] * 9)], append(trace([2**53 + 1], [1]))),
    "two gaps": ([trace(NINE, NINE)], append(trace([math.nan, None], [1.0, 2.0]))),
    "a gap and no gap": ([trace(NINE, NINE)], append(trace([math.nan, 5.0], [1.0, 2.0]))),
    "a whole number and a gap": ([trace(NINE, NINE)], append(trace([5, None], [1.0, 2.0]))),
    "bars beside it": ([trace(NINE, NINE), trace(NINE, NINE, "2", "bar")], append(POINT, POINT)),
    "a legend that renames one": (
        [trace(NINE, NINE), trace(NINE, NINE, "2")],
        append(POINT, name="2", opts={**OPTS, "legend": ["1", "2"]}),
    ),
    "a gap among whole numbers": ([trace([1] * 9, [1] * 9)], append(trace([None], [1]))),
}


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("usual", [True, False])
def test_odd(workspace, new_model, windows, case, usual):
    """What is not usual gives what Visdom's own code gives, before and after requests that go the short way."""
    traces, odd = ODD[case]
    plain = append(*({**each, "x": [2.0], "y": [3.0], "z": [4.0]} for each in traces))
    model = new_model()
    before = [("update", plain)] * 2 if usual else []
    for endpoint, message in [("events", plot(*traces)), *before, ("update", odd), ("update", odd), ("update", plain)]:
        workspace.handle(endpoint, message)
        getattr(model, endpoint)(message)
        assert digest_json(windows(workspace)) == model.digest()


@pytest.mark.parametrize("marked", [True, False])
def test_a_point_has_a_marker(workspace, marked):
    """The request that the client would send for one point has one, so it is no usual one for a trace without."""
    made = trace if marked else bare_trace
    workspace.handle("events", plot(made(NINE, NINE)))
    for _ in range(2):
        workspace.handle("update", append(made([3.0], [4.0])))
    point = workspace.append_point("main", "w", None, json.dumps(OPTS, separators=(",", ":")).encode(), 3.0, 4.0)
    assert (point is not None) == marked


def test_written_without_id(workspace):
    """A plot written without an id has no answer for those who add to it: they are refused."""
    window = {"type": "plot", "content": {"data": [trace(NINE, NINE)], "layout": {}}, "version": 1, **OPTS}
    workspace.handle("win_data", {"win": "w", "data": json.dumps(window)})
    digest = workspace.digest()
    for _ in range(3):
        assert "field 'id' is missing" in workspace.handle("update", append(POINT))
    assert workspace.digest() == digest


def test_not_plain(workspace):
    """What the client could not encode is a TypeError, as in the client, and changes nothing."""
    workspace.handle("events", plot(trace([1.0] * 9, [2.0] * 9)))
    workspace.handle("update", append(trace([1.0], [2.0])))
    digest = workspace.digest()
    for message in (
        append(trace([1.0], [2.0], text={1, 2})),
        append(trace([1.0], [2.0]), opts={**OPTS, "title": object()}),
    ):
        with pytest.raises(TypeError, match="not JSON serializable"):
            workspace.handle("update", message)
    assert workspace.digest() == digest


def test_small_beside_large(workspace):
    """A short trace beside a long one grows, and becomes a column, without the long one's bytes."""
    many = [float(i) for i in range(100_000)]
    workspace.handle("events", plot(trace(many, many, "long"), trace([1.0], [1.0], "short")))
    workspace.handle("update", append(trace([0.0], [0.0]), name="short"))
    held = {c.path: c.part for c in workspace.store.pane("main", "w").skeleton.columns.values()}
    long_part = held["content", "data", 0, "x"]
    for i in range(10):
        part = workspace.store.pane("main", "w").parts[long_part]
        workspace.handle("update", append(trace([float(i)], [0.5]), name="short"))
        assert workspace.store.pane("main", "w").parts[long_part] is part
    column = workspace.store.pane("main", "w").skeleton.columns["content", "data", 1, "x"]
    assert column.part not in held.values()


def test_opts_beside_large(workspace):
    """New opts of a long plot leave its columns alone."""
    many = [float(i) for i in range(100_000)]
    workspace.handle("events", plot(trace(many, many)))
    parts = workspace.store.pane("main", "w").parts
    workspace.handle("update", {"win": "w", "eid": "main", "layout": {"title": "t"}, "opts": {"a": 1}})
    pane = workspace.store.pane("main", "w")
    assert all(pane.parts[number] is part for number, part in parts.items())
    assert pane.skeleton.json["content"]["layout"]["title"] == "t"


def test_text_in_place(workspace, wire):
    """A long text grows in place, and its oldest lines leave it, in frames of a few bytes."""
    workspace.handle("events", text("<br>".join(f"line {i}" for i in range(500))))
    wire.deliver()
    for i in range(3):
        assert in_place(workspace, text(f"new {i}"), "t")
        workspace.handle("update", text(f"new {i}"))
        frame = wire.reader.frame_to_send()
        assert sum(len(piece.data) for event in frame.events for piece in event.slices) < 20
        wire.replica.receive_frame(frame)
    content = wire.replica.store.pane("main", "t").to_json()["content"].split("<br>")
    assert (len(content), content[0], content[-1]) == (500, "line 3", "new 2")


def test_a_column_that_an_edit_puts_in_two_places(workspace):
    """Each is one of its own: what grows in one place does not in the other."""
    workspace.handle("events", plot(trace(NINE, NINE)))
    pane = workspace.store.pane("main", "w")
    twice = edited(pane, lambda json: json.update(again=json["content"]["data"][0]["x"]), 2, 0)
    assert twice.to_json() == {**pane.to_json(), "again": NINE}
    grown = edited(twice, lambda json: json.update(again=json["again"] + [2.0]), 3, 0)
    assert grown.to_json() == {**pane.to_json(), "again": [*NINE, 2.0]}


def test_pictures_keep_their_parts(workspace):
    """A picture added to a history is a column of its own; the others keep theirs."""

    def picture(i):
        content = {"src": f"data:{i}" + "x" * 2000, "caption": None}
        data = [{"content": content, "type": "image_history"}]
        return {"data": data, "win": "p", "eid": "main", "opts": {"store_history": True}}

    workspace.handle("events", picture(0))
    for i in range(1, 7):
        before = workspace.store.pane("main", "p").parts
        workspace.handle("update", picture(i))
        pane = workspace.store.pane("main", "p")
        assert sum(number not in before for number in pane.parts) == 1
        assert all(pane.parts[n] is part for n, part in before.items() if n in pane.parts)
    sources = [frame["src"][:6] for frame in pane.to_json()["content"]]
    assert sources == ["data:3", "data:4", "data:5", "data:6"]
    assert pane.to_json()["selected"] == 3


def test_equal_picture(workspace):
    """A picture equal to the one whose place it takes is stored, and changes later on its own."""

    def picture(source):
        data = [{"content": {"src": source * 2000}, "type": "image_history"}]
        return {"data": data, "win": "p", "eid": "main", "opts": {}}

    workspace.handle("events", picture("a"))
    for source in "abcdab":
        workspace.handle("update", picture(source))
    pane = json.loads(upstream.answer(workspace.store.pane("main", "p").to_json()))
    assert [frame["src"][0] for frame in pane["content"]] == ["c", "d", "a", "b"]
