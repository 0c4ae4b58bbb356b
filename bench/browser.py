"""JupyterLab in a real Chromium, on a kernel that is driven past the server: what the browser's measures share.

The panel is the page's own, alone in its main area. How busy a page is, Chromium's DevTools protocol says.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize

from bench.kernel import ROOT
from bench.rig import Rig, rig
from scripts.notebook_page import NotebookPage, chromium

VIEWPORT = ViewportSize(width=1600, height=1000)
STATIC = ROOT / "jupyter_visdom" / "labextension" / "static"
"""The built front end."""

INSTRUMENTS = Path(__file__).with_name("browser_instruments.js")
PANEL_SECONDS = 60.0


class Busy(NamedTuple):
    """Seconds: by the clock, of these the main thread's in tasks, and its CPU time, which others disturb less."""

    wall: float
    task: float
    cpu: float
    style: float
    """Of the CPU time, that for styles and layout."""

    def since(self, before: Busy) -> Busy:
        """Return what has passed since."""
        return Busy(*(now - then for now, then in zip(self, before, strict=True)))

    def beyond(self, idle: Busy) -> Busy:
        """Return it without what an idle page would have done in that time."""
        times = self.wall / idle.wall
        return Busy(self.wall, *(now - times * rest for now, rest in zip(self[1:], idle[1:], strict=True)))

    def each(self, times: int) -> Busy:
        """Return what one of so many took."""
        return Busy(*(seconds / times for seconds in self))

    @property
    def share(self) -> float:
        """The share of the time in which the main thread was in a task."""
        return self.task / self.wall


class Tab:
    """A page with our instruments (`browser_instruments.js`) and a line to Chromium's own."""

    def __init__(self, context: BrowserContext) -> None:
        context.add_init_script(path=INSTRUMENTS)
        self.page: Page = context.new_page()
        self.cdp = context.new_cdp_session(self.page)
        self.cdp.send("Performance.enable", {"timeDomain": "timeTicks"})
        self._cpu = context.new_cdp_session(self.page)
        self._cpu.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy(self) -> Busy:
        """Return how busy the main thread has been."""
        clock, cpu = _metrics(self.cdp), _metrics(self._cpu)
        style = cpu["RecalcStyleDuration"] + cpu["LayoutDuration"]
        return Busy(clock["Timestamp"], clock["TaskDuration"], cpu["TaskDuration"], style)

    def idle(self, seconds: float = 2.0) -> Busy:
        """Return how busy it is with nothing to do."""
        before = self.busy()
        self.page.wait_for_timeout(seconds * 1000)
        return self.busy().since(before)


class Lab(Tab):
    """JupyterLab without its side bar; its kernel's panel is the only document."""

    def __init__(self, context: BrowserContext, running: Rig) -> None:
        super().__init__(context)
        self.rig = running
        server = running.server
        self.notebook = NotebookPage(self.page, server.url, server.token)
        running.run("from bench.browser_load import Lines")

    def load(self) -> Self:
        """Load the page, in an empty workspace."""
        self.notebook.goto("lab?reset")
        self.notebook.command("application:toggle-left-area")
        return self

    def open_panel(self) -> None:
        """Open the panel of the kernel."""
        self.page.evaluate("async () => { await jupyterapp.serviceManager.kernels.refreshRunning(); }")
        self.notebook.command("jupyter-visdom:open", {"kernelId": self.rig.kernel_id})
        self.page.locator(".jv-Panel[data-link='live']").wait_for()

    def draw(self, lines: int, held: int) -> None:
        """Make growing lines in the kernel, and wait until the page has them and has drawn those on screen."""
        self.rig.run(f"lines = Lines({lines}, {held})")
        self.page.wait_for_function(f"document.querySelectorAll('.jv-Pane').length === {lines}")
        self.page.wait_for_function("document.querySelector('.jv-Pane[data-cursor] .js-plotly-plot')")
        self.wait_until_equal()

    def wait_until_equal(self) -> None:
        """Read back: wait until the page holds what the kernel holds, and shows it."""
        expected, deadline = self.rig.digest(), time.monotonic() + PANEL_SECONDS
        while self.page.evaluate("bench.digest()") != expected or self.page.evaluate("bench.behind()"):
            if time.monotonic() > deadline:
                raise AssertionError("the page does not show what the kernel holds")
            self.page.evaluate("bench.nextFrame()")


@contextmanager
def browsers() -> Iterator[tuple[Browser, Rig]]:
    """Start Chromium, and a JupyterLab with a kernel that has the extension loaded."""
    with rig("jupyterlab") as running, chromium() as browser:
        yield browser, running


@contextmanager
def lab() -> Iterator[Lab]:
    """Start all that and open the panel."""
    with browsers() as (browser, running):
        opened = Lab(new_context(browser), running).load()
        opened.open_panel()
        yield opened


def new_context(browser: Browser) -> BrowserContext:
    """Return a fresh profile: nothing is in its cache."""
    return browser.new_context(viewport=VIEWPORT)


def _metrics(cdp: CDPSession) -> dict[str, float]:
    return {entry["name"]: entry["value"] for entry in cdp.send("Performance.getMetrics")["metrics"]}
