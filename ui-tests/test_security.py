"""A server with a strict policy: the panel works, and nothing secret is left anywhere after a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage
from playwright.sync_api import Browser, expect
from training import INLINE, PANEL

# JupyterLab can't do without eval; its page has two inline scripts, which take an address apart.
POLICY = "script-src 'self' 'unsafe-eval'; frame-ancestors 'self'"
WINS = ("line", "surface", "text", "graph", "properties", "picture")
DRAW = """
%load_ext jupyter_visdom
import jupyter_visdom
import numpy as np
from visdom import Visdom

vis = Visdom()
vis.line([1, 2, 3], win="line")
vis.surf(np.outer(np.arange(9), np.arange(9)), win="surface")
vis.text("hello $x^2$", win="text")
vis.graph([(0, 1), (1, 2)], win="graph")
vis.properties([{"type": "text", "name": "a", "value": "b"}], win="properties")
vis.image(np.zeros((3, 9, 9)), win="picture")
"""
# What the policy stopped, and where that stood: an address, or nothing for what is inline.
STOPPED = """
window.stopped = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
  window.stopped.push({ violatedDirective, blockedURI, sourceFile }));
"""


@pytest.fixture(scope="module")
def strict_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterProcess]:
    folder = tmp_path_factory.mktemp("jupyter")
    (folder / "notebooks").mkdir()
    settings = {"headers": {"Content-Security-Policy": POLICY}}
    options = (f"--ServerApp.tornado_settings={settings}",)
    environment = {"JUPYTER_VISDOM_ENV_PATH": str(folder / "envs")}
    with JupyterProcess(folder / "notebooks", folder / "home", options=options, environment=environment) as running:
        yield running


def token_lines(server: JupyterProcess) -> list[str]:
    return [line for line in server.log.read_text().splitlines() if server.token in line]


def files_with(server: JupyterProcess, folder: Path) -> list[Path]:
    """Return the files that hold the token, but for jupyter_server's own notes of where it runs."""
    own = (server.log, server.home / "runtime")
    files = [path for path in folder.rglob("*") if path.is_file() and not any(map(path.is_relative_to, own))]
    return [path for path in files if server.token.encode() in path.read_bytes()]


def test_a_session_under_a_strict_policy(strict_server: JupyterProcess, browser: Browser) -> None:
    """Every pane is drawn, and nothing of ours is stopped; the token is in no log line, address, storage or file."""
    server = strict_server
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (DRAW, INLINE)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, Path(server.root) / "strict.ipynb")
    lines = token_lines(server)
    context = browser.new_context(viewport={"width": 1700, "height": 1400})
    context.add_init_script(STOPPED)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    notebook = NotebookPage(page, server.url, server.token, server.app)
    notebook.open("strict.ipynb")
    notebook.run_all()
    notebook.command("jupyter-visdom:open")
    for win in WINS:
        pane = page.locator(f"{PANEL} .jv-Pane[data-win='{win}']")
        pane.scroll_into_view_if_needed()
        expect(pane.locator(":scope[data-cursor]")).to_have_count(1)
        expect(pane.locator(".jv-Note")).to_have_count(0)
    notebook.execute("vis.save(['main'])")
    notebook.command("docmanager:save")

    stopped = page.evaluate("window.stopped")
    assert "inline" in [what["blockedURI"] for what in stopped], "the policy is not in force"
    assert [what for what in stopped if what["blockedURI"] != "inline" or "jupyter-visdom" in what["sourceFile"]] == []

    ours = [url for url in asked if "jupyter_visdom" in url or "jupyter-visdom" in url]
    assert ours and not any(server.token in url for url in ours)
    state = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.body.outerHTML, location.href])"
    assert server.token not in page.evaluate(state)
    context.close()
    assert (server.home.parent / "envs" / "main.json").exists()
    assert files_with(server, server.home.parent) == []
    assert token_lines(server) == lines
