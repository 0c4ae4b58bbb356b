"""Where a page's main thread spends its time: Chromium's sampling profiler, summed by function and by whose it is.

It samples by the clock: what the thread waits for a core while in a task counts as Chromium's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from playwright.sync_api import CDPSession

from bench.browser import STATIC
from bench.figures import table

EVERY = 500
"""Microseconds between two samples."""

IDLE = "(idle)"
LISTED = 10
OWNERS = {
    "(program)": "Chromium: styles, layout, paint and what else is no script",
    "(garbage collector)": "Chromium: garbage collection",
}


class Function(NamedTuple):
    """A function of a script; Chromium's own are of no script, and minified ones are told apart by their place."""

    name: str
    script: str
    ours: bool

    @property
    def owner(self) -> str:
        """Whose it is."""
        if not self.script:
            return OWNERS.get(self.name, "Chromium: what scripts call")
        return "Plotly" if self.script in _plotly() else "jupyter_visdom" if self.ours else "JupyterLab"


@dataclass
class Profile:
    """Seconds that were spent in each function itself, without what it called."""

    functions: Counter[Function] = field(default_factory=Counter)

    def take(self, found: Any) -> None:
        """Take in what the profiler has found."""
        functions = {node["id"]: _function(node["callFrame"]) for node in found["nodes"]}
        for node, microseconds in zip(found["samples"], found["timeDeltas"][1:], strict=False):  # till the next sample
            if functions[node].name != IDLE:
                self.functions[functions[node]] += max(microseconds, 0) / 1e6

    @property
    def owners(self) -> Counter[str]:
        """The same by whose they are."""
        sums: Counter[str] = Counter()
        for function, seconds in self.functions.items():
            sums[function.owner] += seconds
        return sums

    def markdown(self) -> str:
        """Return both as tables, in shares of the time that is not idle."""
        whole = sum(self.functions.values())
        owners = [[owner, _share(seconds / whole)] for owner, seconds in self.owners.most_common()]
        longest = self.functions.most_common(LISTED)
        functions = [[function.name, function.owner, _share(seconds / whole)] for function, seconds in longest]
        head = "% of the main thread's work"
        return table(["whose", head], owners) + "\n\n" + table(["function, line:column", "whose", head], functions)


@contextmanager
def profiled(cdp: CDPSession) -> Iterator[Profile]:
    """Profile a page; the profile is filled at the end."""
    profile = Profile()
    cdp.send("Profiler.enable")
    cdp.send("Profiler.setSamplingInterval", {"interval": EVERY})
    cdp.send("Profiler.start")
    yield profile
    profile.take(cdp.send("Profiler.stop")["profile"])


@cache
def _plotly() -> set[str]:
    """Return the names of the chunks of the built front end that are Plotly's."""
    return {script.name for script in STATIC.glob("*.js") if "plotly.com/javascript" in script.read_text()}


def _share(share: float) -> str:
    return f"{100 * share:.1f}"


def _function(frame: dict[str, Any]) -> Function:
    script = PurePosixPath(frame["url"].partition("?")[0]).name
    name = frame["functionName"] or "(anonymous)"
    if script:
        name += f" {frame['lineNumber'] + 1}:{frame['columnNumber'] + 1}"
    return Function(name, script, "/jupyter-visdom/" in frame["url"])
