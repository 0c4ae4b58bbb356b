"""The same calls through Visdom's own client to a real server and to ours leave the same windows."""

import contextlib
import json
import math
import os
import socket
import subprocess
import sys
import urllib.request

import numpy as np
import pytest
import visdom
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_visdom.core.digest import digest_json
from jupyter_visdom.workspace.workspace import Workspace

DEEP = os.environ.get("JUPYTER_VISDOM_DEEP") == "1"

SERVER = """
import sys
from visdom.server.run_server import start_server
port = int(sys.argv[1])
print_port = lambda port: print(port, flush=True)
start_server(port=port, hostname="127.0.0.1", base_url="", env_path=sys.argv[2], bind_local=True,
             print_func=print_port)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real Visdom server in a process of its own: its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = str(tmp_path_factory.mktemp("visdom"))
    command = [sys.executable, "-c", SERVER, str(port), path]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout.readline()
    yield port
    process.kill()
    process.wait()
    process.stdout.close()


class Ours(visdom.Visdom):
    """Visdom's client over a workspace, by the overriding that its docstring offers."""

    workspace = None

    def _handle_post(self, url, data=None):
        endpoint = url.split(":8097/", 1)[1]
        return self.workspace.handle(endpoint, json.loads(data))


class Direct(visdom.Visdom):
    """The same, with plain objects, as the capture does it."""

    workspace = None

    def _send(self, msg, endpoint="events", quiet=False, from_log=False, create=True):
        if msg.get("eid") is None:
            msg["eid"] = self.env
        if "win" in msg and msg["win"] is None and create:
            msg["win"] = "window_" + visdom.get_rand_id()
        return self.workspace.handle(endpoint, msg)


class Pair:
    """One client of the real server and one of ours, told the same."""

    def __init__(self, port):
        self.port = port
        self.workspace = Workspace("e1")
        self.made = 0
        for name in self.request("env_state", {}):
            if name == "main":
                self.request("close", {"win": None, "eid": name})
            else:
                self.request("delete_env", {"eid": name})
        quiet = {"use_incoming_socket": False, "raise_exceptions": True}
        self.real = visdom.Visdom(port=port, server="http://127.0.0.1", **quiet)
        Ours.workspace = Direct.workspace = self.workspace
        self.ours = Direct(**quiet)

    def request(self, endpoint, message):
        url = f"http://127.0.0.1:{self.port}/{endpoint}"
        with urllib.request.urlopen(url, data=json.dumps(message).encode()) as answer:
            return json.loads(answer.read() or "null")

    def answers(self, method, *args, **kwargs):
        return [getattr(v, method)(*copied(args), **copied(kwargs)) for v in (self.real, self.ours)]

    def call(self, method, *args, **kwargs):
        """Call both and compare their answers, then all that they hold."""
        real, ours = self.answers(method, *args, **kwargs)
        assert plain(real) == plain(ours)
        self.compare()

    def fault(self, method, *args, **kwargs):
        """Call what breaks the real server: ours refuses it and is as before."""
        before = self.workspace.digest()
        real, ours = self.answers(method, *args, **kwargs)
        assert is_fault(real)
        assert ours.startswith("jupyter_visdom refused ")
        assert self.workspace.digest() == before

    def compare(self):
        names = self.request("env_state", {})
        assert sorted(names) == sorted(self.workspace.store.envs)
        for name in names:
            real = self.request("env_state", {"eid": name})
            ours = json.loads(self.workspace.handle("env_state", {"eid": name}))
            assert list(real) == list(ours)
            for win in real:
                assert settled(real[win]) == settled(ours[win])
                assert digest_json(settled(real[win])) == digest_json(settled(ours[win]))


