"""Lines: every way to make them, and every branch of their updates."""

import math

import numpy as np


def ramp(n, start=0.0):
    return np.arange(n) + start


def lines(vis):
    """What `line` takes: vectors and matrices, with and without X, in the client's own words."""
    vis.line(ramp(12))
    vis.line([1, 2, 3], win="list")
    vis.line(np.ones((12, 1)), np.ones((12, 1)), win="column")
    vis.line(Y=np.column_stack((ramp(12) ** 2, np.sqrt(ramp(12)))), X=np.column_stack((ramp(12), ramp(12))), win="two")
    vis.line(np.ones((5, 3)), ramp(5), win="shared x", opts={"legend": ["a", "b", "c"]})
    vis.line(ramp(12), win="gl", opts={"webgl": True, "title": "12 points using WebGL"})
    vis.line(ramp(12) + 1, ramp(12), win="gl", update="append", opts={"webgl": True, "title": "more"})
    area = {"fillarea": True, "showlegend": False, "width": 800, "ytype": "log", "marginleft": 30, "title": "Area"}
    vis.line(np.column_stack((ramp(12), ramp(12) + 2)), win="area", opts=area)
    vis.update_window_opts("area", {"width": 300, "height": 300})
    looks = {"dash": np.array(["solid", "dash"]), "linecolor": np.array([[0, 191, 255], [255, 0, 0]])}
    vis.line(np.ones((3, 2)), ramp(3), win="looks", opts=looks)
    new = {"linecolor": np.array([[255, 0, 0]]), "dash": np.array(["dot"])}
    vis.line(ramp(3), ramp(3), win="looks", name="4", update="insert", opts=new)
    extra = {"layoutopts": {"plotly": {"legend": {"x": 0}}}, "traceopts": {"plotly": {"1": {"hoverinfo": "none"}}}}
    vis.line(ramp(3), win="extra", opts={**extra, "markers": True, "markersymbol": "cross", "markersize": [4, 5, 6]})
    axes = {"xlabel": "steps", "xtype": "log", "xtickmin": 1, "xtickmax": 9, "xtickvals": [1, 5], "xtick": True}
    vis.line(ramp(3) + 1, win="axes", opts={**axes, "ytickstep": 2, "xtickfont": {"size": 9}, "tight_layout": True})
    vis.line([1, 4, 9], [1, 2, 3], win="latex", name=r"$\alpha_{1c}$", opts={"title": r"$\sqrt{n}$", "caption": "c"})
    vis.line([2, 3], [1, 2], win="latex", name=r"$\beta$", update="append")
    vis.line(ramp(2), win=5, opts={"title": 7, "comment": "kept"})
    vis.line(ramp(2), win="nowhere", env="a/b\\c\nd")


def line_updates(vis):
    """Each word that `update` takes, with and without a name."""
    vis.line(ramp(12), ramp(12), win="w", opts={"title": "a", "legend": ["one"]})
    for i in range(3):
        vis.line(ramp(1, i), ramp(1, i), win="w", update="append")
        vis.line([i], [float(i)], win="w", update="append", name="one")
    vis.line(ramp(12), ramp(12), win="w", update="append", name="two")
    for i in range(3):
        vis.line([i], [0.5], win="w", update="append", name="two")
    vis.line(np.ones((3, 2)), ramp(3), win="w", update="append")
    vis.line(ramp(3), ramp(3), win="w", update="replace", name="one")
    vis.line(np.ones((4, 2)), ramp(4), win="w", update="replace")
    for word in ("insert", "new", "anything"):
        vis.line(ramp(3), ramp(3), win="w", update=word, name="three")
        vis.line(ramp(3), ramp(3), win="w", update=word, name=word)
        vis.line(np.ones((3, 6)), ramp(3), win="w", update=word)
    vis.line(None, None, win="w", update="remove", name="two")
    vis.line(None, None, win="w", update="remove", name="never there")
    vis.line(ramp(1), ramp(1), win="new", update="append")
    vis.line(ramp(1), ramp(1), win="named", update="append", name="n")
    vis.line(ramp(1), ramp(1), win="missing", update="replace")
    vis.line(ramp(1), ramp(1), win="missing", env="made by this", update="replace", name="n")
    vis.line(None, None, win="missing", update="remove", name="n")


def line_masks(vis):
    """New points whose x are all missing are ignored; other gaps are kept as null."""
    vis.line(np.ones((12, 2)), ramp(12), win="w", opts={"legend": ["a", "b"]})
    for x in ([math.nan], [math.inf], [-math.inf], [math.nan, math.inf]):
        vis.line(np.ones(len(x)), np.array(x), win="w", update="append", name="a")
    vis.line([math.nan, 1.0], [1.0, math.inf], win="w", update="append", name="a")
    vis.line([math.nan], [1.0], win="w", update="append", name="a")
    vis.line(np.array([[1.0, math.nan]]), np.array([[math.nan, 2.0]]), win="w", update="append")
    vis.line(np.array([[math.nan, 1.0]]), np.array([[1.0, math.nan]]), win="w", update="replace")
    vis.line(np.arange(12), np.arange(12), win="whole")
    for x, y in ((1, 2), (1, 2), (3, 0.5), (0.5, 3)):
        vis.line([y], [x], win="whole", update="append")
    vis.line([-0.0, 1e308, 5e-324], [1, 2, 3], win="w", update="append", name="b")
    vis.line(np.full(12, math.nan), ramp(12), win="gaps")
    vis.line([1.0], [1.0], win="gaps", update="append")


