"""Where it runs and where it cannot: behind a hub's proxy, without our server extension, without a kernel."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import plain_kernel
import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage
from playwright.sync_api import BrowserContext, expect
from reverse_proxy import ReverseProxy
from training import INLINE, OUTPUT, PANEL, SETUP, Training, wait_until_layout_saved, write_book
from viewer_thread import ViewerThread

WriteNotebook = Callable[..., str]
PREFIX = "/user/ada/"
LAB_ONLY = pytest.mark.parametrize("app", ["jupyterlab"], indirect=True)
NOTICE = f"{PANEL} .jv-Notice-reason"
WITHOUT_EXTENSION = pytest.mark.parametrize(
    "options", [("--ServerApp.jpserver_extensions={'jupyter_visdom': False}",)], indirect=True
)
NEW_KERNEL = """async kernel => {
  const { sessionContext } = [...jupyterapp.shell.widgets('main')].find(widget => widget.context);
  await sessionContext.changeKernel(kernel);
}"""
SERVER_TESTS = Path(__file__).parents[1] / "tests" / "server"
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
    training.start(write_notebook(SETUP, INLINE))
    notebook.reload()
    training.wait_until_shown(PANEL, 100)
    training.wait_until_shown(OUTPUT, 100)
    training.end()
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
    training.start(write_notebook(f'{SETUP}\nvis.text("x", win="other")', INLINE))
    notebook.reload()
    training.wait_until_shown(PANEL, 100)
    pane = notebook.page.locator(f"{PANEL}[data-link='live'] .jv-Pane[data-win='other']")
    pane.hover()
    pane.locator(".jv-Pane-close").click()
    expect(pane).to_have_count(0, timeout=15_000)
    [points] = training.points(PANEL)
    assert points
    training.wait_until_shown(PANEL, len(points) + 100)  # the cell goes on
    training.end()
    training.wait_until_equal()


@LAB_ONLY
@WITHOUT_EXTENSION
def test_without_the_server_extension_a_kernel_without_subshells_answers_between_cells(
    server: JupyterProcess, notebook: NotebookPage, write_notebook: WriteNotebook
) -> None:
    """What is drawn in a cell is there at its end, after a refresh too, and a click is carried out."""
    plain_kernel.install(server.home)
    training = Training(server, notebook)
    notebook.open(write_notebook(f'{SETUP}\nvis.text("x", win="other")'))
    notebook.page.evaluate(NEW_KERNEL, {"name": plain_kernel.NAME})
    notebook.run_cell(0)
    notebook.command("jupyter-visdom:open")
    notebook.page.locator(f"{PANEL}[data-link='live'] .jv-Pane[data-win='other']").wait_for(timeout=60_000)
    notebook.execute("train(2)")
    training.wait_until_equal((PANEL,))
    notebook.command("docmanager:save")
    wait_until_layout_saved(server)
    notebook.reload()
    training.wait_until_shown(PANEL, 200)
    notebook.execute("train(2)")
    training.wait_until_equal((PANEL,))
    pane = notebook.page.locator(f"{PANEL}[data-link='live'] .jv-Pane[data-win='other']")
    pane.hover()
    pane.locator(".jv-Pane-close").click()
    expect(pane).to_have_count(0, timeout=15_000)


@pytest.fixture
def outside_kernel(tmp_path: Path) -> Iterator[str]:
    """The id of a kernel that no server started, among `notebooks`; its connection file lies in `kernels`."""
    (tmp_path / "kernels").mkdir()
    (tmp_path / "notebooks").mkdir()
    kernel_id = str(uuid4())
    file = tmp_path / "kernels" / f"kernel-{kernel_id}.json"
    kernel = KernelManager(kernel_name="python3", connection_file=str(file))
    kernel.start_kernel(cwd=tmp_path / "notebooks", env={**os.environ, "JUPYTER_VISDOM_ENV_PATH": ""})
    yield kernel_id
    kernel.shutdown_kernel(now=True)


@pytest.fixture
def server_over_it(tmp_path: Path, outside_kernel: str) -> Iterator[JupyterProcess]:
    """JupyterLab that knows kernels and sessions again when it is started anew."""
    options = (
        "--ServerApp.allow_external_kernels=True",
        f"--ServerApp.external_connection_dir={tmp_path / 'kernels'}",
        "--ServerApp.kernel_manager_class=kept_ids.KeepsIds",
        f"--SessionManager.database_filepath={tmp_path / 'sessions.db'}",
    )
    environment = {"PYTHONPATH": str(SERVER_TESTS)}
    where = tmp_path / "notebooks", tmp_path / "home"
    with JupyterProcess(*where, options=options, environment=environment) as running:
        yield running


def test_after_a_restart_of_the_server_the_page_goes_on_with_the_kernel_that_lived(
    server_over_it: JupyterProcess, outside_kernel: str, context: BrowserContext
) -> None:
    """The page comes back by itself in the middle of a cell, and has every point in the end."""
    server = server_over_it
    notebook = NotebookPage(context.new_page(), server.url, server.token)
    training = Training(server, notebook)
    notebook.open(write_book(server.root / "book.ipynb", SETUP))
    notebook.page.evaluate(NEW_KERNEL, {"id": outside_kernel})
    notebook.run_cell(0)
    notebook.command("jupyter-visdom:open")
    notebook.execute("train()", wait=False)
    training.wait_until_shown(PANEL, 100)
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    notebook.page.locator(f"{PANEL}[data-link='stale']").wait_for()
    [shown] = training.points(PANEL)
    assert shown
    server.__enter__()
    notebook.page.locator(f"{PANEL}[data-link='live']").wait_for(timeout=60_000)
    training.wait_until_shown(PANEL, len(shown) + 100)
    assert notebook.kernel_id == outside_kernel
    training.end()
    training.wait_until_equal((PANEL,))


@pytest.fixture(params=[("--JupyterVisdom.in_connection=False",), ()], ids=["without", "with"])
def server_before_a_gateway(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JupyterProcess]:
    """JupyterLab whose kernels run behind a gateway, without our extension or with it: jupyter_server is one too."""
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    with JupyterProcess(notebooks, tmp_path / "gateway", app="jupyter_server", options=request.param) as gateway:
        options = f"--GatewayClient.url={gateway.url}", f"--GatewayClient.auth_token={gateway.token}"
        with JupyterProcess(notebooks, tmp_path / "home", options=options) as running:
            start_kernel(running, gateway)
            yield running


def start_kernel(server: JupyterProcess, gateway: JupyterProcess) -> None:
    """Start the kernel of `book.ipynb`, and wait until it answers.

    JupyterLab opens a kernel's websocket, drops it and opens another. While the kernel of a gateway still starts, one
    such pair in fifty leaves a websocket that carries nothing (measured, jupyter_server 2.21.1 alone).
    """
    kernel = {"path": "book.ipynb", "name": "book.ipynb", "type": "notebook", "kernel": {"name": "python3"}}
    kernel_id = json.loads(server.request("api/sessions", kernel))["kernel"]["id"]
    client = BlockingKernelClient(connection_file=str(gateway.home / "runtime" / f"kernel-{kernel_id}.json"))
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    client.stop_channels()


def test_behind_a_gateway_the_kernel_answers_or_the_gateway(
    server_before_a_gateway: JupyterProcess, context: BrowserContext
) -> None:
    """A refresh in the middle of a cell loses nothing, and what the cells put out comes all the while."""
    server = server_before_a_gateway
    notebook = NotebookPage(context.new_page(), server.url, server.token)
    training = Training(server, notebook)
    training.start(write_book(server.root / "book.ipynb", SETUP, INLINE))
    notebook.reload()
    training.wait_until_shown(PANEL, 100)
    training.wait_until_shown(OUTPUT, 100)
    training.end()
    training.wait_until_equal()


@LAB_ONLY
def test_behind_a_proxy_that_holds_our_routes_back_panes_come_by_the_websocket(
    notebook: NotebookPage, write_notebook: WriteNotebook
) -> None:
    """Live, and what the page says is heard."""
    page = notebook.page
    page.route("**/jupyter_visdom/**", lambda route: route.fulfill(status=403, body="<h1>Not here</h1>"))
    notebook.open(write_notebook(DRAW))
    show_loss(notebook)
    pane = page.locator(f"{PANEL} .jv-Pane[data-win='loss']")
    pane.hover()
    pane.locator(".jv-Pane-close").click()
    expect(pane).to_have_count(0, timeout=15_000)


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
    notebook.page.evaluate(NEW_KERNEL, {"name": "python3"})
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
