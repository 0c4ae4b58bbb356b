"""What a page with an empty cache loads because of us, and when it has drawn its first plot.

Chromium's own count of what came from our extension's address, decoded and as it was transferred: when JupyterLab is
up, when an empty panel is open (all that comes before the first pane), and when the first plot is there.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from playwright.sync_api import Browser

from bench.browser import STATIC, Lab, browsers, new_context
from bench.figures import Aim, Result, Spread, spread, table
from bench.rig import Rig

ADDRESS = "/lab/extensions/jupyter-visdom/"
KB = 1e3
STARTS = 3
PLOT = "document.querySelector('.jv-Pane[data-cursor] .js-plotly-plot .scatterlayer path')"
STAGES = ("JupyterLab is up", "an empty panel is open", "the first plot is drawn")


class Weight(NamedTuple):
    """Bytes, and files that they came in."""

    files: int
    decoded: int
    transferred: int


class Loads:
    """What a page has loaded from our extension so far."""

    def __init__(self, lab: Lab) -> None:
        self._ours: set[str] = set()
        self._decoded: Counter[str] = Counter()
        self._transferred: Counter[str] = Counter()
        lab.cdp.on("Network.responseReceived", self._respond)
        lab.cdp.on("Network.dataReceived", self._receive)
        lab.cdp.on("Network.loadingFinished", self._finish)
        lab.cdp.send("Network.enable")

    def weight(self) -> Weight:
        """Return how much it is."""
        decoded, transferred = (sum(sizes[key] for key in self._ours) for sizes in (self._decoded, self._transferred))
        return Weight(len(self._ours), decoded, transferred)

    def _respond(self, event: Any) -> None:
        if ADDRESS in event["response"]["url"]:
            self._ours.add(event["requestId"])

    def _receive(self, event: Any) -> None:
        self._decoded[event["requestId"]] += event["dataLength"]

    def _finish(self, event: Any) -> None:
        self._transferred[event["requestId"]] = event["encodedDataLength"]


def measure(full: bool = False) -> Result:
    """Measure the weight once, and the way to the first plot a few times."""
    with browsers() as (browser, running):
        weights = stages(browser, running)
        seconds = [first_plot(browser, running) for _ in range(STARTS)]
    opened, loaded = (spread(column) for column in zip(*seconds, strict=True))
    rows = [
        [stage, str(weight.files), f"{weight.decoded / KB:.1f}", f"{weight.transferred / KB:.1f}"]
        for stage, weight in zip(STAGES, weights, strict=True)
    ]
    tables = [table(["from our extension when", "files", "kB", "kB transferred"], rows), _times(opened, loaded)]
    closed, opened_empty, _ = (weight.decoded / KB for weight in weights)
    aims = [
        Aim("page weight before the first pane, without a panel", closed, "kB", most=150),
        Aim("page weight before the first pane, with an empty panel", opened_empty, "kB", most=150),
    ]
    return Result(f"Weight of a page{_warning()}", tables, aims, {"weights": weights, "first plot": seconds})


def stages(browser: Browser, running: Rig) -> list[Weight]:
    """Return what a page has loaded at each stage."""
    lab, weights = Lab(new_context(browser), running), []
    loads = Loads(lab)
    for reach in (lab.load, lab.open_panel, lambda: lab.draw(1, 2)):
        reach()
        lab.page.wait_for_load_state("networkidle")
        weights.append(loads.weight())
    lab.page.context.close()
    return weights


def first_plot(browser: Browser, running: Rig) -> tuple[float, float]:
    """Return the seconds to the first plot in a fresh page: from the panel's opening, and from the page's."""
    lab = Lab(new_context(browser), running).load()
    before = lab.page.evaluate("performance.now()")
    lab.open_panel()
    lab.page.wait_for_function(PLOT)
    after = lab.page.evaluate("performance.now()")
    lab.page.context.close()
    return (after - before) / 1e3, after / 1e3


def _warning() -> str:
    """Return that this is no figure of what is shipped, if it is not: a build for development is not minified."""
    return ", as built for development: `npm run build:prod` makes what is shipped" if any(STATIC.glob("*.map")) else ""


def _times(opened: Spread, loaded: Spread) -> str:
    rows = [["after the panel was asked for", str(opened)], ["after the page was", str(loaded)]]
    return table(["the first plot is drawn", "s"], rows)
