"""The fields of a request: read, or refused with a sentence that names the field and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_visdom.workspace import upstream
from jupyter_visdom.workspace.errors import Refused


def env_name(fields: Mapping[str, Any]) -> str:
    """Return the env of a client's request, as it is kept; `main` if it names none."""
    eid = fields.get("eid")
    if eid is not None and not isinstance(eid, str):
        raise Refused(f"field 'eid' must be the name of an environment, not {eid!r:.80}")
    return "main" if eid is None else upstream.escape(eid)


def win_name(fields: Mapping[str, Any]) -> Any:
    """Return the window of a client's request; None for all, a number as the real server takes it.

    KeyError where there is none.
    """
    win = fields["win"]
    if isinstance(win, dict | list):
        raise Refused(f"field 'win' must be the name of a window, not {win!r:.80}")
    return win


def text(fields: Mapping[str, Any], key: str) -> str:
    """Return a field that must be a string."""
    value = fields.get(key)
    if not isinstance(value, str):
        raise Refused(f"field {key!r} must be a string, not {value!r:.80}")
    return value


def mapping(fields: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a field that must be an object."""
    value = fields.get(key)
    if not isinstance(value, dict):
        raise Refused(f"field {key!r} must be an object, not {value!r:.80}")
    return value
