"""JupyterLab or Notebook 7 in a real Chromium, spoken to by what a person would do there.

The page's own application object does the work (`expose_app_in_browser`), since a notebook is
drawn in parts and a click on what is not on the screen misses.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from playwright.sync_api import Browser, Page, sync_playwright

READY_SECONDS = 60.0

CALL_SECONDS = 180.0
"""How long a command or a cell may take that is waited for: Playwright itself would wait for ever."""

# As root and without a network: no sandbox of its own, no calls home, WebGL on the CPU.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
    "--no-first-run",
)

# The tracker's current widget is null in a page that never had the focus: look by path.
_NOTEBOOK = """
const notebook = path => [...jupyterapp.shell.widgets('main')].find(
  widget => widget.context?.path === path && widget.content?.widgets
);
"""


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """Run Debian's Chromium without a screen."""
    executable = shutil.which("chromium")
    if executable is None:
        raise RuntimeError("Chromium is missing: apt-get update && apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*CHROMIUM_FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


class NotebookPage:
    """One browser tab on a Jupyter server at `url`, logged in by `token`."""

    def __init__(self, page: Page, url: str, token: str, app: str = "jupyterlab") -> None:
        self.page, self.url, self.token, self.app = page, url, token, app
        self.path = ""

    def goto(self, address: str) -> Self:
        """Open `address` below the base URL and wait for the application."""
        mark = "&" if "?" in address else "?"
        self.page.goto(f"{self.url}{address}{mark}token={self.token}")
        self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        """Wait for the application, and for all its plugins that start by themselves."""
        self.wait_for("() => window.jupyterapp?.shell !== undefined")
        self.page.evaluate("async () => { await jupyterapp.started; }")

    def open(self, path: str) -> Self:
        """Open a notebook in an empty workspace, with its kernel started."""
        self.path = path
        self.goto(f"lab/tree/{path}?reset" if self.app == "jupyterlab" else f"notebooks/{path}")
        self.wait_for(f"path => {{ {_NOTEBOOK} return notebook(path) !== undefined; }}", path)
        self._in_notebook("await panel.context.ready; await panel.sessionContext.ready;")
        self.wait_for(f"path => {{ {_NOTEBOOK} return notebook(path).sessionContext.session?.kernel; }}", path)
        return self

    def reload(self) -> None:
        """Load the page anew, as F5 does: also in the middle of a cell."""
        self.page.reload()
        self.wait_until_ready()
        self.wait_for(f"path => {{ {_NOTEBOOK} return notebook(path) !== undefined; }}", self.path)

    def command(self, command: str, args: dict[str, Any] | None = None) -> None:
        """Execute one of the application's commands, to its end."""
        self._call(
            "async ([id, args]) => { await jupyterapp.commands.execute(id, args); }",
            [command, args or {}],
        )

    def run_cell(self, index: int, *, wait: bool = True) -> None:
        """Run one cell; to the cell's end unless `wait` is false."""
        self._run(f"panel.content.activeCellIndex = {index};", "notebook:run-cell", wait)

    def run_all(self, *, wait: bool = True) -> None:
        """Run every cell from the top; to the end unless `wait` is false."""
        self._run("", "notebook:run-all-cells", wait)

    def wait_until_idle(self, seconds: float = READY_SECONDS) -> None:
        """Wait until no cell runs or waits for its turn."""
        self.wait_for(
            f"path => {{ {_NOTEBOOK} return notebook(path).content.widgets.every("
            "cell => (cell.model.executionState ?? 'idle') === 'idle'); }",
            self.path,
            seconds,
        )

    def show_cell(self, source: str) -> None:
        """Scroll to the last cell whose source contains `source`."""
        self._in_notebook(
            "const cells = panel.content.widgets;"
            "const index = cells.findLastIndex("
            "cell => cell.model.sharedModel.source.includes(source));"
            "await panel.content.scrollToItem(index, 'start');",
            source=source,
        )

    def add_cell(self, source: str) -> int:
        """Append a code cell and return its index."""
        return int(
            self._in_notebook(
                "panel.content.model.sharedModel.addCell({ cell_type: 'code', source });"
                "return panel.content.widgets.length - 1;",
                source=source,
            )
        )

    def execute(self, source: str, *, wait: bool = True) -> int:
        """Append a cell with `source`, run it and return its index."""
        index = self.add_cell(source)
        self.run_cell(index, wait=wait)
        return index

    def outputs(self, index: int) -> list[dict[str, Any]]:
        """Return a cell's outputs, as the notebook file would hold them."""
        result: list[dict[str, Any]] = self._in_notebook(
            f"return panel.content.widgets[{index}].model.toJSON().outputs;"
        )
        return result

    def errors(self) -> list[str]:
        """Return what went wrong in cells, each as `name: value`."""
        result: list[str] = self._in_notebook(
            "return panel.content.widgets.flatMap(cell => cell.model.toJSON().outputs ?? [])"
            ".filter(output => output.output_type === 'error')"
            ".map(output => `${output.ename}: ${output.evalue}`);"
        )
        return result

    @property
    def kernel_id(self) -> str:
        """The id of the notebook's kernel."""
        return str(self._in_notebook("return panel.sessionContext.session.kernel.id;"))

    def wait_for(self, condition: str, arg: Any = None, seconds: float = READY_SECONDS) -> None:
        """Wait until a JavaScript function answers something true."""
        # By time, not by animation frame: a hidden page has none.
        self.page.wait_for_function(condition, arg=arg, timeout=seconds * 1000, polling=50)

    def _run(self, prepare: str, command: str, wait: bool) -> None:
        self._in_notebook(
            f"jupyterapp.shell.activateById(panel.id); {prepare}"
            f"const done = jupyterapp.commands.execute('{command}');"
            # An interrupted or failing cell rejects: that is for the caller to look at.
            "const settled = Promise.resolve(done).catch(() => undefined);"
            f"if ({str(wait).lower()}) await settled;"
        )

    def _call(self, function: str, arg: Any) -> Any:
        """Return what an asynchronous JavaScript function answers in time."""
        late = f"new Promise((_, reject) => setTimeout(reject, {CALL_SECONDS * 1000}, new Error('too late')))"
        return self.page.evaluate(f"arg => Promise.race([({function})(arg), {late}])", arg)

    def _in_notebook(self, script: str, **values: Any) -> Any:
        return self._call(
            f"async ({{ path, {', '.join(values)} }}) => {{ {_NOTEBOOK} const panel = notebook(path); {script} }}",
            {"path": self.path, **values},
        )
