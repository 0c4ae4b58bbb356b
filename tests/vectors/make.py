"""Make the vectors that the Python and the TypeScript core both run: `python tests/vectors/make.py`.

Each scenario says what it means to show and which outcome it expects; the rest of what is written down (positions,
digests, requests) is what the Python core did. `README.md` describes the files.
"""

from __future__ import annotations

import base64
import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from visdom.utils.server_utils import compare_envs

from jupyter_visdom.core import frames
from jupyter_visdom.core.digest import digest, digest_json
from jupyter_visdom.core.events import PaneChanged
from jupyter_visdom.core.frames import Frame
from jupyter_visdom.core.limits import JSON_DEPTH, STAGED_PANES
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.core.store import Store
from jupyter_visdom.core.thin import bin_edges, thin

HERE = Path(__file__).parent
Vector = dict[str, Any]


class Script:
    """A replica, and what it was given step by step."""

    def __init__(self) -> None:
        self.replica = Replica()
        self.steps: list[Vector] = []

    def frame(self, frame: Frame | None, kind: str) -> None:
        """Give a frame, which must have this outcome."""
        assert frame is not None
        self.raw(*frames.encode(frame), kind)

    def raw(self, data: Vector, blob: bytes, kind: str) -> None:
        """Give a frame as it is on the wire."""
        data = json.loads(json.dumps(data))
        outcome = self.replica.receive(data, blob or None)
        self._note({"frame": data, "blob": base64.b64encode(blob).decode() if blob else None}, outcome, kind)

    def beat(self, epoch: str, cursor: int, index: int, kind: str) -> None:
        """Give a beat."""
        outcome = self.replica.receive_beat(epoch, cursor, index)
        self._note({"beat": {"v": 1, "type": "beat", "epoch": epoch, "cursor": cursor, "index": index}}, outcome, kind)

    def _note(self, step: Vector, outcome: Any, kind: str) -> None:
        assert outcome.kind == kind, (len(self.steps), outcome)
        replica = self.replica
        expect = {
            "kind": kind,
            "position": list(replica.position),
            "stale": replica.stale,
            "digest": digest(replica.store),
            "send": list(outcome.send),
        }
        if kind == "applied":
            expect |= {"panes": sorted(map(list, outcome.panes)), "lists": outcome.lists, "whole": outcome.whole}
        self.steps.append({**step, "expect": expect})


class Source:
    """A kernel's store, and an unacknowledged reader of it."""

    def __init__(self, epoch: str = "e1", sweeps: Iterator[int] | None = None) -> None:
        self.store = Store(epoch)
        self.reader = Reader(self.store, acknowledged=False, sweeps=sweeps or count(1))

    def put(self, win: str, json: Vector, env: str = "main") -> None:
        """Store a window."""
        cursor = self.store.next_cursor()
        self.store.put(env, win, Pane.of(json, cursor, self.store.pane(env, win), self.store.read))

    def next(self, budget: int = 1 << 20) -> Frame:
        """Return the next frame."""
        frame = self.reader.frame_to_send(budget)
        assert frame is not None
        return frame

    def sweep(self, budget: int = 1000) -> list[Frame]:
        """Return the frames of a whole sweep."""
        frames = [self.next(budget)]
        while frames[-1].to == frames[-1].start:
            frames.append(self.next(budget))
        return frames


def line(n: int, title: str = "loss", version: int = 1, start: int = 0, scale: float = 1.0) -> Vector:
    """Return a window with one trace of n points."""
    x = list(range(start, n))
    content = {"data": [{"x": x, "y": [i * scale / 8 for i in x], "name": "a"}], "layout": {"title": title}}
    return {
        "command": "window",
        "id": "w",
        "type": "plot",
        "title": title,
        "content": content,
        "version": version,
        "contentID": f"c{version}",
    }


def text(words: str, version: int = 1) -> Vector:
    """Return a text window."""
    return {"type": "text", "title": "", "content": words, "version": version, "contentID": f"t{version}"}


# -- replica vectors ---------------------------------------------------------------------------------------------------


