"""The comms, without a kernel: what is done with a message, and that nothing is ever closed."""

import pytest

from jupyter_visdom.core import messages
from jupyter_visdom.kernel.comms import Comms
from jupyter_visdom.workspace.errors import Refused


class Source:
    """Notes what it is told."""

    def __init__(self, asked):
        self.asked = asked

    def receive_resync(self, epoch, cursor, *, mirror):
        self.asked.append((epoch, cursor, mirror))

    def receive_attach(self, epoch, cursor):
        self.asked.append(("attach", epoch, cursor))
        return messages.attached({"epoch": "e", "cursor": 7})

    def receive_ack(self, *, mirror):
        self.asked.append(("ack", mirror))


@pytest.fixture
def asked():
    return []


@pytest.fixture
def comms(asked):
    def carry_out(body):
        asked.append(body)
        if body["cmd"] == "refused":
            raise Refused("no")
        if body["cmd"] == "broken":
            raise KeyError("oh")

    return Comms(Source(asked), carry_out)


def received(comms, data):
    comms.receive({"content": {"data": data}})


def test_messages(comms, asked, caplog):
    """Resyncs and commands are handed on; types that are unknown are ignored."""
    received(comms, messages.resync(None, 3))
    received(comms, {**messages.resync("e", 4), "mirror": True})
    received(comms, messages.command("1", {"cmd": "close"}))
    received(comms, messages.ack(("e", 4, 0)))
    received(comms, {**messages.ack(("e", 4, 0)), "mirror": True})
    received(comms, {"v": 1, "type": "future"})
    assert asked == [(None, 3, False), ("e", 4, True), {"cmd": "close"}, ("ack", False), ("ack", True)]
    assert not caplog.records


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"v": 2, "type": "resync", "epoch": None, "cursor": 0},
        {"v": 1, "type": "resync", "epoch": 5, "cursor": 0},
        {"v": 1, "type": "resync", "epoch": None, "cursor": -1},
        {"v": 1, "type": "resync", "epoch": None, "cursor": 0, "mirror": 1},
        {"v": 1, "type": "attach", "epoch": None, "cursor": "0"},
        {"v": 1, "type": "command", "ref": "x" * 65, "body": {"cmd": "close"}},
        {"v": 1, "type": "command", "ref": "1", "body": {}},
    ],
)
def test_wrong(comms, asked, caplog, data):
    """A message that is wrong costs one warning, and nothing else."""
    received(comms, data)
    assert not asked
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_answers(comms):
    """A refusal is answered with its sentence, a failure with its cause."""
    assert comms._refusal({"cmd": "close"}) is None
    assert comms._refusal({"cmd": "refused"}) == "no"
    assert comms._refusal({"cmd": "broken"}).startswith("the kernel failed to carry it out")
