"""The one door to the server code of Visdom itself.

What a window or an update means is decided by Visdom's own functions. Those that need the web
server's modules are imported at their first use, so that `%load_ext` does not wait for them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson
from visdom.server.defaults import (
    DEFAULT_MAX_IMAGE_HISTORY,
    DEFAULT_MAX_OLD_CONTENT,
    DEFAULT_MAX_TEXT_LINES,
)
from visdom.utils import server_utils
from visdom.utils.shared_utils import NanSafeEncoder

Json = dict[str, Any]

PLAIN = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
"""What Visdom's encoder does not take, or takes in its own way, is none of the fast one's."""

TEXT_LINES: int = DEFAULT_MAX_TEXT_LINES
"""Lines that a text keeps."""


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
    """Return the name that an env is kept under."""
    escaped: str = server_utils.escape_eid(eid)
    return escaped


def window(args: Json) -> Json:
    """Return the window that a request to `events` describes."""
    made: Json = server_utils.window(args)
    return made


def update(pane: Json, args: Json) -> Json:
    """Apply an update to a pane, which it may change in place; returns the pane."""
    updated: Json = _handler().update(pane, args, TEXT_LINES, DEFAULT_MAX_OLD_CONTENT, DEFAULT_MAX_IMAGE_HISTORY)
    return updated


def update_embeddings(pane: Json, args: Json) -> Json:
    """Apply an update to a pane of embeddings in place; returns the pane."""
    _handler().update_embeddings_packet(pane, args, DEFAULT_MAX_OLD_CONTENT)
    return pane


@cache
def _handler() -> Any:
    from visdom.server.handlers.web_handlers import UpdateHandler

    return UpdateHandler
