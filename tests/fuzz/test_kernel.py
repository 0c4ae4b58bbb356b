"""What the server, or whoever can write to a kernel, says on the kernel's comms: obeyed, or one warning or reply."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from fuzz.hostile import HOSTILE, SENTENCE, broken, tries
from hypothesis import given
from hypothesis import strategies as st

from jupyter_visdom.core import messages
from jupyter_visdom.kernel.comms import Comms
from jupyter_visdom.kernel.flusher import Flusher
from jupyter_visdom.kernel.seed import Seed
from jupyter_visdom.workspace.workspace import Workspace

SAID = [
    messages.resync("e", 0),
    messages.command("1", {"cmd": "close", "data": "a", "eid": "main"}),
    messages.seeded("e"),
    {"v": 1, "type": "frame", "epoch": "e", "from": 0, "to": 1, "sweep": 1, "index": 0, "events": []},
]


class Kernel:
    """The kernel's side without a kernel: what it sends is kept."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.workspace = Workspace("e")
        self.flusher = Flusher(self.workspace, self._send)
        self.comms = Comms(self.flusher, self.workspace.command)
        self.comms.seed = Seed("e", self._send)
        self.comms.send = self._send  # type: ignore[method-assign]

    def _send(self, data: dict[str, Any], blob: bytes = b"") -> None:
        self.sent.append(data)


@pytest.fixture(autouse=True)
def quiet() -> Any:
    logging.getLogger("jupyter_visdom").disabled = True
    yield
    logging.getLogger("jupyter_visdom").disabled = False


@tries(300)
@given(broken(st.sampled_from(SAID)) | HOSTILE, st.sampled_from([None, [], [b""], [b"\0\1"]]))
def test_whatever_is_said(said: Any, blobs: Any) -> None:
    kernel = Kernel()
    before = kernel.workspace.digest()
    kernel.comms.receive({"content": {"data": said}, "buffers": blobs})
    replies = [message for message in kernel.sent if message["type"] == "reply"]
    assert len(replies) <= 1
    for reply in replies:
        json.dumps(reply)
        assert len(reply["error"] or "") < SENTENCE
    assert kernel.workspace.digest() == before  # there is nothing that could be closed
