"""One pane that grows by a point at a time, ten a second: what a drawing costs the main thread, message to picture.

Plotly's own two ways draw the same line in the same size in a page of their own, in turn with ours. All that the main
thread does counts, Chromium's styles, layout and paint included; what an idle page does in that time is taken off.
In CPU time of that thread, and by the clock, where it waits for a core when others have them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser

from bench.append import growth
from bench.browser import Busy, Lab, Tab, browsers, new_context
from bench.figures import Aim, Result, Spread, spread, table
from bench.kernel import ROOT

HELD = (1_000, 10_000, 100_000, 1_000_000)
TURNS = 3
POINTS = 10
"""Drawings in a turn."""

EVERY = 0.1
"""Seconds between two: twice a frame's least distance, so that each is drawn by itself."""

SETTLE = 0.3
"""Seconds after a turn that belong to it: a frame's way, and what the page puts off."""

OURS, REACT, EXTEND = "ours, in the panel", "Plotly `react`, typed arrays", "Plotly `extendTraces`"
PLOTLY = ROOT / "labextension" / "node_modules" / "plotly.js-basic-dist-min" / "plotly-basic.min.js"

Turns = dict[str, dict[int, list[float]]]


def measure(full: bool = False) -> Result:
    """Measure every length, all three in turn."""
    turns: Turns = {name: {} for name in (OURS, REACT, EXTEND)}
    clock: Turns = {name: {} for name in turns}
    with browsers() as (browser, running):
        lab = Lab(new_context(browser), running).load()
        lab.open_panel()
        plain = PlainPage(browser)
        for held in HELD:
            lab.draw(1, held)
            plain.draw(held, lab.page.locator(".js-plotly-plot").bounding_box())
            for name, found in race(lab, plain).items():
                turns[name][held] = [busy.cpu for busy in found]
                clock[name][held] = [busy.task for busy in found]
    tables = [_times("ms of the main thread's CPU a drawing", turns), _times("the same by the clock", clock)]
    return Result("One pane, redrawn", tables, _aims(turns), {"cpu": turns, "clock": clock})


class PlainPage(Tab):
    """An empty page with Plotly, and one line that Plotly draws without us."""

    def __init__(self, browser: Browser) -> None:
        super().__init__(new_context(browser))
        self.page.add_script_tag(path=PLOTLY)

    def draw(self, held: int, box: Any) -> None:
        """Draw a line of so many points, as large as ours."""
        size = {"held": held, "width": box["width"], "height": box["height"]}
        self.page.evaluate("({ held, width, height }) => bench.line.fill(held, width, height)", size)

    def grow(self, way: str) -> int:
        """Append points by one of Plotly's ways, read back that all are there, and return the number of drawings."""
        self.page.evaluate("([way, points, every]) => bench.line.grow(way, points, every)", [way, POINTS, EVERY * 1000])
        shown, length = self.page.evaluate("bench.line.shown()")
        assert shown == length, f"Plotly shows {shown} points of {length}"
        return POINTS


def race(lab: Lab, plain: PlainPage) -> dict[str, list[Busy]]:
    """Return what a drawing took in each turn of each contender, beyond what its page does when idle."""
    tabs: dict[str, tuple[Tab, Callable[[], int]]] = {
        OURS: (lab, lambda: grow(lab)),
        REACT: (plain, lambda: plain.grow("react")),
        EXTEND: (plain, lambda: plain.grow("extendTraces")),
    }
    idle: dict[Tab, Busy] = {tab: tab.idle() for tab in (lab, plain)}
    found: dict[str, list[Busy]] = {name: [] for name in tabs}
    for _ in range(TURNS):
        for name, (tab, turn) in tabs.items():
            before = tab.busy()
            drawings = turn()
            tab.page.wait_for_timeout(SETTLE * 1000)
            found[name].append(tab.busy().since(before).beyond(idle[tab]).each(drawings))
        lab.wait_until_equal()
    return found


def grow(lab: Lab) -> int:
    """Append points in the kernel and return the number of drawings: two points may come together, but hardly do."""
    lab.page.evaluate("bench.begin(false)")
    lab.rig.run(f"lines.stream({1 / EVERY}, {POINTS})")
    lab.page.wait_for_function("bench.behind() === 0")
    drawings = int(lab.page.evaluate("bench.end()")["drawings"])
    assert drawings > POINTS / 2, f"{drawings} drawings of {POINTS} changes"
    return drawings


def _times(what: str, turns: Turns) -> str:
    rows = []
    for name, lengths in turns.items():
        fit = growth(turns, name)
        cells = [str(_ms(lengths[held])) for held in HELD]
        rows.append([name, *cells, f"{fit:.2f}"])
    return table([f"{what}, at points held:", *(f"{held:,}" for held in HELD), "exponent"], rows)


def _ms(seconds: list[float]) -> Spread:
    return spread(seconds).scaled(1e3)


def _aims(turns: Turns) -> list[Aim]:
    ours, react = (_ms(turns[name][HELD[-1]]).median for name in (OURS, REACT))
    floor = _ms(turns[REACT][HELD[0]]).median
    return [
        Aim(f"redraw of one pane of {HELD[-1]:,} points", ours, "ms", most=12),
        Aim(f"the same, times Plotly's `react` of {HELD[0]:,}", ours / floor, most=1.3),
        Aim("exponent of a redraw's cost against points held", abs(growth(turns, OURS) or 0.0), most=0.05),
        Aim(f"Plotly's `react` against ours at {HELD[-1]:,}, times", react / ours, least=1),
    ]
