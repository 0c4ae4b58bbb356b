"""Points, curves, histories of plots, and plots in Plotly's own terms."""

import json
import math

import numpy as np

POINTS = np.arange(24.0).reshape(12, 2) / 7
LABELS = np.arange(12) % 2 + 1


def ramp(n):
    return np.arange(n) * 1.0


def points(vis):
    """What `scatter` takes: labels of every kind, colours, sizes, words, space."""
    vis.scatter(POINTS, LABELS, win="s", opts={"legend": ["a", "b"], "markersize": 5, "markersymbol": "cross"})
    for labels in (LABELS * 1.5, LABELS.astype(str), list("abcabcabcabc"), LABELS == 1, LABELS - 1, LABELS * 2):
        vis.scatter(POINTS, labels, win="labels")
    colours = np.arange(36).reshape(12, 3)
    vis.scatter(POINTS, win="c", opts={"markercolor": colours})
    vis.scatter(POINTS, LABELS, win="c2", opts={"markercolor": colours[:2], "markerborderwidth": 0})
    vis.scatter(POINTS, win="c3", opts={"markercolor": np.arange(12) * 20})
    vis.scatter(POINTS, LABELS, win="sizes", opts={"markersize": np.array([5.0, 9.0])})
    vis.scatter(POINTS, win="words", opts={"textlabels": [f"Label {i}" for i in range(12)]})
    vis.scatter(POINTS, LABELS, win="words", opts={"textlabels": ["t"] * 12, "mode": "text"})
    vis.scatter(np.arange(36.0).reshape(12, 3), win="3", opts={"xtickmin": 0, "xtickmax": 2, "xtickstep": 0.5})
    vis.scatter(POINTS, win="gl", opts={"webgl": True})
    vis.scatter(POINTS, win="named", name="n")
    vis.scatter(X=POINTS[:3], Y=[1, 1, 1], win="one label", name="n")
    vis.raises.scatter(POINTS, LABELS, name="n")
    vis.raises.scatter(POINTS, opts={"markercolor": np.array([300])})


def point_updates(vis):
    """Each word that `update` takes, for points."""
    colours = np.arange(36).reshape(12, 3)
    vis.scatter(POINTS, LABELS, win="s", opts={"legend": ["a", "b"]})
    vis.scatter(POINTS, LABELS, win="s", update="append")
    vis.scatter(POINTS[:4], win="s", update="append", name="a")
    vis.scatter(ramp(4), ramp(4), win="s", update="append", name="a")
    vis.scatter(POINTS[:4], LABELS[:4], win="s", update="replace")
    vis.scatter(ramp(4), ramp(4), win="s", update="new", name="new_trace")
    vis.scatter(None, win="s", update="remove", name="b")
    vis.scatter(POINTS, win="c", opts={"markercolor": colours})
    vis.scatter(POINTS, win="c", update="append", opts={"markercolor": colours})
    vis.scatter(POINTS[:1], win="c", update="append", opts={"markercolor": colours[:1]})
    vis.scatter(POINTS[:1], win="c", update="append")
    vis.scatter(POINTS, win="c", update="replace", opts={"markercolor": colours[::-1]})
    vis.scatter(POINTS, win="bare")
    vis.scatter(POINTS[:2], win="bare", update="append", opts={"markercolor": colours[:2]})
    vis.scatter(np.arange(36.0).reshape(12, 3), win="3")
    vis.scatter(np.arange(3.0).reshape(1, 3), win="3", update="append")
    vis.scatter(np.arange(3.0).reshape(1, 3), win="3", update="append", name="1")
    vis.scatter(POINTS, win="gl", opts={"webgl": True})
    vis.scatter(POINTS[:1], win="gl", update="append", opts={"webgl": True})
    vis.scatter(np.arange(24).reshape(12, 2), win="whole")
    vis.scatter(np.arange(2).reshape(1, 2), win="whole", update="append")
    vis.scatter(POINTS[:1], win="whole", update="append")
    vis.scatter(np.arange(2).reshape(1, 2), win="new", update="append", name="n")
    vis.raises.scatter(POINTS, update="append")


def plot_histories(vis):
    """Plots that keep what they were."""
    for i in range(6):
        vis.scatter(POINTS[: i + 1], win="h", opts={"store_history": True, "title": str(i), "caption": f"c{i}"})
    vis.line(ramp(3), win="h", opts={"store_history": True})
    vis.line(ramp(3), win="l", opts={"store_history": True, "show_slider": False})
    vis.line(ramp(3), opts={"store_history": True})
    for selected in (1, 99, -3):
        vis._send({"data": [{"type": "plot_update_selected", "selected": selected}], "win": "h"}, "update")
    vis._send({"data": [{"type": "anything"}], "win": "h"}, "update")
    vis.line(ramp(3), win="plot")
    vis.faults._send({"data": [{"type": "plot_update_selected", "selected": "a"}], "win": "h"}, "update")


def special_lines(vis):
    """Stems, arrows, two axes, curves of learning."""
    vis.stem(ramp(3), win="stem")
    vis.stem(np.column_stack((ramp(4), ramp(4))), ramp(4), win="stem", opts={"legend": ["Sine", "Cosine"]})
    vis.stem(np.ones((4, 2)), np.ones((4, 2)), win="stem 2")
    u = np.outer(np.cos(ramp(3)), ramp(3))
    vis.quiver(u, u.T, win="q", opts={"normalize": 0.9})
    vis.quiver(u, u.T, gridX=np.ones((3, 3)), gridY=np.ones((3, 3)), win="q2", opts={"arrowheads": False})
    vis.quiver(np.full((2, 2), math.nan), np.zeros((2, 2)), win="q3", opts={"normalize": 1})
    vis.line(ramp(3), ramp(3), win="q", update="append")
    vis.dual_axis_lines(ramp(9), ramp(9), ramp(9) ** 2, win="d")
    vis.dual_axis_lines(ramp(9), ramp(9), ramp(9), win="d2", opts={"title": "t", "name_y1": "a", "side": "left"})
    vis.line([1.0], [2.0], win="d", update="append", name="Y2 axis")
    vis.raises.dual_axis_lines(ramp(9), ramp(9))


