"""The commands: what a page may ask of the workspace, in the words of Visdom's own page.

Each returns the event that the clients' handlers get, or None. What can't be done is `Refused`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_visdom.core.pane import Pane, refuse_forbidden_keys
from jupyter_visdom.core.store import Env
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.edits import edited
from jupyter_visdom.workspace.errors import Refused
from jupyter_visdom.workspace.fields import mapping, text
from jupyter_visdom.workspace.state import Save, State, layouts_of
from jupyter_visdom.workspace.updates import content_id
from jupyter_visdom.workspace.windows import ASIDE

Json = dict[str, Any]
Fields = Mapping[str, Any]
Command = Callable[[State, Fields], Json | None]


def run(state: State, body: Fields) -> Json | None:
    """Carry out a command as Visdom's page sends it."""
    cmd = body.get("cmd")
    if not isinstance(cmd, str) or cmd not in COMMANDS:
        raise Refused(f"jupyter_visdom does not know the command {cmd!r:.80} (it knows {', '.join(COMMANDS)})")
    try:
        return COMMANDS[cmd](state, body)
    except ValueError as error:
        raise Refused(str(error)) from error


# -- windows ---------------------------------------------------------------------------------------


def close(state: State, body: Fields) -> Json:
    """Close a window, and tell the handlers."""
    eid, win = upstream.escape(text(body, "eid")), text(body, "data")
    _env(state, eid)
    state.close(eid, [win])
    return {"event_type": "close", "target": win, "eid": eid, "pane_data": None}


def undo(state: State, body: Fields) -> None:
    """Bring back the window that was closed last."""
    eid = upstream.escape(text(body, "eid"))
    _env(state, eid)
    if not state.reopen(eid):
        raise Refused(f"No closed pane to bring back in environment '{eid}'.")


def forward_to_vis(state: State, body: Fields) -> Json:
    """Hand an event on to the handlers, with the whole pane unless the page says otherwise."""
    packet = mapping(body, "data")
    eid, win = text(packet, "eid"), text(packet, "target")
    _env(state, eid)
    if packet.get("pane_data") is False:
        return packet
    return {**packet, "pane_data": _pane(state, eid, win).to_json()}


def layout_item_update(state: State, body: Fields) -> None:
    """Remember where a window lies."""
    eid, win = text(body, "eid"), text(body, "win")
    env = _env(state, eid)
    if win == ASIDE:
        raise Refused(f"field 'win': a window named {win!r} can't have a saved layout")
    state.put(eid, layouts={**layouts_of(env), win: mapping(body, "data")})


def update_plot_layout(state: State, body: Fields) -> None:
    """Lay fields, such as the shapes drawn by a user, on the layout of a plot, or of one frame of its history."""
    patch = mapping(body, "data")
    refuse_forbidden_keys(patch)

    def change(pane: Json) -> None:
        _plot(pane, body.get("frame")).setdefault("layout", {}).update(patch)

    _edit(state, text(body, "eid"), text(body, "win"), change)


def update_comment(state: State, body: Fields) -> None:
    """Give a window another comment, and have its env saved."""
    eid, comment = text(body, "eid"), text(body, "data")

    def change(pane: Json) -> None:
        pane["comment"] = comment
        pane["version"] += 1

    _edit(state, eid, text(body, "win"), change)
    state.to_save_soon.append(Save("env", eid))


def pop_embeddings_pane(state: State, body: Fields) -> None:
    """Go back to the points that were shown before a region was selected."""
    packet = mapping(body, "data")
    content = content_id(state.store.epoch, state.store.cursor + 1)

    def change(pane: Json) -> None:
        if not pane.get("old_content"):
            raise Refused("There is nothing to go back to in this pane.")
        pane["content"]["selected"] = None
        pane["content"]["data"] = pane["old_content"].pop()
        if not pane["old_content"]:
            pane["content"]["has_previous"] = False
        pane["contentID"] = content

    _edit(state, text(packet, "eid"), text(packet, "target"), change)


# -- environments ----------------------------------------------------------------------------------


