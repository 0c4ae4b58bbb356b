"""Frames: whatever comes, a replica stays whole, says what was wrong, and takes the right ones after it."""

from __future__ import annotations

import copy
import json
from typing import Any

from fuzz.hostile import HOSTILE, SENTENCE, broken, tries
from hypothesis import example, given
from hypothesis import strategies as st

from jupyter_visdom.core.digest import digest
from jupyter_visdom.core.frames import encode
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.reader import Reader
from jupyter_visdom.core.replica import Outcome, Replica
from jupyter_visdom.core.store import Store

Wired = tuple[Any, bytes | None]

PLOT = {
    "type": "plot",
    "title": "t",
    "content": {"data": [{"x": [0.5] * 9, "y": [*range(9)], "text": ["a"] * 9}], "z": [[0.5] * 3] * 4},
}
TEXT = {"type": "text", "title": "", "content": "-" * 1100}


def put(store: Store, win: str, json: dict[str, Any]) -> None:
    cursor = store.next_cursor()
    pane = Pane.of({**json, "version": cursor, "contentID": "c"}, cursor, store.pane("main", win), store.read)
    store.put("main", win, pane)


def wired(reader: Reader, budget: int = 1 << 20) -> list[Wired]:
    frames = [encode(frame) for frame in iter(lambda: reader.frame_to_send(budget), None)]
    return [(json.loads(json.dumps(data)), blob or None) for data, blob in frames]


def stream() -> tuple[Store, list[Wired]]:
    """Return a store, and the frames that lead to it: windows made, cut in pieces, grown, closed."""
    store = Store("e")
    reader = Reader(store, acknowledged=False)
    store.put_env("main", reload={"a": {"x": 1}})
    put(store, "a", PLOT)
    frames = wired(reader)
    put(store, "b", TEXT)
    frames += wired(reader, 300)
    more = copy.deepcopy(PLOT)
    more["content"]["data"][0]["y"] += [9, 10]
    put(store, "a", more)
    store.put_env("other")
    store.close("main", ["b"])
    return store, frames + wired(reader)


STORE, FRAMES = stream()
STATES = st.integers(0, len(FRAMES))
"""After how many of the frames something else comes."""

UNTOUCHED = ("refused", "gap", "repeat", "retired")
"""Outcomes after which all is as it would be without that frame; others may have brought wrong data in right form."""


def replica_after(count: int) -> Replica:
    replica = Replica()
    for data, blob in FRAMES[:count]:
        assert replica.receive(data, blob).kind in ("applied", "building")
    return replica


def take(replica: Replica, data: Any, blob: bytes | None) -> Outcome:
    """Give a replica a frame that may be wrong, and check all that must hold whatever it is."""
    before = digest(replica.store)
    outcome = replica.receive(data, blob)
    if outcome.kind != "applied":
        assert digest(replica.store) == before
    if outcome.kind == "refused":
        assert outcome.error and len(outcome.error) < SENTENCE
    check_held(replica)
    return outcome


def check_held(replica: Replica) -> None:
    """What a replica holds can be hashed, written, and sent to another one, which takes it."""
    page, held = Replica(), replica.store.snapshot()
    if held.epoch:
        for data, blob in wired(Reader(held, acknowledged=False), 400):
            outcome = page.receive(data, blob)
            assert outcome.kind in ("applied", "building"), outcome
        assert digest(page.store) == digest(replica.store)
        json.dumps([pane.to_json() for _, pane in held.panes()])


def recover(replica: Replica) -> None:
    """The next beat, and what the replica then asks for, brings it to the store."""
    for message in replica.receive_beat("e", STORE.cursor).send:
        reader = Reader(STORE, acknowledged=False)
        reader.receive_resync(message["epoch"], message["cursor"])
        for data, blob in wired(reader):
            replica.receive(data, blob)
    assert digest(replica.store) == digest(STORE)


@tries(150)
@given(
    STATES, HOSTILE | st.fixed_dictionaries({"v": st.just(1), "events": HOSTILE}), st.none() | st.binary(max_size=40)
)
def test_what_is_no_frame_is_refused(count: int, data: Any, blob: bytes | None) -> None:
    replica = replica_after(count)
    assert take(replica, data if isinstance(data, dict) else {"v": 1, "events": data}, blob).kind == "refused"


@tries(500)
@given(st.integers(0, len(FRAMES) - 1), st.data())
def test_a_wrong_frame_leaves_a_replica_whole(index: int, data: st.DataObject) -> None:
    message, blob = FRAMES[index]
    replica = replica_after(index)
    if take(replica, data.draw(broken(st.just(message))), blob).kind in UNTOUCHED:
        recover(replica)


@tries(300)
@given(st.integers(0, len(FRAMES) - 1), st.data())
def test_a_wrong_blob_leaves_a_replica_whole(index: int, data: st.DataObject) -> None:
    message, blob = FRAMES[index]
    bad = bytearray(blob or b"")
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, max(len(bad) - 1, 0)))
        bad[at : at + data.draw(st.integers(0, 1))] = data.draw(st.binary(max_size=2))
    replica = replica_after(index)
    if take(replica, message, bytes(bad)).kind in UNTOUCHED:
        recover(replica)


SKELETON = {
    "json": {"type": "plot", "content": {"data": [{"y": None, "text": None}], "z": None}},
    "columns": [
        [1, "float", ["content", "data", 0, "y"], None],
        [2, "json", ["content", "data", 0, "text"], None],
        [3, "int", ["content", "z"], 2],
    ],
}
NAN = bytes.fromhex("000000000000f87f")
COLUMNS = [NAN + bytes(8), b'1\n"b"\n{"__proto__":1}\nNaN\n\xff\n', NAN * 2]


def pane_frame(skeleton: Any, columns: list[bytes]) -> Wired:
    """Return the frame that brings one window from nothing."""
    text = skeleton if isinstance(skeleton, bytes) else json.dumps(skeleton).encode()
    blobs = [text, *columns]
    slices = [[part, 9, 0, 0, len(blob)] for part, blob in enumerate(blobs)]
    head = {"op": "pane", "at": 9, "env": "main", "win": "w", "version": 1, "content": "c"}
    frame = {"v": 1, "type": "frame", "epoch": "f", "from": 0, "to": 9, "sweep": 1, "index": 0}
    return {**frame, "events": [{**head, "parts": slices}]}, b"".join(blobs)


@tries(500)
@given(broken(st.just(SKELETON)), st.lists(st.binary(max_size=24), min_size=3, max_size=3) | st.just(COLUMNS))
@example(SKELETON, COLUMNS)
@example(json.dumps(SKELETON).encode("utf-16"), COLUMNS)
@example(b'{"json":{"a":NaN},"columns":[]}', [])
@example(b'\xef\xbb\xbf{"json":{},"columns":[]}', [])
def test_a_pane_of_any_bytes_is_held_or_refused(skeleton: Any, columns: list[bytes]) -> None:
    replica = Replica()
    outcome = take(replica, *pane_frame(skeleton, columns))
    assert outcome.kind in ("applied", "refused", "gap")