def append(script: Script) -> None:
    """What is appended arrives as slices past the end held, and changes nothing else."""
    source = Source()
    for n in (8, 10, 10, 30):
        source.put("w", line(n, version=n))
        script.frame(source.next(), "applied")


def rewrite(script: Script) -> None:
    """A new title is a new skeleton; a column written anew begins a generation."""
    source = Source()
    source.put("w", line(10))
    script.frame(source.next(), "applied")
    source.put("w", line(10, title="accuracy ✓"))
    script.frame(source.next(), "applied")
    source.put("w", line(12, scale=3.0))
    script.frame(source.next(), "applied")
    source.put("w", text("no columns any more"))
    script.frame(source.next(), "applied")


def mend(script: Script) -> None:
    """A part from its start replaces the one held, of the same generation too: a new sweep mends what was wrong."""
    source = Source()
    source.put("w", line(10))
    frame = source.next()
    script.frame(frame, "applied")
    pane = frame.events[-1]
    assert isinstance(pane, PaneChanged)
    skeleton, *columns = pane.slices
    others = [piece._replace(data=piece.data[::-1]) for piece in columns]
    right = pane._replace(at=2, slices=(skeleton, *others))
    script.frame(replace(frame, start=1, to=2, events=(right,)), "applied")


def nested(depth: int) -> Any:
    """Return a value inside so many lists."""
    return [nested(depth - 1)] if depth else 1


def kinds(script: Script) -> None:
    """All kinds of columns: NaN, widths, JSON lines, text, an empty column; and JSON as deep as it may be."""
    source = Source()
    content: Vector = {
        "nan": [0.5, None, -0.0, 1e-7, 1e21, float("nan"), float("inf"), 8.0],
        "rows": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        "holes": [[1.5, None], [None, 2.5], [3.5, 4.5], [5.5, 6.5]],
        "labels": ["a", "\n", "ü", "\U0001f600", '"', "", "f", "g"],
        "mixed": [1, "two", None, True, 2**53 + 2, 1.5, "x", False],
        "html": "<b>é\U0001f600</b>" * 200,
        "deep": nested(JSON_DEPTH - 2),
    }
    source.put("w", {"type": "x", "content": content, "version": 3, "contentID": "k"})
    script.frame(source.next(), "applied")
    content["labels"] = [*content["labels"], "h", None]
    content["html"] += "é"
    content["rows"] = [*content["rows"], [10, 11, 12]]
    source.put("w", {"type": "x", "content": content, "version": 4, "contentID": "l"})
    script.frame(source.next(), "applied")


def cut(script: Script) -> None:
    """A pane over three frames takes effect at the last, as a whole; an append in between waits for the next sweep."""
    source = Source()
    source.put("small", text("hello"))
    source.put("w", line(100))
    script.frame(source.next(1100), "building")
    source.put("w", line(110))
    script.frame(source.next(1100), "building")
    script.frame(source.next(1100), "applied")
    script.frame(source.next(), "applied")


def cut_live(script: Script) -> None:
    """A cut pane within a live epoch: the old state stays until the piece without `more`."""
    source = Source()
    source.put("w", line(10))
    script.frame(source.next(), "applied")
    source.put("w", line(100, title="long"))
    while script.replica.position[1] < 2:
        script.frame(source.next(600), "applied")


def repeat(script: Script) -> None:
    """A frame that comes twice is ignored the second time, in the middle of a sweep too."""
    source = Source()
    source.put("w", line(100))
    first, second, third = source.sweep()
    script.frame(first, "building")
    script.frame(first, "repeat")
    script.frame(second, "building")
    script.frame(first, "repeat")
    script.frame(second, "repeat")
    script.frame(third, "applied")
    script.frame(second, "repeat")
    script.frame(third, "repeat")
    source.put("w", line(101))
    fourth = source.next()
    script.frame(fourth, "applied")
    script.frame(fourth, "repeat")


def blob_as_text(script: Script) -> None:
    """A frame may hold its blob itself, as base64; it is refused if it is none, or too short."""
    source = Source()
    source.put("w", line(10))
    data = frames.as_text(*frames.encode(source.next()))
    script.raw({**data, "blob": "no base64!"}, b"", "refused")
    script.raw({**data, "blob": 7}, b"", "refused")
    script.raw({**data, "blob": data["blob"][:-4]}, b"", "refused")
    script.raw(data, b"", "applied")
    source.put("w", line(12))
    script.frame(source.next(), "applied")


