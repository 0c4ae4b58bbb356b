"""What the panel's bar does: choosing and comparing envs, filter, undo, saving, views, export and upload."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage
from playwright.sync_api import Browser, Locator, Page, expect
from training import PANEL, wait_until_layout_saved

pytestmark = pytest.mark.parametrize("app", ["jupyterlab"], indirect=True)

PICTURES = Path(__file__).parents[1] / "build" / "envs"
VIEWPORT = {"width": 1700, "height": 1000}
ENVS = r"""
import json
from pathlib import Path

folder = Path("saved-envs")
folder.mkdir()
text = {"type": "text", "title": "Kept", "id": "kept", "version": 1, "content": "from disk", "i": 0}
(folder / "saved.json").write_text(json.dumps({"jsons": {"kept": text}, "reload": {}}))
(folder / "damaged.json").write_text("{")
get_ipython().config.VisdomWorkspace.env_path = str(folder.absolute())

%load_ext jupyter_visdom
import numpy as np
from jupyter_visdom.kernel.extension import get_workspace
from visdom import Visdom

vis = Visdom()

def fill(env, shift):
    vis.line(np.sin(np.arange(50) / 5 + shift), win="loss", env=env, name="train", opts={"title": "Loss"})
    picture = np.zeros((3, 30, 40), dtype=np.uint8)
    picture[int(shift) % 3] = 200
    vis.image(picture, win="input", env=env, opts={"title": "Input", "caption": "sample"})
    vis.text(f"notes of <b>{env}</b>", win="notes", env=env, opts={"title": f"Notes {env}"})

vis.text("the first", win="hello", opts={"title": "Hello"})
for shift, env in enumerate(("run_a", "run_b", "run_c", "other")):
    fill(env, shift)
