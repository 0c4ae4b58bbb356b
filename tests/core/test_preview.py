"""Previews of panes."""

from typing import Any

import numpy as np
import pytest

from jupyter_visdom.core.limits import PREVIEW_BINS, PREVIEW_BYTES
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.part import Part
from jupyter_visdom.core.preview import preview_of

MANY = 50_000
X = [i / 2 for i in range(MANY)]
Y = np.sin(np.arange(MANY) / 50).tolist()


def traces_of_preview(*traces: dict[str, Any]) -> list[dict[str, Any]] | None:
    """What a page would draw of a plot's preview; None if it has none."""
    plot = Pane.of({"type": "plot", "content": {"data": list(traces)}, "version": 3, "contentID": "c"}, 7)
    event = preview_of(("main", "w"), plot)
    if event is None:
        return None
    assert (event.at, event.version, event.content_id, event.more) == (0, 3, "c", False)
    slices = {part.part: part for part in event.slices}
    assert slices.keys() == dict(plot.all_parts()).keys()
    parts = {number: Part.new(part.data, 7) for number, part in slices.items() if number}
    shown = Pane(7, 3, "c", plot.skeleton, parts).to_json()
    return shown["content"]["data"]


def test_a_long_line_is_thinned() -> None:
    """Its ends, its least and its greatest value stay, and so do the x that belong to them."""
    (line,) = traces_of_preview({"x": X, "y": Y, "type": "scatter"})
    assert PREVIEW_BINS < len(line["y"]) <= 3 * PREVIEW_BINS + 5
    assert [line["x"][0], line["x"][-1]] == [X[0], X[-1]]
    assert [min(line["y"]), max(line["y"])] == [min(Y), max(Y)]
    assert all(Y[int(2 * x)] == y for x, y in zip(line["x"], line["y"], strict=True))


def test_bins_are_of_x_not_of_points() -> None:
    """A stretch with few points keeps them, however many there are elsewhere."""
    x = [*X, *(X[-1] * i for i in range(2, 102))]
    (line,) = traces_of_preview({"x": x, "y": [0.0] * len(x)})
    assert line["x"][-100:] == x[-100:]


def test_what_belongs_to_a_point_stays_with_it() -> None:
    """Other columns of numbers are thinned at the same points."""
    (line,) = traces_of_preview({"x": X, "y": Y, "marker": {"size": X}})
    assert line["marker"]["size"] == line["x"]


def test_a_line_without_order_is_thinned_point_after_point() -> None:
    """Where x does not ascend, or is not there."""
    (cloud,) = traces_of_preview({"x": X[::-1], "y": Y})
    assert all(Y[int(MANY - 1 - 2 * x)] == y for x, y in zip(cloud["x"], cloud["y"], strict=True))
    (line,) = traces_of_preview({"y": Y})
    assert len(line["y"]) == len(cloud["y"])


def test_what_is_short_is_sent_as_it_is() -> None:
    """Thinning would not make it much shorter."""
    (line,) = traces_of_preview({"x": X[:1000], "y": Y[:1000], "type": "scatter"})
    assert line == {"x": X[:1000], "y": Y[:1000], "type": "scatter"}


@pytest.mark.parametrize(
    "trace",
    [
        {"x": X, "y": Y, "type": "bar"},
        {"x": X, "y": Y, "text": ["a"] * MANY},
        {"x": X, "y": Y[:-1]},
        {"z": [[1.5] * 100] * 100, "type": "heatmap"},
        {"text": "x" * PREVIEW_BYTES},
    ],
    ids=["no-line", "labels", "unequal", "matrix", "text"],
)
def test_what_is_large_and_can_not_be_thinned_has_no_preview(trace: dict[str, Any]) -> None:
    """Better later and right."""
    assert traces_of_preview(trace) is None


def test_holes_stay_holes() -> None:
    """A gap in a line is seen in its preview."""
    (line,) = traces_of_preview({"x": X, "y": [None if 20_000 < i < 30_000 else y for i, y in enumerate(Y)]})
    assert None in line["y"]
