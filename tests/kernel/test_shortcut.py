"""The short cut gives what the client's own way gives, and is taken where it should be."""

import copy
import math
import warnings

import numpy as np
import pytest
import visdom
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jupyter_visdom.kernel.capture import MARK, Capture
from jupyter_visdom.workspace.workspace import Workspace

NUMBERS = st.one_of(
    st.floats(width=16),
    st.floats(),
    st.integers(-100, 100),
    st.sampled_from(
        [2**53, 2**53 + 1, -(2**63), 0.1, -0.0, math.nan, math.inf, True, None, np.float64(0.3), np.int64(7)]
    ),
)
DTYPES = ("f2", "f4", "f8", "i1", "i4", "i8", "u8", "g", "?", ">f8")


@st.composite
def points(draw):
    """What people give as X or Y: mostly one number in a list or an array."""
    value = draw(NUMBERS)
    match draw(st.sampled_from(["list", "list", "array", "array", "scalar", "tuple", "two", "square", "none"])):
        case "list":
            return [value]
        case "array":
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return np.array([0.0 if value is None else float(value)]).astype(draw(st.sampled_from(DTYPES)))
        case "scalar":
            return value
        case "tuple":
            return (value,)
        case "two":
            return [0.5, value]
        case "square":
            return np.array([[0.5]])
    return None


# Mostly appends to a plot that has had some, so that most of them are for the short cut.
APPENDS = st.tuples(
    st.just("append"),
    points(),
    points(),
    st.sampled_from(["a", "a", "a", "whole", "space", "b", "new"]),
    st.sampled_from([None, None, "main", "other", "e/f"]),
    st.sampled_from([None, None, "1", "1", "2", "", 3]),
)
OTHERS = st.one_of(
    st.tuples(st.just("opts"), st.sampled_from([{"title": "t"}, {"legend": ["1"]}, {"markers": True}])),
    st.tuples(st.just("line"), st.sampled_from([1, 2])),
    st.tuples(st.just("words")),
    st.tuples(st.just("markers")),
)
CALLS = st.integers(0, 9).flatmap(lambda dice: OTHERS if dice < 2 else APPENDS)


def carry_out(vis, call):
    kind, *args = call
    match kind:
        case "append":
            y, x, win, env, name = args
            return vis.line(y, x, win=win, env=env, update="append", name=name)
        case "opts":
            return vis.update_window_opts("a", dict(args[0]))
        case "line":
            return vis.line(np.arange(12.0 * args[0]).reshape(12, args[0]), np.arange(12) / 2, win="b")
        case "markers":  # twice: then requests with these options are the usual ones
            vis.line([0.5], [3.0], win="a", update="append", opts={"markers": True})
            return vis.line([0.5], [3.0], win="a", update="append", opts={"markers": True})
        case "words":
            return vis.bar([1.0, 2.0], win="new", opts={"rownames": ["x", "y"]})


def prepare(vis):
    """Plots of floats, of whole numbers and in space, each with appends that the client sent itself."""
    floats, whole = np.arange(12) / 2, np.arange(12)
    vis.line(floats, floats, win="a")
    vis.line(floats, floats, win="a", env="other")
    vis.line(whole, whole, win="whole")
    vis.line(floats, floats, Z=floats, win="space")
    for name in (None, None, "1"):
        vis.line([0.5], [3], win="a", update="append", name=name)
        vis.line([0.5], [3], win="a", env="other", update="append", name=name)
        vis.line([5], [3], win="whole", update="append", name=name)
    for _ in range(2):
        vis.line([0.5], [3], Z=[0.5], win="space", update="append")


