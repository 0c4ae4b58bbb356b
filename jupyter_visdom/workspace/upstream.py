"""The one door to the server code of Visdom itself.

What a window or an update means is decided by Visdom's own functions. Those that need the web
server's modules are imported at their first use, so that `%load_ext` does not wait for them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import orjson
from visdom.data_model import JSONStore
from visdom.data_model.json_store import HASHED_ENV_RE
from visdom.server.defaults import DEFAULT_ENV_PATH
from visdom.utils import server_utils
from visdom.utils.shared_utils import NanSafeEncoder

from jupyter_visdom.workspace.errors import Refused
from jupyter_visdom.workspace.limits import Limits

Json = dict[str, Any]

PLAIN = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
"""What Visdom's encoder does not take, or takes in its own way, is none of the fast one's."""

ENV_PATH: str = DEFAULT_ENV_PATH
"""Where Visdom keeps environments: `~/.visdom/`."""


def answer(value: Any) -> str:
    """Return a value as the server writes it."""
    return json.dumps(value, cls=NanSafeEncoder)


def normalise(message: Mapping[str, Any]) -> Any:
    """Return a message as it comes out of Visdom's own wire.

    Tuples become lists, NaN and infinities null; TypeError for what the client can't encode.
    """
    return wire(message)[0]


def wire(message: Mapping[str, Any]) -> tuple[Any, bytes]:
    """Return a normalised message, and its text on the way.

    The fast encoder takes what is plain, a twentieth of the time; for all else Visdom's own decides.
    """
    try:
        text = orjson.dumps(message, option=PLAIN)
    except TypeError:
        text = answer(message).encode("ascii")
        return json.loads(text), text
    return orjson.loads(text), text


def escape(eid: str) -> str:
    """Return the name that an env is kept under. Refused if no file can have it."""
    if "\0" in eid or not is_text(eid):
        raise Refused("the name of an environment must be text without null characters")
    escaped: str = server_utils.escape_eid(eid)
    return escaped


def is_text(name: str) -> bool:
    """Whether a name can travel, and be a file's: half of a surrogate pair is no text."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def window(args: Json) -> Json:
    """Return the window that a request to `events` describes."""
    made: Json = server_utils.window(args)
    return made


def update(pane: Json, args: Json, limits: Limits) -> Json:
    """Apply an update to a pane, which it may change in place; returns the pane."""
    updated: Json = _handlers().UpdateHandler.update(
        pane, args, limits.text_lines, limits.old_content, limits.image_history
    )
    return updated


def update_embeddings(pane: Json, args: Json, limits: Limits) -> Json:
    """Apply an update to a pane of embeddings in place; returns the pane."""
    _handlers().UpdateHandler.update_embeddings_packet(pane, args, limits.old_content)
    return pane


def json_store(path: str | os.PathLike[str] | None) -> Any:
    """Return what reads and writes Visdom's files in a folder; with None it does neither."""
    return JSONStore(None if path is None else os.fspath(path))


def is_name_inside(filename: str) -> bool:
    """Whether a file is of an env whose name is too long for a file's, and kept inside."""
    return HASHED_ENV_RE.match(filename) is not None


def experiment(eid: str, record: Json | None, args: Json) -> Json:
    """Return an env's experiment after a request to `experiments/log`. Refused says why it can't be."""
    from tornado.web import HTTPError

    handler = SimpleNamespace(storage=_Record(record), state={eid: {}}, write=lambda _: None)
    try:
        _handlers().ExperimentLogHandler.wrap_func(handler, args)
    except HTTPError as error:
        raise Refused(str(error.reason)) from error
    changed: Json = handler.state[eid]["experiment"]
    return changed


class _Record(JSONStore):  # type: ignore[misc]  # Visdom has no types
    """Visdom's storage of one env in memory, for its code about experiments."""

    def __init__(self, record: Json | None) -> None:
        super().__init__(None)
        self._env = {} if record is None else {"experiment": record}

    def load_env(self, _: str) -> Json:
        return self._env

    def save_env(self, _: str, env: Json) -> bool:
        self._env = env
        return True


@cache
def _handlers() -> Any:
    from visdom.server.handlers import web_handlers

    return web_handlers
