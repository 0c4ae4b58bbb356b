"""Hostile input: JSON that nobody asked for, and real messages with one thing wrong.

`JUPYTER_VISDOM_DEEP=1` tries twenty times as much, with other seeds each time.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

DEEP = bool(os.environ.get("JUPYTER_VISDOM_DEEP"))

SENTENCE = 600
"""Most characters in an error: it quotes the beginning of what is wrong, never all of it."""

Path = tuple[str | int, ...]


def tries(count: int) -> Callable[[Any], Any]:
    """Try so many examples, the same ones each time; far more, and others, where there is time."""
    return settings(
        max_examples=count * 20 if DEEP else count,
        derandomize=not DEEP,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


def nested(depth: int, inner: Any = None) -> Any:
    """Return lists and objects in each other, `depth` deep."""
    for level in range(depth):
        inner = [inner] if level % 2 else {"a": inner}
    return inner


NUMBERS = st.sampled_from([0, 1, -1, 2, 7, 8, 2**31, 2**53 - 1, 2**53, 2**63, 2**64, 10**40, -0.0, 0.5, 1.0, 1e308])
NAMES = st.sampled_from(["", "main", "a", "plot", "__proto__", "constructor", "jupyter_visdom", "../..", "x" * 2000])
TEXTS = NAMES | st.sampled_from(["\0", "\ud800", "é\n\r", "<b>", "{}", "[", "NaN"]) | st.text(max_size=8)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS | st.integers()
DEEPS = st.sampled_from([99, 101, 900]).map(nested)

VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=8
)
"""JSON of any shape, as `json.loads` may return it."""

HOSTILE = VALUES | DEEPS


def paths(value: Any, path: Path = ()) -> list[Path]:
    """Return the way to every place in a value that is not too deep."""
    if len(path) > 9 or not isinstance(value, dict | list):
        return [path]
    items = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(found for key, item in items for found in paths(item, (*path, key)))]


@st.composite
def broken(draw: Callable[[Any], Any], values: st.SearchStrategy[Any]) -> Any:
    """Return a value with one to three places in it replaced, removed, doubled or added."""
    value = copy.deepcopy(draw(values))
    for _ in range(draw(st.integers(1, 3))):
        *holders, last = draw(st.sampled_from(paths(value)[1:] or [("",)]))
        holder = value
        for key in holders:
            holder = holder[key]
        _break(draw, holder, last)
    return value


def _break(draw: Callable[[Any], Any], holder: Any, key: Any) -> None:
    how = draw(st.sampled_from(["replace", "replace", "nudge", "remove", "double", "add"]))
    if how == "remove" and holder:
        del holder[key]
    elif how == "nudge" and type(holder.get(key) if isinstance(holder, dict) else holder[key]) is int:
        holder[key] += draw(st.sampled_from([-1, 1, 8, -8]))
    elif how == "double" and isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    elif how == "add" and isinstance(holder, dict):
        holder[draw(TEXTS)] = draw(HOSTILE)
    else:
        holder[key] = draw(HOSTILE)
