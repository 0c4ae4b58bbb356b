"""Thinning: which points of a long line are enough to draw it.

- A line is cut into *bins* at `edges`, ascending indices: bin k is `[edges[k], edges[k + 1])`.
- Of each bin are kept its least and its greatest finite value and its first value that is none, so that a hole stays a
  hole; of the whole range its first and its last point. Of equals the first is kept.
- Edges lie where the axis has a multiple of a step, not at every so many points: a stretch with few points keeps them,
  and a line that grows keeps its edges, so that its picture stands still.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jupyter_visdom.core.limits import EXACT_INTEGER

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def bin_edges(position: Floats, start: int, end: int, bins: int) -> Indices:
    """Cut a range of points into bins.

    Parameters
    ----------
    position : ndarray of float, shape (n,)
        Where each point lies on its axis, ascending: its x, on a logarithmic axis the logarithm of it, or
        `numpy.arange(n)` for a line without x.
    start, end : int
        The range `[start, end)` of points, within `[0, n]`.
    bins : int
        How many bins, at least 1; there may be up to two more, and some may be empty.

    Returns
    -------
    ndarray of int
        The edges, ascending, from `start` to `end`; `start` alone for an empty range.
    """
    if start >= end:
        return np.array([start], dtype=np.intp)
    within = position[start:end]
    first, last = float(within[0]), float(within[-1])
    step = _step(last - first, bins)
    # Nothing to cut, or positions so close that their multiples can't be counted.
    if step == 0 or max(abs(first), abs(last)) / step >= EXACT_INTEGER:
        return np.array([start, end], dtype=np.intp)
    multiples = np.arange(math.floor(first / step) + 1, math.floor(last / step) + 1)
    inner = start + np.searchsorted(within, multiples * step)
    return np.concatenate(([start], inner, [end])).astype(np.intp)


def _step(span: float, bins: int) -> float:
    """Return the least of 1 and 1.5 times the powers of two that cuts a span into at most so many, or 0."""
    least = span / bins
    if not 0 < least < math.inf:
        return 0.0
    mantissa, exponent = math.frexp(least)
    step = math.ldexp(1.0, exponent - 1 if mantissa == 0.5 else exponent)
    return 0.75 * step if 0.75 * step >= least else step


def thin(y: Floats, edges: Indices) -> Indices:
    """Choose the points of a line that are enough to draw it.

    Parameters
    ----------
    y : ndarray of float, shape (n,)
        The line's values; what is not finite is a hole.
    edges : ndarray of int
        Ascending indices within `[0, n]`; see `bin_edges`.

    Returns
    -------
    ndarray of int
        The indices kept, ascending: at most three for each bin and two more.
    """
    bounds = np.unique(edges)
    start, end = bounds[0], bounds[-1]
    if start == end:
        return np.array([], dtype=np.intp)
    bounds -= start
    values = y[start:end]
    bins = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    finite = np.isfinite(values)
    least = np.minimum.reduceat(np.where(finite, values, np.inf), bounds[:-1])
    greatest = np.maximum.reduceat(np.where(finite, values, -np.inf), bounds[:-1])
    chosen = (values == least[bins]) & finite, (values == greatest[bins]) & finite, ~finite
    ends = np.array([0, end - start - 1])
    kept: Indices = start + np.unique(np.concatenate([ends, *(_first(mask, bins) for mask in chosen)]))
    return kept


def _first(mask: NDArray[np.bool_], bins: Indices) -> Indices:
    """Return the first index of each bin where `mask` holds."""
    found = np.flatnonzero(mask)
    return found[np.diff(bins[found], prepend=-1) > 0]
