"""Content that is no chart: words, pictures, sound, properties, networks, embeddings, figures of others."""

import json
import math
from pathlib import Path

import networkx
import numpy as np
import plotly.graph_objects as go

FILES = Path(__file__).parent / "files"
PICTURE = (np.arange(3 * 12 * 12).reshape(3, 12, 12) % 256).astype(np.uint8)
SVG = '<svg height="72pt" width="144pt" xmlns="http://www.w3.org/2000/svg"><rect width="9"/></svg>'
FEATURES = np.arange(60.0).reshape(20, 3) % 7


class Drawing:
    """What `matplot` needs of a figure of Matplotlib."""

    def savefig(self, buffer, format):
        buffer.write(SVG)


def texts(vis):
    """Words: short, long, more than 500 lines, and added to what is missing or is no text."""
    vis.text("Hello, world!")
    vis.text("a", win="t", opts={"title": "x", "width": 300, "height": 200})
    for more in ("b", "", "<br>", "é" * 700, "x" * 1200, "<b>last</b>", "\ud83d\ude00"):
        vis.text(more, win="t", append=True)
    vis.text("replaced", win="t")
    vis.text("<br>".join(map(str, range(497))), win="long")
    for i in range(4):
        vis.text(f"more {i}<br>and", win="long", append=True)
    vis.text("a<br>" * 600, win="too long")
    vis.text("b", win="too long", append=True)
    vis.text("short", win="suddenly long")
    vis.text("b<br>" * 600, win="suddenly long", append=True)
    vis.text("a", win="missing", append=True)
    vis.text("a", win="missing", env="nowhere", append=True)
    vis.text("a", win="t", append=True, opts={"title": "ignored"})
    vis.line([1, 2, 3], win="plot")
    vis.faults.text("a", win="plot", append=True)
    vis.text("a", win="t")
    vis.faults.text(None, win="t", append=True)
    vis.text(None, win="none")
    vis.text({"an": "object"}, win="none")
    vis.table(["name", "age"], [["<abc>", 24], ("pqr", None)], win="table", opts={"title": "employees"})
    vis.table(["empty"], [], win="table 2")
    vis.svg(f"before {SVG} after", win="svg", opts={"title": "drawn"})
    vis.matplot(Drawing(), win="mpl", opts={"title": "drawn"})
    vis.matplot(Drawing(), win="mpl")
    vis.svg(svgfile=str(FILES / "drawing.svg"), win="svg")
    vis.replay_log(str(FILES / "session.log"))
    vis.raises.svg("no drawing")
    vis.raises.table("no list", [])
    vis.raises.text("a", opts={"title": ["no string"]})


def pictures(vis):
    """Pictures of every kind, their history and its slider."""
    vis.image(np.ones((3, 10, 10)), win="ones")
    vis.image(PICTURE, win="i", opts={"caption": "c", "title": "t", "jpgquality": 50})
    for value in (PICTURE[0], PICTURE[:1], np.concatenate((PICTURE, PICTURE[:1])), PICTURE / 255 * 2 - 1):
        vis.image(value, win="kinds", opts={"normalize": True})
    vis.image(np.array([[math.nan, math.inf], [0, 300.0]]), win="gaps")
    vis.images(np.stack([PICTURE, PICTURE]), nrow=1, padding=1, win="g", opts={"caption": "grid"})
    vis.images([PICTURE, PICTURE[:, ::-1]], win="g")
    vis.images(PICTURE[0], win="one")
    vis.image_heatmap(PICTURE, PICTURE[0] / 255, win="heat", opts={"alpha": 0.3, "caption": "c"})
    vis.image_heatmap(PICTURE[0], np.full((12, 12), math.nan), win="heat")
    for i in range(7):
        vis.image(np.roll(PICTURE, i), win="h", opts={"store_history": True, "caption": str(i), "title": f"t{i}"})
    for index in (1, 99, 0, -1):
        vis.update_image_slider("h", index)
    vis.image_select("h", 2)
    vis.image(PICTURE, win="h")
    vis.image_select("missing", 1)
    vis.raises.image(np.ones((5, 10, 10)))
    vis.raises.update_image_slider("h", 0.5)
    vis.raises.image_select("h", 1.0)


