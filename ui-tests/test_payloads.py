"""What a kernel says can't run a script in the page, load anything or act in the user's name.

Payloads in every place. Seen are calls of a function that the page has for it, requests, tabs, dialogs, commands of
JupyterLab and leaving the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_process import JupyterProcess
from notebook_page import NotebookPage
from payloads import HTML, PLOTLY, WORDS
from playwright.sync_api import Browser, BrowserContext, Page, expect
from training import PANEL, wait_until

VIEWPORT = {"width": 1700, "height": 1400}

# In every frame and tab, before anything else there.
DETECTOR = """
window.ran ??= [];
window.evil = (...what) => { (window.top ?? window).ran.push(String(what)); };
"""

FILL = r"""
%load_ext jupyter_visdom
import json
import jupyter_visdom
from IPython.display import display
from visdom import Visdom

vis = Visdom()
HTML, WORDS, PLOTLY = json.load(open("payloads.json"))
SMALL = {"width": 150, "height": 110}
MIME = "application/vnd.jupyter-visdom.pane+json"
EVIL = "https://evil.invalid/"

def send(win, kind, content, **opts):
    vis._send({"data": [{"type": kind, "content": content}], "win": win, "eid": "main", "layout": {},
               "opts": {"title": win, **SMALL, **opts}})

def plot(win, data, layout, **opts):
    vis._send({"data": data, "layout": layout, "win": win, "eid": "main",
               "opts": {"title": win, "width": 400, "height": 300, **opts}})

for name, html in HTML.items():
    vis.text(html, win=f"html {name}", opts={"title": html, **SMALL})

PIXEL = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
         "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
ALL = [*WORDS, *HTML.values()]
for i, word in enumerate(WORDS):
    vis.text("x", win=word, opts={"title": word, "comment": word, **SMALL})
    send(f"source {i}", "image", {"src": word, "caption": word})
send("caption", "image", {"src": PIXEL, "caption": " ".join(WORDS)}, width=400)
send("drawing", "image", {"src": "data:image/svg+xml," + HTML["load handler of an svg"], "caption": "x"})
send("elsewhere", "image", {"src": EVIL + "i.png", "caption": "x"})
send("images", "image_history", {"src": PIXEL, "caption": " ".join(WORDS)}, show_slider=True)
vis.svg(f"<svg onload=evil(1)>{HTML['drawing that loads']}</svg>", win="svg", opts=SMALL)
send("properties", "properties", [
    {"type": kind, "name": word, "value": word, "values": ALL} for word in ALL
    for kind in ("text", "button", "checkbox", "select", word)], width=500)
LABELS = [*WORDS, *[html for html in HTML.values() if len(html) < 60]]
send("network", "network", {
    "nodes": [{"name": word, "label": word, "club": word} for word in LABELS],
    "edges": [{"source": i, "target": 0, "label": word} for i, word in enumerate(LABELS)],
}, directed=True, showEdgeLabels=True, showVertexLabels=True)
send("cloud", "embeddings", {
    "data": [{"group": 0, "name": word, "label": word, "idx": i, "position": [0, 0]} for i, word in enumerate(ALL[:1])],
    "selected": {"entityId": ALL[0], "html": "".join(HTML.values())},
}, width=400, height=300)
for word in WORDS:
    send(f"kind {word}", word, {"html": word})

TEXTS = [*PLOTLY, *WORDS, *[html for name, html in HTML.items() if name.startswith("formula")]]
MARKUP = "<br>".join(PLOTLY)
NOTES = [{"text": text, "hovertext": text, "x": 1, "y": i, "captureevents": True} for i, text in enumerate(TEXTS)]
plot("text of a plot", [
    {"type": "scatter", "mode": "lines+markers+text", "x": [0, 1, 2], "y": [1, 2, 1], "name": MARKUP, "text": MARKUP,
     "hovertemplate": MARKUP + "<extra>" + MARKUP + "</extra>", "hovertext": MARKUP}],
    {"title": {"text": MARKUP, "subtitle": {"text": MARKUP}}, "annotations": NOTES, "showlegend": True,
     "xaxis": {"title": MARKUP, "ticktext": [*PLOTLY, *WORDS], "tickvals": [*range(len(NOTES))]},
     "yaxis": {"title": MARKUP, "type": "category", "categoryarray": WORDS},
     "legend": {"title": {"text": MARKUP}}, "shapes": [{"type": "line", "label": {"text": MARKUP}, "path": MARKUP}]},
    caption=" ".join(WORDS))
plot("cells", [{"type": "table", "header": {"values": [PLOTLY, WORDS]}, "cells": {"values": [PLOTLY, WORDS]}}], {})
NAMES = [*PLOTLY, *WORDS]
plot("slices", [{"type": "pie", "labels": NAMES, "text": NAMES, "values": [1] * len(NAMES),
                 "textinfo": "label+text"}], {})
plot("flows", [{"type": "sankey", "node": {"label": [MARKUP, "b"]}, "link": {
    "source": [0], "target": [1], "value": [1], "label": [MARKUP]}}], {})

