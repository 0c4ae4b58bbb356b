from __future__ import annotations

import json

import pytest

from jupyter_visdom.core.limits import COMM_ID, COMMAND_COMM_ID
from jupyter_visdom.server import wire as server_wire
from jupyter_visdom.viewer import wire as viewer_wire

BOTH = pytest.mark.parametrize("v1", [True, False], ids=["v1", "old"])
HEADER = {"msg_id": "1", "msg_type": "comm_msg", "session": "k", "username": "", "date": "d", "version": "5.3"}


def protocol(v1: bool) -> str | None:
    return server_wire.V1 if v1 else None


@BOTH
def test_what_a_page_says_is_read_by_the_server(v1: bool):
    data = {"v": 1, "type": "ack", "epoch": 'a "jupyter_visdom" é', "cursor": 1, "index": 0}
    message = viewer_wire.write(data, "s", v1=v1)
    assert server_wire.read_ours(message, protocol(v1)) == data


@BOTH
@pytest.mark.parametrize("blob", [b"", b"\x00\xff" * 1000], ids=["without a blob", "with one"])
def test_what_the_server_says_is_read_by_a_page(v1: bool, blob: bytes):
    data = {"v": 1, "type": "frame", "epoch": "é"}
    message = server_wire.write_ours(data, blob, HEADER, protocol(v1))
    assert viewer_wire.read(message, v1=v1) == (data, blob)


def test_what_has_no_bytes_is_text_where_jupyter_server_would_make_it_text():
    """A server in front, or a browser's console, reads it so."""
    assert json.loads(server_wire.write_ours({"v": 1}, b"", HEADER, None))["content"]["data"] == {"v": 1}


def test_a_status_that_is_no_message_is_none_of_ours():
    assert not server_wire.causes_status([b"kernel.1.status"])
    assert not server_wire.causes_status([b"kernel.1.status", server_wire.DELIMITER])


def as_old(kind: str, content: object, channel: str | None = "shell") -> str:
    header = {**HEADER, "msg_type": kind}
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel})


@pytest.mark.parametrize(
    "message",
    [
        as_old("execute_request", {"code": f'comm_id = "{COMM_ID}"'}),
        as_old("comm_msg", {"comm_id": "another", "data": {"note": COMM_ID}}),
        as_old("comm_open", {"comm_id": COMM_ID, "target_name": COMM_ID}),
        as_old("comm_msg", {"comm_id": COMM_ID, "data": {}}, channel="stdin"),
        as_old("comm_msg", {"comm_id": COMM_ID, "data": {}}, channel=None),
        as_old("comm_msg", [COMM_ID]),
        f'"{COMM_ID}"',
        f'{{"{COMM_ID}"',
        f'"{COMM_ID}"'.encode(),
        b"",
    ],
)
def test_other_messages_and_broken_ones_are_not_ours(message: str | bytes):
    assert server_wire.read_ours(message, None) is None
    assert server_wire.read_ours(message if isinstance(message, bytes) else message.encode(), server_wire.V1) is None


@pytest.mark.parametrize("comm_id", [COMM_ID, COMMAND_COMM_ID])
@pytest.mark.parametrize("channel", ["shell", "control"])
def test_what_a_page_says_is_ours_on_either_comm_and_channel(comm_id: str, channel: str):
    """On the second it speaks to the kernel: it does not know that a server on the way has the extension."""
    message = as_old("comm_msg", {"comm_id": comm_id, "data": {"v": 1}}, channel)
    assert server_wire.read_ours(message, None) == {"v": 1}


@BOTH
def test_a_page_ignores_other_messages(v1: bool):
    other = {**HEADER, "msg_type": "stream"}
    assert viewer_wire.read(server_wire.write_ours({}, b"", other, protocol(v1)), v1=v1) is None
