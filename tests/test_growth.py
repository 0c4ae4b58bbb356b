"""What a hot path costs does not grow with what is held: counted in calls and in bytes allocated, so no clock is asked.

A path that copies, encodes or walks over what is held shows in one of the two.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from jupyter_visdom.core import frames
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.replica import Replica
from jupyter_visdom.workspace.workspace import Workspace

FEW, MANY = 1_000, 100_000
TIMES = 20
"""A buffer that grows is copied now and then, so what counts is the cheapest of several times."""

SLACK_BYTES = 1_000
"""Larger numbers take a few bytes more; a hundred times the points would take 1.6 MB."""

type Path = Callable[[Held], None]

Cost = tuple[int, int]
"""Calls, and the most bytes allocated at a time."""


def cost_of(path: Path, held: Held) -> Cost:
    calls = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    sys.setprofile(count)
    try:
        path(held)
    finally:
        sys.setprofile(None)
    _, peak = tracemalloc.get_traced_memory()
    return calls, peak - before


def least(path: Path, held: Held) -> Cost:
    costs = [cost_of(path, held) for _ in range(TIMES)]
    return min(calls for calls, _ in costs), min(size for _, size in costs)


def line(x: list[float], y: list[float]) -> dict[str, Any]:
    trace = {"x": x, "y": y, "name": "1", "type": "scatter", "mode": "lines", "line": {}, "marker": {"size": 10}}
    return {"data": [trace], "win": "w", "eid": "main", "layout": {}, "opts": {"mode": "lines"}}


class Held:
    """A workspace with so many points in one window and so many other windows, its reader and a replica."""

    def __init__(self, points: int, windows: int) -> None:
        self.workspace = Workspace("epoch")
        numbers = [i / 2 for i in range(points)]
        self.workspace.handle("events", line(numbers, numbers))
        for window in range(windows):
            self.workspace.handle("events", {**line([0.5] * 9, [0.5] * 9), "win": f"w{window}"})
        self.reader, self.replica = Reader(self.workspace.store), Replica()
        for _ in range(2):  # the first one brings its options, the second one finds that they are there
            self.append()
        while self.reader.behind():
            self.send()

    def append(self) -> None:
        message = {**line([0.5], [0.5]), "name": None, "append": True}
        assert self.workspace.handle("update", message) == "w"

    def append_point(self) -> None:
        assert self.workspace.append_point("main", "w", None, b'{"mode":"lines"}', 0.5, 0.5) == "w"

    def send(self) -> None:
        frame = self.reader.frame_to_send()
        assert frame is not None
        data, blob = frames.encode(frame)
        assert self.replica.receive(data, memoryview(blob)).kind in ("applied", "building")
        self.reader.receive_ack(self.replica.position)

    def append_and_send(self) -> None:
        self.append()
        self.send()


@pytest.fixture(autouse=True)
def traced_memory():
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.parametrize("path", [Held.append, Held.append_point, Held.append_and_send])
def test_an_append_costs_the_same_at_any_length(path: Path) -> None:
    few, many = (least(path, Held(points, 0)) for points in (FEW, MANY))
    assert many[0] == few[0], "calls"
    assert many[1] <= few[1] + SLACK_BYTES, "bytes"


@pytest.mark.parametrize("path", [Held.append, Held.append_point])
def test_an_append_costs_the_same_beside_any_number_of_windows(path: Path) -> None:
    few, many = (least(path, Held(10, windows)) for windows in (10, 500))
    assert many[0] == few[0], "calls"
    assert many[1] <= few[1] + SLACK_BYTES, "bytes"


def test_a_frame_costs_little_more_with_each_reader_that_keeps_up() -> None:
    """Of a delta that all lack only the frame around it is each reader's own, however many windows there are."""
    few, many = (least(read_by_another, Held(10, windows)) for windows in (10, 500))
    assert many[0] == few[0]


def read_by_another(held: Held) -> None:
    assert Reader(held.workspace.store, held.workspace.store.cursor - 1).frame_to_send()