def picture_faults(vis):
    """Where the real server answers with an error."""
    history = {"store_history": True}
    for i in range(2):
        vis.image(PICTURE, win="h", opts={**history, "caption": str(i)})
    vis.faults._send({"data": [{"type": "image_update_selected", "selected": 0.5}], "win": "h"}, "update")
    vis.image(PICTURE, win="i")
    vis.faults.update_image_slider("i", 1)
    vis.image(PICTURE, win="i")
    vis.faults.image(PICTURE, win="i", opts=history)
    vis.image(PICTURE, win="i")
    vis.faults.update_window_opts("i", {"title": "x"})


def media(vis):
    """Sound and film."""
    vis.audio(np.sin(np.arange(100.0)), win="a", opts={"sample_frequency": 4410, "caption": "<loud>"})
    vis.audio(np.zeros((10, 2)), win="a")
    vis.audio(audiofile=str(FILES / "sound.ogg"), win="a")
    vis.video(videofile=str(FILES / "film.webm"), win="v", opts={"loop": True, "autoplay": True, "caption": "<film>"})
    vis.raises.audio()
    vis.raises.video()
    vis.raises.video(videofile="no film.txt")


def properties(vis):
    """Values to edit."""
    values = [
        {"type": "text", "name": "Text input", "value": "initial"},
        {"type": "number", "name": "Number input", "value": "12"},
        {"type": "button", "name": "Button", "value": "Start"},
        {"type": "checkbox", "name": "Checkbox", "value": True},
        {"type": "select", "name": "Select", "value": 1, "values": ["Red", "Green", "Blue"]},
    ]
    vis.properties(values, win="p", opts={"title": "Edit"})
    vis.properties(values[:2], win="p")
    vis.properties([], win="empty")
    vis.faults.text("x", win="p", append=True)


def networks(vis):
    """Graphs of nodes and edges."""
    edges = [(0, 1), (0, 2), (1, 3), (1, 4), (1, 5), (4, 5)]
    vis.graph(edges, win="g")
    looks = {"showEdgeLabels": True, "showVertexLabels": True, "scheme": "different", "directed": True}
    names = ["Orange", "Mango", "Apple", "Grapes", "Papaya", "kiwi"]
    vis.graph(edges, list("ABCDEF"), names, win="g", opts={**looks, "width": 200, "height": 100})
    vis.graph(list(networkx.path_graph(4).edges), win="path")
    vis.raises.graph([(1, 2)])
    vis.raises.graph(edges, ["too few"])


def embeddings(vis):
    """Points of features, a preview of one, and a region of them drawn anew, back to its start."""
    labels = [i % 3 + 1 for i in range(20)]
    vis.embeddings(FEATURES, labels, lambda i: f"<p>{i}</p>", "html", win="e", opts={"title": "t"})
    for event in (
        {"event_type": "EntitySelected", "entityId": "Entity 3", "idx": 3},
        {"event_type": "RegionSelected", "selectedIdxs": list(range(9))},
        {"event_type": "EntitySelected", "entityId": "Entity 4", "idx": 4},
        {"event_type": "RegionSelected", "selectedIdxs": [0, 1, 2, 3]},
        {"event_type": "KeyPress", "key": "a"},
    ):
        vis._handle_incoming_message(json.dumps({"target": "e", "eid": "main", **event}))
    vis._send({"data": {"update_type": "anything"}, "win": "e"}, "update")
    vis.register_event_handler(print, "e")
    vis.clear_event_handlers("e")
    vis.embeddings(FEATURES, list("abcdefghijklmnopqrst"), win="quiet", opts={"register_embedding_events": False})
    vis.faults._send({"data": {"update_type": "RegionSelected"}, "win": "e"}, "update")


def figures(vis):
    """Figures of Plotly."""
    figure = go.Figure(go.Scatter(x=np.arange(12), y=np.arange(12.0), name="n"), layout={"title": {"text": "T"}})
    vis.plotlyplot(figure, win="f")
    vis.line([1.0], [2.0], win="f", update="append", name="n")
    vis.plotlyplot(go.Figure(go.Bar(y=[1, 2]), layout={"width": 300, "height": 200}), win="bars")
    vis.plotlyplot({"data": [{"type": "scatter", "x": [1]}], "layout": {"title": "old way"}}, win="dict")
    vis.save_plotly_figure(Picture(), "unused.png")


class Picture:
    """What `save_plotly_figure` needs of a figure."""

    def write_image(self, path, **options):
        pass


SCENARIOS = (texts, pictures, picture_faults, media, properties, networks, embeddings, figures)
