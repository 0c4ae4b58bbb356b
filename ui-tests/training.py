"""A training loop in a notebook, and what the browser shows of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage

SETUP = """\
%load_ext jupyter_visdom
import math, pathlib, time
import jupyter_visdom
from visdom import Visdom

vis = Visdom()
loss = []
end = pathlib.Path("end")

def train(seconds=120, rate=100):
    end.unlink(missing_ok=True)
    start, first = time.monotonic(), len(loss)
    for step in range(seconds * rate):
        if end.exists():
            break
        time.sleep(max(0, start + step / rate - time.monotonic()))
        loss.append(math.exp(-step / 500) + math.sin(step) / 50)
        vis.line([loss[-1]], [first + step], win="loss", update="append", opts={"title": "Loss"})
        if step % rate == 0:
            vis.text(f"second {step // rate}", win="log", append=step > 0, opts={"title": "Log"})
"""
INLINE = 'jupyter_visdom.Pane("loss")'

PANEL = ".jv-Panel"
OUTPUT = ".jp-OutputArea"

# The points of the loss as each of its plots below `scope` has them; null where a plot is not drawn.
_POINTS = """
const points = scope => [...document.querySelectorAll(`${scope} .jv-Pane[data-win='loss']`)].map(pane => {
  const data = pane.querySelector('.js-plotly-plot')?.data;
  return data?.length ? Array.from(data[0].y) : null;
});
"""


class Training:
    """One notebook that trains, on the server that it came from."""

    def __init__(self, server: JupyterProcess, notebook: NotebookPage) -> None:
        self.server, self.notebook = server, notebook

    def start(self, path: str) -> None:
        """Open the notebook and its panel, show the loss in both, and begin to train, until `end`."""
        notebook = self.notebook
        notebook.open(path)
        notebook.run_cell(0)
        notebook.run_cell(1)
        notebook.command("jupyter-visdom:open")
        notebook.execute("train()", wait=False)
        # What the running cell has not put out yet is lost by a refresh unless it was saved.
        notebook.command("docmanager:save")
        self.wait_until_shown(PANEL, 10)
        self.wait_until_shown(OUTPUT, 10)
        wait_until_layout_saved(self.server)

    def end(self) -> None:
        """End the training that runs, and wait until its cell has ended."""
        (self.server.root / "end").touch()
        self.notebook.wait_until_idle()

    def points(self, scope: str) -> list[list[float] | None]:
        """Return the points of each plot of the loss below `scope`."""
        found: list[list[float] | None] = self.notebook.page.evaluate(
            f"scope => {{ {_POINTS} return points(scope); }}", scope
        )
        return found

    def wait_until_shown(self, scope: str, least: int, seconds: float = 60.0) -> None:
        """Wait until a plot below `scope` shows at least so many points."""
        self.notebook.wait_for(
            f"([scope, least]) => {{ {_POINTS} return points(scope).some(y => y && y.length >= least); }}",
            [scope, least],
            seconds,
        )

    def wait_until_equal(
        self, scopes: tuple[str, ...] = (PANEL, OUTPUT), seconds: float = 60.0, before: list[float] | None = None
    ) -> None:
        """Wait until every scope shows the kernel's list, point for point, behind that of an earlier life."""
        expected = [*(before or ()), *self.kernel_list()]
        for scope in scopes:
            self.wait_until_shown(scope, len(expected), seconds)
            assert self.points(scope) == [expected], f"{scope} shows other points than the kernel has"

    def kernel_list(self) -> list[float]:
        """Return the list that the kernel kept beside its plot; the cell must have ended."""
        notebook = self.notebook
        index = notebook.execute("import json; print(json.dumps(loss))")
        values: list[float] = json.loads("".join(output["text"] for output in notebook.outputs(index)))
        return values

    def mirror(self) -> dict[str, Any]:
        """Return what the server says of its mirror."""
        answer: dict[str, Any] = json.loads(self.server.request(f"jupyter_visdom/kernels/{self.notebook.kernel_id}"))
        return answer

    def progress(self) -> Callable[[int], None]:
        """Return a function that waits until the kernel has made so many changes since now."""
        path = f"jupyter_visdom/kernels/{self.notebook.kernel_id}"
        cursor = lambda: int(json.loads(self.server.request(path))["cursor"])  # noqa: E731 - one line, used twice below
        before = cursor()

        def wait(changes: int, seconds: float = 60.0) -> None:
            wait_until(lambda: cursor() >= before + changes, f"the kernel makes {changes} changes", seconds)

        return wait


def write_book(path: Path, *sources: str) -> str:
    """Write a notebook with these code cells, and return its name."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, path)
    return path.name


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Poll a condition until it holds; TimeoutError says what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.05)


def wait_until_layout_saved(server: JupyterProcess) -> None:
    """JupyterLab saves a while later which tabs are open; Notebook 7 saves none, and we note it when the page goes."""
    if server.app == "jupyterlab":
        workspace = "lab/api/workspaces/default"
        wait_until(lambda: b'"jupyter-visdom-panel:' in server.request(workspace), "the layout is saved")
