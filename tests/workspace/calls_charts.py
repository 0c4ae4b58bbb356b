"""Matrices and statistics: every chart, and every direction in which a heatmap grows."""

import math

import numpy as np

Z = np.arange(12.0).reshape(3, 4)
LABELLED = {"columnnames": list("abcd"), "rownames": list("xyz")}


def heatmaps(vis):
    """What `heatmap` takes, and its updates in each direction."""
    vis.heatmap(Z, win="h", opts={"title": "t", "colormap": "Electric", "xmin": 1, "xmax": 9})
    for update in ("appendRow", "prependRow", "replace"):
        vis.heatmap(Z, win="h", update=update)
    for update in ("appendColumn", "prependColumn"):
        vis.heatmap(Z, win="k")
        vis.heatmap(Z + 0.5, win="k", update=update, opts={"xmax": 5})
    vis.heatmap(Z[:, :3], win="k", update="replace", opts={"columnnames": list("abc"), "title": "new"})
    vis.heatmap(Z, win="made", update="appendRow")
    vis.heatmap(Z, win="made too", update="prependColumn")
    vis.heatmap(Z, win="missing", update="replace")
    vis.heatmap(None, win="h", update="remove")
    vis.heatmap(Z, win="h", update="appendRow")
    vis.heatmap(None, win="missing", update="remove")
    vis.heatmap(np.where(Z > 3, Z, math.nan), win="nan")
    vis.heatmap(np.arange(12).reshape(3, 4), win="whole")
    vis.heatmap(Z[:1], win="whole", update="appendRow")
    vis.heatmap(np.ones((1, 20)), win="one row")
    vis.raises.heatmap(Z, win="h", update="append")
    vis.raises.heatmap(Z[0])
    vis.raises.heatmap(Z, opts={"rownames": ["too few"]})


def heatmap_names(vis):
    """Rows and columns with names: what doesn't fit is answered as if it did, and not done."""
    vis.heatmap(Z, win="n", opts=LABELLED)
    vis.heatmap(Z[:1], win="n", update="appendRow", opts={"rownames": ["w"]})
    vis.heatmap(Z[:1], win="n", update="prependRow", opts={"rownames": ["v"]})
    vis.heatmap(Z[:1], win="n", update="appendRow", opts={"rownames": ["x"]})
    vis.heatmap(Z[:1], win="n", update="appendRow")
    vis.heatmap(Z[:1, :2], win="n", update="appendRow", opts={"rownames": ["u"]})
    column = np.ones((5, 1))
    vis.heatmap(column, win="n", update="appendColumn", opts={"columnnames": ["e"]})
    vis.heatmap(column, win="n", update="prependColumn", opts={"columnnames": ["f"]})
    vis.heatmap(column, win="n", update="prependColumn", opts={"columnnames": ["a"]})
    vis.heatmap(column[:2], win="n", update="appendColumn", opts={"columnnames": ["g"]})
    vis.heatmap(Z, win="bare")
    vis.heatmap(Z, win="bare", update="appendRow", opts={"rownames": list("xyz")})
    vis.heatmap(np.ones((3, 2)), win="bare", update="appendColumn", opts={"columnnames": ["a", "b"]})
    vis.heatmap(Z, win="bare", update="replace", opts=LABELLED)


def heatmap_faults(vis):
    """A heatmap with a colour for what is missing has two traces: the real server breaks."""
    for update in ("appendRow", "prependColumn", "replace"):
        vis.heatmap(np.where(Z > 3, Z, math.nan), win="nan", opts={"nancolor": "red"})
        vis.faults.heatmap(Z, win="nan", update=update)
    vis.heatmap(Z, win="h")
    vis.faults.line([1.0], [1.0], win="h", update="append")
    vis.heatmap(Z, win="h")
    vis.faults.line([1.0], [1.0], win="h", update="append", name="line in a heatmap")


def confusion_matrices(vis):
    """Confusion matrices."""
    truth, guess = [0, 1, 2, 2, 1], [0, 2, 2, 2, 0]
    vis.confusion_matrix(truth, guess, win="c")
    for normalize in ("true", "pred", "all"):
        vis.confusion_matrix(cm=[[5, 1], [2, 8]], labels=["a", "b"], normalize=normalize, win=normalize)
    vis.confusion_matrix(cm=[[0, 0], [0, 0]], normalize="all", win="zero", opts={"showCounts": False})
    vis.confusion_matrix(cm=[[0.5, 1], [2, 8]], win="c", update="replace", opts={"showPercent": True})
    vis.confusion_matrix(win="c", update="remove")
    vis.confusion_matrix(cm=[[1]], win="missing", update="replace")
    vis.confusion_matrix(win="missing", update="remove")
    vis.confusion_matrix(list("abc"), list("abd"), labels=list("abc"), win="ignored")
    vis.raises.confusion_matrix(cm=[[1, 2]])
    vis.raises.confusion_matrix(update="remove")