def gap(script: Script) -> None:
    """A frame that is missing is asked for, once; the new sweep mends it."""
    source = Source()
    for n in (8, 9, 10, 11):
        source.put("w", line(n))
        frame = source.next()
        if n == 8:
            script.frame(frame, "applied")
        elif n > 9:
            script.frame(frame, "gap")
    source.reader.receive_resync("e1", 1)
    script.frame(source.next(), "applied")


def gap_in_sweep(script: Script) -> None:
    """A frame missing in a sweep is a gap; late frames of the old sweep don't mix with those of the new one."""
    source = Source()
    source.put("v", text("first"))
    script.frame(source.next(), "applied")
    source.put("v", text("second"))
    source.put("w", line(200))
    old = source.sweep()
    script.frame(old[0], "applied")
    script.frame(old[2], "gap")
    source.reader.receive_resync("e1", 1)
    source.put("w", line(200, scale=2.0))
    new = source.sweep()
    script.frame(new[0], "applied")
    script.frame(old[1], "gap")
    for frame in new[1:]:
        script.frame(frame, "applied")
    script.frame(old[-1], "repeat")


def hole(script: Script) -> None:
    """A slice beyond what is held is a hole: the pane stays, everything is asked for."""
    source = Source()
    source.put("w", line(8))
    script.frame(source.next(), "applied")
    source.put("w", line(9))
    source.next()
    source.put("w", line(10))
    late = source.next()
    script.frame(replace(late, start=1), "gap")
    script.frame(replace(late, start=1), "gap")
    source.reader.receive_resync("e1", 0)
    script.frame(source.next(), "applied")


def missing_part(script: Script) -> None:
    """A skeleton that names a part which is not there is a hole."""
    source = Source()
    source.put("w", line(8))
    frame = source.next()
    pane = frame.events[-1]
    assert isinstance(pane, PaneChanged)
    script.frame(replace(frame, events=(*frame.events[:-1], pane._replace(slices=pane.slices[:-1]))), "gap")
    script.frame(frame, "applied")


def epochs(script: Script) -> None:
    """A new epoch is built beside the old one and takes over whole; the old one is retired."""
    old, new = Source("e1"), Source("e2")
    old.put("w", line(20))
    old.put("gone", text("bye"))
    script.frame(old.next(), "applied")
    old.put("w", line(21))
    late = old.next()
    new.put("w", line(100))
    *begun, last = new.sweep()
    for frame in begun:
        script.frame(frame, "building")
    script.frame(last, "applied")
    script.frame(late, "retired")
    new.put("w", line(101))
    script.frame(new.next(), "applied")


def epoch_unknown(script: Script) -> None:
    """The middle of an unknown epoch is a gap, from cursor 0."""
    old, new = Source("e1"), Source("e2")
    old.put("w", line(20))
    script.frame(old.next(), "applied")
    new.put("w", line(20))
    new.next()
    new.put("w", line(21))
    script.frame(new.next(), "gap")
    new.reader.receive_resync("e2", 0)
    script.frame(new.next(), "applied")


def epoch_returns(script: Script) -> None:
    """A late frame of an earlier epoch misleads a replica that never knew it, until a beat says which one lives."""
    early, now = Source("e0"), Source("e1")
    early.put("w", line(20))
    now.put("w", line(30))
    script.frame(now.next(), "applied")
    script.frame(early.next(), "applied")
    now.put("w", line(31))
    script.frame(now.next(), "retired")
    script.beat("e1", 2, 0, "gap")
    now.reader.receive_resync("e1", 0)
    script.frame(now.next(), "applied")
    early.put("w", line(21))
    script.frame(early.next(), "retired")


def building_dropped(script: Script) -> None:
    """A beat of the epoch held ends the building of another one."""
    early, now = Source("e0"), Source("e1")
    early.put("w", line(200))
    now.put("w", line(30))
    script.frame(now.next(), "applied")
    script.frame(early.next(1000), "building")
    script.beat("e1", 1, 0, "repeat")
    now.put("w", line(31))
    script.frame(now.next(), "applied")


