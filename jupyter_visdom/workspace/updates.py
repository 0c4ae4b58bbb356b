"""An update: what Visdom's own code makes of a pane, by the shorter of two ways.

========  =====================================  ==============================================
way       Visdom's code works on                 costs
========  =====================================  ==============================================
short     the skeleton, with placeholders        what changes (opts, layout, traces added,
                                                 replaced or removed, pictures, appended points)
long      a copy of the whole pane               what the pane holds (heatmaps, long text)
========  =====================================  ==============================================

Steady appends go a third way, in place: `appends`. All three give the same pane.
"""

from __future__ import annotations

from typing import Any

from jupyter_visdom.core.pane import Pane
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.edits import edited, rewritten
from jupyter_visdom.workspace.errors import Refused
from jupyter_visdom.workspace.limits import Limits

Json = dict[str, Any]

UPDATABLE = ("scatter", "scatter3d", "scattergl", "custom", "heatmap")
"""Types of a plot's first trace with which the Visdom server takes updates."""

CONTENTS = ("text", "image_history", "plot_history", "embeddings")
"""Types of other panes that take updates."""


def content_id(epoch: str, cursor: int) -> str:
    """Return Visdom's `contentID`: another one at each change of content, in every epoch."""
    return "%s.%x" % (epoch, cursor)  # noqa: UP031  half the cost of an f-string


def updated(pane: Pane, args: Json, cursor: int, content: str, read: int, limits: Limits) -> Pane:
    """Return the pane after an update. Refused says why it can't be.

    Parameters
    ----------
    pane
        The pane before.
    args
        The request, normalised; it is used up.
    cursor, content
        That of this change, and its `contentID`.
    read
        The last cursor that a reader has seen.
    limits
        What a pane keeps at most.
    """

    def change(json: Json) -> None:
        # `args` may be needed a second time: of the updates that go the short way, none changes them.
        _apply(json, args, content, limits)

    try:
        if _looks_inside(pane):
            return rewritten(pane, change, cursor, read)
        return edited(pane, change, cursor, read)
    except Exception as error:
        raise Refused(diagnosis(pane, args, error)) from error


def refusal(pane: Pane) -> str | None:
    """Return the sentence with which the Visdom server refuses updates of such a pane, or None."""
    json = pane.skeleton.json
    if json.get("type") in CONTENTS:
        return None
    traces = json["content"]["data"]
    if len(traces) == 0 or traces[0]["type"] in UPDATABLE:
        return None
    return (
        "win is not scatter, heatmap, custom, image_history, plot_history, embeddings, or text; "
        f"was {traces[0]['type']}"
    )


def diagnosis(pane: Pane, args: Json, error: Exception) -> str:
    """Return what was wrong with an update that failed, naming the field and what was expected."""
    data, name = args.get("data"), args.get("name")
    if not isinstance(data, list) and pane.skeleton.json.get("type") != "embeddings":
        return "field 'data' must be a list of traces or contents"
    traces = traces_of(pane)
    if traces is None or args.get("delete"):
        return reason(error)
    if name is not None:
        named = sum(trace.get("name") == name for trace in traces)
        if len(data or ()) != 1 or named > 1:
            return f"field 'data' must hold one trace for the one named {name!r}"
    elif len(data or ()) < len(traces):
        return f"field 'data' must hold a trace for each of the plot's {len(traces)}"
    if isinstance(error, TypeError) and not _numeric(data):
        return "field 'x' of a trace must be a list of numbers or nulls, to be appended or replaced"
    return reason(error)


def reason(error: Exception) -> str:
    """Return what an exception of Visdom's own code says about a request."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, KeyError):
        return f"field {error.args[0]!r} is missing"
    if isinstance(error, IndexError):
        return "field 'data' must not be an empty list"
    return f"a field has a wrong type or value ({type(error).__name__}: {error})"


def _apply(json: Json, args: Json, content: str, limits: Limits) -> None:
    if json["type"] == "embeddings":
        upstream.update_embeddings(json, args, limits)
    else:
        upstream.update(json, args, limits)
    json["contentID"] = content


def traces_of(pane: Pane) -> list[Json] | None:
    """Return the traces in the skeleton of a plot; None for another pane."""
    json = pane.skeleton.json
    content = json.get("content") if json.get("type") == "plot" else None
    traces = content.get("data") if isinstance(content, dict) else None
    return traces if type(traces) is list and all(type(t) is dict for t in traces) else None


def _looks_inside(pane: Pane) -> bool:
    traces = traces_of(pane)
    return bool(traces) and any(trace.get("type") == "heatmap" for trace in traces or ())


def _numeric(data: list[Any] | None) -> bool:
    xs = [trace.get("x") for trace in data or () if isinstance(trace, dict)]
    return all(isinstance(x, list) and all(i is None or isinstance(i, int | float) for i in x) for x in xs)
