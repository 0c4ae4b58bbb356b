"""Requests of clients and commands of pages: carried out, or refused and nothing changed, on disk too."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fuzz.hostile import HOSTILE, SENTENCE, TEXTS, broken, tries
from hypothesis import example, given
from hypothesis import strategies as st

from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.frames import encode
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.workspace.commands import COMMANDS
from jupyter_visdom.workspace.disk import Disk
from jupyter_visdom.workspace.endpoints import ENDPOINTS
from jupyter_visdom.workspace.errors import Refused, UnknownEndpoint
from jupyter_visdom.workspace.workspace import Workspace

REFUSED = "jupyter_visdom refused "

LINE = {"type": "scatter", "mode": "lines", "name": "1", "x": [1.5, 2.5], "y": [1.5, 2.5]}
LAYOUT = {"title": {"text": "t"}, "xaxis": {"title": {"text": "x"}}}
PLOT = {"data": [LINE], "layout": LAYOUT, "opts": {"title": "t", "legend": ["1"]}, "win": "plot", "eid": "main"}
POINT = {"data": [LINE], "layout": {}, "opts": {}, "win": "plot", "eid": "main", "name": "1", "append": True}
CLOUD = {"data": [{"group": 0, "name": "a", "label": "b", "idx": 0, "position": [0.5, 0.5]}]}


def content(kind: str, value: Any, win: str, **opts: Any) -> dict[str, Any]:
    return {"data": [{"content": value, "type": kind}], "win": win, "eid": "main", "layout": {}, "opts": opts}


REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("events", PLOT),
    ("events", content("text", "hello", "text")),
    ("events", content("image_history", {"src": "data:,", "caption": "c"}, "images", store_history=True)),
    ("events", content("properties", [{"type": "text", "name": "n", "value": "v"}], "properties")),
    ("events", content("embeddings", CLOUD, "cloud")),
    ("update", POINT),
    ("update", {**POINT, "append": False}),
    ("update", {**POINT, "data": [], "delete": True}),
    ("update", {"opts": {"title": "other"}, "win": "plot", "eid": "main"}),
    ("update", {**content("text", "more", "text"), "append": True}),
    ("update", {"data": [{"type": "image_update_selected", "selected": 0}], "win": "images", "eid": "main"}),
    ("update", {"data": {"update_type": "RegionSelected", "points": CLOUD["data"]}, "win": "cloud", "eid": "main"}),
    ("close", {"win": "text", "eid": "main"}),
    ("win_exists", {"win": "plot", "eid": "main"}),
    ("win_data", {"win": "plot", "eid": "main"}),
    ("win_data", {"win": "w", "eid": "main", "data": json.dumps({"id": "w", "type": "text", "content": "c", "i": 9})}),
    ("env_state", {"eid": "main"}),
    ("delete_env", {"eid": "other"}),
    ("fork_env", {"prev_eid": "main", "eid": "fork"}),
    ("save", {"data": ["main"]}),
    ("experiments/log", {"action": "log", "eid": "main", "name": "n", "params": {"p": 1}, "tags": ["t"]}),
    ("experiments/log", {"action": "metrics", "eid": "main", "metrics": {"m": 0.5}, "step": 1}),
    ("experiments/log", {"action": "finish", "eid": "main", "status": "finished"}),
    ("env/new", {"eid": "new"}),
]

UPLOAD = json.dumps({"jsons": {"w": {"id": "w", "type": "text", "content": "c"}}, "reload": {"w": {"x": 0}}})
BODIES: list[dict[str, Any]] = [
    {"cmd": "close", "data": "plot", "eid": "main"},
    {"cmd": "undo", "eid": "main"},
    {"cmd": "forward_to_vis", "data": {"target": "plot", "eid": "main", "event_type": "Click"}},
    {"cmd": "layout_item_update", "eid": "main", "win": "plot", "data": {"i": 0, "x": 1, "moved": False}},
    {"cmd": "update_plot_layout", "eid": "main", "win": "plot", "data": {"shapes": [{"type": "rect"}]}},
    {"cmd": "update_comment", "eid": "main", "win": "plot", "data": "a note"},
    {"cmd": "pop_embeddings_pane", "data": {"target": "cloud", "eid": "main"}},
    {"cmd": "load_env", "eid": "main"},
    {"cmd": "save", "eid": "copy", "prev_eid": "main", "data": {"plot": {"x": 1}}},
    {"cmd": "save_all"},
    {"cmd": "delete_env", "eid": "other", "prev_eid": "main"},
    {"cmd": "save_layouts", "data": json.dumps({"main": {"view": {"plot": {"x": 1}}}})},
    {"cmd": "save_layouts", "eid": "main", "data": json.dumps({"view": {"plot": {"x": 1}}})},
    {"cmd": "upload_env", "filename": "run.json", "data": UPLOAD},
]

INSIDE = st.sampled_from([json.loads(UPLOAD), {"main": {"view": {"plot": {"x": 1}}}}])
TEXT_INSIDE = (broken(INSIDE) | HOSTILE).map(json.dumps)
"""JSON text in a command's `data`."""


