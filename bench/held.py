"""One append against the number of panes held, 1 to 1,000 of 1,000 points: in the kernel, and in the server.

Promise 4 of the design again: what is held costs nothing. Each number has a server, a kernel and a page of its own, and
they take turns; the page's hash says that every pane and every point arrived.
"""

from __future__ import annotations

from contextlib import ExitStack

from bench.contenders import OURS
from bench.figures import Aim, Result, exponent, spread, table
from bench.page import Page
from bench.rate import turn
from bench.rig import Rig, rig, until_equal

PANES, POINTS = (1, 10, 100, 1_000), 1_000
RATE, ROUNDS, SECONDS = 1_000, 3, 2.0
WALL, CPU = "a call by the clock", "a call of CPU in the kernel"
KERNEL, SERVER = "kernel CPU at 1,000 a second", "server CPU at 1,000 a second"
FLAT = 0.05

Turns = dict[str, dict[int, list[float]]]
"""Seconds an append, turn by turn: of what, at how many panes."""


def measure(full: bool = False) -> Result:
    """Measure each number of panes in turn."""
    turns: Turns = {what: {count: [] for count in PANES} for what in (WALL, CPU, KERNEL, SERVER)}
    with ExitStack() as stack:
        looked_at = {count: _held(stack, count) for count in PANES}
        for count, (running, _) in looked_at.items():
            raced = running.value(f"race([{OURS!r}], {POINTS})")[OURS]
            turns[WALL][count], turns[CPU][count] = raced["wall"], raced["cpu"]
        for _ in range(ROUNDS):
            for count, (running, page) in looked_at.items():
                found = turn(running, page, OURS, RATE, seconds=SECONDS)
                turns[KERNEL][count].append(found.kernel)
                turns[SERVER][count].append(found.server)
    rows, aims = [], []
    for what, found_at in turns.items():
        spreads = [spread(found_at[count]) for count in PANES]
        fit = exponent(PANES, [each.median for each in spreads]) or 0.0
        rows.append([what, *(str(each.scaled(1e6)) for each in spreads), f"{fit:.3f}"])
        if what != WALL:  # which whatever else runs here disturbs
            aims.append(Aim(f"exponent against panes held: {what}", abs(fit), most=FLAT))
    head = ["µs an append, at panes held:", *(f"{count:,}" for count in PANES), "exponent"]
    return Result("One append against panes held", [table(head, rows)], aims, turns)


def _held(stack: ExitStack, count: int) -> tuple[Rig, Page]:
    """Start a server, a kernel with so many panes, and a page that has them all."""
    running = stack.enter_context(rig())
    running.run(f"from bench.race import race; load.panes({count - 1}, {POINTS}); load.fill({OURS!r}, {POINTS})")
    page = stack.enter_context(running.page())
    until_equal(running, page)
    return running, page