def picture(name):
    return {"source": EVIL + name, "x": 0, "y": 1, "sizex": 1, "sizey": 1, "xref": "paper", "yref": "paper",
            "visible": True, "name": name}

LINE = {"type": "scatter", "x": [0, 1], "y": [0, 1]}
SHAPES = {"locations": ["a"], "z": [1], "geojson": EVIL + "shapes.json", "featureidkey": "id"}
DATA = {"layout": {"images": [picture("template.png")], "imagedefaults": picture("defaults.png"),
                   "map": {"style": EVIL + "style.json"}}, "data": {"choroplethmap": [SHAPES]}}
plot("pictures", [LINE, {"type": "image", "source": EVIL + "trace.png"}], {
    "images": [picture("layout.png"), {"templateitemname": "template.png", "source": "x.evil.png"}], "template": DATA})
plot("template", [LINE], {"template": DATA})
plot("buttons", [LINE], {"updatemenus": [{"type": "buttons", "buttons": [
    {"label": "x", "method": "relayout", "args": [{"images[0]": picture("button.png")}]},
    {"label": "x", "method": "relayout", "args": [{"images[0].source": EVIL + "path.png", "images[0].visible": True}]},
    {"label": "x", "method": "relayout", "args": ["images[0].source", EVIL + "words.png"]},
    {"label": "x", "method": "update", "args": [{}, {"template": DATA, "images": [picture("update.png")]}]},
]}]})
plot("map", [{"type": "scattermap", "lat": [0], "lon": [0], "mode": "markers+text", "text": ["x"],
              "marker": {"symbol": "airport"}}], {})
plot("map by address", [{"type": "scattermap", "lat": [0], "lon": [0]}], {"map": {"style": EVIL + "style.json"}})
plot("map of its own", [{"type": "scattermap", "lat": [0], "lon": [0]}], {"map": {"style": {
    "version": 8, "sources": {"a": {"type": "raster", "tiles": [EVIL + "{z}/{x}/{y}.png"]}},
    "layers": [{"id": "a", "type": "raster", "source": "a"}]}}})
plot("map with layers", [{"type": "scattermap", "lat": [0], "lon": [0]}], {"map": {"style": "white-bg", "layers": [
    {"sourcetype": "raster", "source": [EVIL + "{z}/{x}/{y}.png"]}, {"source": EVIL + "layer.json"}]}})
plot("map with a note", [{"type": "scattermap", "lat": [0], "lon": [0]}], {"map": {"style": "white-bg", "layers": [
    {"source": {"type": "Point", "coordinates": [0, 0]}, "type": "circle", "sourceattribution": MARKUP + HTML["script"]}
]}})

plot("map of shapes", [{"type": "choroplethmap", **SHAPES}], {"map": {"style": "white-bg"}})
plot("shapes", [{"type": "choropleth", **SHAPES}], {})

for env in WORDS:
    vis.text("x", win="x", env=env)

WINS = [*json.loads(vis.get_window_data(env="main"))]
print(json.dumps(WINS))
"""

SHOWN = r"""
SHOW = [*WORDS[:3], *[f"html {name}" for name in [*HTML][::20]], "network", "cloud", "text of a plot", "buttons"]
for win in SHOW:
    display({MIME: {"v": 1, "env": "main", "win": win}}, raw=True)
for word in WORDS[:3]:
    display({MIME: {"v": word, "env": word, "win": word}}, raw=True)
    display({MIME: {"v": 1, "env": word, "win": word}}, raw=True)
