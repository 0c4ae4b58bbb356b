"""Wire: Jupyter messages in a kernel websocket, as a page writes and reads them. No socket, no clock."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from typing import Any
from uuid import uuid4

from jupyter_visdom.core.columns import decode_json, encode_json
from jupyter_visdom.core.limits import COMM_ID
from jupyter_visdom.core.messages import Message

V1 = "v1.kernel.websocket.jupyter.org"

Incoming = tuple[Message, bytes]
"""One of our messages, and the bytes beside it."""


def write(data: Message, session: str, *, v1: bool) -> str | bytes:
    """Return one of our messages to the server, on the shell channel."""
    content = {"comm_id": COMM_ID, "data": data}
    header = {
        "msg_id": uuid4().hex,
        "msg_type": "comm_msg",
        "session": session,
        "username": "",
        "date": datetime.now(UTC).isoformat(),
        "version": "5.3",
    }
    if v1:
        parts = [b"shell", encode_json(header), b"{}", b"{}", encode_json(content)]
        offsets = [*accumulate(map(len, parts), initial=8 * (len(parts) + 2))]
        return b"".join(struct.pack("<Q", n) for n in [len(offsets), *offsets]) + b"".join(parts)
    whole = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    return encode_json({**whole, "channel": "shell", "buffers": []}).decode()


def read(message: str | bytes, *, v1: bool) -> Incoming | None:
    """Return one of our messages from a websocket message, None from any other."""
    if COMM_ID not in message if isinstance(message, str) else COMM_ID.encode() not in message:
        return None
    kind, content, buffers = _read_v1(message) if v1 else _read_old(message)
    if kind != "comm_msg" or content.get("comm_id") != COMM_ID:
        return None
    return content["data"], buffers[0] if buffers else b""


def _read_v1(message: Any) -> tuple[str, Any, list[bytes]]:
    (length,) = struct.unpack_from("<Q", message)
    offsets = struct.unpack_from(f"<{length}Q", message, 8)
    parts = [message[a:b] for a, b in pairwise(offsets)]
    _, header, _, _, content, *buffers = parts
    return decode_json(header)["msg_type"], decode_json(content), buffers


def _read_old(message: str | bytes) -> tuple[str, Any, list[bytes]]:
    parts = [message.encode()] if isinstance(message, str) else _split_old(message)
    whole = decode_json(parts[0])
    return whole["header"]["msg_type"], whole["content"], parts[1:]


def _split_old(message: bytes) -> list[bytes]:
    (length,) = struct.unpack_from("!I", message)
    offsets = [*struct.unpack_from(f"!{length}I", message, 4), len(message)]
    return [message[a:b] for a, b in pairwise(offsets)]
