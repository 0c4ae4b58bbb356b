"""Faults: copies of our workspace with one thing wrong, to see whether the differential test notices."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import jupyter_visdom

SOURCES = Path(jupyter_visdom.__file__).parent
PACKAGES = ("core", "workspace")


class Fault(NamedTuple):
    """A piece of the source, and the wrong thing in its place."""

    file: str
    right: str
    wrong: str

    def fits(self) -> bool:
        """Whether the source still has the piece."""
        return self.right in (SOURCES / self.file).read_text()


APPENDS = "workspace/appends.py"
EDITS = "workspace/edits.py"
ENDPOINTS = "workspace/endpoints.py"
ENVS = "workspace/environments.py"
TEXTS = "workspace/texts.py"
UPDATES = "workspace/updates.py"
UPSTREAM = "workspace/upstream.py"

FAULTS = {
    "a comment is lost when its window is replaced": Fault(
        ENDPOINTS, 'window["comment"] = _value(before, "comment", window["comment"])', "pass"
    ),
    "499 lines instead of 500": Fault(TEXTS, "lines - limit)", "lines - limit + 1)"),
    "499 lines instead of 500, the long way": Fault(UPSTREAM, "limits.text_lines,", "limits.text_lines - 1,"),
    "no break before the lines added": Fault(TEXTS, "part.grow(BREAK + new", "part.grow(new"),
    "a window replaced loses its place": Fault(
        ENDPOINTS, 'window["i"] = before.skeleton.json["i"]', 'window["i"] = len(env.panes) - 1'
    ),
    "every new window has the first place": Fault(ENDPOINTS, "len(env.panes) if env else 0", "0"),
    "an append in place does not raise the version": Fault(APPENDS, "pane.version + 1", "pane.version"),
    "an edit raises the version twice": Fault(
        EDITS, 'json["version"] = pane.version', 'json["version"] = pane.version + 1'
    ),
    "an append to the wrong trace": Fault(APPENDS, 'trace["name"] == name]', 'trace["name"] != name]'),
    "a fork shares its columns with its origin": Fault(
        "core/part.py", "if len(buffer) > self.end - self._base:", "if False:"
    ),
    "points without any x are kept": Fault(APPENDS, 'if key == "x" and (data is _NAN', "if False and (data is _NAN"),
    "a gap becomes a zero": Fault(APPENDS, "_NAN = _number(math.nan)", "_NAN = _number(0.0)"),
    "showlegend is forgotten": Fault(
        UPSTREAM,
        "    updated: Json = _handlers().UpdateHandler.update(",
        '    args = {**args, "opts": {k: v for k, v in args.get("opts", {}).items() if k != "showlegend"}}\n'
        "    updated: Json = _handlers().UpdateHandler.update(",
    ),
    "new opts of an append are forgotten": Fault(
        APPENDS, "or (key,) in columns or new != _dumps(json[key])", "or (key,) in columns"
    ),
    "new opts of a later append are forgotten": Fault(
        APPENDS, "if plan is None or plan[1] != _dumps(opts):", "if plan is None:"
    ),
    "a legend renames nothing": Fault(APPENDS, 'return "legend" not in opts or', "return True or"),
    "colours of new points are forgotten": Fault(APPENDS, 'return "color" not in marker or', "return True or"),
    "new points in space have no z": Fault(APPENDS, '("x", "y", "z") if trace["type"] == "scatter3d" else', "() or"),
    "a half becomes whole": Fault(APPENDS, 'if kind != "float" and type(value) is float:', "if False:"),
    "points appended by an edit are lost": Fault(
        EDITS, "if not isinstance(column, Grown) or not column.items:", "if True:"
    ),
    "five pictures in a history": Fault(UPSTREAM, "limits.image_history", "limits.image_history + 1"),
    "plots of WebGL take no updates": Fault(UPDATES, '"scattergl", ', ""),
    "histories of plots take no updates": Fault(UPDATES, '"plot_history", ', ""),
    "an append makes no window": Fault(ENDPOINTS, 'if pane is None and args.get("append"):', "if False:"),
    "an update makes no env": Fault(ENDPOINTS, "if eid not in store.envs:", "if False:"),
    "another word for a missing window": Fault(ENDPOINTS, '"win does not exist"', '"window does not exist"'),
    "closing all closes one": Fault(ENDPOINTS, "env.panes if win is None", "list(env.panes)[:1] if win is None"),
    "a window written removes the others": Fault(ENDPOINTS, "{**old, **panes}", "panes"),
    "the env main can be deleted": Fault(ENVS, 'if eid != "main":', "if True:"),
    "a fork keeps its name as it was given": Fault(ENVS, 'upstream.escape(text(args, "eid"))', 'text(args, "eid")'),
    "an env that is not there is empty": Fault(ENVS, '{"error": f"env \'{eid}\' not found"}', "{}"),
    "unknown envs are said to be saved": Fault(ENVS, "if state.is_awake(eid)]", "]"),
    "an experiment begins anew each time": Fault(ENVS, "state.experiments.get(eid)", "None"),
}


@contextmanager
def faulty(fault: Fault | None, folder: Path) -> Iterator[Any]:
    """Give the class of a workspace with a fault, from a copy of the sources; None for a copy as it is."""
    name = f"faulty_{folder.name}".replace("-", "_")
    for package in PACKAGES:
        for source in (SOURCES / package).glob("*.py"):
            text = source.read_text()
            if fault and f"{package}/{source.name}" == fault.file:
                text = text.replace(fault.right, fault.wrong)
            copy = folder / name / package / source.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text.replace("jupyter_visdom.", f"{name}."))
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(f"{name}.workspace.workspace").Workspace
    finally:
        sys.path.remove(str(folder))
        for module in [module for module in sys.modules if module.split(".")[0] == name]:
            del sys.modules[module]