def refused(script: Script) -> None:
    """A wrong frame is refused whole, changes nothing, and everything is asked for, once."""
    source = Source()
    source.put("w", line(8))
    script.frame(source.next(), "applied")
    source.put("w", line(9))
    data, blob = frames.encode(source.next())
    pane = data["events"][-1]
    part, generation, start, a, b = pane["parts"][-1]

    def with_pane(**fields: Any) -> Vector:
        return {**data, "events": [*data["events"][:-1], {**pane, **fields}]}

    reload = {"op": "env", "at": 2, "env": "main", "wins": ["w"], "reload": {"a": [{"__proto__": 1}]}}
    script.raw({**data, "v": 2}, blob, "refused")
    script.raw({**data, "events": [*data["events"], {"op": "dance", "at": 2}]}, blob, "refused")
    script.raw(with_pane(parts=[*pane["parts"][:-1], [part, generation, start, a, b + 8]]), blob, "refused")
    script.raw(with_pane(parts=[*pane["parts"][:-1], [part, generation, start, b, a]]), blob, "refused")
    script.raw(with_pane(at="2"), blob, "refused")
    script.raw(with_pane(at=-1), blob, "refused")
    script.raw({**data, "events": [*data["events"], reload]}, blob, "refused")
    script.raw({**data, "to": 0}, blob, "refused")
    script.raw(data, blob + b"x", "refused")
    script.raw({key: value for key, value in data.items() if key != "sweep"}, blob, "refused")
    source.reader.receive_resync("e1", 0)
    script.frame(source.next(), "applied")


def refused_skeletons(script: Script) -> None:
    """A skeleton that is wrong is refused like a wrong frame."""
    skeletons = [
        {"json": {"__proto__": {}}, "columns": []},
        {"json": {"a": {"b": [{"__proto__": None}]}}, "columns": []},
        {"json": [], "columns": []},
        {"json": {}},
        {"json": {"x": None}, "columns": [[0, "float", ["x"], None]]},
        {"json": {"x": None}, "columns": [[1, "complex", ["x"], None]]},
        {"json": {"x": None}, "columns": [[1, "float", ["y"], None]]},
        {"json": {"x": "full"}, "columns": [[1, "float", ["x"], None]]},
        {"json": {"x": None}, "columns": [[1, "float", [], None]]},
        {"json": {"x": None}, "columns": [[1, "float", ["x"], 0]]},
        {"json": {"x": None}, "columns": [[1, "text", ["x"], 2]]},
        {"json": {"x": None}, "columns": [[1, "float", ["x"], 2]]},
        {"json": {"deep": nested(JSON_DEPTH)}, "columns": []},
    ]
    for skeleton in [*skeletons, "{"]:
        first = json.dumps(skeleton).encode() if isinstance(skeleton, dict) else b"{"
        slices = [[0, 1, 0, 0, len(first)], [1, 1, 0, 0, 8]]
        pane = {"op": "pane", "at": 1, "env": "main", "win": "w", "version": 1, "content": "", "parts": slices}
        frame = {"v": 1, "type": "frame", "epoch": "e1", "from": 0, "to": 1, "sweep": 1, "index": 0, "events": [pane]}
        script.raw(frame, first + bytes(8), "refused")


def staged(script: Script) -> None:
    """A few panes may be in transit at a time: one that is whole makes room for the next."""
    source = Source()
    source.put("w", line(8))
    script.frame(source.next(), "applied")
    skeleton = json.dumps({"json": {}, "columns": []}).encode()

    def take(index: int, win: str, kind: str, *, whole: bool = False) -> None:
        a, b = (4, len(skeleton)) if whole else (0, 4)
        pane = {"op": "pane", "at": 2, "env": "main", "win": win, "version": 1, "content": "", "more": not whole}
        event = {**pane, "parts": [[0, 1, 0, a, b]]}
        head = {"v": 1, "type": "frame", "epoch": "e1", "from": 1, "to": 1, "sweep": 2, "index": index}
        script.raw({**head, "events": [event]}, skeleton[a:b], kind)

    for index in range(STAGED_PANES):
        take(index, f"p{index}", "applied")
    take(STAGED_PANES, "p0", "applied", whole=True)
    take(STAGED_PANES + 1, "p", "applied")
    take(STAGED_PANES + 2, "q", "refused")


