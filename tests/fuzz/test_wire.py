"""Websocket messages of a page and iopub messages of a kernel: read, or left to whoever they are for."""

from __future__ import annotations

import json
import struct
from types import SimpleNamespace
from typing import Any

import pytest
from fuzz.hostile import HOSTILE, broken, tries
from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.session import Session

from jupyter_visdom.core import messages
from jupyter_visdom.core.limits import COMM_ID
from jupyter_visdom.server import wire
from jupyter_visdom.server.iopub import Iopub, IopubMessage
from jupyter_visdom.viewer import wire as viewer_wire

ACK = messages.ack(("e", 1, 0))
OLD = json.loads(str(viewer_wire.write(ACK, "s", v1=False)))
V1 = bytes(viewer_wire.write(ACK, "s", v1=True))
BINARY = struct.pack("!3I", 2, 12, 12 + len(json.dumps(OLD))) + json.dumps(OLD).encode() + b"blob"

PROTOCOLS = st.sampled_from([None, wire.V1])


@st.composite
def cut(draw: Any, message: bytes) -> bytes:
    """Return bytes with a few replaced, inserted or removed."""
    bad = bytearray(message)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(bad)))
        bad[at : at + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return bytes(bad)


def text(data: Any) -> str:
    return json.dumps(data)


@tries(500)
@given(PROTOCOLS, cut(V1) | cut(BINARY) | st.binary(max_size=64).map(lambda rest: rest + wire.MARK.encode()))
def test_bytes_are_read_or_left_alone(subprotocol: str | None, message: bytes) -> None:
    found = wire.read_ours(message, subprotocol)
    json.dumps(found)


@tries(500)
@given(PROTOCOLS, (broken(st.just(OLD)) | HOSTILE).map(text))
def test_text_is_read_or_left_alone(subprotocol: str | None, message: str) -> None:
    json.dumps(wire.read_ours(message, subprotocol))


def test_text_nested_without_end_is_left_alone() -> None:
    assert wire.read_ours(f'{{"{COMM_ID}":' + "[" * 200_000, None) is None


@pytest.mark.parametrize("huge", [2**31, 2**63 - 1])
def test_a_table_of_offsets_that_lies_is_not_counted(huge: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything of its size is made: jupyter_server's own functions would count to it."""
    for name in ("deserialize_msg_from_ws_v1", "deserialize_binary_message"):
        monkeypatch.setattr(wire.base, name, lambda message: pytest.fail("counted"))
    assert wire.read_ours(struct.pack("<Q", huge) + V1[8:], wire.V1) is None
    assert wire.read_ours(struct.pack("!I", huge % 2**32) + BINARY[4:], None) is None


# -- a kernel's iopub channel --------------------------------------------------------------------------

SESSION = Session(key=b"key", session="kernel")
HEADER = {"session": "kernel", "msg_type": "comm_msg", "msg_id": "1"}
PARTS = [HEADER, {}, {}, {"comm_id": COMM_ID, "data": ACK}]


class Stream:
    """A socket that nobody sends on."""

    def setsockopt(self, *_: Any) -> None: ...

    def on_recv(self, _: Any) -> None: ...


def heard(parts: list[bytes]) -> list[Any]:
    """Return what a relay is told of an iopub message: the message, or what was wrong with it."""
    told: list[Any] = []
    kernel: Any = SimpleNamespace(session=SESSION, connect_iopub=Stream)
    Iopub(kernel, told.append, told.append)._take(parts)
    return told


def signed(parts: list[bytes]) -> list[bytes]:
    return [wire.TOPIC, wire.DELIMITER, SESSION.sign(parts[:4]), *parts]


@tries(500)
@given(st.lists(broken(st.just(PARTS[0])) | HOSTILE, max_size=6) | broken(st.just(PARTS)))
def test_a_kernels_message_is_whole_or_refused(parts: Any) -> None:
    """Signed as it is: a kernel's own code may say anything."""
    packed = [json.dumps(part).encode() for part in parts] if isinstance(parts, list) else [json.dumps(parts).encode()]
    (told,) = heard(signed(packed))
    if isinstance(told, IopubMessage):
        assert type(told.session) is type(told.kind) is str
        assert type(told.parent) is type(told.content) is dict


@tries(300)
@given(st.lists(st.binary(max_size=8) | st.sampled_from([wire.TOPIC, wire.DELIMITER, b"{}"]), min_size=1, max_size=8))
def test_what_is_not_signed_is_refused(parts: list[bytes]) -> None:
    (told,) = heard([wire.TOPIC, *parts])
    assert type(told) is str


@pytest.mark.parametrize("changed", range(1, 6))
def test_a_message_with_another_signature_is_refused(changed: int) -> None:
    """Each of its parts is signed; the process that guesses a kernel's ports has no key."""
    parts = signed([json.dumps(part).encode() for part in PARTS])[1:]
    (told,) = heard([wire.TOPIC, *parts])
    assert isinstance(told, IopubMessage)
    parts[changed] = parts[changed][:-1] + b" }"
    (told,) = heard([wire.TOPIC, *parts])
    assert told == "Invalid signature"


@tries(300)
@given(st.lists(st.binary(max_size=8) | st.sampled_from([wire.DELIMITER, b"{}"]), max_size=8))
def test_a_status_of_any_form_is_looked_at_without_harm(parts: list[bytes]) -> None:
    assert wire.causes_status([b"kernel.1.status", *parts]) in (True, False)