def test_every_endpoint_and_command_has_an_example() -> None:
    assert {name for name, _ in REQUESTS} == {*ENDPOINTS, "env/new"}
    assert {body["cmd"] for body in BODIES} == set(COMMANDS)


class Bench:
    """A workspace with a bit of everything, its folder, and a mirror that reads along."""

    def __init__(self, folder: Path) -> None:
        self.above = folder
        self.folder = folder / "envs"
        self.workspace = Workspace("e", env_path=self.folder)
        self.reader = Reader(self.workspace.store, acknowledged=False)
        self.mirror = Replica()
        for endpoint, message in REQUESTS[:5]:
            assert not self.workspace.handle(endpoint, json.loads(json.dumps(message))).startswith(REFUSED)
        self.workspace.handle("env/other", {"eid": "other"})
        self.follow()

    def follow(self) -> None:
        """Bring the mirror up to date, and check that it could be."""
        while frame := self.reader.frame_to_send():
            data, blob = encode(frame)
            outcome = self.mirror.receive(json.loads(json.dumps(data)), blob)
            assert outcome.kind in ("applied", "building"), outcome
        assert digest(self.mirror.store) == self.workspace.digest()

    def state(self) -> Any:
        """Return all that a request may change."""
        state = self.workspace.state
        undo = {eid: [closed.to_json() for closed in state.undo.stack(eid)] for eid in state.store.envs}
        return self.workspace.digest(), undo, state.views.text, json.dumps(state.experiments), self.files()

    def files(self) -> dict[str, bytes]:
        self.workspace.saver.finish()
        paths = [path for path in self.above.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.above)): path.read_bytes() for path in paths}

    def check(self) -> None:
        """Nothing lies beside the folder, or where no Visdom server would put it, and the mirror follows."""
        for name in self.files():
            inside, *rest = Path(name).parts
            assert inside == "envs" and (len(rest) == 1 or rest[0] in ("view", ".undo")), name
        self.follow()


@contextmanager
def new_bench() -> Iterator[Bench]:
    with TemporaryDirectory() as folder:
        yield Bench(Path(folder))


def request(bench: Bench, endpoint: str, message: Any) -> None:
    before = bench.state()
    with suppress(UnknownEndpoint, TypeError):
        answer = bench.workspace.handle(endpoint, message)
        assert type(answer) is str
        if answer.startswith(REFUSED):
            assert bench.state() == before, answer
            assert len(answer) < SENTENCE
    bench.check()


@tries(150)
@given(st.sampled_from([*ENDPOINTS, "env/x", "nowhere"]), st.dictionaries(TEXTS, HOSTILE, max_size=4))
def test_a_request_of_any_fields(endpoint: str, message: dict[str, Any]) -> None:
    with new_bench() as bench:
        request(bench, endpoint, message)


@tries(400)
@given(st.data())
def test_a_request_that_is_a_little_wrong(data: st.DataObject) -> None:
    endpoint, message = data.draw(st.sampled_from(REQUESTS))
    with new_bench() as bench:
        request(bench, endpoint, data.draw(broken(st.just(message))))