def beats(script: Script) -> None:
    """A beat behind what is held says nothing; a later one asks, again and again; one that agrees ends the asking."""
    source = Source()
    source.put("w", line(50))
    first, lost = source.sweep()
    script.beat("e1", 0, 0, "gap")
    script.frame(first, "building")
    script.beat("e1", 0, 1, "repeat")
    script.beat("e1", 0, 2, "gap")
    script.beat("e1", 1, 0, "gap")
    script.beat("e1", 0, 1, "repeat")
    script.frame(lost, "applied")
    script.beat("e1", 1, 0, "repeat")
    script.beat("e1", 2, 0, "gap")
    script.beat("e2", 1, 0, "gap")


def dropped_start(script: Script) -> None:
    """The start of a part moves: with what is new behind it, on its own, and past all that is held."""
    source = Source()
    store = source.store
    source.put("w", text("line\n" * 400))
    script.frame(source.next(), "applied")
    for grow, drop in ((b"new\n", 1000), (b"", 1500), (b"more\n" * 500, 3000), (b"", 10_000)):
        held = store.pane("main", "w")
        assert held is not None
        cursor = store.next_cursor()
        part = held.parts[1].grow(grow, cursor, store.read).drop_before(drop, cursor, store.read)
        store.put("main", "w", Pane(cursor, held.version + 1, "t", held.skeleton, {1: part}))
        script.frame(source.next(), "applied")


def closing(script: Script) -> None:
    """A window that its env does not list is gone, and a late frame does not bring it back."""
    source = Source()
    source.put("a", text("a"))
    source.put("b", line(8))
    script.frame(source.next(), "applied")
    source.put("b", line(9))
    late = source.next()
    source.reader.receive_resync("e1", 2)
    source.store.close("main", ["b"])
    source.put("c", line(200))
    first, *_, last = source.sweep()
    script.frame(first, "applied")
    script.frame(late, "applied")
    script.frame(last, "gap")
    source.reader.receive_resync("e1", 3)
    script.frame(source.next(), "applied")
    source.put("b", text("b again"))
    script.frame(source.next(), "applied")


def envs(script: Script) -> None:
    """Envs come, go, come back empty, and carry their saved layout."""
    source = Source()
    store = source.store
    source.put("a", text("a"), env="one")
    source.put("a", line(8), env="two")
    store.put_env("three")
    script.frame(source.next(), "applied")
    store.put_env("one", reload={"a": [0, 1], "n": {"x": 0.5}})
    script.frame(source.next(), "applied")
    store.delete_env("two")
    script.frame(source.next(), "applied")
    store.put_env("two")
    script.frame(source.next(), "applied")
    store.delete_env("one")
    source.put("z", text("again"), env="one")
    script.frame(source.next(), "applied")


def windows_ahead(script: Script) -> None:
    """A window is listed some frames before its pane arrives; a pane that changes meanwhile is ahead of the sweep."""
    source = Source()
    for i in range(4):
        source.put(f"w{i}", line(30, title=str(i)))
    source.reader.show([("main", "w0")])
    for i in range(4):
        script.frame(source.next(900), "building")
        source.put("w0", line(31 + i))
    *begun, last = source.sweep(900)
    for frame in begun:
        script.frame(frame, "building")
    script.frame(last, "applied")
    script.frame(source.next(), "applied")


# -- digests -----------------------------------------------------------------------------------------------------------

DIGESTS: dict[str, Any] = {
    "null": None,
    "booleans": [True, False],
    "zeros": [0, -0.0, 0.0],
    "numbers": [1, -1, 1.5, 1e-7, 1e21, 1e-300, 5e-324, 1.7976931348623157e308, 2**53, -(2**53), 2**53 + 2, 0.1],
    "strings": ["", "a", "ü", "€", "\U0001f600", '\n\t"\\', "\x00"],
    "empty": [[], {}, "", [[]], [{}], {"": {}}],
    "nested": {"a": {"b": [{"c": [[1, [2, [None]]]]}]}},
    "keys": {"b": 1, "a": 2, "": 3, "ü": 4, "\uffff": 5, "\U0001f600": 6, "aa": 7, "B": 8},
    "pane": {**line(10), "i": 1, "width": None},
}