"""
VIEWS = "json.loads(get_workspace().state.views.text)"

WIDTH = f"document.querySelector(\"{PANEL} .jv-Pane[data-win='notes']\").getBoundingClientRect().width"
# Whether the theme is there, JupyterLab is back from changing it, and plots have its colour.
PAINTED = """light => document.body.dataset.jpThemeLight === String(light)
  && !document.querySelector('#jupyterlab-splash')
  && [...document.querySelectorAll('.jv-Panel .js-plotly-plot .main-svg:first-child')].every(plot =>
    getComputedStyle(plot).backgroundColor === getComputedStyle(plot.closest('.jv-Pane')).backgroundColor)"""


class Bar:
    """A page with a panel, and what its bar offers."""

    def __init__(self, notebook: NotebookPage, server: JupyterProcess) -> None:
        self.notebook, self.server = notebook, server
        self.page: Page = notebook.page
        self.panel: Locator = notebook.page.locator(PANEL)

    def button(self, title: str) -> Locator:
        return self.panel.locator(f".jv-Bar button[title^='{title}']")

    def pane(self, win: str) -> Locator:
        return self.panel.locator(f".jv-Pane[data-win='{win}']")

    def titles(self) -> Locator:
        return self.panel.locator(".jv-Pane-title")

    def tree(self) -> Locator:
        """Return the tree of envs, opened."""
        tree = self.panel.locator(".jv-EnvTree")
        if tree.count() == 0:
            self.button("Choose an environment").click()
        return tree

    def show(self, *envs: str) -> None:
        """Show an env, or compare several."""
        first, *others = envs
        self.tree().locator(f"[data-env='{first}'] button").click()
        for env in others:
            self.tree().get_by_label(f"Compare {env}", exact=True).check()
        self.page.keyboard.press("Escape")
        expect(self.panel.locator(".jv-EnvTree")).to_have_count(0)

    def choose(self, *labels: str) -> None:
        """Choose from the menu, and from menus in it."""
        self.button("More").click()
        for label in labels:
            self.page.locator(".jv-Menu .lm-Menu-itemLabel").get_by_text(label, exact=True).click()

    def answer(self, text: str | None = None) -> None:
        """Answer a dialog."""
        dialog = self.page.locator(".jp-Dialog")
        if text is not None:
            dialog.locator("input").fill(text)
        dialog.locator(".jp-mod-accept").click()
        expect(dialog).to_have_count(0)

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for theme in ("Light", "Dark"):
            self.notebook.command("apputils:change-theme", {"theme": f"JupyterLab {theme}"})
            self.notebook.wait_for(PAINTED, theme == "Light")
            wait_until_still(self.page)
            self.page.screenshot(path=PICTURES / f"{name}-{theme.lower()}.png")

    def kernel(self, expression: str) -> Any:
        """Return what an expression gives in the kernel."""
        index = self.notebook.execute(f"print(json.dumps({expression}))")
        return json.loads("".join(output["text"] for output in self.notebook.outputs(index)))


@pytest.fixture(scope="module")
def opened(server: JupyterProcess, browser: Browser) -> Iterator[Bar]:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ENVS)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, Path(server.root) / "envs.ipynb")
    context = browser.new_context(viewport=VIEWPORT)
    notebook = NotebookPage(context.new_page(), server.url, server.token, server.app)
    notebook.open("envs.ipynb")
    notebook.run_cell(0)
    assert notebook.errors() == []
    notebook.command("jupyter-visdom:open")
    notebook.page.locator(f"{PANEL}[data-link='live']").wait_for()
    yield Bar(notebook, server)
    context.close()


def width(pane: Locator) -> float:
    box = pane.bounding_box()
    assert box
    return box["width"]


def wait_until_still(page: Page) -> None:
    """Panes glide to their places: wait until none is on its way."""
    page.wait_for_function(
        "scope => document.querySelector(scope).getAnimations({ subtree: true }).length === 0", arg=PANEL
    )


def test_the_tree_finds_and_shows_an_env(opened: Bar) -> None:
    """Envs stand in groups, with their number of panes; a search narrows them; arrows and Enter choose."""
    tree = opened.tree()
    expect(tree.locator(".jv-EnvTree-name")).to_have_text(
        ["damaged", "main1", "other3", "saved", "run_a3", "run_b3", "run_c3"]
    )
    expect(tree.locator(".jv-EnvTree-group")).to_have_text(["run"])
    opened.picture("tree")
    tree.get_by_label("Search environments").fill("_B")
    expect(tree.locator(".jv-EnvTree-name")).to_have_text(["run_b3"])
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("Enter")
    expect(tree).to_have_count(0)
    expect(opened.titles()).to_have_text(["Loss", "Input", "Notes run_b"])


def test_the_arrows_go_to_the_neighbours(opened: Bar) -> None:
    """In the tree's order, and no further than its ends."""
    opened.show("other")
    opened.button("Previous environment").click()
    expect(opened.titles()).to_have_text(["Hello"])
    for env in ("other", "saved", "run_a", "run_b", "run_c"):
        opened.button("Next environment").click()
        expect(opened.button("Choose an environment")).to_have_text(env)
    expect(opened.button("Next environment")).to_be_disabled()


def test_an_env_on_disk_is_loaded_when_it_is_shown(opened: Bar) -> None:
    """A damaged one says why it is not."""
    opened.show("saved")
    expect(opened.titles()).to_have_text(["Kept"])
    opened.show("damaged")
    expect(opened.panel.get_by_role("alert")).to_contain_text("the file of environment 'damaged'")


def test_a_filter_hides_panes_by_title(opened: Bar) -> None:
    """It is a regular expression without regard to case; what is none hides nothing and says so."""
    opened.show("run_a")
    opened.button("Filter panes").click()
    field = opened.panel.get_by_label("Filter panes by title")
    field.last.fill("^LOSS|inp")
    expect(opened.titles()).to_have_text(["Loss", "Input"])
    opened.kernel("vis.update_window_opts('loss', {'title': 'Renamed'}, env='run_a')")
    expect(opened.titles()).to_have_text(["Input"])
    opened.kernel("vis.update_window_opts('loss', {'title': 'Loss'}, env='run_a')")
    expect(opened.titles()).to_have_text(["Loss", "Input"])
    field.last.fill("(")
    expect(opened.titles()).to_have_count(3)
    expect(opened.panel.get_by_role("alert")).to_have_text("Not a regular expression: all panes are shown.")
    opened.picture("filter")
    field.last.fill("none")
    expect(opened.panel.locator(".jv-Empty-title")).to_have_text("No pane has a title like this")
    opened.button("Filter panes").click()
    expect(opened.titles()).to_have_count(3)