def learning_curves(vis):
    """Curves of learning, and each update of theirs."""
    losses = {"train_loss": [1.0, 0.8, 0.6], "val_loss": [1.1, 0.9, 0.7]}
    titles = {"title": "Loss", "ylabel": "loss"}
    vis.learning_curve(losses, step=[1, 2, 3], win="w", env="training", opts=titles)
    for step in range(4, 8):
        now = {"train_loss": 0.55, "val_loss": 0.68}
        vis.learning_curve(now, step=step, win="w", env="training", update="append")
    vis.learning_curve({"other": 1.0}, step=1, win="w", env="training", update="append")
    vis.learning_curve(losses, win="w", env="training", update="replace")
    vis.learning_curve(losses, win="w", env="training", update="new")
    vis.learning_curve(losses, win="plain", opts={"legend": ["a", "b"]})
    vis.learning_curve({"loss": 1.0}, step=1, win="made", update="append")
    vis.learning_curve({"val_loss": 0}, win="w", env="training", update="remove")
    vis.raises.learning_curve({"loss": 1.0}, win="w", update="append")
    vis.raises.learning_curve({})


def curves(vis):
    """Curves of classifiers."""
    truth, score = [0, 0, 1, 1, 0, 1], [0.1, 0.4, 0.35, 0.8, 0.2, 0.9]
    vis.roc_curve(truth, score, win="roc")
    vis.roc_curve(fpr=[0, 0.5, 1], tpr=[0, 0.8, 1], win="roc", opts={"title": "t", "legend": ["mine", "chance"]})
    vis.pr_curve(truth, score, win="pr", opts={"layoutopts": {"plotly": {"hovermode": "x"}}})
    vis.pr_curve(precision=[1.0, 0.5], recall=[0.0, 1.0], win="pr", opts={"legend": "wrong"})
    vis.pr_curve(precision=[1.0, 0.5], recall=[0.5, 1.0], win="no baseline", pos_label=1)
    vis.line([0.5], [0.5], win="roc", update="append", name="mine")
    vis.raises.roc_curve(truth, [0.1])
    vis.raises.pr_curve()


def generic_plots(vis):
    """Data and layout in Plotly's own terms, as in the README, and what else the two endpoints take."""
    trace = {"x": [1, 2, 3], "y": [4, 5, 6], "type": "custom", "text": ["a", "b", "c"], "name": "1st Trace"}
    layout = {"title": "First Plot", "xaxis": {"title": "x1"}}
    vis._send({"data": [trace], "layout": layout, "win": "mywin"})
    vis._send({"data": [{**trace, "x": [4]}], "win": "mywin", "name": "1st Trace", "append": True}, "update")
    vis._send({"data": [trace], "layout": {"title": None, "bargap": 1}, "win": "mywin", "opts": {}}, "update")
    vis._send({"data": [trace], "layout": layout, "win": "versioned", "version": 7, "opts": {"inflate": False}})
    vis._send({"win": "versioned", "layout": {"title": "only the layout"}}, "update")
    vis._send({"win": "versioned", "opts": {"caption": "only opts", "title": None}}, "update")
    vis._send({"data": [trace], "layout": layout, "win": None})
    vis._send({"data": [{"type": "scatter", "name": "n"}], "layout": {}, "win": "bare"})
    vis._send({"data": [{"type": "scatter", "name": "n"}], "layout": {}, "win": "bare", "delete": True}, "update")
    vis._send({"data": [{**trace, "type": []}], "layout": {}, "win": "odd"})
    vis._send({"data": [trace], "layout": {}, "win": "all gone"})
    vis._send({"data": [], "win": "all gone", "delete": True}, "update")
    vis.faults._send({"data": [trace], "win": "all gone"}, "update")
    vis.faults._send({"data": [trace], "win": "no layout"})
    vis.faults._send({"data": [], "layout": {}, "win": "no data"})
    vis.faults._send({"layout": {}, "win": "no data"})
    vis.faults._send({"data": [trace], "layout": {}, "win": "w", "opts": 5})
    vis.faults._send({"func": "plot", "data": [trace], "layout": {}, "win": "Lua"})
    vis.faults._send({"win": "nothing to update"}, "update")
    vis.faults._send({"win": "no data", "append": True, "opts": {}}, "update")
    vis.faults._send({"data": [], "win": "w", "eid": "not made", "append": True}, "update")
    vis.faults._send({"data": [trace]}, "update")
    vis.refused._send({"data": [{**trace, "__proto__": {"polluted": 1}}], "layout": {}, "win": "w"})
    vis.refused._send({"data": [trace], "layout": {}, "win": "w", "version": "one"})
    vis.refused._send({"data": [trace], "layout": {}, "win": "w", "version": -1})
    vis._send(json.loads('{"data": [{"type": "scatter", "x": [1], "name": null}], "layout": {}, "win": "null name"}'))


SCENARIOS = (
    points,
    point_updates,
    plot_histories,
    special_lines,
    learning_curves,
    curves,
    generic_plots,
)
