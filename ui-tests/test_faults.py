"""Refresh, cut, half-open, frozen, two tabs, a console, restart, crash: in the end every pane has every point."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage
from playwright.sync_api import BrowserContext
from proxy import TcpProxy
from training import INLINE, OUTPUT, PANEL, SETUP, Training

WriteNotebook = Callable[..., str]
RESTART = """() => {
  const { sessionContext } = [...jupyterapp.shell.widgets('main')].find(widget => widget.context);
  return sessionContext.restartKernel();
}"""
LAB_ONLY = pytest.mark.parametrize("app", ["jupyterlab"], indirect=True)


@pytest.fixture
def training(server: JupyterProcess, notebook_behind_proxy: NotebookPage) -> Training:
    return Training(server, notebook_behind_proxy)


def test_a_refresh_in_the_middle_of_a_cell_loses_nothing(training: Training, write_notebook: WriteNotebook) -> None:
    """Panel and inline pane are there again while the cell runs, and at the end equal the kernel's list."""
    training.start(write_notebook(SETUP, INLINE))
    shown = len(training.points(PANEL)[0] or [])
    training.notebook.reload()
    training.wait_until_shown(PANEL, shown, seconds=15)
    training.wait_until_shown(OUTPUT, shown, seconds=15)
    training.end()
    training.wait_until_equal()


@LAB_ONLY
def test_a_cut_connection_loses_nothing(training: Training, proxy: TcpProxy, write_notebook: WriteNotebook) -> None:
    """The panel says that it is stale while every connection is refused, and has every point afterwards."""
    training.start(write_notebook(SETUP, INLINE))
    wait = training.progress()
    proxy.set_mode("cut")
    training.notebook.page.locator(f"{PANEL}[data-link='stale']").wait_for()
    wait(1000)
    proxy.set_mode("pass")
    training.notebook.page.locator(f"{PANEL}[data-link='live']").wait_for(timeout=60_000)
    training.end()
    training.wait_until_equal()


@LAB_ONLY
def test_a_half_open_connection_is_noticed_and_loses_nothing(
    training: Training, proxy: TcpProxy, write_notebook: WriteNotebook
) -> None:
    """The page finds out by itself that nothing comes any more, although its socket looks open."""
    training.start(write_notebook(SETUP, INLINE))
    wait = training.progress()
    proxy.set_mode("blackhole")
    wait(2000)
    training.notebook.page.locator(f"{PANEL}[data-link='stale']").wait_for()
    proxy.set_mode("pass")
    training.notebook.page.locator(f"{PANEL}[data-link='live']").wait_for(timeout=60_000)
    training.end()
    training.wait_until_equal()


@LAB_ONLY
def test_a_frozen_page_catches_up(training: Training, context: BrowserContext, write_notebook: WriteNotebook) -> None:
    """A page that the browser froze has every point after it resumes."""
    training.start(write_notebook(SETUP, INLINE))
    wait = training.progress()
    session = context.new_cdp_session(training.notebook.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    wait(1000)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    training.end()
    training.wait_until_equal()


@LAB_ONLY
def test_two_tabs_show_the_same(
    training: Training, server: JupyterProcess, context: BrowserContext, write_notebook: WriteNotebook
) -> None:
    """A second tab on the same notebook, opened in the middle of a cell, ends with the same points."""
    path = write_notebook(SETUP, INLINE)
    training.start(path)
    second = Training(server, NotebookPage(context.new_page(), server.url, server.token, server.app))
    second.notebook.open(path)
    second.notebook.command("jupyter-visdom:open")
    second.wait_until_shown(PANEL, 100)
    training.end()
    expected = training.kernel_list()
    for tab in (training, second):
        tab.wait_until_shown(PANEL, len(expected))
        assert tab.points(PANEL) == [expected]


@LAB_ONLY
def test_a_console_on_the_same_kernel_takes_nothing_away(training: Training, write_notebook: WriteNotebook) -> None:
    """With a console open, which has the page's comms after a reload, the panes are there all the same."""
    training.start(write_notebook(SETUP, INLINE))
    training.notebook.command("notebook:create-console", {"activate": False, "insertMode": "split-bottom"})
    training.notebook.reload()
    training.wait_until_shown(PANEL, 100)
    training.wait_until_shown(OUTPUT, 100)
    training.end()
    training.wait_until_equal()


@LAB_ONLY
@pytest.mark.parametrize("how", ["restart", "kill"])
def test_after_a_restart_the_curve_goes_on(training: Training, write_notebook: WriteNotebook, how: str) -> None:
    """From the menu or after a crash: the old curve stays, and the new life's points come behind it."""
    notebook = training.notebook
    training.start(write_notebook(SETUP, INLINE))
    training.wait_until_shown(PANEL, 100)
    training.end()
    training.wait_until_equal()
    before = training.kernel_list()
    if how == "restart":
        notebook.page.evaluate(RESTART)
    else:
        notebook.execute("import os; os.kill(os.getpid(), 9)", wait=False)
        notebook.page.locator(".jp-Dialog .jp-mod-accept").click()
    notebook.page.locator(f"{PANEL}[data-link='stale']").wait_for()
    assert training.points(PANEL) == [before]
    notebook.run_cell(0)
    notebook.execute("train(2)")
    training.wait_until_equal((PANEL,), before=before)  # the output is scrolled away by now
