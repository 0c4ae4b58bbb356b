"""The panel: ways to open it, envs, closing, arranging, themes, HTML, and panes that it cannot draw."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage
from playwright.sync_api import Error, Page, expect
from training import PANEL, wait_until, wait_until_layout_saved
from viewer_thread import ViewerThread

import jupyter_visdom

WriteNotebook = Callable[..., str]
LAB_ONLY = pytest.mark.parametrize("app", ["jupyterlab"], indirect=True)
DRAW = """\
%load_ext jupyter_visdom
from visdom import Visdom
vis = Visdom()
vis.line([1, 3, 2], win="loss", opts={"title": "Loss"})
vis.text("hello", win="note", opts={"title": "Note"})
"""
TEXT_ALONE = """\
%load_ext jupyter_visdom
from visdom import Visdom
Visdom().text("words", win="note")
"""
OTHER_ENV = 'vis.text("elsewhere", win="far", env="other", opts={"title": "Far"})'
# Refused by the page: another site would learn who looks.
UNDRAWABLE = """\
vis._send({"win": "bad", "eid": "main", "opts": {"title": "Bad"},
           "data": [{"type": "image", "content": {"src": "ftp://nowhere/picture"}}]})
vis._send({"win": "map", "eid": "main", "opts": {"title": "Map"}, "layout": {},
           "data": [{"type": "choropleth", "locations": ["FRA", "ITA"], "z": [1, 2]}]})
vis.text("drawn after it", win="after", opts={"title": "After"})
"""
SCRIPTS = """\
vis.text("<script>window.ran = 'script'</script><img src='data:,' onerror='window.ran = 1'>"
         "<a href='javascript:window.ran = 2'>link</a><svg onload='window.ran = 3'></svg><b>bold</b>",
         win="html", opts={"title": "HTML"})