def load_env(state: State, body: Fields) -> None:
    """Load an env that is only on disk; what a page asks before it shows an env without windows."""
    eid = upstream.escape(text(body, "eid"))
    if state.find(eid) is None:
        raise Refused(f"Environment '{eid}' not found.")


def save(state: State, body: Fields) -> None:
    """Save an env with the layout of its windows, under its own name or another."""
    eid, prev = upstream.escape(text(body, "eid")), upstream.escape(text(body, "prev_eid"))
    layouts = mapping(body, "data")
    _env(state, prev)
    state.fork(prev, eid, {win: place for win, place in layouts.items() if win != ASIDE})


def save_all(state: State, body: Fields) -> None:
    """Save every env that was used."""
    state.to_save += [Save("env", eid) for eid in state.store.envs if state.is_awake(eid)]


def delete_env(state: State, body: Fields) -> None:
    """Remove an env other than `main`."""
    eid = upstream.escape(text(body, "eid"))
    if eid == "main":
        raise Refused("field 'eid': the environment 'main' can't be deleted")
    if eid not in state.store.envs:
        raise Refused(f"Environment '{eid}' not found.")
    state.delete(eid)


def save_layouts(state: State, body: Fields) -> None:
    """Save the views of all envs, as the JSON text that a page has made of them; of one env where it names that."""
    views = text(body, "data")
    if "eid" in body:
        views = state.views.with_env(upstream.escape(text(body, "eid")), views)
    state.replace_views(views)


def upload_env(state: State, body: Fields) -> None:
    """Make an env of the text of a file that holds one, and save it."""
    name, content = text(body, "filename"), text(body, "data")
    most = state.limits.upload_bytes
    if len(content) > most:
        raise Refused(f"File is too large. Max {most // (1 << 20)}MB")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused("Invalid JSON file") from None
    if not (isinstance(data, dict) and "jsons" in data and "reload" in data):
        raise Refused("This is not a valid Visdom JSON")
    eid = _uploaded(name)
    state.put_windows(eid, data["jsons"], data["reload"])
    state.to_save.append(Save("env", eid))


COMMANDS: Mapping[str, Command] = {
    "close": close,
    "undo": undo,
    "forward_to_vis": forward_to_vis,
    "layout_item_update": layout_item_update,
    "update_plot_layout": update_plot_layout,
    "update_comment": update_comment,
    "pop_embeddings_pane": pop_embeddings_pane,
    "load_env": load_env,
    "save": save,
    "save_all": save_all,
    "delete_env": delete_env,
    "save_layouts": save_layouts,
    "upload_env": upload_env,
}
"""Which function carries out which command; all but `load_env` and `upload_env` are those of Visdom's page."""


# -- helpers ---------------------------------------------------------------------------------------


def _env(state: State, eid: str) -> Env:
    env = state.env(eid)
    if env is None:
        raise Refused(f"Environment '{eid}' not found.")
    return env


def _pane(state: State, eid: str, win: str) -> Pane:
    pane = _env(state, eid).panes.get(win)
    if pane is None:
        raise Refused(f"Pane '{win}' not found in environment '{eid}'.")
    return pane


def _edit(state: State, eid: str, win: str, change: Callable[[Json], None]) -> None:
    pane, store = _pane(state, eid, win), state.store
    state.put_pane(eid, win, edited(pane, change, store.cursor + 1, store.read))


def _plot(pane: Json, frame: Any) -> Json:
    """Return the plot in a pane, or one of its frames. Refused if it has none."""
    content = pane.get("content")
    if pane.get("type") == "plot_history":
        if not isinstance(content, list) or type(frame) is not int or not 0 <= frame < len(content):
            raise Refused(f"field 'frame' must be the number of a frame of this pane, not {frame!r:.80}")
        content = content[frame]
    if not isinstance(content, dict) or not isinstance(content.get("layout", {}), dict):
        raise Refused("This pane has no plot.")
    return content


def _uploaded(filename: str) -> str:
    """Return the name of an env of its own for an uploaded file."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    stem = upstream.escape(name.removesuffix(".json")) if name.endswith(".json") else ""
    named = f"uploaded_{stem}" if stem and stem != "main" else "uploaded"
    return f"{named}_{secrets.token_hex(4)}"
