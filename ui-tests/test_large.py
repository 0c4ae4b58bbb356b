"""A line of a million points: drawn thinned, in full where the user zooms in, and growing all the while."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from notebook_page import NotebookPage
from playwright.sync_api import Locator
from training import PANEL

pytestmark = pytest.mark.parametrize("app", ["jupyterlab"], indirect=True)

POINTS = 1_000_000
DRAW = f"""\
%load_ext jupyter_visdom
import json
import numpy as np
from visdom import Visdom

vis = Visdom()
y = np.random.default_rng(1).normal(size={POINTS}).cumsum()
y[400_000:500_000] = np.nan
vis.line(y, np.arange({POINTS}), win="large", opts={{"title": "Large"}})

def append(value):
    global y
    vis.line([value], [len(y)], win="large", update="append")
    y = np.append(y, value)
"""
SHOW_RANGE = """\
vis.update_window_opts("large", {"layoutopts": {"plotly": {"xaxis": {"range": [250_000, 250_500]}}}})
"""
PLOT = f"{PANEL} .jv-Pane[data-win='large'] .js-plotly-plot"

# The trace as Plotly has it; a hole is null.
TRACE = f"""() => {{
  const plot = document.querySelector("{PLOT}");
  const [{{ x, y }}] = plot.data;
  const {{ range }} = plot.layout.xaxis;
  return {{ x: [...x], y: Array.from(y, value => Number.isNaN(value) ? null : value), range }};
}}"""
LAST_IS = f"""([x, y]) => {{
  const trace = document.querySelector("{PLOT}").data[0];
  return trace.x.at(-1) === x && trace.y.at(-1) === y;
}}"""
ALL_VISIBLE = f"""([first, last]) => {{
  const {{ range, autorange }} = document.querySelector("{PLOT}").layout.xaxis;
  return autorange === true && range[0] === first && range[1] === last;
}}"""
# Everything that the kernel holds of what is visible is drawn, and it is not everything.
IN_FULL = f"""least => {{
  const plot = document.querySelector("{PLOT}");
  const [from, to] = plot.layout.xaxis.range;
  const visible = plot.data[0].x.filter(x => x >= from && x <= to);
  return visible.length >= least && visible.length === Math.floor(to) - Math.ceil(from) + 1;
}}"""


class Large:
    """The page, its plot and the kernel's own list."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.notebook = notebook
        self.plot: Locator = notebook.page.locator(PLOT)

    def kernel(self, expression: str) -> Any:
        """Return what an expression gives in the kernel."""
        index = self.notebook.execute(f"print(json.dumps({expression}))")
        return json.loads("".join(output["text"] for output in self.notebook.outputs(index)))

    def trace(self) -> dict[str, Any]:
        found: dict[str, Any] = self.notebook.page.evaluate(TRACE)
        return found

    def append(self, value: float) -> None:
        """Append a point and wait until it is the last one drawn."""
        self.notebook.execute(f"append({value})")
        last = self.kernel("len(y)") - 1
        self.notebook.wait_for(LAST_IS, [last, value])

    def zoom(self) -> None:
        """Drag over a tenth of what is visible, as a user zooms in."""
        box = self.plot.locator(".nsewdrag").bounding_box()
        assert box
        mouse, y = self.notebook.page.mouse, box["y"] + box["height"] / 2
        before = self.trace()["range"]
        mouse.move(box["x"] + 0.55 * box["width"], y)
        mouse.down()
        mouse.move(box["x"] + 0.65 * box["width"], y, steps=5)
        mouse.up()
        self.notebook.wait_for(f"before => ({TRACE})().range[0] > before[0]", before)

    def reset(self) -> None:
        """Double-click, as a user goes back to everything."""
        self.plot.locator(".nsewdrag").dblclick()


@pytest.fixture
def large(notebook: NotebookPage, write_notebook: Callable[..., str]) -> Large:
    notebook.open(write_notebook(DRAW))
    notebook.run_cell(0)
    assert notebook.errors() == []
    notebook.command("jupyter-visdom:open")
    opened = Large(notebook)
    opened.plot.locator("xpath=self::*[@data-thinned]").wait_for()
    return opened


def test_thinned_to_the_screen(large: Large) -> None:
    """Drawn are the ends, the extremes, the hole and what is appended; and in full a range that the figure names."""
    drawn, held = map(int, str(large.plot.get_attribute("data-thinned")).split("/"))
    trace = large.trace()
    assert held == POINTS
    assert len(trace["x"]) == len(trace["y"]) == drawn < 5_000
    values = [value for value in trace["y"] if value is not None]
    assert [min(values), max(values)] == large.kernel("[np.nanmin(y), np.nanmax(y)]")
    assert [trace["x"][0], trace["x"][-1]] == [0, POINTS - 1]
    assert not [x for x, y in zip(trace["x"], trace["y"], strict=True) if 402_000 < x < 498_000 and y is not None]
    highest = max(values) + 10
    large.append(highest)
    assert max(value for value in large.trace()["y"] if value is not None) == highest

    large.notebook.execute(SHOW_RANGE)
    large.notebook.wait_for(IN_FULL, 501)


def test_in_full_where_the_user_looks(large: Large) -> None:
    """Zooming in refines, new points leave the view as it is, and a double click shows everything again."""
    everything = large.trace()
    for _ in range(3):
        large.zoom()
    large.notebook.wait_for(IN_FULL, 500)
    trace = large.trace()
    low, high = trace["range"]
    visible = [(x, y) for x, y in zip(trace["x"], trace["y"], strict=True) if low <= x <= high]
    first, last = visible[0][0], visible[-1][0]
    assert [y for _, y in visible] == large.kernel(f"y[{first}:{last} + 1].tolist()")

    large.append(0.5)
    assert large.trace()["range"] == [low, high]
    large.notebook.wait_for(IN_FULL, len(visible))

    large.reset()
    large.notebook.wait_for(ALL_VISIBLE, [0, POINTS])
    large.notebook.wait_for(f"least => ({TRACE})().x.length <= least", len(everything["x"]) + 5)
    # The picture is the one before, but for the end.
    shown = [[x for x in trace["x"] if x < 0.99 * POINTS] for trace in (everything, large.trace())]
    assert shown[0] == shown[1]