# -- thinning vectors --------------------------------------------------------------------------------------------------
# Name: y with None for a hole, x or None, the range, how many bins.


def bumps(n: int) -> list[float | None]:
    """Return n values that go up and down."""
    return [(i * 7919 % 1009 - i) / 8 for i in range(n)]


def with_holes(n: int) -> list[float | None]:
    """Return the same with a hole of one, holes within a bin and one over several bins."""
    return [None if i in (0, 70, 75, 76) or 200 <= i < 330 else y for i, y in enumerate(bumps(n))]


THINNINGS: dict[str, tuple[list[float | None], list[float] | None, int, int, int]] = {
    "none": ([], None, 0, 0, 4),
    "one": ([2.0], None, 0, 1, 4),
    "few": (bumps(5), None, 0, 5, 8),
    "long": (bumps(1000), None, 0, 1000, 10),
    "range": (bumps(1000), None, 131, 777, 10),
    "uneven": (bumps(600), [i / 100 if i < 500 else i - 495.0 for i in range(600)], 0, 600, 20),
    "standing-x": (bumps(300), [3.0] * 300, 0, 300, 10),
    "close-x": (bumps(300), [2.0**60 + 256 * i for i in range(300)], 0, 300, 100_000),
    "negative-x": (bumps(300), [-2.5 + i / 64 for i in range(300)], 0, 300, 7),
    "equal": ([1.0] * 300, None, 0, 300, 3),
    "holes": (with_holes(500), None, 0, 500, 10),
    "only-holes": ([None] * 200, None, 0, 200, 5),
}


def thinning(y: list[float | None], x: list[float] | None, start: int, end: int, bins: int) -> Vector:
    """Return what is kept of a line."""
    edges = bin_edges(np.arange(float(len(y))) if x is None else np.array(x), start, end, bins)
    kept = thin(np.array(y, dtype=float), edges)
    given = {"y": y, "x": x, "start": start, "end": end, "bins": bins}
    return {**given, "edges": edges.tolist(), "kept": kept.tolist()}


REPLICAS: list[Callable[[Script], None]] = [
    append, rewrite, mend, kinds, cut, cut_live, repeat, blob_as_text, gap, gap_in_sweep, hole, missing_part, epochs,
    epoch_unknown, epoch_returns, building_dropped, refused, refused_skeletons, staged, beats, dropped_start, closing,
    envs, windows_ahead,
]  # fmt: skip


# -- compare vectors ---------------------------------------------------------------------------------------------------


def plot(title: str, *names: str | None, i: int = 0) -> Vector:
    """Return a plot whose traces have these names; None is a trace without one."""
    data = [{"y": [1, 2], **({} if name is None else {"name": name})} for name in names]
    content = {"data": data, "layout": {"title": title}}
    return {"type": "plot", "title": title, "id": f"id{i}", "i": i, "version": 2, "content": content}


def image(title: str, caption: str | None, i: int = 0) -> Vector:
    """Return a picture."""
    content = {"src": f"data:image/png;base64,{i}", "caption": caption}
    return {"type": "image", "title": title, "id": f"id{i}", "i": i, "version": 1, "content": content}


def word(title: str, i: int = 0) -> Vector:
    """Return a text."""
    return {"type": "text", "title": title, "id": f"id{i}", "i": i, "version": 1, "content": "words"}