print(json.dumps(SHOW))
"""

# Every pane is brought to where it is drawn, is pointed at, and has all that can be clicked clicked.
WALK = """async ([scope, wins]) => {
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const clicked = 'a[href], summary, button:not(.modebar-btn), [tabindex], .updatemenu-button *';
  const missed = [];
  for (const win of wins) {
    const panes = [...document.querySelectorAll(`${scope} .jv-Pane`)];
    const pane = panes.find(pane => pane.dataset.win === win);
    pane?.scrollIntoView({ block: 'center' });
    const deadline = performance.now() + 10_000;
    while (!pane?.dataset.cursor && performance.now() < deadline) await frame();
    if (!pane?.dataset.cursor) missed.push(win);
    for (const node of pane?.querySelectorAll('.jv-Pane-body *') ?? []) {
      const { x, y, width, height } = node.getBoundingClientRect();
      const place = { clientX: x + width / 2, clientY: y + height / 2 };
      const send = type => node.dispatchEvent(
        new MouseEvent(type, { bubbles: true, cancelable: true, view: window, ...place }));
      ['pointerover', 'mouseover', 'pointermove', 'mousemove'].forEach(send);
      if (node.matches(clicked) || node.hasAttribute('xlink:href')) {
        send('click');
        node.focus?.();
      }
    }
  }
  return missed;
}"""


class Watch:
    """All that a payload could do and a browser tells of."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.page = page
        self.seen: list[str] = []
        context.add_init_script(DETECTOR)
        context.on("request", lambda request: self._note("request", request.url))
        context.on("page", lambda tab: self.seen.append(f"tab {tab.url}"))
        page.on("dialog", lambda dialog: (self.seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("framenavigated", lambda frame: self._note("navigation", frame.url))

    def _note(self, what: str, url: str) -> None:
        if "evil" in url or not url.startswith(("http://127.0.0.1", "data:", "blob:", "about:")):
            self.seen.append(f"{what} {url[:200]}")

    def all(self) -> list[str]:
        """Return what was seen so far, and forget it."""
        ran: list[str] = self.page.evaluate("window.ran.splice(0)")
        seen, self.seen = self.seen, []
        return seen + [f"ran {what}" for what in ran]


def printed(notebook: NotebookPage, index: int) -> str:
    """Return the last line that a cell printed."""
    return "".join(output.get("text", "") for output in notebook.outputs(index)).splitlines()[-1]


@pytest.fixture(scope="module")
def opened(server: JupyterProcess, browser: Browser) -> Iterator[tuple[NotebookPage, Watch, list[str]]]:
    (Path(server.root) / "payloads.json").write_text(json.dumps([HTML, WORDS, PLOTLY]))
    cells = [nbformat.v4.new_code_cell(source) for source in (FILL, SHOWN)]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, Path(server.root) / "payloads.ipynb")
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    watch = Watch(context, page)
    notebook = NotebookPage(page, server.url, server.token, server.app)
    notebook.open("payloads.ipynb")
    page.evaluate("jupyterapp.commands.addCommand('evil:run', { execute: () => evil('a command') })")
    notebook.run_cell(0)
    assert notebook.errors() == []
    wins: list[str] = json.loads(printed(notebook, 0))
    notebook.command("jupyter-visdom:open")
    page.locator(f"{PANEL}[data-link='live']").wait_for()
    yield notebook, watch, wins
    context.close()


Opened = tuple[NotebookPage, Watch, list[str]]
# JupyterLab asks before a link in the page runs a command.
DIALOG = ".jp-Dialog"
LAB_ONLY = pytest.mark.parametrize("app", ["jupyterlab"], indirect=True)


def test_the_watch_sees_what_it_should(opened: Opened) -> None:
    notebook, watch, _ = opened
    watch.all()
    notebook.page.evaluate("""() => {
      const node = document.createElement('div');
      node.innerHTML = `<img src=x onerror=evil('handler')><img src=/api/evil>
        <a data-commandlinker-command=evil:run data-commandlinker-args={}>x</a>`;
      document.body.append(node);
      node.querySelector('a').click();
      return jupyterapp.commands.execute('evil:run');
    }""")
    notebook.page.locator(DIALOG).get_by_role("button", name="Cancel").click()
    seen: list[str] = []

    def all_three() -> bool:
        seen.extend(watch.all())
        return len(seen) >= 3

    wait_until(all_three, "all three are seen")


def walk(opened: Opened, scope: str, wins: list[str]) -> None:
    """Draw every pane and use all that is in it: nothing comes of it."""
    notebook, watch, _ = opened
    began = notebook.page.evaluate("performance.timeOrigin")
    watch.all()
    missed: list[str] = notebook.page.evaluate(WALK, [scope, wins])
    assert sorted(set(watch.all())) == []
    assert missed == []
    expect(notebook.page.locator(DIALOG)).to_have_count(0)
    assert notebook.page.evaluate("performance.timeOrigin") == began, "the page was left"


def test_no_pane_of_the_panel_does_harm(opened: Opened) -> None:
    notebook, _, wins = opened
    walk(opened, PANEL, wins if notebook.app == "jupyterlab" else [*wins[::4], "cloud"])
    expect(notebook.page.locator(f"{PANEL} .jv-Card-preview")).not_to_be_empty()


@LAB_ONLY
def test_no_output_does_harm(opened: Opened) -> None:
    notebook, _, _ = opened
    notebook.run_cell(1)
    walk(opened, ".jp-OutputArea", json.loads(printed(notebook, 1)))


@LAB_ONLY
def test_no_file_that_a_page_gives_out_does_harm(opened: Opened, tmp_path: Path) -> None:
    """The panel as one HTML file, and a text, opened by a browser."""
    notebook, watch, _ = opened
    page = notebook.page
    text = page.locator(f"{PANEL} .jv-Pane[data-win='html script'][data-cursor]")
    for place, button, entry in (
        (page.locator(f"{PANEL} .jv-Bar"), "button[title^='More']", "Export as HTML"),
        (text, ".jv-Pane-menu", "Download HTML"),
    ):
        place.hover()
        place.locator(button).click()
        with page.expect_download() as started:
            page.locator(".jv-Menu .lm-Menu-itemLabel").get_by_text(entry, exact=True).click()
        started.value.save_as(tmp_path / "file.html")
        tab = page.context.new_page()
        watch.all()
        tab.goto((tmp_path / "file.html").as_uri())
        tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        assert tab.evaluate("window.ran") == []
        assert [what for what in watch.all() if "file.html" not in what] == []
        tab.close()
