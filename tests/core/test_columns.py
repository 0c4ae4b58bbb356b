"""Columns: lists as bytes, and back."""

import math
from typing import Any

import pytest

from jupyter_visdom.core.columns import (
    Column,
    check_length,
    decode_items,
    decode_json,
    encode_items,
    encode_json,
    encode_text,
    kind_of,
)
from jupyter_visdom.core.limits import EXACT_INTEGER

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("items", "kind"),
    [
        ([0], "int"),
        ([EXACT_INTEGER, -EXACT_INTEGER], "int"),
        ([EXACT_INTEGER + 1], "json"),
        ([-EXACT_INTEGER - 1, 0.5], "json"),
        ([EXACT_INTEGER, 0.5], "float"),
        ([0.5, None, 1], "float"),
        ([1, None], "json"),
        ([None], "json"),
        ([True, 1], "json"),
        (["a", 1, None, 0.5, False], "json"),
        ([[]], None),
        ([{}, 1], None),
    ],
)
def test_kind_of(items: list[Any], kind: str | None) -> None:
    """A kind holds its items exactly; lists and objects have none."""
    assert kind_of(items) == kind


@pytest.mark.parametrize(
    ("kind", "items", "back"),
    [
        ("int", [0, -1, EXACT_INTEGER], [0, -1, EXACT_INTEGER]),
        ("float", [0.5, 1, 1e-300], [0.5, 1.0, 1e-300]),
        ("float", [None, NAN, INF, -INF], [None] * 4),
        ("json", ["a\n", None, True, 1e21, "é"], ["a\n", None, True, 1e21, "é"]),
        ("json", [NAN, INF], [None, None]),
        ("json", [2**70, "\ud800"], [float(2**70), "\ud800"]),
        ("int", [], []),
        ("json", [], []),
    ],
)
def test_items_come_back(kind: str, items: list[Any], back: list[Any]) -> None:
    """Items come back as they were, whole numbers as such; NaN and infinities as null."""
    assert repr(decode_items(Column(1, kind, ("x",), None), encode_items(kind, items))) == repr(back)


def test_bytes_that_are_no_whole_numbers() -> None:
    """A column that calls itself `int` and holds what no exact whole number is, is read as it is."""
    numbers = encode_items("float", [1.0, 1e300, None])
    assert decode_items(Column(1, "int", ("x",), None), numbers) == [1.0, 1e300, None]


def test_bytes_that_stand_for_nothing_are_null() -> None:
    """What a column holds is looked at when it is drawn: a line that is no JSON, or no scalar, spoils no other."""
    lines = b'1\n[2]\n{"__proto__":1}\nNaN\n\xff\n"b"\n'
    assert decode_items(Column(1, "json", ("x",), None), lines) == [1, None, None, None, None, "b"]


def test_width() -> None:
    """A width makes rows of the numbers."""
    assert decode_items(Column(1, "int", ("z",), 2), encode_items("int", [1, 2, 3, 4])) == [[1, 2], [3, 4]]


def test_text() -> None:
    """A text is UTF-8, and a lone surrogate becomes U+FFFD."""
    assert decode_items(Column(1, "text", ("t",), None), encode_text("é\U0001f600\ud800")) == "é\U0001f600\ufffd"


@pytest.mark.parametrize(
    ("kind", "width", "size"),
    [("float", None, 8), ("int", 3, 48), ("float", 3, 0), ("text", None, 7), ("json", None, 1)],
)
def test_length(kind: str, width: int | None, size: int) -> None:
    """A column of numbers has whole rows; others may have any length."""
    check_length(Column(1, kind, ("x",), width), size)


@pytest.mark.parametrize(("width", "size"), [(None, 7), (None, 9), (3, 8), (3, 25)])
def test_wrong_length(width: int | None, size: int) -> None:
    """A torn number or row is refused."""
    with pytest.raises(ValueError, match="whole rows"):
        check_length(Column(1, "float", ("x",), width), size)


@pytest.mark.parametrize("value", [{"a": [1, None]}, 2**80, "\udc00", 1e400 / 1e400])
def test_json(value: Any) -> None:
    """Everything that Python takes for JSON comes back, NaN as null."""
    back = decode_json(encode_json(value))
    assert back == (None if value != value else value)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000])
def test_wrong_json(data: bytes) -> None:
    """What is no JSON, or too deep, is a ValueError."""
    with pytest.raises(ValueError):
        decode_json(data)