def copied(value):
    """The client changes the opts it is given: each gets its own."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return tuple(map(copied, value)) if isinstance(value, tuple) else value


def settled(pane):
    return {key: value for key, value in pane.items() if key != "contentID"}


def plain(answer):
    """An answer without what is new each time."""
    with contextlib.suppress(TypeError, ValueError):
        answer = json.loads(answer)
    return without_ids(answer)


def without_ids(value):
    if not isinstance(value, dict):
        return value
    return {key: without_ids(item) for key, item in value.items() if key != "contentID"}


@pytest.fixture
def pair(server):
    return Pair(server)


def ramp(n, start=0.0):
    return np.arange(n) + start


def test_line(pair):
    """Lines: every update mode, names, several columns, gaps, removals."""
    pair.call("line", ramp(20), ramp(20), win="w", opts={"title": "a", "legend": ["one"]})
    for i in range(12):
        pair.call("line", ramp(1, i), ramp(1, i), win="w", update="append")
    for i in range(12):
        pair.call("line", ramp(1, i), ramp(1, i), win="w", update="append", name="two")
    pair.fault("line", ramp(1), ramp(1), win="w", update="append")
    pair.call("close", "w")
    pair.call("line", ramp(20), ramp(20), win="w", opts={"title": "a", "legend": ["one"]})
    pair.call("line", ramp(20), ramp(20), win="w", update="append", name="two")
    pair.call("line", np.array([math.nan]), np.array([1.0]), win="w", update="append", name="one")
    pair.call("line", np.array([1.0]), np.array([math.nan]), win="w", update="append", name="one")
    pair.call("line", np.array([math.inf, 1]), ramp(2), win="w", update="append", name="one")
    pair.call("line", ramp(3), ramp(3), win="w", update="replace", name="one")
    pair.call("line", ramp(3), ramp(3), win="w", update="insert", name="three")
    pair.call("line", None, None, win="w", update="remove", name="two")
    pair.call("line", ramp(1), ramp(1), win="w", update="append", name="one", opts={"title": "b"})
    pair.call("line", np.ones((9, 3)), ramp(9), win="m", opts={"legend": ["x", "y", "z"]})
    pair.call("line", np.ones((1, 3)), ramp(1), win="m", update="append")
    pair.call("line", np.ones((5, 3)), ramp(5), win="m", update="append", opts={"showlegend": True})
    pair.call("line", ramp(2), ramp(2), win="new", update="append")
    pair.call("line", ramp(9), ramp(9), Z=ramp(9), is3d=True, win="z")
    pair.call("line", ramp(1), ramp(1), Z=ramp(1), is3d=True, win="z", update="append")
    pair.call("update_window_opts", "w", {"title": "c", "xlabel": "steps", "legend": ["q", "r"]})
    for name in ("q", "r", "one", "three", "two"):
        pair.call("line", None, None, win="w", update="remove", name=name)
    pair.fault("line", ramp(9), ramp(9), win="w", update="replace", name="again")


def test_scatter(pair):
    """Points: labels, colours, 3-D, and appends of each."""
    points = np.arange(40.0).reshape(20, 2)
    labels = np.arange(20) % 2 + 1
    pair.call("scatter", points, labels, win="s", opts={"legend": ["a", "b"], "markersize": 5})
    pair.call("scatter", points, labels, win="s", update="append")
    pair.call("scatter", points[:4], win="s", update="append", name="a")
    pair.call("scatter", points[:4], labels[:4], win="s", update="replace")
    colors = np.arange(60).reshape(20, 3)
    pair.call("scatter", points, win="c", opts={"markercolor": colors})
    pair.call("scatter", points, win="c", update="append", opts={"markercolor": colors})
    pair.call("scatter", points[:1], win="c", update="append", opts={"markercolor": colors[:1]})
    pair.call("scatter", points[:1], win="c", update="append")
    pair.call("scatter", np.arange(60.0).reshape(20, 3), win="3")
    pair.call("scatter", np.arange(3.0).reshape(1, 3), win="3", update="append")
    pair.call("scatter", points, win="g", opts={"webgl": True, "textlabels": ["t"] * 20})
    pair.call("scatter", points[:1], win="g", update="append", opts={"webgl": True})
    whole = np.arange(40).reshape(20, 2)
    pair.call("scatter", whole, win="i")
    pair.call("scatter", whole[:1], win="i", update="append")
    pair.call("scatter", points[:1] + 0.5, win="i", update="append")
    pair.call("scatter", points, win="h", opts={"store_history": True})
    pair.call("scatter", points, win="h", opts={"store_history": True, "title": "t"})


def test_matrices(pair):
    """Bars, histograms, and heatmaps in every direction."""
    pair.call("bar", ramp(5), win="b", opts={"rownames": list("abcde")})
    pair.call("bar", np.ones((9, 2)), win="b", opts={"stacked": True, "legend": ["x", "y"]})
    pair.call("update_window_opts", "b", {"title": "refused"})
    pair.call("histogram", np.arange(100) % 7, win="hist", opts={"numbins": 5})
    z = np.arange(12.0).reshape(3, 4)
    pair.call("heatmap", z, win="h")
    for update in ("appendRow", "prependRow", "replace"):
        pair.call("heatmap", z, win="h", update=update)
    for update in ("appendColumn", "prependColumn"):
        pair.call("heatmap", z, win="k")
        pair.call("heatmap", z, win="k", update=update)
    names = {"columnnames": list("abcd"), "rownames": list("xyz")}
    pair.call("heatmap", z, win="n", opts=names)
    pair.call("heatmap", z[:1], win="n", update="appendRow", opts={"rownames": ["w"]})
    pair.call("heatmap", z[:1], win="n", update="appendRow", opts={"rownames": ["x"]})
    pair.call("heatmap", z, win="h", update="remove")
    pair.call("heatmap", z, win="h", update="appendRow")
    pair.call("heatmap", np.where(z > 3, z, np.nan), win="nan", opts={"nancolor": "red"})
    pair.fault("heatmap", z, win="nan", update="appendRow")
    pair.call("close", "nan")
    pair.call("surf", z, win="surf")
    pair.call("boxplot", np.ones((10, 2)), win="box")
    pair.call("pie", np.array([1.0, 2.0]), win="pie")


def test_text(pair):
    """Texts: short, long, more than 500 lines, and appends to what is missing or is no text."""
    pair.call("text", "a", win="t", opts={"title": "x"})
    for more in ("b", "", "<br>", "é" * 700, "x" * 1200, "last"):
        pair.call("text", more, win="t", append=True)
    pair.call("text", "<br>".join(map(str, range(499))), win="l")
    for i in range(3):
        pair.call("text", f"more {i}<br>and", win="l", append=True)
    pair.call("text", "a", win="missing", append=True)
    pair.call("text", "a", win="missing", env="nowhere", append=True)
    pair.call("line", ramp(3), ramp(3), win="plot")
    pair.fault("text", "a", win="plot", append=True)


def test_images(pair):
    """Pictures, their history and its slider."""
    picture = (np.arange(3 * 24 * 24).reshape(3, 24, 24) % 256).astype(np.uint8)
    pair.call("image", picture, win="i", opts={"caption": "c"})
    pair.call("images", np.stack([picture, picture]), win="g")
    for i in range(7):
        opts = {"store_history": True, "caption": str(i)}
        pair.call("image", np.roll(picture, i), win="h", opts=opts)
    for index in (1, 99, 0):
        pair.call("update_image_slider", "h", index)
    pair.call("image_select", "h", 2)
    pair.fault("update_image_slider", "i", 1)


def test_windows(pair):
    """Windows asked for, closed, read and written; envs made, listed and deleted."""
    pair.call("line", ramp(10), ramp(10), win="a")
    pair.call("text", "t", win="b", env="other/one")
    pair.call("text", "t", win="c", env="other/one")
    for win in ("a", "b", "none", ""):
        pair.call("win_exists", win)
        pair.call("win_exists", win, env="other/one")
    pair.call("get_window_data", "a")
    pair.call("get_window_data", None, env="other/one")
    pair.fault("get_window_data", "none")
    pair.call("get_env_list")
    pair.call("get_env_state", "other/one")
    pair.call("get_env_state", "none")
    pair.call("close", "none")
    pair.call("close", "b", env="other/one")
    pair.call("text", "t", win="d", env="other/one")
    pair.call("close", None, env="other/one")
    pair.fault("close", None, env="none")
    data = pair.real.get_window_data("a")
    pair.call("set_window_data", data, win="copy")
    pair.call("set_window_data", json.dumps({"w": json.loads(data)}), env="third")
    pair.call("line", ramp(1), ramp(1), win="copy", update="append")
    pair.call("delete_env", "other/one")
    pair.call("delete_env", "main")
    pair.call("delete_envs", ["third", "none"])
    pair.call("properties", [{"type": "text", "name": "n", "value": "v"}], win="p")
    pair.call("text", "t", win=5)
    pair.call("text", "t", win="5", append=True)


values = st.one_of(st.floats(-9, 9), st.sampled_from([math.nan, math.inf, -0.0]))
vectors = st.lists(values, min_size=1, max_size=10).map(np.array)
wins = st.sampled_from(["a", "b"])
names = st.sampled_from([None, "1", "2", "loss"])


@st.composite
def calls(draw):
    kind = draw(st.sampled_from(["append"] * 6 + ["line", "replace", "remove", "close", "text"]))
    fields = {"win": draw(wins), "env": draw(st.sampled_from([None, "e"]))}
    if kind == "close":
        return kind, (), fields
    if kind == "text":
        return kind, (draw(st.text("a<br>", max_size=9)),), {**fields, "append": draw(st.booleans())}
    name = draw(names)
    if kind == "remove":
        return "line", (None, None), {**fields, "update": kind, "name": name or "1"}
    y = draw(vectors)
    update = {} if kind == "line" else {"update": kind, "name": name}
    width = draw(st.sampled_from([1, 1, 1, 2, 3])) if name is None or kind == "line" else 1
    return "line", (np.stack([y] * width, 1) if width > 1 else y, ramp(len(y))), {**fields, **update}


def is_fault(answer):
    """Whether an answer is the server's error page, or its word for a bad request."""
    return isinstance(answer, str) and ("</html>" in answer or answer.startswith("win is not image_"))


@settings(
    max_examples=300 if DEEP else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(calls(), max_size=15))
def test_sequences(server, requests):
    """Any sequence of calls leaves the same windows.

    After a fault of the real server the two differ on purpose, for it has done half of something
    (docs/differences.md): both begin anew.
    """
    pair = Pair(server)
    for method, args, kwargs in requests:
        before = pair.workspace.digest()
        real, ours = pair.answers(method, *args, **kwargs)
        if is_fault(real):
            assert ours.startswith("jupyter_visdom refused ")
            assert pair.workspace.digest() == before
            pair.answers("delete_env", "e")
            pair.answers("close", None)
            continue
        assert plain(real) == plain(ours)
        pair.compare()
