"""Wire: our messages inside a kernel websocket's, in both of its subprotocols. No socket, no clock.

`v1.kernel.websocket.jupyter.org` carries a message's parts behind a table of offsets; the older
protocol carries JSON text, or, with buffers, JSON behind a table of offsets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

import orjson
from jupyter_server.services.kernels.connection import base

from jupyter_visdom.core.columns import encode_json
from jupyter_visdom.core.limits import COMM_ID, COMMAND_COMM_ID
from jupyter_visdom.core.messages import Message

TOPIC = f"comm-{COMM_ID}".encode()
"""First part of our messages on a kernel's iopub channel."""

V1 = "v1.kernel.websocket.jupyter.org"

OURS = (COMM_ID, COMMAND_COMM_ID)
"""What a page says on the second it means for the kernel: it does not know that a server on its way answers."""

MARK = f'"{COMM_ID}'
CHANNELS = ("shell", "control")

DELIMITER = b"<IDS|MSG>"

OUR_SESSION = "jupyter_visdom-"
"""How the session id of what the *server* says to a kernel begins."""


def causes_status(parts: list[bytes]) -> bool:
    """Return whether an iopub message says that the kernel is busy with, or done with, what the server asked.

    On a subshell that is no news of the kernel's work, but a page would show `idle` while a cell runs.
    """
    if not parts[0].endswith(b".status") or DELIMITER not in parts:
        return False
    parent = parts.index(DELIMITER) + 3
    return any(OUR_SESSION.encode() in part for part in parts[parent : parent + 1])


def read_ours(message: str | bytes, subprotocol: str | None) -> Any:
    """Return what a page says to us, None if a websocket message is not ours.

    The search for our name comes first: it is all that other messages cost.
    """
    found = MARK in message if isinstance(message, str) else MARK.encode() in message
    if not found:
        return None
    try:
        channel, kind, content = _take_apart(message, subprotocol)
        ours = channel in CHANNELS and kind == "comm_msg" and content["comm_id"] in OURS
        return content.get("data", {}) if ours else None
    except Exception:  # however it is broken: the class below will complain
        return None


def _take_apart(message: Any, subprotocol: str | None) -> tuple[str, str, Any]:
    """Return channel, type and content of a websocket message."""
    if subprotocol == V1:
        _check_table(message, 8, "little")
        channel, parts = base.deserialize_msg_from_ws_v1(message)  # type: ignore[no-untyped-call]
        return channel, orjson.loads(parts[0])["msg_type"], orjson.loads(parts[3])
    if isinstance(message, bytes):
        _check_table(message, 4, "big")
        whole = base.deserialize_binary_message(message)  # type: ignore[no-untyped-call]
    else:
        whole = json.loads(message)
    return whole.get("channel"), whole["header"]["msg_type"], whole["content"]


def _check_table(message: bytes, width: int, order: Literal["little", "big"]) -> None:
    """Raise ValueError if a message is too short for its table; jupyter_server's functions would count to 2**63."""
    if int.from_bytes(message[:width], order) > len(message) // width:
        raise ValueError("the table of offsets is longer than the message")


def write_ours(data: Message, blob: bytes, header: Mapping[str, Any], subprotocol: str | None) -> str | bytes:
    """Return a message to a page as a websocket message."""
    content = {"comm_id": COMM_ID, "data": data}
    buffers = [blob] if blob else []
    if subprotocol == V1:
        parts = [encode_json(header), b"{}", b"{}", encode_json(content), *buffers]
        v1: bytes = base.serialize_msg_to_ws_v1(parts, "iopub")  # type: ignore[no-untyped-call]
        return v1
    whole = {
        "header": header,
        "msg_id": header["msg_id"],
        "msg_type": header["msg_type"],
        "parent_header": {},
        "metadata": {},
        "content": content,
        "buffers": buffers,
        "channel": "iopub",
    }
    if not buffers:
        return json.dumps(whole)
    binary: bytes = base.serialize_binary_message(whole)  # type: ignore[no-untyped-call]
    return binary
