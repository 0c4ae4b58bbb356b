"""Messages beside frames."""

from typing import Any

import pytest

from jupyter_visdom.core import messages
from jupyter_visdom.core.limits import NAME_CHARS, REF_CHARS, VISIBLE


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        (messages.beat("e", 3), {"type": "beat", "epoch": "e", "cursor": 3, "index": 0}),
        (
            messages.beat(None, None, "gone"),
            {"type": "beat", "epoch": None, "cursor": None, "index": 0, "kernel": "gone"},
        ),
        (messages.beat("e", 3, index=2), {"type": "beat", "epoch": "e", "cursor": 3, "index": 2}),
        (messages.ack(("e", 3, 1)), {"type": "ack", "epoch": "e", "cursor": 3, "index": 1}),
        (messages.show([("main", "w")]), {"type": "show", "visible": [["main", "w"]]}),
        (messages.resync(None, 0), {"type": "resync", "epoch": None, "cursor": 0}),
        (messages.command("r", {"cmd": "close"}), {"type": "command", "ref": "r", "body": {"cmd": "close"}}),
        (messages.reply("r"), {"type": "reply", "ref": "r", "error": None}),
        (messages.reply("r", "no"), {"type": "reply", "ref": "r", "error": "no"}),
        (messages.detach(), {"type": "detach"}),
        (messages.seed("e", "r"), {"type": "seed", "epoch": "e", "ref": "r"}),
        (messages.seeded(None), {"type": "seeded", "epoch": None, "error": None}),
        (messages.seeded(None, "no"), {"type": "seeded", "epoch": None, "error": "no"}),
        (messages.preview("e", []), {"type": "preview", "epoch": "e", "events": []}),
    ],
)
def test_form(message: dict[str, Any], fields: dict[str, Any]) -> None:
    """A message has the form that the protocol says."""
    assert message == {"v": 1, **fields}


def test_acks_come_back() -> None:
    """A position that is sent is read."""
    for position in (("e", 3, 1), (None, 0, 0)):
        assert messages.read_position(messages.ack(position)) == position


ATTACH = {"v": 1, "session": "s", "epoch": None, "cursor": 0, "visible": [["main", "w"]]}


def test_attach() -> None:
    """The body of `attach` is read."""
    assert messages.read_attach(ATTACH) == ("s", None, 0, [("main", "w")], False, False)
    assert messages.read_attach({**ATTACH, "preview": True}).preview
    assert messages.read_attach({**ATTACH, "text": True}).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("session", ""),
        ("session", "s" * (NAME_CHARS + 1)),
        ("session", None),
        ("epoch", 1),
        ("cursor", -1),
        ("cursor", "1"),
        ("cursor", True),
        ("preview", 1),
        ("text", "yes"),
        ("visible", None),
        ("visible", [["main"]]),
        ("visible", [["main", 1]]),
        ("visible", [["m" * (NAME_CHARS + 1), "w"]]),
        ("visible", [["m", "w" * (NAME_CHARS + 1)]]),
    ],
)
def test_wrong_attach(field: str, value: Any) -> None:
    """A wrong field is named."""
    with pytest.raises(ValueError, match=f"'{field}'"):
        messages.read_attach({**ATTACH, field: value})


@pytest.mark.parametrize("number", [0, VISIBLE - 1, VISIBLE, VISIBLE + 1])
def test_visible_at_the_limit(number: int) -> None:
    """At most `VISIBLE` panes count as visible."""
    assert len(messages.read_visible({"visible": [["m", str(i)] for i in range(number)]})) == min(number, VISIBLE)


@pytest.mark.parametrize("length", [1, NAME_CHARS])
def test_name_at_the_limit(length: int) -> None:
    """A name has one to `NAME_CHARS` characters."""
    assert messages.name({"n": "x" * length}, "n") == "x" * length


@pytest.mark.parametrize("length", [0, REF_CHARS])
def test_command(length: int) -> None:
    """A command is read; its reference may be empty."""
    body = {"cmd": "close", "data": [1]}
    assert messages.read_command({"ref": "r" * length, "body": body}) == ("r" * length, body)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"ref": "r" * (REF_CHARS + 1), "body": {"cmd": "x"}}, "ref"),
        ({"ref": 1, "body": {"cmd": "x"}}, "ref"),
        ({"ref": "r", "body": "close"}, "body"),
        ({"ref": "r", "body": {}}, "cmd"),
    ],
)
def test_wrong_command(data: dict[str, Any], field: str) -> None:
    """A wrong field is named."""
    with pytest.raises(ValueError, match=f"'{field}'"):
        messages.read_command(data)
