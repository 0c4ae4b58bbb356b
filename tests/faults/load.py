"""The kernel's side: unmodified calls of Visdom's client, and a ledger of what was begun and what was done.

The ledger is a file that outlives the kernel; a line is written in one call, so that no kill can tear it.
"""

from __future__ import annotations

import json
import os
import time
from typing import Any

import contents
import plan
from visdom import Visdom

from jupyter_visdom.kernel import flusher
from jupyter_visdom.kernel.extension import get_workspace
from jupyter_visdom.workspace.workspace import Workspace

SMALL_FRAME = 8 << 10


class Ledger:
    """Lines of JSON, in a file."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, **fields: Any) -> None:
        os.write(self._file, json.dumps(fields).encode() + b"\n")


def state(workspace: Workspace) -> dict[str, Any]:
    """Return all that the kernel holds."""
    with workspace.lock:
        store = workspace.store.snapshot()
    held = [[*key, contents.read(pane.to_json())] for key, pane in store.panes()]
    return {"epoch": store.epoch, "cursor": store.cursor, "state": held}


def go(path: str, seed: int, first: int) -> str:
    """Draw from the `first` operation to the last, note all of it, and return the digest at the end."""
    workspace, vis, ledger = get_workspace(), Visdom(), Ledger(path)
    if plan.small_frames(seed):
        flusher.FRAME_BYTES = SMALL_FRAME
    ledger.note(**state(workspace))
    for op in plan.ops(seed)[first:]:
        ledger.note(begin=op.number)
        draw(vis, op)
        ledger.note(end=op.number, cursor=workspace.store.cursor)
        time.sleep(op.pause)
    ledger.note(**state(workspace))
    return workspace.digest()


def draw(vis: Visdom, op: plan.Op) -> None:
    """Do one operation."""
    env, win = op.key
    if op.kind == "close":
        vis.close(win, env)
    elif op.kind == "delete_env":
        vis.delete_env(env)
    elif op.kind == "title":
        vis.update_window_opts(win, {"title": f"since {op.number}"}, env)
    else:
        draw_content(vis, op, op.kind == "append" and vis.win_exists(win, env))


def draw_content(vis: Visdom, op: plan.Op, append: bool) -> None:
    env, win = op.key
    if win == "picture":
        vis.image(contents.make_picture(op.number), win, env, {"caption": f"picture {op.number}"})
    elif win == "log":
        vis.text(f"line {op.number};", win, env, append=append)
    else:
        y = [-x for x in op.points]
        vis.line(y, op.points, win, env, update="append" if append else None)
