"""`python -m bench [--full] [names…]`: run measures, print their tables, write their figures to `build/bench.json`.

`--full` takes the lengths of the issue where the default is shorter. A run of some measures leaves the others' figures.
`python -m bench soak [--minutes 10]` runs only when it is named. `python -m bench plots` draws `docs/figures/` from
that file; a run of everything ends with it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from typing import Any

from bench import (
    append,
    browser_panes,
    browser_redraw,
    browser_weight,
    held,
    latency,
    memory,
    plots,
    rate,
    refresh,
    soak,
    startup,
    viewers,
)
from bench.figures import Aim, Result, aims_table
from bench.kernel import ROOT

MEASURES = {
    "append": append.measure,
    "held": held.measure,
    "rate": rate.measure,
    "refresh": refresh.measure,
    "latency": latency.measure,
    "memory": memory.measure,
    "viewers": viewers.measure,
    "startup": startup.measure,
    "redraw": browser_redraw.measure,
    "panes": browser_panes.measure,
    "weight": browser_weight.measure,
}
SOAK, PLOTS = "soak", "plots"
FILE = ROOT / "build" / "bench.json"
FIGURES = ROOT / "docs" / "figures"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="What it costs, measured side by side.")
    names = ", ".join([*MEASURES, PLOTS, SOAK])
    parser.add_argument("names", nargs="*", metavar="name", help=f"{names} (default: all but {SOAK})")
    parser.add_argument("--full", action="store_true", help="take the issue's full lengths")
    parser.add_argument("--minutes", type=float, default=10.0, help=f"how long `{SOAK}` runs (default: 10)")
    options = parser.parse_args()
    if unknown := set(options.names) - {*MEASURES, SOAK, PLOTS}:
        parser.error(
            f"there is no measure {', '.join(sorted(unknown))}; there are {', '.join([*MEASURES, SOAK, PLOTS])}"
        )
    chosen = options.names or [*MEASURES, PLOTS]
    print(f"# Measured {time.strftime('%Y-%m-%d %H:%M')} on {machine()}\n")
    aims: list[Aim] = []
    for name in chosen:
        if name == PLOTS:
            plots.draw(json.loads(FILE.read_text()), FIGURES)
            continue
        result = soak.measure(options.minutes) if name == SOAK else MEASURES[name](options.full)
        print(result.markdown(), end="\n\n", flush=True)
        save(name, result)
        aims += result.aims
    if len(chosen) > 1:
        print(f"## All aims\n\n{aims_table(aims)}")


def machine() -> str:
    """Return what this was measured on, and how busy that was with other things."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} at the beginning"


def save(name: str, result: Result) -> None:
    """Put one measure's figures into the file."""
    held: dict[str, Any] = json.loads(FILE.read_text()) if FILE.exists() else {}
    aims = [{**aim._asdict(), "met": aim.met} for aim in result.aims]
    held[name] = {"title": result.title, "machine": machine(), "aims": aims, "raw": result.raw}
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(held, indent=1, default=list) + "\n")


if __name__ == "__main__":
    main()
