"""A preview: a pane made of few enough points to be sent at once, for a page that waits for all of them on a slow line.

Rules of this file:

- Long lines are thinned, everything else stays. A pane that is large for another reason has no preview.
- A preview has the pane's own skeleton. It is as of cursor 0, so that whatever arrives of the pane itself is newer.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jupyter_visdom.core.columns import NUMBERS, Column
from jupyter_visdom.core.events import PaneChanged
from jupyter_visdom.core.lack import Lack
from jupyter_visdom.core.limits import PREVIEW_BINS, PREVIEW_BYTES
from jupyter_visdom.core.pane import Pane, value_at
from jupyter_visdom.core.part import Part
from jupyter_visdom.core.store import Key
from jupyter_visdom.core.thin import Floats, bin_edges, thin

LINES = (None, "scatter", "scattergl")
"""Types of a trace that a few of its points stand for; one without a type is a `scatter`."""


def preview_of(key: Key, pane: Pane) -> PaneChanged | None:
    """Return the event that brings a pane's preview; None if that would be larger than `PREVIEW_BYTES`."""
    parts = {number: part for trace in _lines(pane) for number, part in _thinned(pane, trace)}
    preview = Pane(pane.cursor, pane.version, pane.content_id, pane.skeleton, {**pane.parts, **parts})
    lack = Lack.since(key, preview, 0)
    return None if lack is None or lack.size > PREVIEW_BYTES else lack.event()._replace(at=0)


def _lines(pane: Pane) -> Iterator[list[Column]]:
    """Yield the columns of each trace that is a line: numbers, one for each of its points."""
    columns = pane.skeleton.columns
    for path in [path[:-1] for path in columns if path[-1] == "y"]:
        trace = [column for column in columns.values() if column.path[: len(path)] == path]
        if value_at(pane.skeleton.json, path).get("type") in LINES and _are_points(pane, trace):
            yield trace


def _are_points(pane: Pane, columns: list[Column]) -> bool:
    numbers = all(column.kind in NUMBERS and column.width is None for column in columns)
    return numbers and len({len(pane.parts[column.part]) for column in columns}) == 1


def _thinned(pane: Pane, columns: list[Column]) -> Iterator[tuple[int, Part]]:
    values = {column.path[-1]: _numbers(pane.parts[column.part]) for column in columns}
    y = values["y"]
    if len(y) > 3 * PREVIEW_BINS:
        kept = thin(y, bin_edges(_positions(values.get("x"), len(y)), 0, len(y), PREVIEW_BINS))
        for column in columns:
            part = pane.parts[column.part]
            yield column.part, Part.new(_numbers(part)[kept].tobytes(), part.cursor)


def _numbers(part: Part) -> Floats:
    return np.frombuffer(part.read(), dtype="<f8")


def _positions(x: Floats | None, count: int) -> Floats:
    """Return where points lie: at their x, if that ascends, else one after the other."""
    ascends = x is not None and bool(np.all(x[1:] >= x[:-1]))
    return x if x is not None and ascends else np.arange(float(count))