def bars(vis):
    """Bars and histograms, of which the server takes no updates."""
    vis.bar(np.arange(5.0), win="b", opts={"rownames": list("abcde")})
    vis.bar(np.ones((9, 2)), win="stacked", opts={"stacked": True, "legend": ["x", "y"]})
    vis.bar(np.arange(3), np.array([1, 2, 4]), win="x")
    vis.bar([1, 2], win="legend", opts={"legend": ["a", "b"]})
    vis.histogram(np.arange(100) % 7, win="hist", opts={"numbins": 5})
    vis.histogram(np.array([1.0, math.nan, 3.0]), win="hist nan")
    vis.histogram2d(
        np.arange(9), np.arange(9) % 4, win="h2", opts={"xnumbins": 3, "ynumbins": 2, "histnorm": "percent"}
    )
    vis.boxplot(np.ones((10, 2)), win="box", opts={"legend": ["Men", "Women"]})
    vis.boxplot(np.arange(10.0), win="box 1")
    vis.violin(np.arange(20.0).reshape(10, 2), win="v")
    looks = {"orientation": "h", "points": "all", "bandwidth": 0.5, "side": "positive", "opacity": 0.5}
    vis.violin(np.arange(10.0), win="v h", opts={**looks, "jitter": None, "legend": ["a"]})
    vis.pie([1.0, 2.0, 0], win="pie", opts={"legend": ["a", "b", "c"]})
    vis.pie(np.array([3, 4]), win="pie 2")
    for win in ("b", "hist", "h2", "box", "v", "pie"):
        vis.update_window_opts(win, {"title": "refused"})
        vis.line([1.0], [1.0], win=win, update="append", name="n")
    vis.raises.pie([-1, 2])
    vis.raises.bar(np.ones((2, 2, 2)))
    vis.raises.violin(np.ones(3), opts={"side": "left"})


def surfaces(vis):
    """Surfaces, meshes, flows, and parallel coordinates."""
    vis.surf(Z, win="surf", opts={"colormap": "Hot", "title": "t"})
    vis.contour(Z, win="contour", opts={"xmin": 2})
    corners = np.array([[0, 0, 0], [0, 1, 0], [1, 1, 0], [1, 0, 1]])
    vis.mesh(corners, np.array([[0, 1, 2], [1, 2, 3]]), win="mesh", opts={"opacity": 0.5, "color": "red"})
    vis.mesh(corners[:, :2], win="flat")
    names, parents = np.array(list("ABCDE")), np.array(["", "A", "A", "B", "B"])
    vis.sunburst(names, parents, np.array([5, 3, 2, 1, 1]), win="sun", opts={"title": "Sunburst", "size": 9})
    vis.sunburst(names, parents, win="sun 2", opts={"font_color": "red", "opacity": 0.5, "marker_width": 2})
    vis.sankey([0, 1, 0], [2, 2, 1], [1, 2.5, 3], labels=["a", "b", "c"], win="sankey")
    looks = {"pad": 5, "thickness": 9, "orientation": "v", "nodecolor": "red", "linkcolor": ["blue"]}
    vis.sankey([0], [1], [1], win="sankey 2", opts={**looks, "labels": ["x", "y"]})
    runs = np.arange(15.0).reshape(5, 3)
    vis.parallel_coordinates(runs, np.arange(5.0), win="par", opts={"title": "runs", "max_experiments": 3})
    dims = {"dimensions": ["lr", "bs", "acc"], "ranges": {0: [0, 9]}, "constraintranges": {1: [1, 2]}}
    vis.parallel_coordinates(runs, win="par 2", opts={**dims, "tickvals": {2: [1, 2]}, "ticktext": {2: ["a", "b"]}})
    vis.raises.sankey([0], [1, 2], [1])
    vis.raises.mesh(np.ones(3))
    vis.raises.parallel_coordinates(np.ones((1, 1)))
    for win in ("surf", "contour", "mesh", "sun", "sankey", "par"):
        vis.update_window_opts(win, {"title": "refused"})


SCENARIOS = (heatmaps, heatmap_names, heatmap_faults, confusion_matrices, bars, surfaces)