"""
STATIC = Path(jupyter_visdom.__file__).parent / "labextension" / "static"
PLOTLY = {script.name for script in STATIC.glob("*.js") if "plotly.com/javascript" in script.read_text()}


def pane(win: str) -> str:
    return f"{PANEL} .jv-Pane[data-win='{win}']"


@pytest.fixture
def drawn(notebook: NotebookPage, write_notebook: WriteNotebook) -> NotebookPage:
    """A notebook that has drawn two panes."""
    notebook.open(write_notebook(DRAW))
    notebook.run_cell(0)
    return notebook


@pytest.fixture
def opened(drawn: NotebookPage) -> NotebookPage:
    """The same with its panel open and everything drawn."""
    drawn.command("jupyter-visdom:open")
    wait_until_drawn(drawn)
    return drawn


def wait_until_drawn(notebook: NotebookPage) -> None:
    notebook.page.locator(f"{PANEL}[data-link='live']").wait_for()
    for win in ("loss", "note"):
        notebook.page.locator(f"{pane(win)}[data-cursor]").wait_for()


def by_command(notebook: NotebookPage) -> None:
    notebook.command("jupyter-visdom:open")


def by_palette(notebook: NotebookPage) -> None:
    notebook.command("apputils:activate-command-palette")
    notebook.page.locator("#command-palette input, .jp-ModalCommandPalette input").first.fill("open visdom")
    notebook.page.locator(".lm-CommandPalette-itemLabel", has_text="Open Visdom Panel").click()


def by_toolbar(notebook: NotebookPage) -> None:
    notebook.page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name='jupyter-visdom'] jp-button").click()


def by_launcher(notebook: NotebookPage) -> None:
    notebook.command("launcher:create")
    notebook.page.locator(".jp-LauncherCard", has_text="Visdom").click()


@pytest.mark.parametrize("way", [by_command, by_palette, by_toolbar])
def test_the_panel_opens(drawn: NotebookPage, way: Callable[[NotebookPage], None]) -> None:
    """By command, palette and toolbar; a second time shows the same panel, which stays open."""
    for _ in range(2):
        way(drawn)
        wait_until_drawn(drawn)
        expect(drawn.page.locator(PANEL)).to_have_count(1)
        expect(drawn.page.locator(PANEL)).to_be_visible()


@LAB_ONLY
def test_the_panel_opens_from_the_launcher(drawn: NotebookPage) -> None:
    by_launcher(drawn)
    wait_until_drawn(drawn)
    chip = drawn.page.locator(f"{PANEL} .jv-Connection-chip")
    expect(chip).to_have_attribute("title", "Live")
    chip.hover()
    expect(chip).to_have_attribute("title", re.compile(r"^Live\. Messages applied: \d+"))


def choose_env(page: Page, env: str) -> None:
    """The chooser closes when something else takes the focus, as a notebook whose cell has just run may do."""
    row = page.locator(f"{PANEL} .jv-EnvTree-row[data-env='{env}'] button")

    def choose() -> bool:
        if not row.is_visible():
            page.locator(f"{PANEL} .jv-Envs-button").click()
        with suppress(Error):
            row.click(timeout=2000)
            return True
        return False

    wait_until(choose, f"the environment {env} is chosen")


def test_the_env_chosen_shows_its_panes(opened: NotebookPage, server: JupyterProcess) -> None:
    """And comes back; the choice is there again after a refresh."""
    opened.execute(OTHER_ENV)
    page = opened.page
    choose_env(page, "other")
    expect(page.locator(pane("far"))).to_have_text("Farelsewhere")
    expect(page.locator(f"{PANEL} .jv-Pane")).to_have_count(1)
    wait_until_layout_saved(server)
    opened.reload()
    expect(page.locator(pane("far"))).to_have_text("Farelsewhere", timeout=30_000)
    choose_env(page, "main")
    wait_until_drawn(opened)
    expect(page.locator(f"{PANEL} .jv-Pane")).to_have_count(2)


@LAB_ONLY
def test_a_pane_closed_by_its_x_is_gone_everywhere(opened: NotebookPage, server: JupyterProcess) -> None:
    """In the panel, in a viewer beside it and in the kernel; the other pane stays."""
    with ViewerThread(server.url, server.token, opened.kernel_id) as viewer:
        wait_until(lambda: viewer.windows() == ["loss", "note"], "the viewer has both panes")
        opened.page.locator(pane("note")).hover()
        opened.page.locator(f"{pane('note')} .jv-Pane-close").click()
        expect(opened.page.locator(pane("note"))).to_have_count(0)
        wait_until(lambda: viewer.windows() == ["loss"], "the viewer has lost it")
    index = opened.execute("print(vis.win_exists('note'), vis.win_exists('loss'))")
    assert opened.outputs(index)[0]["text"].strip() == "False True"


def place(page: Page, win: str) -> list[int]:
    """Return where a pane stands in its grid, and how large."""
    found: list[int] = page.evaluate(
        "selector => { const item = document.querySelector(selector).closest('.jv-Grid-item');"
        "const { left, top, width, height } = item.getBoundingClientRect();"
        "const grid = item.parentElement.getBoundingClientRect();"
        "return [left - grid.left, top - grid.top, width, height].map(Math.round); }",
        pane(win),
    )
    return found


def wait_until_still(page: Page, win: str) -> list[int]:
    """Panes glide to their places: wait until none is on its way."""
    page.wait_for_function(
        "scope => document.querySelector(scope).getAnimations({ subtree: true }).length === 0", arg=PANEL
    )
    return place(page, win)


def test_an_arrangement_is_remembered(opened: NotebookPage, server: JupyterProcess) -> None:
    """The plot, dragged by its bar below the text, stands there after a refresh too."""
    page = opened.page
    before = wait_until_still(page, "loss")
    bar = page.locator(f"{pane('loss')} .jv-Pane-bar").bounding_box()
    assert bar is not None
    page.mouse.move(bar["x"] + 60, bar["y"] + 10)
    page.mouse.down()
    page.mouse.move(bar["x"] + 60, bar["y"] + 200, steps=10)
    page.mouse.move(bar["x"] + 60, bar["y"] + 460, steps=10)
    page.mouse.up()
    page.wait_for_function("selector => !document.querySelector(selector)", arg=".react-draggable-dragging")
    after = wait_until_still(page, "loss")
    assert after[1] > before[1]
    assert after[2:] == before[2:]
    wait_until_layout_saved(server)
    opened.reload()
    page.locator(pane("loss")).wait_for()
    wait_until_drawn(opened)
    assert wait_until_still(page, "loss") == after


@pytest.fixture
def light_again(notebook: NotebookPage) -> Iterator[None]:
    """The theme is a setting of the server's: the next test finds it as it was."""
    yield
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Light"})


