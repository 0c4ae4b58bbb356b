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
from jupyter_visdom.core.store import Store
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.errors import Refused, UnknownEndpoint
from jupyter_visdom.workspace.updates import content_id, reason, refusal, updated

Json = dict[str, Any]


def endpoint(name: str) -> Callable[[Store, Json], str]:
    """Return what answers at an endpoint. UnknownEndpoint if nothing does."""
    if name.startswith("env/"):
        return make_env
    try:
        return ENDPOINTS[name]
    except KeyError:
        known = ", ".join([*sorted(ENDPOINTS), "env/<env>"])
        raise UnknownEndpoint(f"jupyter_visdom does not answer the endpoint {name!r} (it answers {known})") from None


def events(store: Store, args: Json) -> str:
    """Make a window or replace one, which keeps its place and its comment."""
    if args.get("func") is not None:
        raise Refused("field 'func' is not supported: Visdom gave up Lua Torch")
    eid = _eid(args)
    return _register(store, eid, upstream.window(args))


def update(store: Store, args: Json) -> str:
    """Change a window; an append makes one that is missing."""
    _check_update(args)
    eid, win = _eid(args), args["win"]
    pane = store.pane(eid, win)
    if pane is None and args.get("append"):
        return _register(store, eid, upstream.window(args))
    if pane is None:
        if eid not in store.envs:
            store.put_env(eid)
        return "win does not exist"
    kind = pane.skeleton.json.get("type")
    if kind != "image_history" and _moves_slider(args.get("data")):
        raise Refused(f"win is not image_history; was {kind}")
    if sentence := refusal(pane):
        return sentence
    cursor = store.cursor + 1
    new = updated(pane, args, cursor, content_id(store.epoch, cursor), store.read)
    if "id" not in new.skeleton.json:
        raise Refused("field 'id' is missing in the window, which `set_window_data` wrote")
    _put(store, eid, win, new)
    return str(_value(new, "id", win))


def close(store: Store, args: Json) -> str:
    """Close one window, or all of an env."""
    eid, win = _eid(args), args.get("win")
    if eid not in store.envs:
        raise Refused(f"field 'eid': there is no environment {eid!r}")
    held = store.envs[eid].panes
    if (win is None and held) or win in held:
        store.close(eid, held if win is None else [win])
    return ""


def win_exists(store: Store, args: Json) -> str:
    """Tell whether a window is there."""
    win = _win(args)
    return "true" if store.pane(_eid(args), win) else "false"


def win_data(store: Store, args: Json) -> str:
    """Read windows as JSON text, or write them."""
    eid, win = _eid(args), _win(args)
    if "data" in args:
        return _write(store, eid, win, args["data"])
    if eid not in store.envs:
        raise Refused(f"field 'eid': there is no environment {eid!r}")
    if win is None:
        return upstream.answer(_windows(store, eid))
    pane = store.pane(eid, win)
    if pane is None:
        raise Refused(f"field 'win': there is no window {win!r} in environment {eid!r}")
    return upstream.answer(pane.to_json())


def env_state(store: Store, args: Json) -> str:
    """Read all windows of an env, or the names of all envs."""
    eid = args.get("eid")
    if eid is None:
        return upstream.answer(list(store.envs))
    eid = upstream.escape(str(eid))
    if eid not in store.envs:
        return upstream.answer({"error": f"env '{eid}' not found"})
    return upstream.answer(_windows(store, eid))


def make_env(store: Store, args: Json) -> str:
    """Make an env."""
    if "eid" in args and (eid := _eid(args)) not in store.envs:
        store.put_env(eid)
    return ""


def delete_env(store: Store, args: Json) -> str:
    """Remove an env; `main` stays."""
    eid = _eid(args)  # main where it says nothing
    if eid != "main" and eid in store.envs:
        store.delete_env(eid)
    return ""


ENDPOINTS: Mapping[str, Callable[[Store, Json], str]] = {
    "events": events,
    "update": update,
    "close": close,
    "win_exists": win_exists,
    "win_data": win_data,
    "env_state": env_state,
    "delete_env": delete_env,
}
"""Which function answers at which endpoint; `env/<env>` is `make_env`."""


def explain(name: str, args: Any, error: Exception) -> str:
    """Return one sentence about a request that can't be carried out."""
    win = args.get("win") if isinstance(args, dict) else None
    what = name if win is None else f"{name} of window {win!r:.80}"
    return f"jupyter_visdom refused {what}: {reason(error)}"


# -- windows ---------------------------------------------------------------------------------------


def _register(store: Store, eid: str, window: Json) -> str:
    """Store a window that `upstream.window` made."""
    win: str = window["id"]
    before = store.pane(eid, win)
    env = store.envs.get(eid)
    if before is None:
        window["i"] = len(env.panes) if env else 0
    else:
        window["i"] = before.skeleton.json["i"]
        window["comment"] = _value(before, "comment", window["comment"])
    cursor = store.cursor + 1
    window["contentID"] = content_id(store.epoch, cursor)
    _put(store, eid, win, Pane.of(window, cursor, before, store.read))
    return win


def _value(pane: Pane, key: str, default: Any) -> Any:
    """Return a value at the top of a pane, which may be a column (a long comment)."""
    column = pane.skeleton.columns.get((key,))
    return pane.skeleton.json.get(key, default) if column is None else pane.column_value(column)


def _put(store: Store, eid: str, win: str, pane: Pane) -> None:
    """Store a pane that was built for the next cursor."""
    _check_version(pane)
    store.next_cursor()
    store.put(eid, win, pane)


def _windows(store: Store, eid: str) -> Json:
    return {win: pane.to_json() for win, pane in store.envs[eid].panes.items()}


def _write(store: Store, eid: str, win: Any, text: Any) -> str:
    data = upstream.normalise(json.loads(text))
    refuse_forbidden_keys(data)
    windows = data if win is None else {win: data}
    held = store.envs.get(eid)
    old = held.panes if held else {}
    panes = {}
    if not isinstance(windows, dict) or not all(isinstance(w, dict) for w in windows.values()):
        raise Refused("field 'data' must be the JSON text of a window, or of an object of windows")
    for name, window in windows.items():
        panes[name] = Pane.of(window, store.next_cursor(), old.get(name), store.read)
        _check_version(panes[name])
    store.put_env(eid, panes if win is None else {**old, **panes})
    return ""


# -- checks ----------------------------------------------------------------------------------------


def _eid(args: Json) -> str:
    eid = args.get("eid")
    if eid is not None and not isinstance(eid, str):
        raise Refused(f"field 'eid' must be the name of an environment, not {eid!r:.80}")
    return "main" if eid is None else upstream.escape(eid)


def _win(args: Json) -> Any:
    if "win" not in args:
        raise Refused("field 'win' is missing")
    win = args["win"]
    if isinstance(win, dict | list):
        raise Refused(f"field 'win' must be the name of a window, not {win!r:.80}")
    return win


def _check_update(args: Json) -> None:
    _win(args)
    if "data" not in args and args.get("append"):
        raise Refused("field 'data' is missing")
    if not args.keys() & {"data", "layout", "opts"}:
        raise Refused("one of the fields 'data', 'layout' and 'opts' must be there")


def _check_version(pane: Pane) -> None:
    version: Any = pane.version
    if type(version) is not int or version < 0:
        raise Refused(f"field 'version' must be an integer of at least 0, not {version!r:.80}")


def _moves_slider(data: Any) -> bool:
    return isinstance(data, list) and any(
        isinstance(entry, dict) and entry.get("type") == "image_update_selected" for entry in data
    )
