"""Any sequence of calls leaves the same windows in a real server and in ours."""

import os

from hypothesis import HealthCheck, given, settings
from workspace.generated import SEQUENCES

DEEP = os.environ.get("JUPYTER_VISDOM_DEEP") == "1"


@settings(
    max_examples=2000 if DEEP else 100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(SEQUENCES)
def test_sequences(pair, sequence):
    """After each call: the same answer, and the same windows in all envs."""
    pair.begin()
    for call in sequence:
        pair.call(call)