def outcomes(calls, *, short):
    """What each call answers or raises, and all that is held after it."""
    workspace = Workspace("e1")
    capture = Capture(workspace)
    original = visdom.Visdom.line
    capture.load()
    if not short:
        visdom.Visdom.line = original
    try:
        vis = visdom.Visdom()
        prepare(vis)
        vis = visdom.Visdom()
        seen = []
        for call in calls:
            try:
                answer = carry_out(vis, call)
            except Exception as error:
                answer = type(error)
            held = {key: pane.to_json() for key, pane in workspace.store.panes()}
            seen.append((answer, repr(held), sorted(vis.env_list)))
        return seen
    finally:
        capture.unload()


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CALLS, max_size=12))
@example([("markers",), ("append", [0.5], [3.0], "a", None, None)])
@example([("append", [0.5], [3], "whole", None, None)])
@example([("append", [7], [13], "whole", None, "1")])
@example([("append", [0.5], [3.0], "space", None, None)])
@example([("append", [math.nan], [3.0], "a", None, None)])
@example([("append", [0.5], [3.0], "a", "other", "1")])
@example([("append", [0.5], [3.0], ["a"], None, None)])
@example([("append", [0.5], [3.0], "a", ["main"], None)])
@pytest.mark.filterwarnings("ignore")
def test_same_as_the_clients_own_way(calls):
    """Answers, errors, windows and the list of envs are the same with and without the short cut."""
    assert outcomes(calls, short=True) == outcomes(calls, short=False)


class Counted(Workspace):
    """A workspace that counts the requests that it is sent."""

    requests = 0

    def handle(self, endpoint, message):
        self.requests += 1
        return super().handle(endpoint, message)


@pytest.fixture
def workspace():
    workspace = Counted("e1")
    capture = Capture(workspace)
    capture.load()
    yield workspace
    capture.unload()


def usual_client(**where):
    """A client that has appended to a plot: requests like its own go the short way from now on."""
    vis = visdom.Visdom()
    vis.line(np.arange(12.0), np.arange(12) / 2, win="w", **where)
    for _ in range(2):
        vis.line([0.5], [3.0], win="w", update="append", **where)
    return vis


@pytest.mark.parametrize("name", [None, "1"])
@pytest.mark.parametrize(("y", "x"), [([0.5], [3]), (np.array([0.5]), np.array([3.0])), ([1], np.array([2], "i4"))])
def test_one_point_is_no_request(workspace, y, x, name):
    """After two such appends, the first of which lays its options on the pane, the next ones send nothing."""
    vis = visdom.Visdom()
    vis.line(np.arange(12.0), np.arange(12) / 2, win="w")
    for _ in range(2):
        vis.line(y, x, win="w", update="append", name=name)
    before = workspace.requests
    assert vis.line(y, x, win="w", update="append", name=name) == "w"
    assert workspace.requests == before


def test_a_customised_client_is_left_alone(workspace):
    """A subclass, a method of an instance's own, or a patched class goes the client's way."""

    class Mine(visdom.Visdom):
        pass

    mine, patched = Mine(), visdom.Visdom()
    patched.scatter = patched.scatter
    mine.line(np.arange(12.0), np.arange(12) / 2, win="w")
    for vis in (mine, patched):
        for _ in range(2):
            vis.line([0.5], [3.0], win="w", update="append")
        before = workspace.requests
        vis.line([0.5], [3.0], win="w", update="append")
        assert workspace.requests == before + 2


def test_a_client_that_goes_elsewhere_is_left_alone(workspace, tmp_path):
    """It may be told to write to a file instead at any time, and does that from then on."""
    vis = usual_client()
    cursor = workspace.store.cursor
    vis.log_to_filename, vis.offline = str(tmp_path / "log"), True
    vis.line([0.5], [3.0], win="w", update="append")
    assert workspace.store.cursor == cursor
    assert (tmp_path / "log").read_text()


def test_a_class_that_is_patched_later_is_left_alone(workspace, monkeypatch):
    """As autologgers do."""
    vis, patched = usual_client(), []
    monkeypatch.setattr(visdom.Visdom, "scatter", lambda self, *args, **fields: patched.append(fields))
    vis.line([0.5], [3.0], win="w", update="append")
    assert patched


def test_a_client_made_before_is_adopted_by_its_first_point(workspace):
    """What it has from a server, or from trying to reach one, is taken from it before anything of ours is done."""
    vis = usual_client()
    early = copy.copy(vis)
    del vars(early)[MARK]
    early.line([0.5], [3.0], win="w", update="append")
    assert MARK in vars(early)


def test_an_environment_that_a_point_goes_to_is_listed(workspace):
    usual_client(env="e")
    other = visdom.Visdom()
    other.line([0.5], [3.0], win="w", env="e", update="append")
    assert "e" in other.env_list
