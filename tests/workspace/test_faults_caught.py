"""The differential test notices what is wrong: each fault put into a copy of the workspace fails a scenario.

The real server is asked once; each copy is held beside what it said.
"""

import os
from contextlib import closing

import pytest
from workspace.calls import recorded
from workspace.faults import FAULTS, faulty
from workspace.pair import Differs, Pair, Replayed
from workspace.scenarios import SCENARIOS

DEEP = os.environ.get("JUPYTER_VISDOM_DEEP") == "1"
SAMPLE = (
    "a comment is lost when its window is replaced",
    "499 lines instead of 500",
    "an append in place does not raise the version",
    "a fork shares its columns with its origin",
    "showlegend is forgotten",
)


@pytest.fixture(scope="module")
def heard(real, ours):
    """Each scenario's calls, and what the real server made of them."""

    def listen(calls):
        pair = Pair(real, ours)
        for call in calls:
            pair.call(call)
        return calls, pair.heard

    with closing(ours):
        return [listen(recorded(scenario)) for scenario in SCENARIOS]


@pytest.fixture
def hold(heard, ours):
    """Holds a kind of workspace beside what was heard."""

    def hold(workspace):
        for calls, outcomes in heard:
            pair = Pair(Replayed(outcomes), ours, workspace)
            for call in calls:
                pair.call(call)

    with closing(ours):
        yield hold


@pytest.mark.parametrize("fault", FAULTS)
def test_fits(fault):
    """A fault that no longer fits the source would test nothing: it has to be mended."""
    assert FAULTS[fault].fits()


def test_copy(hold, tmp_path):
    """A copy without a fault passes."""
    with faulty(None, tmp_path) as workspace:
        hold(workspace)


@pytest.mark.parametrize("fault", FAULTS if DEEP else SAMPLE)
def test_caught(hold, tmp_path, fault):
    """A copy with a fault fails."""
    with faulty(FAULTS[fault], tmp_path) as workspace, pytest.raises(Differs):
        hold(workspace)
