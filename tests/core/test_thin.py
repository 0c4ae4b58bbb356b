"""Thinning against the rule as one would write it down."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_visdom.core.thin import Floats, bin_edges, thin

VALUES = st.one_of(st.integers(-3, 3).map(float), st.sampled_from([np.nan, np.inf, -np.inf]))


def kept_by_hand(y: Floats, edges: list[int]) -> list[int]:
    kept = {edges[0], edges[-1] - 1}
    for start, end in pairwise(edges):
        finite = [i for i in range(start, end) if np.isfinite(y[i])]
        holes = [i for i in range(start, end) if not np.isfinite(y[i])]
        kept |= {min(finite, key=lambda i: y[i]), max(finite, key=lambda i: y[i])} if finite else set()
        kept |= set(holes[:1])
    return sorted(kept)


@given(st.data(), st.lists(VALUES, min_size=1, max_size=50).map(np.array))
def test_thin(data: st.DataObject, y: Floats) -> None:
    """Whatever the edges, empty bins included, each bin keeps its extremes and one hole."""
    edges = sorted(data.draw(st.lists(st.integers(0, len(y)), min_size=2, max_size=12)))
    if edges[0] < edges[-1]:
        assert thin(y, np.array(edges)).tolist() == kept_by_hand(y, edges)


def test_empty() -> None:
    """Of an empty range nothing is kept."""
    assert thin(np.arange(5.0), bin_edges(np.arange(5.0), 3, 3, 4)).tolist() == []


@given(
    st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=80).map(lambda x: np.sort(np.array(x))),
    st.integers(1, 20),
)
def test_bin_edges(x: Floats, bins: int) -> None:
    """Edges go from end to end, ascending, with at most two bins more than asked for."""
    edges = bin_edges(x, 0, len(x), bins)
    assert (edges[0], edges[-1]) == (0, len(x))
    assert (np.diff(edges) >= 0).all()
    assert len(edges) <= bins + 3


@pytest.mark.parametrize("bins", [1, 7, 500])
def test_edges_stay(bins: int) -> None:
    """Edges of a line that grows stay where they were, until the step changes."""
    position = np.arange(2000.0)
    edges = [set(bin_edges(position, 0, end, bins)[1:-1].tolist()) for end in range(1000, 2000)]
    changes = sum(not before <= after for before, after in pairwise(edges))
    assert changes <= 2  # the step is once doubled on the way, by 1.5 and by 4/3


def test_uneven_keeps_sparse_stretch() -> None:
    """Few points on half of the axis are all kept, however many lie on the other half."""
    x = np.concatenate([np.linspace(0, 1, 100_000), np.linspace(1.01, 2, 100)])
    kept = thin(np.sin(1000 * x), bin_edges(x, 0, len(x), 1000))
    assert set(range(100_000, 100_100)) <= set(kept.tolist())
    assert len(kept) < 2500
