"""Normalising gives what Visdom's own encoder and decoder give."""

import datetime
import enum
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from visdom.utils.shared_utils import NanSafeEncoder

from jupyter_visdom.workspace import upstream


class Whole(int):
    pass


class Level(enum.IntEnum):
    LOW = 1


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(
        [2**63, 2**64, -(2**63) - 1, "\ud800", "__proto__", np.float64(0.5), np.float64("nan"), Whole(3), Level.LOW]
    ),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=4),
    ),
)


@given(st.dictionaries(st.text(max_size=3), values, max_size=4))
def test_normalise(message):
    """Whatever the client can encode comes out the same, to the type."""
    expected = json.loads(json.dumps(message, cls=NanSafeEncoder))
    assert repr(upstream.normalise(message)) == repr(expected)


@pytest.mark.parametrize("value", [np.ones(3), {1}, object(), datetime.date(2026, 1, 1), b"a", 1j])
def test_not_plain(value):
    """What the client can't encode is its TypeError."""
    with pytest.raises(TypeError, match="not JSON serializable"):
        upstream.normalise({"a": [value, math.nan]})