def line_opts(vis):
    """Options that come with an append, and `update_window_opts`."""
    vis.line(np.ones((12, 2)), ramp(12), win="w", opts={"legend": ["a", "b"]})
    vis.line(ramp(1), ramp(1), win="w", update="append", name="a", opts={"title": "b"})
    vis.line(ramp(1), ramp(1), win="w", update="append", name="a", opts={"showlegend": True, "caption": "c"})
    vis.line(ramp(1), ramp(1), win="w", update="append", name="a", opts={"legend": ["renamed first"]})
    vis.line(np.ones((1, 3)), ramp(1), win="w", update="append", opts={"legend": ["x", "y", "z"]})
    vis.line(ramp(1), ramp(1), win="w", update="append", name="x", opts={"comment": "by an append"})
    vis.line(np.ones((12, 2)), ramp(12), win="renamed", opts={"legend": ["a", "b"]})
    for name in ("a", "b", "b"):
        vis.line(ramp(1), ramp(1), win="renamed", update="append", name=name, opts={"legend": ["x"]})
    for title in ("a", "a", "b", "b"):
        vis.line(ramp(1), ramp(1), win="titles", update="append", opts={"title": title})
        vis.line(ramp(12), ramp(12), win="titles", update="append", opts={"title": title})
    vis.line(ramp(12), win="w", opts={"title": "replaced, in its place, with its comment"})
    vis.update_window_opts("w", {"title": "c", "xlabel": "steps", "legend": ["q", "r", "s"], "width": 300})
    vis.update_window_opts(
        "w", {"ytickmin": 0, "ytickmax": 1, "legend": [], "layoutopts": {"plotly": {"hovermode": "x"}}}
    )
    vis.update_window_opts("w", {"legend": ["too", "few"]}, env="main")
    vis.update_window_opts("w", {})
    vis.update_window_opts("missing", {"title": "x"})


def line_3d(vis):
    """Lines in space."""
    vis.line(ramp(12), ramp(12), Z=ramp(12), is3d=True, win="z", opts={"ztickmin": 0, "ztickmax": 9, "ztickstep": 3})
    vis.line(ramp(1), ramp(1), Z=ramp(1), is3d=True, win="z", update="append")
    vis.line(ramp(1), ramp(1), Z=ramp(1), win="z", update="append")
    vis.line(np.ones((3, 2)), ramp(3), Z=ramp(3), win="two", opts={"fillarea": True})
    vis.line(np.ones((3, 2)), ramp(3), Z=np.ones((3, 2)), win="two", update="replace")
    vis.raises.line(ramp(3), ramp(3), is3d=True)
    vis.line(np.ones((3, 1)), np.ones((3, 1)), Z=np.ones((3, 1)), win="column")
    vis.line(ramp(1), ramp(1), Z=ramp(1), win="z", update="insert")
    vis.faults.line(ramp(1), ramp(1), win="z", update="append")


def line_faults(vis):
    """Updates that break the real server: ours refuses them whole."""
    for update in ("append", "replace", "insert"):
        vis.line(np.ones((9, 2)), ramp(9), win="w")
        vis.faults.line(ramp(1), ramp(1), win="w", update=update)
    vis.line(ramp(9), win="w", name="a")
    vis.line(None, None, win="w", update="remove", name="a")
    vis.faults.line(ramp(9), ramp(9), win="w", update="replace", name="again")
    vis.line(np.ones((9, 2)), ramp(9), win="same", opts={"legend": ["a", "a"]})
    vis.faults.line(ramp(1), ramp(1), win="same", update="append", name="a")
    vis.line(ramp(9), win="words")
    vis.faults.line(np.array(["x"]), np.array(["y"]), win="words", update="append")
    vis.text("t", win="text")
    vis.faults.line(ramp(1), ramp(1), win="text", update="append")
    vis.text("t", win="text")
    vis.faults.update_window_opts("text", {"title": "x"})


def line_refused(vis):
    """What the client itself refuses."""
    vis.raises.line(ramp(3), win="w", update="append")
    vis.raises.line(ramp(3), ramp(4))
    vis.raises.line(np.ones((2, 2, 2)))
    vis.raises.line(ramp(3), ramp(3), update="replace")
    vis.raises.line(None, None, win="w", update="remove")
    vis.raises.line(ramp(3), ramp(3), win="w", update="append", opts={"store_history": True})
    vis.raises.line(ramp(3), opts={"markersize": -1})
    vis.raises.line(ramp(3), opts={"legend": []}, Z=ramp(2))
    vis.raises.scatter(np.ones((3, 4)))
    vis.raises.scatter(np.ones((2, 2)), opts={"legend": ["a"]}, Y=[1, 2])
    vis.raises.line(ramp(3), opts={"title": {1, 2}})
    vis.raises._send({"data": [{"type": "text", "content": {1, 2}}], "win": "w"})


SCENARIOS = (lines, line_updates, line_masks, line_opts, line_3d, line_faults, line_refused)