LONG = "an_environment_with_a_long_name"
COMPARISONS: dict[str, tuple[dict[str, list[Vector]], bool]] = {
    "plots": ({"a": [plot("loss", "x", "y")], "b": [plot("other", "x"), plot("loss", "x", i=1)]}, False),
    "three": ({"c": [plot("loss", "x")], "a": [plot("loss", "x")], "b": [plot("loss", "z")]}, False),
    "images": ({"a": [image("in", "cat")], "b": [image("in", None)], "c": [image("in", "dog")]}, False),
    "long-names": (
        {LONG: [plot("loss", "x"), image("in", "cat", i=1)], "b": [plot("loss", "x"), image("in", "dog")]},
        False,
    ),
    "no-names": (
        {"a": [plot("loss", None), plot("acc", "x", None, i=1)], "b": [plot("loss", "x"), plot("acc", "x", i=1)]},
        False,
    ),
    "some-names": ({"a": [plot("loss", "x")], "b": [plot("loss", "x", None, "z")], "c": [plot("loss", "x")]}, False),
    "last-names": ({"a": [plot("loss", "x")], "b": [plot("loss", "x")], "c": [plot("loss", "x", None)]}, False),
    "kinds": ({"a": [plot("one", "x"), word("two", 1)], "b": [image("one", "cat"), word("two", 1)]}, False),
    "no-titles": ({"a": [plot("", "x")], "b": [plot("", "x")]}, False),
    "equal-titles": (
        {"a": [plot("loss", "x"), plot("loss", "y", i=1), image("in", "1", i=2), image("in", "2", i=3)]}
        | {"b": [plot("loss", "x"), image("in", "3")]},
        False,
    ),
    "order": ({"a": [plot("z", "x", i=9), plot("y", "x", i=4)], "b": [plot("y", "x"), plot("z", "x", i=1)]}, False),
    "all": ({"b": [plot("loss", "x"), word("", 1)], "a": [plot("loss", "x"), image("in", None, i=1)]}, True),
    "marks": ({"a<b>": [plot("loss", "x")], "c&'d'": [plot("loss", "x")]}, False),
}
"""The panes of each env, in order, and whether all are shown."""


class PageSocket:
    """What Visdom's server needs of a page's websocket."""

    def __init__(self) -> None:
        self.messages: list[Vector] = []

    def write_message(self, text: str) -> None:
        """Keep what would be sent."""
        self.messages.append(json.loads(text))


def comparison(panes: dict[str, list[Vector]], show_all: bool) -> Vector:
    """Return what Visdom's server shows of envs; without random ids, and without the style sheet of its legend."""
    envs = {eid: {"jsons": {f"w{n}": pane for n, pane in enumerate(held)}, "reload": {}} for eid, held in panes.items()}
    socket = PageSocket()
    compare_envs(copy.deepcopy(envs), list(envs), socket, None, show_all)
    windows = [{key: value for key, value in window.items() if key != "contentID"} for window in socket.messages[1:-1]]
    for window in windows:
        if window["id"] == "window_compare_legend":
            window["content"] = re.sub(r"<style>.*</style>", "", window["content"], flags=re.DOTALL).strip()
    return {
        "envs": [[eid, list(env["jsons"].items())] for eid, env in envs.items()],
        "all": show_all,
        "windows": windows,
    }


def vectors() -> dict[str, Vector]:
    """Return every vector, by file name."""
    made = {}
    for scenario in REPLICAS:
        script = Script()
        scenario(script)
        name = scenario.__name__.replace("_", "-")
        made[f"replica-{name}.json"] = {"name": name, "about": scenario.__doc__, "steps": script.steps}
    for name, value in DIGESTS.items():
        made[f"digest-{name}.json"] = {"value": value, "digest": digest_json(value)}
    for name, line_given in THINNINGS.items():
        made[f"thin-{name}.json"] = thinning(*line_given)
    for name, compared in COMPARISONS.items():
        made[f"compare-{name}.json"] = comparison(*compared)
    return made


def dump(vector: Vector) -> str:
    """Return a vector as it stands in its file: one step a line."""
    if "steps" not in vector:
        return json.dumps(vector) + "\n"
    steps = ",\n".join(json.dumps(step) for step in vector["steps"])
    return f'{{"name": {json.dumps(vector["name"])}, "about": {json.dumps(vector["about"])}, "steps": [\n{steps}\n]}}\n'


if __name__ == "__main__":
    made = vectors()
    for old in HERE.glob("*.json"):
        old.unlink()
    for name, vector in made.items():
        (HERE / name).write_text(dump(vector), encoding="ascii")