def command(bench: Bench, body: dict[str, Any]) -> None:
    before = bench.state()
    try:
        bench.workspace.command(body)
    except Refused as refused:
        assert bench.state() == before, refused
        assert len(str(refused)) < SENTENCE
    bench.check()


@tries(150)
@given(st.sampled_from([*COMMANDS, "nothing"]), st.dictionaries(TEXTS, HOSTILE, max_size=4))
def test_a_command_of_any_fields(cmd: str, fields: dict[str, Any]) -> None:
    with new_bench() as bench:
        command(bench, {**fields, "cmd": cmd})


@tries(400)
@given(st.data())
def test_a_command_that_is_a_little_wrong(data: st.DataObject) -> None:
    with new_bench() as bench:
        command(bench, data.draw(broken(st.sampled_from(BODIES))))


@tries(200)
@given(st.sampled_from([body for body in BODIES if body["cmd"] in ("save_layouts", "upload_env")]), TEXT_INSIDE)
@example({"cmd": "save_layouts"}, json.dumps({"main": {"view": {"plot": {"a": None}}}}))
def test_text_in_a_command_that_is_wrong(body: dict[str, Any], text: str) -> None:
    with new_bench() as bench:
        command(bench, {**body, "data": text})


NAMES = [
    "../out",
    "..",
    "../../etc/passwd",
    "..\\out",
    "/etc/passwd",
    "C:\\out",
    "a/../../out",
    "view/layouts",
    ".undo/main",
    "\0",
    "a\0b",
    "\ud800",
    "\n",
    " ../out ",
    "%2e%2e%2fout",
    "~",
    "hash_" + "0" * 64,
    "x" * 5000,
    "é" * 200,
    "",
    ".",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    """Whoever gives it: a client that makes, forks, saves or logs, or a page that saves, uploads, loads or deletes."""
    with new_bench() as bench:
        for endpoint, message in [
            ("events", {**PLOT, "eid": name}),
            ("events", {**PLOT, "win": name}),
            ("save", {"data": [name]}),
            ("fork_env", {"prev_eid": "main", "eid": name}),
            ("experiments/log", {"action": "log", "eid": name, "name": "n"}),
            ("delete_env", {"eid": name}),
        ]:
            request(bench, endpoint, message)
        for body in [
            {"cmd": "save", "eid": name, "prev_eid": "main", "data": {}},
            {"cmd": "close", "eid": name, "data": "plot"},
            {"cmd": "upload_env", "filename": f"{name}.json", "data": UPLOAD},
            {"cmd": "load_env", "eid": name},
            {"cmd": "save_all"},
            {"cmd": "delete_env", "eid": name},
        ]:
            command(bench, body)


def test_a_link_in_the_folder_is_read_but_never_written_through(tmp_path: Path) -> None:
    """Whoever can put a link there can do all that a kernel can; but nothing is written where it points."""
    folder, elsewhere = tmp_path / "envs", tmp_path / "elsewhere.json"
    folder.mkdir()
    elsewhere.write_text(UPLOAD)
    os.symlink(elsewhere, folder / "linked.json")
    workspace = Workspace("e", env_path=folder)
    assert workspace.handle("win_exists", {"win": "w", "eid": "linked"}) == "true"
    workspace.handle("events", {**PLOT, "eid": "linked"})
    assert workspace.handle("save", {"data": ["linked"]}) == '["linked"]'
    assert elsewhere.read_text() == UPLOAD
    assert not (folder / "linked.json").is_symlink()


@pytest.mark.parametrize("inside", ["view", ".undo"])
def test_a_folder_that_is_a_link_is_neither_filled_nor_emptied(tmp_path: Path, inside: str) -> None:
    disk, elsewhere = Disk(tmp_path / "envs"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "main.json").write_text("[]")
    disk.save("main", json.loads(UPLOAD))
    os.symlink(elsewhere, tmp_path / "envs" / inside)
    change = disk.save_views if inside == "view" else partial(disk.save_undo, "main")
    for value in ("", "{}"):
        with pytest.raises(OSError, match="is a link"):
            change(value)
    if inside == ".undo":
        with pytest.raises(OSError, match="is a link"):
            disk.delete("main")
    assert [path.name for path in elsewhere.iterdir()] == ["main.json"]