def test_a_closed_pane_comes_back(opened: Bar) -> None:
    """The button says how many can, and goes with the last."""
    opened.show("other")
    for win in ("notes", "input"):
        opened.pane(win).hover()
        opened.pane(win).locator(".jv-Pane-close").click()
        expect(opened.pane(win)).to_have_count(0)
    undo = opened.button("Bring back")
    expect(undo).to_have_text("2")
    undo.click()
    expect(opened.pane("input")).to_be_visible()
    undo.click()
    expect(opened.pane("notes")).to_be_visible()
    expect(undo).to_have_count(0)


def test_an_env_is_forked_cleared_saved_and_deleted(opened: Bar) -> None:
    """Each through the kernel, which knows of it at once; clearing and deleting ask first."""
    opened.show("other")
    opened.choose("Fork Environment…")
    opened.answer("copy/of other")
    expect(opened.button("Choose an environment")).to_have_text("copy_of other")
    expect(opened.titles()).to_have_text(["Loss", "Input", "Notes other"])
    opened.choose("Clear Environment…")
    opened.answer()
    expect(opened.panel.locator(".jv-Empty-title")).to_contain_text("No panes in")
    assert opened.kernel("sorted(json.loads(vis.get_window_data(None, env='other')))") == ["input", "loss", "notes"]
    opened.choose("Save All Environments")
    opened.choose("Delete Environments…")
    dialog = opened.page.locator(".jp-Dialog")
    expect(dialog.get_by_label("main")).to_have_count(0)
    dialog.get_by_label("copy_of other").check()
    opened.picture("delete")
    opened.answer()
    expect(opened.button("Choose an environment")).to_have_text("main")
    expect(opened.tree().locator("[data-env='copy_of other']")).to_have_count(0)
    opened.page.keyboard.press("Escape")


def test_envs_are_compared_live(opened: Bar) -> None:
    """What they share is one pane, which grows with each of them and can only be looked at."""
    opened.show("run_a", "run_b")
    expect(opened.titles()).to_have_text(["Loss", "Input", "compare_legend"])
    expect(opened.pane("input_compare").locator("figcaption")).to_have_text(["run_a_sample", "run_b_sample"])
    expect(opened.pane("loss_compare").locator(".jv-Pane-close")).to_be_hidden()
    opened.picture("compare")
    opened.kernel("vis.line([7], [9], win='loss', env='run_b', name='train', update='append')")
    opened.notebook.wait_for(
        "([selector, wanted]) => JSON.stringify(document.querySelector(selector).data.map("
        "({ name, y }) => [name, y.length])) === JSON.stringify(wanted)",
        [
            f"{PANEL} .jv-Pane[data-win='loss_compare'] .js-plotly-plot",
            [["run_a_train", 50], ["run_b_train", 51]],
        ],
    )
    opened.panel.get_by_label("Show all panes").check()
    expect(opened.titles()).to_have_count(9)
    expect(opened.pane("run_b_env_notes").locator(".jv-Text b")).to_have_text("run_b")
    opened.kernel("vis.close('loss', env='run_b')")
    expect(opened.titles()).to_have_count(7)
    opened.panel.get_by_label("Show all panes").uncheck()
    expect(opened.titles()).to_have_text(["Input", "compare_legend"])


