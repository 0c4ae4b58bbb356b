"""The capture, in this process: what becomes of a client's calls, and how it is undone."""

import inspect
import json
import socket
import subprocess
import sys
import threading

import numpy as np
import pytest
import visdom

from jupyter_visdom.kernel.capture import Capture
from jupyter_visdom.workspace.workspace import Workspace

SERVER = """
import sys
from visdom.server.run_server import start_server
start_server(port=8097, hostname="127.0.0.1", base_url="", env_path=sys.argv[1], bind_local=True,
             print_func=lambda port: print(port, flush=True))
"""


@pytest.fixture
def capture():
    capture = Capture(Workspace("e1"))
    capture.load()
    yield capture
    capture.unload()


def test_undone():
    """Loading and unloading twice leaves the class exactly as it was."""
    before = dict(vars(visdom.Visdom))
    capture = Capture(Workspace("e1"))
    for _ in range(2):
        capture.load()
    for _ in range(2):
        capture.unload()
    assert dict(vars(visdom.Visdom)) == before


def test_as_the_client_does(capture):
    """`_send` fills in env and window, and keeps the list of envs, as the original does."""
    vis = visdom.Visdom(env="a/b")
    win = vis.text("t")
    assert win.startswith("window_")
    assert vis.text("t", env="other") != win
    assert vis.env_list == {"a_b", "a/b", "other"}
    assert list(capture.workspace.store.envs) == ["main", "a_b", "other"]
    assert vis.close(None) == ""
    assert vis.win_exists(win) is False


@pytest.mark.parametrize("server", ["http://localhost", "localhost", "HTTP://localhost"])
def test_ours(capture, server):
    """A client of the default server is ours, however it spells it."""
    visdom.Visdom(server=server).text("t", win="w")
    assert capture.workspace.store.pane("main", "w")


def test_what_looks_at_the_class(capture):
    """Autocompletion and mocks look at every attribute of a class; a client without one says so itself."""
    assert {"use_socket", "socket_alive"} <= dict(inspect.getmembers(visdom.Visdom)).keys()
    assert not hasattr(object.__new__(visdom.Visdom), "use_socket")


def test_others(monkeypatch):
    """A client of another server keeps its own websocket."""
    asked = []

    def setup_socket(vis, polling=False):
        asked.append((vis.port, polling))
        vis.socket_alive = True

    monkeypatch.setattr(visdom.Visdom, "setup_socket", setup_socket)
    capture = Capture(Workspace("e1"))
    capture.load()
    try:
        visdom.Visdom(port=1, raise_exceptions=False)
        visdom.Visdom()
    finally:
        capture.unload()
    assert asked == [(1, False)]


def test_events(capture):
    """Every living client gets an event, by env and target; one that raises stops no other."""
    first, second = visdom.Visdom(), visdom.Visdom(use_polling=True)
    seen = []
    first.register_event_handler(lambda event: 1 / 0, "w")
    first.register_event_handler(seen.append, "w")
    second.register_event_handler(seen.append, "w", env="e")
    capture.deliver({"target": "w", "eid": "e", "event_type": "Click", "value": np.nan})
    assert seen == [{"target": "w", "eid": "e", "event_type": "Click", "value": None}] * 2


def test_no_threads(capture):
    """A client of ours has no thread for a websocket, and is connected at once."""
    before = set(threading.enumerate())
    vis = visdom.Visdom()
    assert vis.check_connection()
    assert "Visdom-Socket-Thread" not in {thread.name for thread in set(threading.enumerate()) - before}


def test_unknown_endpoint(capture, capsys):
    """An endpoint that is not covered fails as an unreachable server does, with a sentence."""
    vis = visdom.Visdom(raise_exceptions=False)
    assert vis._send({}, endpoint="health") is False
    assert "does not answer the endpoint 'health'" in capsys.readouterr().out
    assert vis._send({}, endpoint="health", quiet=True) is False
    assert capsys.readouterr().out == ""
    vis.raise_exceptions = True
    with pytest.raises(ConnectionError, match="does not answer the endpoint 'health'"):
        vis._send({}, endpoint="health")


def test_not_plain(capture):
    """What the client can't encode is its TypeError still."""
    vis = visdom.Visdom()
    with pytest.raises(TypeError, match="not JSON serializable"):
        vis.text("t", opts={"title": "t", "extra": np.ones(3)})


def test_adoption(tmp_path):
    """A client with a live websocket is adopted: its thread can do it no harm, and soon ends."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 8097)) == 0:
            pytest.skip("port 8097 is in use")
    command = [sys.executable, "-c", SERVER, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout.readline()
    vis = visdom.Visdom(server="http://localhost")
    assert vis.socket_alive
    capture = Capture(Workspace("e1"))
    capture.load()
    try:
        assert vis.text("t", win="w") == "w"
        assert capture.workspace.store.pane("main", "w")
        process.kill()
        process.wait()
        vis.socket_thread.join(20)
        assert not vis.socket_thread.is_alive()
        assert vis.use_socket
        assert vis.check_connection()
        seen = []
        vis.register_event_handler(seen.append, "w")
        capture.deliver(json.loads('{"target": "w", "eid": "main"}'))
        assert seen
    finally:
        capture.unload()
        process.kill()
        process.wait()
        process.stdout.close()
