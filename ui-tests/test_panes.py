"""Every kind of pane in a real page: what a user does to it, and what its handlers in the kernel get."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage
from playwright.sync_api import Browser, Download, Locator, Page, expect
from training import OUTPUT, PANEL, wait_until

pytestmark = pytest.mark.parametrize("app", ["jupyterlab"], indirect=True)

PICTURES = Path(__file__).parents[1] / "build" / "panes"
VIEWPORT = {"width": 1700, "height": 1400}
GALLERY = r"""
%load_ext jupyter_visdom
import json, math, time
import numpy as np
from visdom import Visdom

vis = Visdom()
rng = np.random.default_rng(7)
told = []

vis.text("<br>".join(f"line {i}" for i in range(60)), win="text", opts={"title": "Text"})
vis.text(r"Euler: $e^{i\pi} + 1 = 0$", win="formula", opts={"title": "Formula"})
vis.text("<h2>Heading</h2>" + "<p>paragraph</p>" * 20, win="page", opts={"title": "Page"})
vis.svg('<svg viewBox="0 0 200 100"><rect width="200" height="100" fill="#9cf"/></svg>',
        win="svg", opts={"title": "SVG"})
vis.properties([
    {"type": "text", "name": "Text", "value": "initial"},
    {"type": "number", "name": "Number", "value": "12"},
    {"type": "button", "name": "Button", "value": "Start"},
    {"type": "checkbox", "name": "Checkbox", "value": True},
    {"type": "select", "name": "Select", "value": 1, "values": ["Red", "Green", "Blue"]},
    {"type": "text", "name": "Formula", "value": r"$\alpha + \beta$"},
], win="properties", opts={"title": "Properties", "height": 280})

image = np.zeros((3, 40, 60), dtype=np.uint8)
image[0, :, :30] = 255
image[2, :20] = 200
vis.image(image, win="image", opts={"title": "Image", "caption": "Its $x^2$", "width": 300, "height": 260})
for shade in (60, 120, 180):
    vis.image(np.full((3, 30, 30), shade, dtype=np.uint8), win="images",
              opts={"title": "Images", "store_history": True, "show_slider": True, "caption": f"shade {shade}"})

for k in range(3):
    vis.scatter(np.full((k + 2, 2), k) + rng.normal(size=(k + 2, 2)), win="frames",
                opts={"title": "Frames", "store_history": True, "show_slider": True})
vis.line(np.cumsum(rng.normal(size=(200, 2)), axis=0), win="plot",
         opts={"title": "Plot", "legend": ["a", "b"], "caption": "A caption: $x^2$"})

vis.line(np.cumsum(rng.normal(size=(200, 2)), axis=0), win="math",
         opts={"title": r"$\alpha^2 + \beta$", "xlabel": r"$\sum_{i=1}^n x_i$", "ylabel": r"$\sqrt{y}$",
               "legend": [r"$\hat{a}$", "b"]})

vis.graph([(0, 1), (1, 2), (2, 0), (2, 3)], win="graph",
          opts={"title": "Graph", "directed": True, "showEdgeLabels": True, "showVertexLabels": True})

def cloud(indices):
    return [{"group": i % 10, "name": f"Entity {i}", "label": f"class {i % 10}", "idx": i,
             "position": [math.cos(i / 30), math.sin(i / 30)]} for i in indices]

def embed(content):
    vis._send({"data": [{"content": content, "type": "embeddings"}], "win": "cloud", "eid": "main",
               "opts": {"title": "Embedding", "width": 400, "height": 360}})

embed({"data": cloud(range(180))})

def answer(event):
    told.append(event)
    if event["event_type"] == "EntitySelected":
        selected = {"html": f"<i>preview of {event['idx']}</i>", "entityId": event["entityId"]}
        vis._send({"data": {"update_type": "EntitySelected", "selected": selected}, "win": "cloud", "eid": "main"},
                  endpoint="update")
    if event["event_type"] == "RegionSelected":
        points = cloud(event["selectedIdxs"])
        vis._send({"data": {"update_type": "RegionSelected", "points": points}, "win": "cloud", "eid": "main"},
                  endpoint="update")

for win in ("text", "properties", "image", "images", "cloud"):
    vis.register_event_handler(answer, win)

def events(least):
    deadline = time.monotonic() + 20
    while len(told) < least and time.monotonic() < deadline:
        time.sleep(0.01)
    print(json.dumps(told))
    told.clear()
