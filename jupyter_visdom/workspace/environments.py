"""The endpoints about whole envs: made, read, forked, saved, deleted, and the experiments logged in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_visdom.core.store import Env
from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.errors import Refused
from jupyter_visdom.workspace.fields import env_name, text
from jupyter_visdom.workspace.state import Save, State

Json = dict[str, Any]
Fields = Mapping[str, Any]


def make_env(state: State, args: Fields) -> str:
    """Make an env."""
    eid = env_name(args)
    if eid not in state.store.envs:
        state.put(eid)
    return ""


def env_state(state: State, args: Fields) -> str:
    """Read all windows of an env, or the names of all envs."""
    eid = args.get("eid")
    if eid is None:
        return upstream.answer(list(state.store.envs))
    eid = upstream.escape(str(eid))
    env = state.env(eid)
    return upstream.answer({"error": f"env '{eid}' not found"} if env is None else windows(env))


def delete_env(state: State, args: Fields) -> str:
    """Remove an env; `main` stays."""
    eid = env_name(args)  # main where it says nothing
    if eid != "main":
        state.delete(eid)
    return ""


def fork_env(state: State, args: Fields) -> str:
    """Copy an env to another name, and save that."""
    prev, eid = upstream.escape(text(args, "prev_eid")), upstream.escape(text(args, "eid"))
    if state.env(prev) is None:
        raise Refused(f"field 'prev_eid': there is no environment {prev!r}")
    state.fork(prev, eid)
    return eid


def save(state: State, args: Fields) -> str:
    """Save envs, and answer which: those that are there, and not on disk already for nobody has used them."""
    names = args.get("data")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Refused(f"field 'data' must be a list of names of environments, not {names!r:.80}")
    written = [eid for eid in map(upstream.escape, names) if state.is_awake(eid)] if state.disk.path else []
    state.to_save += [Save("env", eid) for eid in written]
    return upstream.answer(written)


def log_experiment(state: State, args: Fields) -> str:
    """Record parameters, metrics or the end of an env's experiment."""
    eid = env_name(args)
    state.find(eid)
    record = upstream.experiment(eid, state.experiments.get(eid), dict(args))
    state.log_experiment(eid, record)
    return upstream.answer(record)


def windows(env: Env) -> Json:
    """Return the windows of an env in Visdom's form."""
    return {win: pane.to_json() for win, pane in env.panes.items()}
