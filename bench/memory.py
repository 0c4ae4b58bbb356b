"""Memory of the server while a kernel appends 1,000 points a second, and a page has stalled or nobody is there.

Against a bare comm message a point, which is what every widget comes down to. Each case has a server of its own; a page
attached before, since only then does jupyter_server keep what comes after. Ours is read back by the hash of what a page
holds that attaches afterwards.
"""

from __future__ import annotations

from bench.contenders import COMM, OURS
from bench.figures import Aim, Result, table
from bench.processes import MB, memory_watched, until_quiet
from bench.rig import Rig, rig, until_equal

RATE = 1_000
SECONDS, FULL_SECONDS = 10, 60
CASES = ("stalled", "nobody")
NAMES = (OURS, COMM)
EVERY = 0.1
"""Seconds between two looks at the memory."""

AIM_MB = 8


def measure(full: bool = False) -> Result:
    """Measure both cases, for 10 s, or the full 60."""
    seconds = FULL_SECONDS if full else SECONDS
    seen = {case: {name: _seen(name, case, seconds) for name in NAMES} for case in CASES}
    grown = {case: {name: max(found[name]) for name in NAMES} for case, found in seen.items()}
    rows = []
    for case, found in grown.items():
        for name in NAMES:
            rows.append([case, name, f"{found[name] / max(found[OURS], 0.1):.1f}", f"+{found[name]:.1f}"])
    aims = [
        Aim(f"server memory, {seconds} s at 1,000 a second, {case}", found[OURS], "MB", most=AIM_MB)
        for case, found in grown.items()
    ]
    title, head = f"Server memory, {seconds} s at {RATE:,} points a second", ["viewer", "", "times ours", "MB at most"]
    return Result(title, [table(head, rows)], aims, {"every s": EVERY, "MB": seen})


def _seen(name: str, case: str, seconds: int) -> list[float]:
    """Return by how many MB the server had grown, all the while."""
    with rig() as running:
        with running.page() as page:
            running.run(f"load.fill({name!r}, 10)")
            running.run(f"load.paced({name!r}, {RATE}, {RATE})")  # what a first use brings in is not growth
            page.ask("settle")
            if case == "stalled":
                page.stall()
                seen = _while_appending(running, name, seconds)
        if case == "nobody":
            seen = _while_appending(running, name, seconds)
        if name == OURS:
            with running.page() as page:
                page.ask("settle")
                until_equal(running, page)
    return seen


def _while_appending(running: Rig, name: str, seconds: int) -> list[float]:
    until_quiet(running.server.pid)
    with memory_watched(running.server.pid, EVERY) as seen:
        running.run(f"_ = load.paced({name!r}, {RATE}, {RATE * seconds})")
    return [(size - seen[0]) / MB for size in seen]