"""
BOUND = """
get_ipython().config.VisdomWorkspace.trace_points = 100
%load_ext jupyter_visdom
import jupyter_visdom
from visdom import Visdom

vis = Visdom()
vis.line([i % 7 for i in range(200)], win="long", opts={"title": "Long"})
jupyter_visdom.Pane("long")
"""
WINS = ("text", "formula", "page", "svg", "properties", "image", "images", "frames", "plot", "math", "graph", "cloud")


class Gallery:
    """A page that shows one pane of each kind."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.notebook = notebook
        self.page: Page = notebook.page
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))

    def pane(self, win: str) -> Locator:
        """Return a drawn pane, scrolled into sight."""
        pane = self.page.locator(f"{PANEL} .jv-Pane[data-win='{win}'][data-cursor]")
        pane.scroll_into_view_if_needed()
        return pane

    def body(self, win: str) -> Locator:
        return self.pane(win).locator(".jv-Pane-body")

    def choose(self, win: str, label: str) -> None:
        """Choose from a pane's menu."""
        self.pane(win).hover()
        self.pane(win).locator(".jv-Pane-menu").click()
        self.page.locator(".jv-Menu .lm-Menu-itemLabel").get_by_text(label, exact=True).click()

    def download(self, win: str, label: str) -> tuple[str, bytes]:
        """Choose a download; return the file's name and what is in it."""
        with self.page.expect_download() as started:
            self.choose(win, label)
        download: Download = started.value
        return download.suggested_filename, download.path().read_bytes()

    def events(self, least: int = 1) -> list[dict[str, Any]]:
        """Return what handlers were told since the last time, once it is so much."""
        index = self.notebook.execute(f"events({least})")
        text = "".join(output["text"] for output in self.notebook.outputs(index))
        told: list[dict[str, Any]] = json.loads(text)
        return told

    def kernel(self, expression: str) -> Any:
        """Return what an expression gives in the kernel."""
        index = self.notebook.execute(f"print(json.dumps({expression}))")
        return json.loads("".join(output["text"] for output in self.notebook.outputs(index)))


@pytest.fixture(scope="module")
def opened(server: JupyterProcess, browser: Browser) -> Iterator[Gallery]:
    cell = nbformat.v4.new_code_cell(GALLERY)
    book = nbformat.v4.new_notebook(cells=[cell])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, Path(server.root) / "panes.ipynb")
    context = browser.new_context(viewport=VIEWPORT)
    notebook = NotebookPage(context.new_page(), server.url, server.token, server.app)
    opened = Gallery(notebook)
    notebook.open("panes.ipynb")
    notebook.run_cell(0)
    assert notebook.errors() == []
    notebook.command("jupyter-visdom:open")
    notebook.page.locator(f"{PANEL}[data-link='live']").wait_for()
    yield opened
    context.close()


@pytest.fixture
def gallery(opened: Gallery) -> Gallery:
    opened.events(0)
    return opened


def only(events: list[dict[str, Any]]) -> dict[str, Any]:
    assert len(events) == 1, events
    return events[0]


