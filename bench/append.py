"""One append of one point to a plot that holds many: ours, what a user would use instead, and the floors.

Promise 4 of the design: a call costs microseconds and does not grow with the length of the plot. All of them append in
turn in one kernel. Read back by each contender's own means, except the floors, which have no window.
By the clock, which other processes disturb, and in CPU time of the kernel's threads, which they hardly do.
"""

from __future__ import annotations

from typing import Any

from bench.contenders import COMM, FLOOR, OURS, PROXIED, SERVER, WEBSOCKET
from bench.figures import Aim, Result, Spread, exponent, spread, table
from bench.kernel import evaluate, kernel
from bench.race import TOO_SLOW
from bench.visdom_server import proxied, visdom_server

HELD = (10, 1_000, 10_000, 100_000, 1_000_000)
NAMES = (
    OURS,
    FLOOR,
    SERVER,
    PROXIED,
    "FigureWidget, numpy",
    "FigureWidget, tuples",
    "jupyter_bokeh stream",
    "plotly `update_display`",
    "`clear_output`, matplotlib",
    COMM,
    WEBSOCKET,
    "tensorboardX add_scalar",
)

Turns = dict[str, dict[int, list[float]]]


def measure(full: bool = False) -> Result:
    """Measure every length, all contenders in turn."""
    wall: Turns = {name: {} for name in NAMES}
    cpu: Turns = {name: {} for name in NAMES}
    read: dict[str, bool] = {}
    with visdom_server() as port, proxied(port) as way, kernel() as client:
        evaluate(client, "from bench.race import race")
        options = {SERVER: {"port": port}, PROXIED: way}
        names = list(NAMES)
        for held in HELD:
            for name, found in evaluate(client, "", f"race({names!r}, {held}, {options!r})").items():
                wall[name][held], cpu[name][held] = found["wall"], found["cpu"]
                read[name] = found["read"]
                if spread(found["wall"]).median > TOO_SLOW:
                    names.remove(name)
    tables = [
        _ratios(wall, read),
        _times("µs a call by the clock", wall),
        _times("µs a call of CPU in the kernel", cpu),
    ]
    return Result("One append of one point", tables, _aims(wall, cpu), {"wall": wall, "cpu": cpu})


def ratio(turns: Turns, name: str, other: str, held: int) -> Spread | None:
    """Return one contender's cost as a multiple of another's, turn by turn."""
    if held not in turns[name] or held not in turns[other]:
        return None
    return spread(a / b for a, b in zip(turns[name][held], turns[other][held], strict=False))


def growth(turns: Turns, name: str) -> float | None:
    """Return the exponent of a contender's cost against the points held."""
    medians = {held: spread(seconds).median for held, seconds in turns[name].items()}
    return exponent([*medians], [*medians.values()])


def _ratios(turns: Turns, read: dict[str, bool]) -> str:
    rows = []
    for name in NAMES:
        cells = [ratio(turns, name, FLOOR, held) for held in HELD]
        fit = growth(turns, name)
        ends = ["-" if fit is None else f"{fit:.2f}", "yes" if read[name] else "floor"]
        rows.append([name, *("-" if cell is None else str(cell) for cell in cells), *ends])
    head = ["times the client's floor, at points held:", *(f"{held:,}" for held in HELD), "exponent", "read back"]
    return table(head, rows)


def _times(what: str, turns: Turns) -> str:
    rows = []
    for name in NAMES:
        cells = [spread(turns[name][held]).scaled(1e6) if held in turns[name] else "-" for held in HELD]
        rows.append([name, *map(str, cells)])
    return table([what, *(f"{held:,}" for held in HELD)], rows)


def _aims(wall: Turns, cpu: Turns) -> list[Aim]:
    clock, spent = ([_median(ratio(turns, OURS, FLOOR, held)) for held in HELD] for turns in (wall, cpu))
    aims = [
        Aim("one append, times the client's floor by the clock, median length", spread(clock).median, most=1.3),
        Aim("one append, times the client's floor in CPU, median length", spread(spent).median, most=1.3),
        Aim("exponent of an append's cost against points held", abs(growth(cpu, OURS) or 0.0), most=0.05),
    ]
    for held, least in ((1_000, 300), (10_000, 3_000), (100_000, 30_000)):
        if held in wall[SERVER]:
            times = spread(wall[SERVER][held]).median / spread(wall[OURS][held]).median
            aims.append(Aim(f"Visdom's server against ours at {held:,}, times", times, least=least))
    return aims


def _median(found: Any) -> float:
    return found.median if found else 0.0
