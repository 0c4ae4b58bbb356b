"""The plots of `docs/performance.md`, from the figures in `build/bench.json`: `python -m bench plots`.

A white background, so that they can be read on a dark page too; the same figures give the same files.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from bench.contenders import COMM, FLOOR, OURS, WEBSOCKET
from bench.figures import spread

Data = dict[str, Any]
"""The figures of all measures, by name."""

SIZE = 6.4, 3.6
BLUE, ORANGE = "#1f5fbf", "#d9730d"
GREYS = "#333333", "#555555", "#777777", "#999999"
FLOORS = (FLOOR, COMM, WEBSOCKET, "tensorboardX add_scalar")

matplotlib.rcParams.update(
    {
        "svg.hashsalt": "jupyter_visdom",
        "svg.fonttype": "none",  # text stays text: small, and found by a search
        "font.family": "sans-serif",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#e5e5e5",
        "legend.frameon": False,
    }
)


def _short(value: float) -> str:
    """Return a tick's number: 10k, 1M."""
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:.10g}{unit}"
    return f"{value:.10g}"


def draw(measures: Data, folder: Path) -> list[Path]:
    """Draw each plot whose figures are there; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, (needs, plot) in PLOTS.items():
        if needs in measures:
            figure = Figure(SIZE, layout="constrained", facecolor="white")
            plot(figure, measures[needs]["raw"])
            files.append(folder / f"{name}.svg")
            figure.savefig(files[-1], metadata={"Date": None})
    return files


def _append(figure: Figure, raw: Data) -> None:
    axes = _axes(figure, "One append of one point", "points held", "µs by the clock", xscale="log", yscale="log")
    for i, (name, at) in enumerate(raw["wall"].items()):
        held = [int(key) for key in at]
        costs = [spread(seconds).median * 1e6 for seconds in at.values()]
        axes.plot(held, costs, label=name.replace("`", ""), **_line(name, i))
    figure.legend(loc="outside right center", fontsize=8)


def _line(name: str, i: int) -> Data:
    """Return how a contender is drawn: ours in blue, floors dashed, peers in their own colours."""
    if name == OURS:
        return {"color": BLUE, "linewidth": 2.5, "marker": "o", "zorder": 3}
    if name in FLOORS:
        return {"color": GREYS[FLOORS.index(name)], "linestyle": "--", "marker": ".", "linewidth": 1}
    return {"color": matplotlib.colormaps["Dark2"](i % 8), "marker": "s", "markersize": 4}


def _rate(figure: Figure, raw: Data) -> None:
    rates = [int(key) for key in raw["ours"]]
    kernel, server, size, _ = zip(*raw["ours"].values(), strict=True)
    left, right = figure.subplots(1, 2)
    _label(left, "On the websocket", "appends a second", "bytes a point", xscale="log", yscale="log")
    left.plot(rates, size, color=BLUE, marker="o")
    left.set_ylim(10, 200)
    for rate, each in zip(rates, size, strict=True):
        left.annotate(f"{each:.0f}", (rate, each), xytext=(4, 5), textcoords="offset points")
    _label(right, "CPU", "appends a second", "µs an append", xscale="log", yscale="log")
    right.plot(rates, [each * 1e6 for each in kernel], color=BLUE, marker="o", label="kernel")
    right.plot(rates, [each * 1e6 for each in server], color=ORANGE, marker="s", label="server")
    right.legend()


def _refresh(figure: Figure, raw: Data) -> None:
    left, right = figure.subplots(1, 2)
    _label(left, "100 panes after a refresh", "s since the websocket opened", "panes that can be read", xscale="log")
    _label(right, "and what was sent", "s since the websocket opened", "MB", xscale="log")
    for (name, line), color in zip(raw["timelines"].items(), (BLUE, ORANGE), strict=True):
        seconds, panes, size = zip(*(each for each in line if each[0] > 0), strict=True)
        left.step(seconds, panes, where="post", color=color, label=name)
        right.step(seconds, [each / 1e6 for each in size], where="post", color=color)
    left.set_xlim(1e-3)
    right.set_xlim(1e-3)
    left.legend(loc="upper left")


def _memory(figure: Figure, raw: Data) -> None:
    axes = _axes(figure, "Server memory at 1,000 points a second, a viewer that has stalled", "s", "MB more")
    for (name, seen), color in zip(raw["MB"]["stalled"].items(), (BLUE, ORANGE), strict=True):
        axes.plot([i * raw["every s"] for i in range(len(seen))], seen, color=color, label=name)
    axes.legend()


def _viewers(figure: Figure, raw: Data) -> None:
    left, right = figure.subplots(1, 2)
    _label(left, "Server CPU", "viewers", "µs a frame to a viewer", xscale="log", yscale="log")
    _label(right, "Values that a viewer lacks", "viewers", "s old at most", xscale="log", yscale="log")
    for (name, at), color in zip(raw.items(), (BLUE, ORANGE), strict=True):
        counts = [int(key) for key in at]
        left.plot(counts, [turn["frame"] * 1e6 for turn in at.values()], color=color, marker="o", label=name)
        right.plot(counts, [turn["most"] for turn in at.values()], color=color, marker="o")
    left.set_ylim(30)
    left.legend()


def _axes(figure: Figure, title: str, x: str, y: str, **scales: Any) -> Axes:
    axes: Axes = figure.subplots()
    _label(axes, title, x, y, **scales)
    return axes


def _label(axes: Axes, title: str, x: str, y: str, **scales: Any) -> None:
    axes.set(title=title, xlabel=x, ylabel=y, **scales)
    for scale in scales:
        axis = axes.xaxis if scale == "xscale" else axes.yaxis
        axis.set_major_formatter(FuncFormatter(lambda value, _: _short(value)))
        axis.set_minor_formatter(NullFormatter())


PLOTS: dict[str, tuple[str, Callable[[Figure, Data], None]]] = {
    "append": ("append", _append),
    "rate": ("rate", _rate),
    "refresh": ("refresh", _refresh),
    "memory": ("memory", _memory),
    "viewers": ("viewers", _viewers),
}
"""Each plot: the measure that it needs, and what draws it from the measure's raw figures."""
