"""An inline pane: its name, its still, and what it refuses."""

import numpy as np
import pytest
import visdom
from traitlets import TraitError
from traitlets.config import Config

from jupyter_visdom.kernel import extension
from jupyter_visdom.kernel.capture import Capture
from jupyter_visdom.kernel.widgets import PANE_MIME, PLOTLY_MIME, STILL_BYTES, Pane


@pytest.fixture
def vis(monkeypatch):
    session = extension.Session(Config())
    monkeypatch.setattr(extension, "_session", session)
    capture = Capture(session.workspace)
    capture.load()
    yield visdom.Visdom()
    capture.unload()


def still(win, env="main"):
    return Pane(win, env=env)._repr_mimebundle_()


def test_name():
    """A pane's bundle names it, even where there is no workspace."""
    bundle = still("w", "a/b")
    assert bundle[PANE_MIME] == {"v": 1, "env": "a_b", "win": "w"}
    assert bundle["text/plain"] == "Visdom window 'w' in environment 'a_b'"
    assert bundle["application/vnd.jupyter.widget-view+json"]


def test_state():
    """The front end gets model, view and names."""
    state = Pane("w").get_state()
    names = {key: state[key] for key in ("_model_name", "_view_name", "env", "win")}
    assert names == {"_model_name": "PaneModel", "_view_name": "PaneView", "env": "main", "win": "w"}
    assert state["_model_module"] == state["_view_module"] == "jupyter-visdom"


@pytest.mark.parametrize(("win", "env"), [("", "main"), (5, "main"), ("w", None), ("w", "x" * 1001)])
def test_refused(win, env):
    """Names that can't be are refused."""
    with pytest.raises(TraitError):
        Pane(win, env=env)


def test_plot(vis):
    """A plot's still is Plotly's; a long one is thinned, and one that can't be is left out."""
    vis.line(np.arange(10.0), np.arange(10.0), win="w")
    assert still("w")[PLOTLY_MIME]["data"][0]["y"] == [float(i) for i in range(10)]
    vis.line(np.random.default_rng(1).random(100_000), np.arange(100_000.0), win="w")
    trace = still("w")[PLOTLY_MIME]["data"][0]
    assert 1000 < len(trace["x"]) == len(trace["y"])
    vis.heatmap(np.random.default_rng(1).random((300, 300)), win="h")
    assert PLOTLY_MIME not in still("h")


def test_thinned(vis):
    """Of a curve what belongs to its points goes with them; what is no curve is not thinned."""
    values = np.random.default_rng(1).random(50_000).tolist()
    colours = [f"#{i:06x}" for i in range(50_000)]
    draw = {"win": "w", "eid": "main", "layout": {}, "opts": {}}
    vis._send({**draw, "data": [{"type": "scatter", "x": values, "y": values, "marker": {"color": colours}}]})
    trace = still("w")[PLOTLY_MIME]["data"][0]
    step = round(50_000 / len(trace["x"]))
    assert step > 1
    assert trace["x"] == trace["y"] == values[::step]
    assert trace["marker"]["color"] == colours[::step]
    for odd in ({"type": "bar", "x": values, "y": values}, {"type": "scatter", "y": values}):
        vis._send({**draw, "data": [odd]})
        assert PLOTLY_MIME not in still("w")


def test_picture(vis):
    """A picture's still is the picture, of a history the one selected; a large one is left out."""
    picture = np.zeros((3, 8, 8), dtype=np.uint8)
    vis.image(picture, win="i")
    assert still("i")["image/png"].startswith("iVBOR")
    for _ in range(2):
        vis.image(picture, win="h", opts={"store_history": True, "jpgquality": 50})
    assert still("h")["image/jpeg"]
    noise = np.random.default_rng(1).integers(0, 255, (3, 400, 400), dtype=np.uint8)
    vis.image(noise, win="i")
    assert noise.size > STILL_BYTES
    assert "image/png" not in still("i")
    vis.text("t", win="t")
    assert set(still("t")) == set(still("none"))