def whole(event: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return an event without the pane that came with it, which must be whole."""
    pane = event.pop("pane_data")
    assert (pane["id"], pane["type"]) == (event["target"], kind)
    assert pane["content"]
    return event


def drag(page: Page, *points: tuple[float, float]) -> None:
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=5)
    page.mouse.up()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_every_kind_is_drawn(gallery: Gallery, theme: str) -> None:
    """And none says that it failed. The pictures are for people."""
    gallery.notebook.command("apputils:change-theme", {"theme": f"JupyterLab {theme}"})
    for win in WINS:
        pane = gallery.pane(win)
        expect(pane.locator(".jv-Note")).to_have_count(0)
        PICTURES.mkdir(parents=True, exist_ok=True)
        pane.screenshot(path=PICTURES / f"{win}-{theme.lower()}.png")


@pytest.mark.parametrize(("theme", "ink"), [("Light", "rgb(0, 0, 0)"), ("Dark", "rgb(255, 255, 255)")])
def test_formulas_of_a_plot_are_drawn(gallery: Gallery, theme: str, ink: str) -> None:
    """In the ink of the theme, by what comes from the server itself; also in a picture of the plot."""
    gallery.notebook.command("apputils:change-theme", {"theme": f"JupyterLab {theme}"})
    body = gallery.body("math")
    for place in ("gtitle", "xtitle", "ytitle", "legendtext"):
        formula = body.locator(f"svg.{place}-math")
        expect(formula.locator("[data-mml-node='mi']").first).to_be_visible()
        expect(formula.locator("g[fill]").first).to_have_css("fill", ink)
    assert b"data-mml-node" in gallery.download("math", "Download SVG")[1]
    assert gallery.page.evaluate("window.MathJax === undefined || !window.MathJax._.output?.svg_ts")
    elsewhere = [url for url in gallery.asked if not url.startswith((gallery.notebook.url, "data:", "blob:"))]
    assert elsewhere == []


def test_properties_are_told_as_they_are_edited(gallery: Gallery) -> None:
    body = gallery.body("properties")
    body.get_by_role("textbox", name="Text").fill("other")
    body.get_by_role("textbox", name="Text").press("Enter")
    body.get_by_role("textbox", name="Number").fill("2.5")
    body.get_by_label("Button").click()
    body.get_by_label("Checkbox").click()
    body.get_by_label("Select").select_option("Blue")
    events = [whole(event, "properties") for event in gallery.events(5)]
    same = {"target": "properties", "eid": "main", "event_type": "PropertyUpdate"}
    values = [(0, "other"), (1, "2.5"), (2, "clicked"), (3, False), (4, "2")]
    assert events == [{**same, "propertyId": id, "value": value} for id, value in values]


def test_a_formula_among_properties_is_typeset_until_it_is_edited(gallery: Gallery) -> None:
    row = gallery.body("properties").locator("tr", has_text="Formula")
    expect(row.locator("mjx-container")).to_be_visible()
    row.locator(".jv-Control-preview").click()
    expect(row.locator("input")).to_have_value(r"$\alpha + \beta$")
    expect(row.locator("input")).to_be_focused()


def test_formulas_are_typeset(gallery: Gallery) -> None:
    """In a text and in a caption, by JupyterLab's MathJax."""
    expect(gallery.body("formula").locator("mjx-container")).to_be_visible()
    expect(gallery.body("image").locator("figcaption mjx-container")).to_be_visible()
    expect(gallery.body("plot").locator(".jv-Caption mjx-container")).to_be_visible()


def test_keys_of_a_focused_text_reach_its_handlers(gallery: Gallery) -> None:
    """A click focuses; keys with Ctrl are the browser's."""
    gallery.body("text").click()
    expect(gallery.body("text")).to_be_focused()
    page = gallery.page
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    events = [whole(event, "text") for event in gallery.events(2)]
    same = {"target": "text", "eid": "main", "event_type": "KeyPress"}
    assert events == [
        {**same, "key": "d", "key_code": 68},
        {**same, "key": "Enter", "key_code": 13},
    ]


def test_a_text_stays_at_its_end_until_it_is_left(gallery: Gallery) -> None:
    text, follow = gallery.body("text").locator(".jv-Text"), gallery.body("text").locator(".jv-Text-follow")
    left = "node => node.scrollHeight - node.scrollTop - node.clientHeight"
    gallery.kernel("vis.text('one more', win='text', append=True)")
    expect(text).to_contain_text("one more")
    assert text.evaluate(left) < 2
    expect(follow).to_be_hidden()
    text.evaluate("node => node.scrollTo(0, 100)")
    expect(follow).to_be_visible()
    gallery.kernel("vis.text('the last', win='text', append=True)")
    expect(text).to_contain_text("the last")
    assert text.evaluate("node => node.scrollTop") == 100
    follow.click()
    expect(follow).to_be_hidden()
    assert text.evaluate(left) < 2


def pixel_in_image(gallery: Gallery, x: int, y: int) -> tuple[float, float]:
    """Return where a pixel of the fitted image has its middle on the screen."""
    box = gallery.body("image").locator(".jv-Image-view").bounding_box()
    assert box is not None
    fit = min(box["width"] / 60, box["height"] / 40)
    left, top = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return left + (x + 0.5 - 30) * fit, top + (y + 0.5 - 20) * fit


def test_a_text_of_blocks_begins_at_its_top(gallery: Gallery) -> None:
    assert gallery.body("page").locator(".jv-Text").evaluate("node => node.scrollTop") == 0
    expect(gallery.body("page").locator(".jv-Text-follow")).to_be_hidden()


def test_a_click_on_an_image_names_the_pixel(gallery: Gallery) -> None:
    gallery.page.mouse.click(*pixel_in_image(gallery, 12, 7))
    event = whole(only(gallery.events()), "image")
    assert event == {
        "target": "image",
        "eid": "main",
        "event_type": "Click",
        "image_coord": {"x": 12, "y": 7},
    }


def test_an_image_is_zoomed_where_the_pointer_is_and_moved(gallery: Gallery) -> None:
    """A click names the pixel that is seen then; a drag is no click; a double click shows all of it again."""
    page, view = gallery.page, gallery.body("image").locator(".jv-Image-view")
    x, y = pixel_in_image(gallery, 40, 30)
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    for _ in range(10):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    expect(view).to_have_attribute("data-scale", "2.72")
    page.mouse.click(x, y)
    drag(page, (x, y), (x - 40, y - 30))
    page.mouse.click(x - 40, y - 30)
    page.keyboard.press("k")
    *clicks, key = [whole(event, "image") for event in gallery.events(3)]
    assert [click["image_coord"] for click in clicks] == [{"x": 40, "y": 30}] * 2
    assert (key["event_type"], key["key"]) == ("KeyPress", "k")
    page.mouse.dblclick(x, y)
    expect(view).to_have_attribute("data-scale", "1.00")


def test_the_slider_of_images_tells_when_it_is_let_go(gallery: Gallery) -> None:
    body = gallery.body("images")
    body.get_by_label("Selected").fill("0")
    expect(body.locator("figcaption")).to_have_text("shade 60")
    assert only(gallery.events()) == {
        "target": "images",
        "eid": "main",
        "event_type": "SliderMoved",
        "index": 0,
        "pane_data": False,
    }


def test_the_frames_of_a_plot_are_the_pages_own(gallery: Gallery) -> None:
    """The newest is shown; the slider shows another, and goes on when the kernel adds one."""
    points = f"{PANEL} .jv-Pane[data-win='frames'] .js-plotly-plot"
    shown = "([plot, count]) => document.querySelector(plot)?.data?.[0].x.length === count"
    gallery.body("frames")
    gallery.notebook.wait_for(shown, [points, 4])
    gallery.body("frames").get_by_label("Frame").fill("0")
    gallery.notebook.wait_for(shown, [points, 2])
    number = gallery.body("frames").locator("output").first
    expect(number).to_have_text("1 / 3")
    gallery.kernel("vis.scatter(np.ones((5, 2)), win='frames', opts={'title': 'Frames', 'store_history': True})")
    gallery.notebook.wait_for(shown, [points, 5])
    expect(number).to_have_text("4 / 4")


def test_a_graph_is_laid_out_and_its_nodes_are_dragged(gallery: Gallery) -> None:
    body = gallery.body("graph")
    expect(body.locator(".jv-Network-node")).to_have_count(4)
    expect(body.locator(".jv-Network-edge line[marker-end]")).to_have_count(4)
    expect(body.locator(".jv-Network-edge text").first).to_have_text("0-1")
    node = body.locator(".jv-Network-node").first
    box = node.locator("circle").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    gallery.page.mouse.move(x, y)
    gallery.page.mouse.down()
    gallery.page.mouse.move(x + 30, y + 30, steps=5)
    moved = node.locator("circle").bounding_box()
    gallery.page.mouse.up()
    assert moved is not None
    assert abs(moved["x"] + moved["width"] / 2 - x - 30) < 5


def place_in_cloud(gallery: Gallery, x: float, y: float) -> tuple[float, float]:
    """Return where a point of the circle stands on the screen."""
    box = gallery.body("cloud").locator("canvas").bounding_box()
    assert box is not None
    radius = min(box["width"], box["height"]) / 2 - 16
    return box["x"] + box["width"] / 2 + x * radius, box["y"] + box["height"] / 2 - y * radius


def test_a_point_is_previewed_when_the_pointer_rests_on_it(gallery: Gallery) -> None:
    gallery.pane("cloud")
    gallery.page.mouse.move(*place_in_cloud(gallery, 1, 0))
    assert only(gallery.events()) == {
        "target": "cloud",
        "eid": "main",
        "event_type": "EntitySelected",
        "entityId": "Entity 0",
        "idx": 0,
        "pane_data": False,
    }
    card = gallery.body("cloud").locator(".jv-Card")
    expect(card.locator("i")).to_have_text("preview of 0")
    expect(card.locator("strong")).to_have_text("class 0")


def test_a_lasso_drills_down_and_the_arrow_leads_back(gallery: Gallery) -> None:
    body = gallery.body("cloud")
    expect(body.locator("[data-points='180']")).to_be_visible()
    body.get_by_title("Select points").click()
    corners = [(0, -1.05), (0, 1.05), (-1.05, 1.05), (-1.05, -1.05), (-0.1, -1.05)]
    drag(gallery.page, *(place_in_cloud(gallery, x, y) for x, y in corners))
    event = only(gallery.events())
    left = gallery.kernel("[i for i in range(180) if math.cos(i / 30) < 0]")
    assert event == {
        "target": "cloud",
        "eid": "main",
        "event_type": "RegionSelected",
        "selectedIdxs": left,
        "pane_data": False,
    }
    expect(body.locator(f"[data-points='{len(left)}']")).to_be_visible()
    body.get_by_title("Back").click()
    expect(body.locator("[data-points='180']")).to_be_visible()


def test_keys_of_an_embedding_come_without_its_points(gallery: Gallery) -> None:
    gallery.body("cloud").focus()
    gallery.page.keyboard.press("k")
    assert only(gallery.events()) == {
        "target": "cloud",
        "eid": "main",
        "event_type": "KeyPress",
        "key": "k",
        "key_code": 75,
        "pane_data": False,
    }


def test_lines_are_smoothed_and_properties_edited_in_the_page_alone(gallery: Gallery) -> None:
    plot = f"{PANEL} .jv-Pane[data-win='plot'] .js-plotly-plot"
    before = gallery.kernel("vis.get_window_data('plot')")
    gallery.choose("plot", "Smooth Lines")
    smoothed = "plot => { const { data } = document.querySelector(plot); return data.length === 4 && data[0].opacity"
    gallery.notebook.wait_for(f"{smoothed} === 0.35; }}", plot)
    gallery.choose("plot", "Properties")
    gallery.body("plot").get_by_label("name", exact=True).first.fill("renamed")
    gallery.page.keyboard.press("Enter")
    gallery.notebook.wait_for("plot => document.querySelector(plot).data[0].name === 'renamed'", plot)
    gallery.choose("plot", "Smooth Lines")
    gallery.choose("plot", "Properties")
    gallery.notebook.wait_for("plot => document.querySelector(plot).data.length === 2", plot)
    assert gallery.kernel("vis.get_window_data('plot')") == before


def test_a_plots_view_is_reset(gallery: Gallery) -> None:
    plot = f"{PANEL} .jv-Pane[data-win='plot'] .js-plotly-plot"
    gallery.pane("plot")
    upper = "plot => document.querySelector(plot).layout.xaxis.range[1]"
    whole = gallery.page.evaluate(upper, plot)
    area = gallery.body("plot").locator(".nsewdrag").first.bounding_box()
    assert area is not None
    middle = area["y"] + area["height"] / 2
    drag(gallery.page, (area["x"] + 20, middle), (area["x"] + area["width"] / 2, middle))
    gallery.notebook.wait_for(f"([plot, whole]) => ({upper})(plot) < whole * 0.8", [plot, whole])
    gallery.choose("plot", "Reset View")
    gallery.notebook.wait_for(f"([plot, whole]) => ({upper})(plot) === whole", [plot, whole])


def test_lines_drawn_on_a_plot_are_kept_with_it(gallery: Gallery) -> None:
    plot = f"{PANEL} .jv-Pane[data-win='plot'] .js-plotly-plot"
    gallery.pane("plot").hover()
    gallery.body("plot").locator("[data-val='drawopenpath']").click()
    area = gallery.body("plot").locator(".nsewdrag").first.bounding_box()
    assert area is not None
    x, y = area["x"] + 40, area["y"] + 40
    drag(gallery.page, (x, y), (x + 30, y + 20), (x + 60, y))
    shapes = "len(json.loads(vis.get_window_data('plot'))['content']['layout'].get('shapes', []))"
    wait_until(lambda: gallery.kernel(shapes) == 1, "the kernel has the shape")
    gallery.kernel("vis.line([5], [1.1], win='plot', name='a', update='append')")
    gallery.notebook.wait_for("plot => document.querySelector(plot).data[0].x.length === 201", plot)
    assert gallery.page.evaluate("plot => document.querySelector(plot).layout.shapes.length", plot) == 1


def test_a_comment_is_kept_with_the_pane(gallery: Gallery) -> None:
    """Saved a while after the last key; a mark on the bar says that there is one."""
    pane = gallery.pane("svg")
    expect(pane.locator(".jv-Pane-comment")).to_be_hidden()
    gallery.choose("svg", "Comment")
    gallery.page.keyboard.type("look here")
    expect(pane.locator(".jv-Pane-comment")).to_be_visible()
    assert gallery.kernel("json.loads(vis.get_window_data('svg'))['comment']") == "look here"
    pane.locator(".jv-Pane-comment").click()
    expect(pane.locator("textarea")).to_be_hidden()


def test_a_pane_says_that_it_lost_its_oldest_points(notebook: NotebookPage, write_notebook: Callable[..., str]) -> None:
    """By a mark in its bar, in panel and output, until the window is made anew. The pictures are for people."""
    notebook.open(write_notebook(BOUND))
    notebook.run_cell(0)
    notebook.command("jupyter-visdom:open")
    panes = [notebook.page.locator(f"{scope} .jv-Pane[data-win='long'][data-cursor]") for scope in (PANEL, OUTPUT)]
    sentence = "Of each trace the newest points are kept, at most 100 (VisdomWorkspace.trace_points)."
    for pane in panes:
        pane.wait_for()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for theme, paper in (("Light", "rgb(255, 255, 255)"), ("Dark", "rgb(17, 17, 17)")):
        notebook.command("apputils:change-theme", {"theme": f"JupyterLab {theme}"})
        for name, pane in zip(("panel", "output"), panes, strict=True):
            mark = pane.get_by_role("img", name=sentence, exact=True)
            expect(mark).to_be_visible()
            expect(mark).to_have_attribute("title", sentence)
            expect(pane.locator(".main-svg").first).to_have_css("background-color", paper)
            pane.screenshot(path=PICTURES / f"note-{name}-{theme.lower()}.png")
    notebook.execute("vis.line([1, 3, 2], win='long', opts={'title': 'Short'})")
    for pane in panes:
        expect(pane.locator(".jv-Pane-title")).to_have_text("Short")
        expect(pane.locator(".jv-Pane-note")).to_have_js_property("hidden", True)


def test_a_closed_pane_says_so_and_nothing_of_its_points(
    notebook: NotebookPage, write_notebook: Callable[..., str]
) -> None:
    """Whatever changes after it. By the mark's own word: a cell that is scrolled away hides all of its output."""
    notebook.open(write_notebook(BOUND))
    notebook.run_cell(0)
    notebook.command("jupyter-visdom:open")
    pane = notebook.page.locator(f"{OUTPUT} .jv-Pane[data-win='long']")
    pane.and_(notebook.page.locator("[data-cursor]")).wait_for()
    expect(pane.locator(".jv-Pane-note")).to_be_visible()
    notebook.execute("vis.close('long')")
    for win in ("a", "b"):
        notebook.execute(f"vis.text('after it', win='{win}')")
        notebook.page.locator(f"{PANEL} .jv-Pane[data-win='{win}'][data-cursor]").wait_for()
        expect(pane.locator(".jv-Pane-body")).to_have_text("This pane was closed.")
        expect(pane.locator(".jv-Pane-note")).to_have_js_property("hidden", True)


def test_what_a_pane_holds_is_downloaded(gallery: Gallery) -> None:
    name, plot = gallery.download("plot", "Download JSON")
    assert name == "Plot.json"
    assert [len(trace["y"]) for trace in json.loads(plot)["data"]] == [201, 200]
    name, table = gallery.download("plot", "Download CSV")
    assert (name, table.count(b"\r\n")) == ("Plot.csv", 402)
    name, picture = gallery.download("plot", "Download PNG")
    assert (name, picture[:4]) == ("Plot.png", b"\x89PNG")
    name, drawing = gallery.download("plot", "Download SVG")
    assert name == "Plot.svg"
    assert b"<svg" in drawing[:100]
    name, picture = gallery.download("image", "Download Image")
    assert (name, picture[:4]) == ("Image.png", b"\x89PNG")
    name, text = gallery.download("text", "Download Text")
    assert (name, text.splitlines()[:2]) == ("Text.txt", [b"line 0", b"line 1"])
    name, html = gallery.download("text", "Download HTML")
    assert name == "Text.html"
    assert b"\nline 0<br>line 1" in html
    name, properties = gallery.download("properties", "Download JSON")
    assert [item["name"] for item in json.loads(properties)][:2] == ["Text", "Number"]
    name, network = gallery.download("graph", "Download JSON")
    assert len(json.loads(network)["edges"]) == 4
    name, drawing = gallery.download("graph", "Download SVG")
    assert name == "Graph.svg"
    assert b"stroke:rgb" in drawing
    name, picture = gallery.download("cloud", "Download PNG")
    assert (name, picture[:4]) == ("Embedding.png", b"\x89PNG")
    name, points = gallery.download("cloud", "Download JSON")
    assert len(json.loads(points)) == 180
