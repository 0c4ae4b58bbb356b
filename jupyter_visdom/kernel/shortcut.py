"""A short cut for what a training loop does most: `vis.line([y], [x], win=…, update="append")`, one point.

Visdom's client spends nine tenths of such a call on building arrays, a trace and its options, of which the
workspace keeps two numbers. Here the two numbers are taken from the arguments.

Rules of this file:

- Only a call whose outcome is known goes this way: one finite point, plain types, no options, a client and
  methods that nobody has customised, a window whose trace has had such an append before. Everything else,
  and every error, is the client's own affair.
- What the client would send along is not written down here: the client is asked, once.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import visdom

from jupyter_visdom.core.columns import encode_json
from jupyter_visdom.core.limits import EXACT_INTEGER
from jupyter_visdom.workspace.workspace import Workspace

client: Any = visdom

CUSTOMISED = frozenset({"_send", "line", "scatter", "win_exists"})
"""Methods that a call goes through: a client that has one of its own is left alone."""


def append_point(workspace: Workspace, vis: Any, y: Any, x: Any, win: Any, env: Any, name: Any) -> str | None:
    """Append one point as `vis.line` would; None if the client has to do it.

    Parameters
    ----------
    workspace
        Where to.
    vis
        A client whose carrier is that workspace.
    y, x, win, env, name
        As given to `vis.line`.
    """
    x, y = _number(x), _number(y)
    if x is None or y is None or type(win) is not str or not (name is None or (type(name) is str and name)):
        return None
    if vis.__class__ is not client.Visdom or not CUSTOMISED.isdisjoint(vis.__dict__):
        return None
    eid = vis.env if env is None else env
    if type(eid) is not str:
        return None
    answer = workspace.append_point(eid, win, name, _options(), x, y)
    if answer is not None:
        vis.env_list.add(eid)
    return answer


def _number(values: Any) -> float | int | None:
    """Return the one finite number that a list or array holds, None for anything else."""
    if type(values) is list:
        if len(values) != 1:
            return None
        value = values[0]
    elif type(values) is np.ndarray and values.shape == (1,) and values.dtype.kind in "fi" and values.itemsize <= 8:
        value = values.item()
    else:
        return None
    if type(value) is float:
        return value if value - value == 0.0 else None
    return value if type(value) is int and -EXACT_INTEGER <= value <= EXACT_INTEGER else None


@cache
def _options() -> bytes:
    """Return the options that the client sends along with one point, as JSON."""
    silent = client.Visdom(send=False, use_incoming_socket=False)
    message, _ = silent.line([0.0], [0.0], win="w", update="append")
    return encode_json(message["opts"])