@pytest.mark.usefixtures("light_again")
def test_plots_follow_the_theme(opened: NotebookPage) -> None:
    """Paper and ink of a plot that is already drawn become the dark theme's."""
    page = opened.page
    colours = (
        "selector => { const plot = document.querySelector(selector);"
        "const style = node => getComputedStyle(plot.querySelector(node));"
        "const { backgroundColor } = style('.main-svg');"
        "return [backgroundColor, style('.xtick text').fill, style('.scatterlayer .js-line').stroke]; }"
    )
    plot = f"{pane('loss')} .js-plotly-plot"
    light = page.evaluate(colours, plot)
    assert light[0] == "rgb(255, 255, 255)"
    opened.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
    changed = f"([selector, light]) => ({colours})(selector).every((colour, i) => colour !== light[i])"
    opened.wait_for(changed, [plot, light])
    frame = page.evaluate(
        "selector => getComputedStyle(document.querySelector(selector)).backgroundColor", pane("loss")
    )
    assert page.evaluate(colours, plot)[0] == frame


@LAB_ONLY
def test_plotly_comes_with_the_first_plot(notebook: NotebookPage, write_notebook: WriteNotebook) -> None:
    """Not with the page or the panel, and a line needs only the basic bundle."""
    asked: list[str] = []
    notebook.page.on("request", lambda request: asked.append(request.url.partition("?")[0].rpartition("/")[2]))
    notebook.open(write_notebook(TEXT_ALONE, DRAW))
    notebook.run_cell(0)
    notebook.command("jupyter-visdom:open")
    expect(notebook.page.locator(f"{pane('note')} .jv-Text")).to_have_text("words")
    assert PLOTLY, "the built front end has Plotly"
    assert PLOTLY & {*asked} == set()
    notebook.run_cell(1)
    wait_until_drawn(notebook)
    assert len(PLOTLY & {*asked}) == 1


@LAB_ONLY
def test_scripts_in_html_do_not_run(opened: NotebookPage) -> None:
    """What is left of the HTML is shown; an image of our own that fails as theirs would says when it would have."""
    opened.execute(SCRIPTS)
    page = opened.page
    expect(page.locator(f"{pane('html')} .jv-Text b")).to_have_text("bold")
    page.evaluate(
        "new Promise(done => { const image = new Image(); image.onerror = done; image.src = 'data:,';"
        "document.body.append(image); })"
    )
    assert page.evaluate("window.ran") is None
    assert page.locator(f"{pane('html')} .jv-Text a[href]").count() == 0
    assert page.locator(f"{pane('html')} .jv-Text :is(script, svg, [onerror], [onload])").count() == 0


@LAB_ONLY
def test_a_pane_that_cannot_be_drawn_says_so_and_the_others_live(opened: NotebookPage) -> None:
    opened.execute(UNDRAWABLE)
    page = opened.page
    expect(page.locator(f"{pane('bad')} .jv-Note[data-kind='error']")).to_have_text(
        "Error: this image is in a format that is not shown"
    )
    expect(page.locator(f"{pane('map')} .jv-Note[data-kind='error']")).to_contain_text(
        "would fetch their outlines from another site"
    )
    expect(page.locator(f"{pane('after')} .jv-Text")).to_have_text("drawn after it")
    opened.execute("vis.text('changed', win='note')\nvis.line([4], [4], win='loss', update='append')")
    expect(page.locator(f"{pane('note')} .jv-Text")).to_have_text("changed")
    opened.wait_for(
        "selector => document.querySelector(selector).data[0].y.length === 4", f"{pane('loss')} .js-plotly-plot"
    )
