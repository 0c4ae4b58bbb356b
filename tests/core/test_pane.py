"""Panes: a skeleton and its columns."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_visdom.core.columns import encode_json
from jupyter_visdom.core.limits import COLUMN_ITEMS, JSON_DEPTH, TEXT_CHARS
from jupyter_visdom.core.pane import Pane, Skeleton, refuse_forbidden_keys
from jupyter_visdom.core.part import Part


def line(*points: float, **fields: Any) -> dict[str, Any]:
    return {"content": {"data": [{"x": list(points)}]}, "version": 1, "contentID": "c", **fields}


def kinds(pane: Pane) -> list[tuple[str, int | None]]:
    return [(column.kind, column.width) for column in pane.skeleton.columns.values()]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([0.5] * (COLUMN_ITEMS - 1), []),
        ([0.5] * COLUMN_ITEMS, [("float", None)]),
        (["a"] * COLUMN_ITEMS, [("json", None)]),
        ([[1, 2]] * (COLUMN_ITEMS // 2), [("int", 2)]),
        ([[1, 2]] * (COLUMN_ITEMS // 2 - 1), []),
        ([[1, 2], [3]] * COLUMN_ITEMS, []),
        ([[]] * COLUMN_ITEMS, []),
        ([{"a": 1}] * COLUMN_ITEMS, []),
        ([["a", "b"]] * COLUMN_ITEMS, []),
        ("t" * (TEXT_CHARS - 1), []),
        ("t" * TEXT_CHARS, [("text", None)]),
        ([], []),
        ("", []),
    ],
)
def test_what_becomes_a_column(value: Any, expected: list[tuple[str, int | None]]) -> None:
    """Lists and strings that are long enough become columns, and all comes back."""
    pane = Pane.of({"content": value, "version": 1, "contentID": ""}, 1)
    assert kinds(pane) == expected
    assert pane.to_json()["content"] == value


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=12)
        | st.dictionaries(st.text(max_size=3), inner, max_size=4)
        | st.lists(st.lists(st.integers(-5, 5) | st.floats(-1, 1), min_size=2, max_size=2), min_size=3, max_size=9)
    ),
    max_leaves=40,
)


@settings(deadline=None, derandomize=True)
@given(st.dictionaries(st.text(max_size=3), JSON, max_size=5))
def test_the_decomposition_is_invisible(fields: dict[str, Any]) -> None:
    """`to_json` returns what went in, and so does a pane read from the parts of another."""
    json = {**fields, "version": 1, "contentID": ""}
    pane = Pane.of(json, 1)
    assert pane.to_json() == json
    skeleton = Skeleton.from_part(Part.new(pane.skeleton.part.read(), 1))
    assert Pane(1, 1, "", skeleton, pane.parts).to_json() == json


def test_version_and_id_are_not_in_the_skeleton() -> None:
    """What is in every event costs no skeleton."""
    one, two = (
        Pane.of(line(1, version=1), 1),
        Pane.of(line(1, version=2, contentID="d"), 2, Pane.of(line(1, version=1), 1)),
    )
    assert one.skeleton.part.read() == two.skeleton.part.read()
    assert (two.version, two.content_id, two.skeleton.cursor) == (2, "d", 1)


def test_growth_keeps_the_generation() -> None:
    """A change made the long way costs what grew."""
    before = Pane.of(line(*range(10)), 1)
    after = Pane.of(line(*range(12)), 2, before, 1)
    assert after.skeleton is before.skeleton
    assert (after.parts[1].generation, after.parts[1].end_at(1), after.parts[1].end) == (1, 80, 96)


def test_equal_column_keeps_its_part() -> None:
    """What is equal is not sent."""
    before = Pane.of(line(*range(10)), 1)
    after = Pane.of(line(*range(10), title="new"), 2, before, 1)
    assert after.parts[1] is before.parts[1]
    assert after.skeleton.cursor == 2


def test_rewritten_column_is_another_part() -> None:
    """A column written anew never takes the number of a part that the pane before had."""
    before = Pane.of(line(*range(10)), 1)
    after = Pane.of(line(*range(1, 10)), 2, before, 1)
    assert {number: part.generation for number, part in after.parts.items()} == {2: 2}


def test_other_kind_is_another_part() -> None:
    """Floats do not continue integers, though the bytes would."""
    before = Pane.of(line(*range(10)), 1)
    after = Pane.of(line(*range(10), 0.5), 2, before, 1)
    assert list(after.parts) == [2]


def test_the_pane_before_is_unchanged() -> None:
    """A pane is immutable."""
    before = Pane.of(line(*range(10)), 1)
    Pane.of(line(*range(20)), 2, before, 1)
    assert before.to_json() == line(*range(10))


def test_to_json_is_the_callers() -> None:
    """What `to_json` returns may be changed."""
    pane = Pane.of(line(1), 1)
    pane.to_json()["content"]["data"][0]["x"].append(2)
    assert pane.to_json() == line(1)


def test_infinities_are_null() -> None:
    """NaN and infinities are null in a skeleton too, as on the wire."""
    assert Pane.of(line(math.nan, math.inf, -math.inf), 1).to_json() == line(None, None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [{"__proto__": 1}, [{"a": {"__proto__": []}}]])
def test_forbidden_keys(content: Any) -> None:
    """A key that would reach a prototype is refused where the pane is made."""
    with pytest.raises(ValueError, match="__proto__"):
        Pane.of({"content": content}, 1)


def test_moved() -> None:
    """A pane for another place is equal, and nobody has any of it."""
    pane = Pane.of(line(*range(10)), 1)
    moved = pane.moved(7)
    assert moved.to_json() == pane.to_json()
    assert {part.generation for _, part in moved.all_parts()} == {moved.cursor} == {7}


def test_len() -> None:
    """The length is that of all parts."""
    pane = Pane.of(line(*range(10)), 1)
    assert len(pane) == 80 + len(pane.part(0))


@pytest.mark.parametrize(
    ("skeleton", "reason"),
    [
        ([], "'json' must be an object"),
        ({"columns": []}, "'json' must be an object"),
        ({"json": {}}, "'columns' must be a list"),
        ({"json": {}, "columns": 1}, "'columns' must be a list"),
        ({"json": {"x": None}, "columns": [[1, "float", ["x"]]]}, "must hold"),
        ({"json": {"x": None}, "columns": [[0, "float", ["x"], None]]}, "must hold"),
        ({"json": {"x": None}, "columns": [[1, "double", ["x"], None]]}, "must hold"),
        ({"json": {"x": None}, "columns": [[1, "float", [], None]]}, "must hold"),
        ({"json": {"x": None}, "columns": [[1, "float", ["y"], None]]}, "names the path"),
        ({"json": {"x": [None]}, "columns": [[1, "float", ["x", -1], None]]}, "names the path"),
        ({"json": {"x": [None]}, "columns": [[1, "float", ["x", False], None]]}, "names the path"),
        ({"json": {"x": "ab"}, "columns": [[1, "float", ["x", 0], None]]}, "names the path"),
        ({"json": {"x": 1}, "columns": [[1, "float", ["x"], None]]}, "names the path"),
        ({"json": {"x": None}, "columns": [[1, "float", [["x"]], None]]}, "names the path"),
        ({"json": {"x": None}, "columns": [[1, "float", ["x"], 0]]}, "width"),
        ({"json": {"x": None}, "columns": [[1, "text", ["x"], 1]]}, "width"),
        ({"json": {"x": {"__proto__": 1}}, "columns": []}, "__proto__"),
    ],
)
def test_wrong_skeleton(skeleton: Any, reason: str) -> None:
    """A skeleton that is wrong is refused, with a word on what is wrong."""
    with pytest.raises(ValueError, match=reason):
        Skeleton.from_part(Part.new(encode_json(skeleton), 1))


def nested(depth: int) -> Any:
    """Return a value that lies so deep."""
    return [nested(depth - 1)] if depth else 0


def test_depth_at_the_limit() -> None:
    """JSON may be nested up to `JSON_DEPTH`, where a pane is made and where it is read."""
    refuse_forbidden_keys(nested(JSON_DEPTH))
    pane = Pane.of({"a": nested(JSON_DEPTH - 1)}, 1)
    assert pane.to_json()["a"] == Skeleton.from_part(pane.skeleton.part).json["a"] == nested(JSON_DEPTH - 1)


def test_depth_over_the_limit() -> None:
    """One level more is refused."""
    with pytest.raises(ValueError, match="deep"):
        refuse_forbidden_keys(nested(JSON_DEPTH + 1))
    with pytest.raises(ValueError, match="deep"):
        Pane.of({"a": nested(JSON_DEPTH)}, 1)
    with pytest.raises(ValueError, match="deep"):
        Skeleton.from_part(Part.new(encode_json({"json": {"a": nested(JSON_DEPTH)}, "columns": []}), 1))
