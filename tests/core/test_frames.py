"""Frames, and their form on the wire."""

from typing import Any

import pytest

from jupyter_visdom.core import frames
from jupyter_visdom.core.events import EnvChanged, EnvsChanged, PaneChanged, Slice
from jupyter_visdom.core.frames import Frame, VersionError
from jupyter_visdom.core.limits import FRAME_EVENTS

PANE = PaneChanged(4, "main", "w", 2, "c", (Slice(0, 1, 0, 0, b"{}"), Slice(1, 2, 8, 16, b"12345678")), more=False)
FRAME = Frame("e1", 2, 5, 0, (EnvsChanged(3, ("main",)), EnvChanged(3, "main", ("w",), {"a": 1}), PANE), sweep=7)


def wire(**fields: Any) -> dict[str, Any]:
    """Return an empty frame with other fields."""
    return {"v": 1, "type": "frame", "epoch": "e1", "from": 2, "to": 5, "sweep": 7, "index": 0, "events": [], **fields}


def pane(**fields: Any) -> dict[str, Any]:
    event = {"op": "pane", "at": 4, "env": "main", "win": "w", "version": 2, "content": "c", "parts": [[1, 2, 0, 0, 8]]}
    return wire(events=[{**event, **fields}])


def test_form() -> None:
    """A frame has the form that the protocol says."""
    data, blob = frames.encode(FRAME)
    assert blob == b"{}12345678"
    assert data == wire(
        events=[
            {"op": "envs", "at": 3, "names": ["main"]},
            {"op": "env", "at": 3, "env": "main", "wins": ["w"], "reload": {"a": 1}},
            {
                "op": "pane",
                "at": 4,
                "env": "main",
                "win": "w",
                "version": 2,
                "content": "c",
                "parts": [[0, 1, 0, 0, 2], [1, 2, 8, 16, 24]],
            },
        ]
    )


@pytest.mark.parametrize("frame", [FRAME, Frame("e1", 0, 0, 3, (PANE._replace(more=True),), 9), Frame("", 0, 0, 0, ())])
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_frames_come_back(frame: Frame, kind: type) -> None:
    """What is encoded is decoded, whatever holds the blob."""
    data, blob = frames.encode(frame)
    assert frames.decode(data, kind(blob)) == frame


def test_position() -> None:
    """The last frame of a sweep leads to its goal, others one step into it."""
    assert Frame("e", 2, 5, 3, ()).position == ("e", 5, 0)
    assert Frame("e", 2, 2, 3, ()).position == ("e", 2, 4)


def test_unknown_fields_are_ignored() -> None:
    """A later version may add fields, and a sixth item to slices."""
    data = pane(parts=[[1, 2, 0, 0, 8, {"thin": {}}]], colour="blue")
    assert frames.decode({**data, "extra": 1}, bytes(8)).events == (
        PaneChanged(4, "main", "w", 2, "c", (Slice(1, 2, 0, 0, bytes(8)),), more=False),
    )


@pytest.mark.parametrize("version", [0, 2, None, True, "1"])
def test_another_version(version: Any) -> None:
    """Another version is refused, with both versions in the message."""
    with pytest.raises(VersionError, match=f"must be 1.*not {version!r}"):
        frames.decode(wire(v=version), None)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (wire(epoch=1), "'epoch'"),
        (wire(**{"from": "2"}), "'from'"),
        (wire(to=1), "'to'"),
        (wire(to=5.0), "'to'"),
        (wire(index=-1), "'index'"),
        (wire(index=True), "'index'"),
        (wire(sweep=None), "'sweep'"),
        (wire(events={}), "'events'"),
        (wire(events=[1]), "'events'"),
        (wire(events=[None] * (FRAME_EVENTS + 1)), "'events' must have at most"),
        (wire(events=[{"op": "dance", "at": 1}]), "'op'"),
        (wire(events=[{"op": ["pane"], "at": 1}]), "'op'"),
        (wire(events=[{"op": "envs", "at": 1, "names": [1]}]), "'names'"),
        (wire(events=[{"op": "env", "at": 1, "env": "m", "wins": ["w"], "reload": []}]), "'reload'"),
        (wire(events=[{"op": "env", "at": 1, "env": "m", "wins": ["w"], "reload": {"__proto__": 1}}]), "__proto__"),
        (pane(at=-1), "'at'"),
        (pane(env=None), "'env'"),
        (pane(win=1), "'win'"),
        (pane(version="1"), "'version'"),
        (pane(content=None), "'content'"),
        (pane(more=1), "'more'"),
        (pane(parts=[[1, 2, 0, 0]]), "'parts'"),
        (pane(parts=[[-1, 2, 0, 0, 8]]), "'parts'"),
        (pane(parts=[[1, 2, -8, 0, 8]]), "'parts'"),
        (pane(parts=[[1, 2, 8, 0, 8]]), "'parts'"),
        (pane(parts=[[1, 2, 0, 8, 0]]), "'parts'"),
        (pane(parts=[[True, 2, 0, 0, 8]]), "'parts'"),
        (pane(parts=[[1, 2, 0, 0, "8"]]), "'parts'"),
        (pane(parts=[[1, 2, 0, 0, 9]]), "need more than the 8 bytes"),
        (pane(parts=[[1, 2, 0, 0, 7]]), "has 8 bytes, of which its slices name 7"),
        (pane(parts=[]), "blob"),
    ],
)
def test_wrong_frame(data: dict[str, Any], reason: str) -> None:
    """A wrong frame is refused, and the message names the field."""
    with pytest.raises(ValueError, match=reason):
        frames.decode(data, bytes(8) if "pane" in str(data) else None)
