"""Where it runs and where it cannot: behind a hub's proxy, without our server extension, without a kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage
from playwright.sync_api import BrowserContext, expect
from reverse_proxy import ReverseProxy
from training import INLINE, OUTPUT, PANEL, SETUP, Training
from viewer_thread import ViewerThread

WriteNotebook = Callable[..., str]
PREFIX = "/user/ada/"
LAB_ONLY = pytest.mark.parametrize("app", ["jupyterlab"], indirect=True)
NOTICE = f"{PANEL} .jv-Notice-reason"
WITHOUT_EXTENSION = pytest.mark.parametrize(
    "options", [("--ServerApp.jpserver_extensions={'jupyter_visdom': False}",)], indirect=True
)
NEW_KERNEL = """async () => {
  const { sessionContext } = [...jupyterapp.shell.widgets('main')].find(widget => widget.context);
  await sessionContext.changeKernel({ name: 'python3' });
}"""
DRAW = """\
%load_ext jupyter_visdom
from visdom import Visdom
Visdom().line([1, 3, 2], win="loss", opts={"title": "Loss"})
"""


@pytest.fixture
def hub(server: JupyterProcess) -> Iterator[ReverseProxy]:
    with ReverseProxy(server.port, PREFIX) as running:
        yield running


@pytest.mark.parametrize("base_url", [PREFIX], indirect=True)
def test_everything_works_behind_a_hubs_proxy(
    server: JupyterProcess, hub: ReverseProxy, context: BrowserContext, write_notebook: WriteNotebook
) -> None:
    """Panel and inline pane draw, a refresh in the middle of a cell loses nothing, and a viewer has it all too."""
    url = server.url_at(hub.port)
    notebook = NotebookPage(context.new_page(), url, server.token, server.app)
    training = Training(server, notebook)
    training.start(write_notebook(SETUP, INLINE), seconds=10)
    notebook.reload()
    training.wait_until_shown(PANEL, 100)
    training.wait_until_shown(OUTPUT, 100)
    notebook.wait_until_idle()
    training.wait_until_equal()
    with ViewerThread(url, server.token, notebook.kernel_id) as viewer:
        viewer.settled()
        assert list(viewer.window("loss")["content"]["data"][0]["y"]) == training.kernel_list()
    assert [address for address in hub.strays if "visdom" in address] == []


@LAB_ONLY
@WITHOUT_EXTENSION
def test_without_the_server_extension_the_panel_says_what_to_do(
    notebook: NotebookPage, write_notebook: WriteNotebook
) -> None:
    notebook.open(write_notebook("1"))
    notebook.command("jupyter-visdom:open")
    page = notebook.page
    page.locator(f"{PANEL}[data-link='no-extension']").wait_for()
    expect(page.locator(NOTICE)).to_contain_text("pip install jupyter-visdom in the server's environment")
    expect(page.locator(f"{PANEL} .jv-Notice-button")).to_have_text("Reconnect")


@WITHOUT_EXTENSION
def test_without_the_server_extension_the_kernel_answers_by_itself(
    server: JupyterProcess, notebook: NotebookPage, write_notebook: WriteNotebook
) -> None:
    """A refresh in the middle of a cell has everything while the cell goes on, and a click is carried out."""
    training = Training(server, notebook)
    training.start(write_notebook(f'{SETUP}\nvis.text("x", win="other")', INLINE), seconds=30)
    notebook.reload()
    training.wait_until_shown(PANEL, 100)
    pane = notebook.page.locator(f"{PANEL}[data-link='live'] .jv-Pane[data-win='other']")
    pane.hover()
    pane.locator(".jv-Pane-close").click()
    expect(pane).to_have_count(0, timeout=15_000)
    [points] = training.points(PANEL)
    assert points
    training.wait_until_shown(PANEL, len(points) + 100)  # the cell goes on
    notebook.wait_until_idle()
    training.wait_until_equal()


def show_loss(notebook: NotebookPage) -> None:
    """Run the cell, and wait until the panel has drawn its plot."""
    notebook.run_cell(0)
    notebook.command("jupyter-visdom:open")
    notebook.page.locator(f"{PANEL}[data-link='live'] .jv-Pane[data-win='loss'][data-cursor]").wait_for()


def shut_down_here(notebook: NotebookPage) -> None:
    notebook.command("kernelmenu:shutdown")


def shut_down_elsewhere(notebook: NotebookPage) -> None:
    """As another tab does, or the server's culler."""
    answer = notebook.page.request.delete(
        f"{notebook.url}api/kernels/{notebook.kernel_id}", headers={"Authorization": f"token {notebook.token}"}
    )
    assert answer.ok, answer.status_text


@LAB_ONLY
@pytest.mark.parametrize("shut_down", [shut_down_here, shut_down_elsewhere])
def test_after_the_kernels_end_its_last_state_stays_and_is_marked(
    notebook: NotebookPage, write_notebook: WriteNotebook, shut_down: Callable[[NotebookPage], None]
) -> None:
    """Wherever the kernel was shut down."""
    notebook.open(write_notebook(DRAW))
    show_loss(notebook)
    page = notebook.page
    shut_down(notebook)
    page.locator(f"{PANEL}[data-link='kernel-gone']").wait_for()
    expect(page.locator(NOTICE)).to_contain_text("The kernel has ended")
    expect(page.locator(f"{PANEL} .js-plotly-plot")).to_be_visible()


@LAB_ONLY
def test_the_panel_follows_the_kernel_that_comes_after(notebook: NotebookPage, write_notebook: WriteNotebook) -> None:
    """Without being opened anew."""
    notebook.open(write_notebook(DRAW))
    show_loss(notebook)
    before = notebook.kernel_id
    shut_down_here(notebook)
    notebook.page.locator(f"{PANEL}[data-link='kernel-gone']").wait_for()
    notebook.page.evaluate(NEW_KERNEL)
    assert notebook.kernel_id != before
    notebook.run_cell(0)
    notebook.page.locator(f"{PANEL}[data-link='live'] .jv-Pane[data-win='loss'][data-cursor]").wait_for()
    expect(notebook.page.locator(PANEL)).to_have_id(f"jupyter-visdom-panel-{notebook.kernel_id}")


def test_a_kernel_that_has_not_loaded_it_brings_a_hint(notebook: NotebookPage, write_notebook: WriteNotebook) -> None:
    """With the words to type; once they are run, the hint makes room for the pane."""
    notebook.open(write_notebook(DRAW))
    notebook.command("jupyter-visdom:open")
    page = notebook.page
    page.locator(f"{PANEL}[data-link='live']").wait_for()
    expect(page.locator(f"{PANEL} .jv-Empty-code")).to_contain_text("%load_ext jupyter_visdom")
    notebook.run_cell(0)
    page.locator(f"{PANEL} .jv-Pane[data-win='loss'] .js-plotly-plot").wait_for()
    expect(page.locator(f"{PANEL} .jv-Empty")).to_have_count(0)
