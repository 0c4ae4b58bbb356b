"""The endpoints: what each request to a Visdom server does, and what it is answered.

Rules of this file:

- Same answers as the server. Where that one breaks with an error page, the request is refused
  whole: `Refused`, and nothing has changed.
- Requests come normalised, and under the workspace's lock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_visdom.core.pane import Pane, refuse_forbidden_keys
from jupyter_visdom.core.store import Env
from jupyter_visdom.workspace import environments, upstream
from jupyter_visdom.workspace.errors import Refused, UnknownEndpoint
from jupyter_visdom.workspace.fields import env_name, win_name
from jupyter_visdom.workspace.state import State
from jupyter_visdom.workspace.updates import content_id, reason, refusal, updated
from jupyter_visdom.workspace.windows import check_version, panes_of

Json = dict[str, Any]
Endpoint = Callable[[State, Json], str]


def endpoint(name: str) -> Endpoint:
    """Return what answers at an endpoint. UnknownEndpoint if nothing does."""
    if name.startswith("env/"):
        return environments.make_env
    try:
        return ENDPOINTS[name]
    except KeyError:
        known = ", ".join([*sorted(ENDPOINTS), "env/<env>"])
        raise UnknownEndpoint(f"jupyter_visdom does not answer the endpoint {name!r} (it answers {known})") from None


def events(state: State, args: Json) -> str:
    """Make a window or replace one, which keeps its place and its comment."""
    if args.get("func") is not None:
        raise Refused("field 'func' is not supported: Visdom gave up Lua Torch")
    eid = env_name(args)
    return _register(state, eid, upstream.window(args))


def update(state: State, args: Json) -> str:
    """Change a window; an append makes one that is missing."""
    _check_update(args)
    store, eid, win = state.store, env_name(args), win_name(args)
    pane = state.pane(eid, win)
    if pane is None and args.get("append"):
        return _register(state, eid, upstream.window(args))
    if pane is None:
        if eid not in store.envs:
            state.put(eid)
        return "win does not exist"
    kind = pane.skeleton.json.get("type")
    if kind != "image_history" and _moves_slider(args.get("data")):
        raise Refused(f"win is not image_history; was {kind}")
    if sentence := refusal(pane):
        return sentence
    cursor = store.cursor + 1
    new = updated(pane, args, cursor, content_id(store.epoch, cursor), store.read, state.limits)
    if "id" not in new.skeleton.json:
        raise Refused("field 'id' is missing in the window, which `set_window_data` wrote")
    _put(state, eid, win, new)
    return str(_value(new, "id", win))


def close(state: State, args: Json) -> str:
    """Close one window, or all of an env."""
    eid, win = env_name(args), args.get("win")
    env = _env(state, eid)
    state.close(eid, env.panes if win is None else [win])
    return ""


def win_exists(state: State, args: Json) -> str:
    """Tell whether a window is there."""
    win = win_name(args)
    return "true" if state.pane(env_name(args), win) else "false"


def win_data(state: State, args: Json) -> str:
    """Read windows as JSON text, or write them."""
    eid, win = env_name(args), win_name(args)
    if "data" in args:
        return _write(state, eid, win, args["data"])
    env = _env(state, eid)
    if win is None:
        return upstream.answer(environments.windows(env))
    pane = env.panes.get(win)
    if pane is None:
        raise Refused(f"field 'win': there is no window {win!r} in environment {eid!r}")
    return upstream.answer(pane.to_json())


ENDPOINTS: Mapping[str, Endpoint] = {
    "events": events,
    "update": update,
    "close": close,
    "win_exists": win_exists,
    "win_data": win_data,
    "env_state": environments.env_state,
    "delete_env": environments.delete_env,
    "fork_env": environments.fork_env,
    "save": environments.save,
    "experiments/log": environments.log_experiment,
}
"""Which function answers at which endpoint; `env/<env>` is `environments.make_env`."""


def explain(name: str, args: Any, error: Exception) -> str:
    """Return one sentence about a request that can't be carried out."""
    win = args.get("win") if isinstance(args, dict) else None
    what = name if win is None else f"{name} of window {win!r:.80}"
    return f"jupyter_visdom refused {what}: {reason(error):.500}"  # Visdom's own may quote all of a field


# -- windows ---------------------------------------------------------------------------------------


def _register(state: State, eid: str, window: Json) -> str:
    """Store a window that `upstream.window` made."""
    store, win = state.store, str(window["id"])
    before = state.pane(eid, win)
    env = store.envs.get(eid)
    if before is None:
        window["i"] = len(env.panes) if env else 0
    else:
        window["i"] = before.skeleton.json["i"]
        window["comment"] = _value(before, "comment", window["comment"])
    cursor = store.cursor + 1
    window["contentID"] = content_id(store.epoch, cursor)
    _put(state, eid, win, Pane.of(window, cursor, before, store.read))
    return win


def _value(pane: Pane, key: str, default: Any) -> Any:
    """Return a value at the top of a pane, which may be a column (a long comment)."""
    column = pane.skeleton.columns.get((key,))
    return pane.skeleton.json.get(key, default) if column is None else pane.column_value(column)


def _put(state: State, eid: str, win: str, pane: Pane) -> None:
    """Store a pane that was built for the next cursor."""
    check_version(pane)
    state.put_pane(eid, win, pane)


def _write(state: State, eid: str, win: Any, text: Any) -> str:
    data = upstream.normalise(json.loads(text))
    refuse_forbidden_keys(data)
    held = state.env(eid)
    old = held.panes if held else {}
    panes = panes_of(data if win is None else {win: data}, state.store.next_cursor(), old, state.store.read)
    state.put(eid, panes if win is None else {**old, **panes})
    return ""


# -- checks ----------------------------------------------------------------------------------------


def _env(state: State, eid: str) -> Env:
    env = state.env(eid)
    if env is None:
        raise Refused(f"field 'eid': there is no environment {eid!r}")
    return env


def _check_update(args: Json) -> None:
    if "data" not in args and args.get("append"):
        raise Refused("field 'data' is missing")
    if not args.keys() & {"data", "layout", "opts"}:
        raise Refused("one of the fields 'data', 'layout' and 'opts' must be there")


def _moves_slider(data: Any) -> bool:
    return isinstance(data, list) and any(
        isinstance(entry, dict) and entry.get("type") == "image_update_selected" for entry in data
    )