def test_a_view_brings_an_arrangement_back(opened: Bar) -> None:
    """Saved under a name, restored over a pane's default size, deleted; the kernel keeps it as Visdom does."""
    opened.show("run_a")
    pane = opened.pane("notes")
    before = width(pane)
    handle = pane.locator("xpath=../..").locator(".react-resizable-handle")
    pane.hover()
    box = handle.bounding_box()
    assert box
    opened.page.mouse.move(box["x"] + 8, box["y"] + 8)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] - 120, box["y"] + 60, steps=8)
    opened.page.mouse.up()
    opened.page.wait_for_function("selector => !document.querySelector(selector)", arg=f"{PANEL} .resizing")
    wait_until_still(opened.page)
    small = width(pane)
    assert small < before - 80
    opened.choose("Views", "Save View…")
    opened.answer("small")
    handle.dblclick()
    expect(opened.panel.locator(".jv-Grid")).to_be_visible()
    opened.notebook.wait_for(f"width => Math.abs({WIDTH} - width) < 2", before)
    opened.choose("Views", "small")
    opened.notebook.wait_for(f"width => Math.abs({WIDTH} - width) < 2", small)
    views = opened.kernel(VIEWS)
    assert views["run_a"]["small"]["notes"][0] == 2
    opened.choose("Repack Panes")
    opened.choose("Views", "Delete View…")
    opened.answer()
    opened.button("More").click()
    opened.page.locator(".jv-Menu .lm-Menu-itemLabel", has_text="Views").click()
    expect(opened.page.locator(".jv-Menu .lm-Menu-itemLabel").get_by_text("small", exact=True)).to_have_count(0)
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("Escape")


def test_an_export_opens_without_a_network(opened: Bar, browser: Browser, tmp_path: Path) -> None:
    """It draws its plots and pictures from the file alone, and asks for nothing."""
    opened.show("run_a")
    opened.kernel(
        "vis.surf(np.outer(np.arange(9), np.arange(9)), win='surface', env='run_a', opts={'title': 'Surface'})"
    )
    expect(opened.pane("surface").locator(".js-plotly-plot canvas").first).to_be_visible()
    with opened.page.expect_download() as started:
        opened.choose("Export as HTML")
    assert started.value.suggested_filename == "run_a.html"
    started.value.save_as(tmp_path / "run_a.html")
    context = browser.new_context(offline=True, viewport=VIEWPORT)
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((tmp_path / "run_a.html").as_uri())
    expect(page.locator("h2")).to_have_text(["Loss", "Input", "Notes run_a", "Surface"])
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    expect(page.locator(".js-plotly-plot .js-line")).to_have_count(1)
    expect(page.locator(".js-plotly-plot canvas").first).to_be_visible()
    assert page.locator(".pictures img").evaluate("image => image.naturalWidth") == 40
    expect(page.locator(".html b")).to_have_text("run_a")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "export.png")
    context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def upload(opened: Bar, file: Path) -> None:
    with opened.page.expect_file_chooser() as chooser:
        opened.choose("Upload Environment…")
    chooser.value.set_files(file)


def test_a_saved_env_is_uploaded(opened: Bar, tmp_path: Path) -> None:
    """And shown, also one too large for a websocket's message; what is no env is refused with a sentence."""
    (tmp_path / "broken.json").write_text("{")
    upload(opened, tmp_path / "broken.json")
    expect(opened.panel.get_by_role("alert")).to_have_text("Invalid JSON file")
    opened.picture("refusal")
    text = {"type": "text", "title": "Found", "id": "found", "version": 1, "content": "again", "i": 0}
    large = {**text, "title": "Large", "id": "large", "content": "<!--" + "x" * (11 << 20) + "-->large", "i": 1}
    env = {"jsons": {"found": text, "large": large}, "reload": {}}
    (tmp_path / "saved.json").write_text(json.dumps(env))
    upload(opened, tmp_path / "saved.json")
    expect(opened.button("Choose an environment")).to_contain_text("uploaded_saved_", timeout=20_000)
    expect(opened.titles()).to_have_text(["Found", "Large"])
    expect(opened.pane("found").locator(".jv-Text")).to_have_text("again")
    expect(opened.panel.get_by_role("alert")).to_have_count(0)
    expect(opened.panel).to_have_attribute("data-link", "live")


def test_the_choice_is_there_after_a_refresh(opened: Bar) -> None:
    """Also a comparison, and a filter."""
    opened.show("run_a", "run_c")
    opened.button("Filter panes").click()
    opened.panel.get_by_label("Filter panes by title").last.fill("inp")
    expect(opened.titles()).to_have_text(["Input"])
    wait_until_layout_saved(opened.server)
    opened.notebook.reload()
    expect(opened.titles()).to_have_text(["Input"], timeout=30_000)
    expect(opened.button("Choose an environment")).to_have_text("run_a, run_c")
    opened.button("Filter panes").click()
    expect(opened.titles()).to_have_text(["Loss", "Input", "compare_legend"])
