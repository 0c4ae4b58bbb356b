"""Commands: what a page may ask of the workspace.

Each returns the event that the clients' handlers get, or None. What can't be done is `Refused`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jupyter_visdom.core.store import Store
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.errors import Refused

Json = dict[str, Any]


def run(store: Store, body: Mapping[str, Any]) -> Json | None:
    """Carry out a command as Visdom's page sends it."""
    cmd = body.get("cmd")
    if not isinstance(cmd, str) or cmd not in COMMANDS:
        raise Refused(f"jupyter_visdom does not know the command {cmd!r:.80} (it knows {', '.join(COMMANDS)})")
    return COMMANDS[cmd](store, body)


def close(store: Store, body: Mapping[str, Any]) -> Json:
    """Close a window, and tell the handlers."""
    eid, win = upstream.escape(_text(body, "eid")), _text(body, "data")
    _check_env(store, eid)
    if win in store.envs[eid].panes:
        store.close(eid, [win])
    return {"event_type": "close", "target": win, "eid": eid, "pane_data": None}


def delete_env(store: Store, body: Mapping[str, Any]) -> None:
    """Remove an env other than `main`."""
    eid = upstream.escape(_text(body, "eid"))
    if eid == "main":
        raise Refused("field 'eid': the environment 'main' can't be deleted")
    _check_env(store, eid)
    store.delete_env(eid)


def forward_to_vis(store: Store, body: Mapping[str, Any]) -> Json:
    """Hand an event on to the handlers, with the whole pane unless the page says otherwise."""
    packet = body.get("data")
    if not isinstance(packet, dict):
        raise Refused(f"field 'data' must be an object, not {packet!r:.80}")
    eid, win = _text(packet, "eid"), _text(packet, "target")
    _check_env(store, eid)
    if packet.get("pane_data") is False:
        return packet
    pane = store.pane(eid, win)
    if pane is None:
        raise Refused(f"Pane '{win}' not found in environment '{eid}'.")
    return {**packet, "pane_data": pane.to_json()}


COMMANDS: Mapping[str, Callable[[Store, Mapping[str, Any]], Json | None]] = {
    "close": close,
    "delete_env": delete_env,
    "forward_to_vis": forward_to_vis,
}
"""Which function carries out which command."""


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise Refused(f"field {key!r} must be a string, not {value!r:.80}")
    return value


def _check_env(store: Store, eid: str) -> None:
    if eid not in store.envs:
        raise Refused(f"Environment '{eid}' not found.")
