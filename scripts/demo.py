"""The demo without a screen: run the notebook in a real browser and take two pictures."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from jupyter_process import JupyterProcess
from notebook_page import NotebookPage, chromium
from playwright.sync_api import Error

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "build"
PLOT_SECONDS = 60
TRAINING_SECONDS = "8"

# Wide enough for the notebook and four plots beside each other.
VIEWPORT = {"width": 1920, "height": 840}
NOTEBOOK_WIDTH = 680

PANEL = ".jv-Panel[data-link='live']"
PANEL_PLOT = f"{PANEL} .jv-Pane .js-plotly-plot"
WAITING_PANE = f"{PANEL} .jv-Pane:not([data-cursor])"
HANDLE = ".lm-DockPanel-handle:not(.lm-mod-hidden)"
INLINE_PLOT = ".jp-OutputArea .jv-Pane .js-plotly-plot"


def picture(lab: NotebookPage, name: str) -> None:
    """Save what the browser shows and say where."""
    target = PICTURES / name
    lab.page.screenshot(path=target)
    print(target)


def wait_for_plot(lab: NotebookPage, selector: str) -> None:
    """Wait until a plot is to be seen, but no longer than to the first cell that raises."""
    deadline = time.monotonic() + PLOT_SECONDS
    while not lab.page.locator(selector).first.is_visible():
        if lab.errors():
            raise RuntimeError("a cell raised")
        if time.monotonic() > deadline:
            raise RuntimeError(f"nothing at {selector} within {PLOT_SECONDS} s")
        lab.page.wait_for_timeout(100)


def give_room(lab: NotebookPage) -> None:
    """Put the file browser away and give the panel the larger part, as somebody would who watches a training."""
    lab.command("application:toggle-left-area")
    mouse, handle = lab.page.mouse, lab.page.locator(HANDLE).bounding_box()
    if handle is None:
        raise RuntimeError("there is nothing between notebook and panel")
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(NOTEBOOK_WIDTH, y, steps=5)
    mouse.up()


def record(lab: NotebookPage) -> None:
    """Run the notebook beside its panel and take the pictures once both are live."""
    lab.open("demo.ipynb")
    lab.run_all(wait=False)
    lab.show_cell('Pane("loss")')
    wait_for_plot(lab, INLINE_PLOT)
    lab.command("jupyter-visdom:open")
    wait_for_plot(lab, PANEL_PLOT)
    give_room(lab)
    # At the end every pane has something to show.
    lab.wait_until_idle(seconds=120)
    lab.show_cell("vis = Visdom()")
    lab.wait_for("waiting => document.querySelector(waiting) === null", WAITING_PANE)
    picture(lab, "demo-panel.png")
    lab.show_cell('Pane("loss")')
    wait_for_plot(lab, INLINE_PLOT)
    picture(lab, "demo-inline.png")
    if lab.errors():
        raise RuntimeError("a cell raised")


def explain(lab: NotebookPage, error: Exception) -> None:
    """Say what the demo waited for, what its cells raised, and show the page."""
    print(f"The demo did not get there: {error}", file=sys.stderr)
    picture(lab, "demo-failed.png")
    # The page may never have got as far as having cells.
    with suppress(Error):
        for line in lab.errors():
            print(f"A cell raised {line}", file=sys.stderr)


def main() -> int:
    """Return the exit code."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="jupyter-visdom-demo-") as folder:
        notebooks = Path(folder) / "notebooks"
        notebooks.mkdir()
        # A copy: JupyterLab saves outputs, and the checkout's notebook has none.
        shutil.copy(ROOT / "notebooks" / "demo.ipynb", notebooks)
        server = JupyterProcess(
            notebooks,
            Path(folder) / "home",
            environment={"JUPYTER_VISDOM_DEMO_SECONDS": TRAINING_SECONDS},
        )
        with server, chromium() as browser:
            page = browser.new_page(viewport=VIEWPORT)
            lab = NotebookPage(page, server.url, server.token)
            try:
                record(lab)
            except (Error, RuntimeError) as error:
                explain(lab, error)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
