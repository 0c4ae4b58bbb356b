"""The digest: one hash over the canonical form of all envs."""

import hashlib
import math
import struct
from typing import Any

import pytest

from jupyter_visdom.core.digest import digest, digest_json
from jupyter_visdom.core.pane import Pane
from jupyter_visdom.core.store import Store


def sha(*pieces: bytes) -> str:
    return hashlib.sha256(b"".join(pieces)).hexdigest()


def double(number: float) -> bytes:
    return b"d" + struct.pack(">d", number)


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        (None, bytes.fromhex("647ff8000000000000")),
        (True, b"t"),
        (False, b"f"),
        (1, double(1)),
        (-0.0, double(0)),
        (10**400, double(math.inf)),
        (-(10**400), double(-math.inf)),
        ("é", b"s\0\0\0\2\xc3\xa9"),
        ("\ud800", b"s\0\0\0\3\xef\xbf\xbd"),
        ([], b"l\0\0\0\0"),
        ([None, [1]], b"l\0\0\0\2" + bytes.fromhex("647ff8000000000000") + b"l\0\0\0\1" + double(1)),
        ({}, b"m\0\0\0\0"),
        ({"b": True, "a": False}, b"m\0\0\0\2s\0\0\0\1afs\0\0\0\1bt"),
        ({"\uffff": True, "\U0001f600": False}, b"m\0\0\0\2s\0\0\0\3\xef\xbf\xbfts\0\0\0\4\xf0\x9f\x98\x80f"),
    ],
)
def test_canonical_bytes(value: Any, canonical: bytes) -> None:
    """Each value has the bytes that the protocol says; keys are sorted by their UTF-8 bytes."""
    assert digest_json(value) == sha(canonical)


CONTENTS = {
    "float": [0.5, None, -0.0, math.nan, 1e300, 2, 3, 4],
    "int": list(range(20)),
    "rows": [[1.5, None], [3, 4], [5, 6], [-0.0, 8]],
    "json": ["a", None, True, 0.5, 1, "é", "b", "c"],
    "text": "é" * 2000,
    "short": [-0.0, None, math.nan, math.inf],
}


@pytest.mark.parametrize("name", CONTENTS)
def test_parts_do_not_matter(name: str) -> None:
    """A column counts as what it stands for."""
    json = {"content": CONTENTS[name], "version": 1, "contentID": "c"}
    store = Store("e1")
    store.put("main", "w", Pane.of(json, store.next_cursor()))
    plain = store.pane("main", "w").to_json()  # type: ignore[union-attr]
    assert digest(store) == digest_json({"main": {"jsons": {"w": plain}, "reload": {}}})


def test_store() -> None:
    """Envs, windows and layouts count, and their order does not."""
    one, two = Store("e1"), Store("e2")
    for store, order in ((one, "ab"), (two, "ba")):
        for win in order:
            store.put(f"env {win}", win, Pane.of({"content": win}, store.next_cursor()))
        store.put_env("env a", reload={"x": 1})
    assert digest(one) == digest(two)
    two.put_env("env a", reload={"x": 2})
    assert digest(one) != digest(two)


def test_empty_store() -> None:
    """An empty store has the digest of an empty object."""
    assert digest(Store("")) == digest_json({})
