"""Fifty panes that grow by 10,000 points a second in all: how busy the page's main thread is, and how smooth the page.

As many panes as fit are on screen, the others are off it. Read back: in the end the page holds what the kernel holds,
and every pane on screen shows it. A second run, under Chromium's profiler, says where the time goes.
"""

from __future__ import annotations

from typing import Any

from bench.browser import VIEWPORT, Lab, lab
from bench.browser_profile import Profile, profiled
from bench.figures import Aim, Result, number, quantile, table

PANES = 50
HELD = 10_000
"""Points that each pane has at the beginning."""

RATE = 10_000
"""Points a second in all."""

SECONDS = 10.0
PROFILED_SECONDS = 5.0


def measure(full: bool = False) -> Result:
    """Measure, then profile."""
    with lab() as opened:
        opened.draw(PANES, HELD)
        visible = opened.page.evaluate("bench.onScreen().length")
        idle = opened.idle()
        found = stream(opened, SECONDS)
        opened.wait_until_equal()
        profile = _profile(opened)
    title = f"{PANES} panes of {HELD:,} points at {RATE:,} a second in all; {visible} on screen, {_size()}"
    tables = [_table(found, idle.share), f"Where the main thread's time goes:\n\n{profile.markdown()}"]
    raw = {**found, "visible": visible, "idle": idle.share, "owners": profile.owners}
    return Result(title, tables, _aims(found), raw)


def stream(opened: Lab, seconds: float) -> dict[str, Any]:
    """Let all panes grow for so long, and return how the page did."""
    rounds = round(seconds * RATE / PANES)
    opened.page.evaluate("bench.begin(true)")
    before = opened.busy()
    rate = opened.rig.value(f"lines.stream({RATE / PANES}, {rounds})")
    busy = opened.busy().since(before)
    seen = opened.page.evaluate("bench.end()")
    return {
        "points a second": PANES * rate,
        "busy": busy.share,
        "cpu": busy.cpu / busy.wall,
        "styles and layout": busy.style / busy.wall,
        "long tasks": seen["long"],
        "frame times": seen["frames"],
        "redraws a second": seen["drawings"] / busy.wall,
    }


def _profile(opened: Lab) -> Profile:
    with profiled(opened.cdp) as profile:
        stream(opened, PROFILED_SECONDS)
    return profile


def _table(found: dict[str, Any], idle: float) -> str:
    long, frames = found["long tasks"], found["frame times"]
    rows = [
        ["points a second that the kernel appended", number(found["points a second"])],
        ["share of the time in which the main thread was busy", number(found["busy"])],
        ["share of a core that it used", number(found["cpu"])],
        ["of it for styles and layout", number(found["styles and layout"])],
        ["the same before the load", number(idle)],
        ["tasks over 50 ms", f"{len(long)}, the longest {number(max(long, default=0.0))} ms"],
        ["frames a second", number(1e3 * len(frames) / sum(frames))],
        ["ms between two frames, p50 / p95 / most", _quantiles(frames)],
        ["redraws of a pane a second", number(found["redraws a second"])],
    ]
    return table(["the page", ""], rows)


def _quantiles(frames: list[float]) -> str:
    return " / ".join(number(quantile(frames, share)) for share in (0.5, 0.95, 1.0))


def _aims(found: dict[str, Any]) -> list[Aim]:
    long = found["long tasks"]
    return [
        Aim(f"main thread busy, {PANES} panes at {RATE:,} points a second", found["busy"], most=0.5),
        Aim("the load itself, of what it should be", found["points a second"] / RATE, least=0.95),
        Aim("tasks over 50 ms meanwhile", len(long), most=0),
        Aim("the longest task", max(long, default=0.0), "ms", most=50),
    ]


def _size() -> str:
    return f"{VIEWPORT['width']}x{VIEWPORT['height']}"
