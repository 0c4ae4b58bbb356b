"""Real servers, a real browser, and a wire between them that can be cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage, chromium
from playwright.sync_api import Browser, BrowserContext
from proxy import TcpProxy
from training import write_book

VIEWPORT = {"width": 1400, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module", params=["jupyterlab", "notebook"])
def app(request: pytest.FixtureRequest) -> str:
    """Both applications; a test that needs one only says `parametrize("app", …, indirect=True)`."""
    return str(request.param)


@pytest.fixture(scope="module", params=["/"])
def base_url(request: pytest.FixtureRequest) -> str:
    """Where the server lives; `parametrize("base_url", ["/user/a/"], indirect=True)` moves it."""
    return str(request.param)


@pytest.fixture(scope="module", params=[()])
def options(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The server's command line; `parametrize("options", [("--…",)], indirect=True)` adds to it."""
    given: tuple[str, ...] = request.param
    return given


@pytest.fixture(scope="module")
def server(
    app: str, base_url: str, options: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[JupyterProcess]:
    folder = tmp_path_factory.mktemp("jupyter")
    (folder / "notebooks").mkdir()
    where = {"app": app, "base_url": base_url, "options": options}
    with JupyterProcess(folder / "notebooks", folder / "home", **where) as running:
        yield running


@pytest.fixture
def proxy(server: JupyterProcess) -> Iterator[TcpProxy]:
    with TcpProxy(server.port) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=VIEWPORT)
    yield context
    context.close()


@pytest.fixture
def notebook(server: JupyterProcess, context: BrowserContext) -> NotebookPage:
    """A tab on the server itself."""
    return NotebookPage(context.new_page(), server.url, server.token, server.app)


@pytest.fixture
def notebook_behind_proxy(server: JupyterProcess, proxy: TcpProxy, context: BrowserContext) -> NotebookPage:
    """A tab on the server whose every connection goes through `proxy`."""
    page = context.new_page()
    return NotebookPage(page, server.url_at(proxy.port), server.token, server.app)


@pytest.fixture
def write_notebook(server: JupyterProcess, request: pytest.FixtureRequest) -> Callable[..., str]:
    """Write a notebook with these code cells and return its path on the server."""

    def write(*sources: str) -> str:
        name = "".join(c if c.isalnum() else "-" for c in request.node.name)
        return write_book(server.root / f"{name}.ipynb", *sources)

    return write
