"""The views: arrangements of windows that pages save under a name, for each env.

To a Visdom server they are one JSON text for all envs, `{env: {view: {win: place}}}`, which each page replaces.
"""

from __future__ import annotations

import json
from typing import Any

from jupyter_visdom.core.pane import refuse_forbidden_keys
from jupyter_visdom.workspace.disk import Disk
from jupyter_visdom.workspace.errors import Refused

Json = dict[str, Any]


class Views:
    """The saved views of all envs, as on a disk."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._by_env: dict[str, Json] = {}
        self._damage: str | None = None
        self.text = ""
        try:
            self.text = disk.load_views()
            self._by_env = _read(self.text) if self.text else {}
        except (OSError, ValueError) as error:
            self._damage = str(error)

    def of(self, eid: str) -> Json:
        """Return the views of an env."""
        return self._by_env.get(eid, {})

    def with_env(self, eid: str, text: str) -> str:
        """Return the text of all views with others for one env: a page knows only those of envs that are awake."""
        try:
            return json.dumps({**self._by_env, eid: json.loads(text)})
        except (ValueError, RecursionError) as error:
            raise Refused(f"field 'data' must be the JSON text of an env's views: {error}") from error

    def replace(self, text: str) -> list[str]:
        """Take other views in place of all; return the envs whose views change. Refused says why it can't be."""
        if self._damage is not None:
            raise Refused(
                f"the file view/layouts.json in {self._disk.path} can't be read ({self._damage}); it is left as it is: "
                "mend it or move it away, then start the kernel anew"
            )
        try:
            new = _read(text)
        except ValueError as error:
            raise Refused(f"field 'data' must be the JSON text of all views: {error}") from error
        changed = [eid for eid in {**self._by_env, **new} if self.of(eid) != new.get(eid, {})]
        self.text, self._by_env = text, new
        return changed


def _read(text: str) -> dict[str, Json]:
    try:
        views = json.loads(text)
        refuse_forbidden_keys(views, 1)  # in an env's `reload` they lie one level deeper
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(views, dict) or not all(isinstance(of_env, dict) for of_env in views.values()):
        raise ValueError("it must be an object of objects")
    return views
