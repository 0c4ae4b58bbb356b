"""What the tests of the workspace share: a model of Visdom's server in memory, and a wire."""

import contextlib
import copy
import json

import pytest
from workspace.pair import Ours, Pair, Real, server_process

from jupyter_visdom.core.digest import digest_json
from jupyter_visdom.core.frames import encode
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.workspace import DEFAULTS, Workspace


def bare(pane_json):
    """A pane without what is new at each change."""
    return {key: value for key, value in pane_json.items() if key != "contentID"}


class Model:
    """One env of Visdom's server, run by Visdom's own functions on whole panes."""

    def __init__(self):
        self.panes = {}

    def events(self, message):
        pane = upstream.window(upstream.normalise(message))
        held = self.panes.get(pane["id"])
        pane["i"] = held["i"] if held else len(self.panes)
        pane["comment"] = held["comment"] if held else pane["comment"]
        self.panes[pane["id"]] = pane

    def update(self, message):
        args = upstream.normalise(message)
        pane = self.panes.get(args["win"])
        if pane is None:
            return self.events(message) if args.get("append") else None
        with contextlib.suppress(Exception):
            self.panes[args["win"]] = upstream.update(copy.deepcopy(pane), args, DEFAULTS)

    def digest(self):
        return digest_json({win: bare(pane) for win, pane in self.panes.items()})


class Wire:
    """A workspace, and a replica that is sent what changes."""

    def __init__(self, workspace):
        self.workspace = workspace
        self.reader = Reader(workspace.store, acknowledged=False)
        self.replica = Replica()

    def deliver(self, budget=1 << 20):
        while frame := self.reader.frame_to_send(budget):
            data, blob = encode(frame)
            outcome = self.replica.receive(json.loads(json.dumps(data)), blob)
            assert outcome.kind in ("applied", "building"), outcome


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """A real Visdom server, and a client of it."""
    with server_process(str(tmp_path_factory.mktemp("visdom"))) as port:
        side = Real(port)
        yield side
        side.close()


@pytest.fixture(scope="session")
def ours(tmp_path_factory):
    """A client that is captured while a test asks for it."""
    return Ours(tmp_path_factory.mktemp("envs"))


@pytest.fixture
def pair(real, ours):
    """The real server and ours, both empty."""
    with contextlib.closing(ours):
        yield Pair(real, ours)


@pytest.fixture
def workspace():
    return Workspace("e1")


@pytest.fixture
def wire(workspace):
    return Wire(workspace)


@pytest.fixture
def new_workspace():
    return lambda: Workspace("e1")


@pytest.fixture
def new_model():
    return Model


@pytest.fixture
def new_wire():
    return Wire


@pytest.fixture
def windows():
    """The windows of an env of a workspace, as Visdom keeps them."""

    def read(workspace, env="main"):
        panes = workspace.store.envs[env].panes
        return {win: bare(pane.to_json()) for win, pane in panes.items()}

    return read
