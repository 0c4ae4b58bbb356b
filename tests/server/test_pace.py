from __future__ import annotations

import pytest

from jupyter_visdom.core.limits import FRAME_BYTES, FRAME_BYTES_FIRST, FRAME_BYTES_LEAST
from jupyter_visdom.server.limits import ANSWERED_QUICKLY
from jupyter_visdom.server.pace import Pace


def test_the_budget_doubles_up_to_the_limit_while_full_frames_are_acknowledged_quickly():
    pace = Pace()
    seen = [pace.budget]
    for _ in range(6):
        pace.acknowledged(pace.budget, 0.01)
        seen.append(pace.budget)
    assert seen[:3] == [FRAME_BYTES_FIRST, 2 * FRAME_BYTES_FIRST, 4 * FRAME_BYTES_FIRST]
    assert seen[-2:] == [FRAME_BYTES, FRAME_BYTES]


@pytest.mark.parametrize("seconds", [0.01, 60.0])
def test_a_limit_below_every_budget_is_one(seconds: float):
    pace = Pace(1_000)
    assert pace.budget == 1_000
    pace.acknowledged(1_000, seconds)
    assert pace.budget == 1_000


def test_small_frames_say_nothing_about_large_ones():
    pace = Pace()
    for _ in range(20):
        pace.acknowledged(200, 0.01)
        pace.acknowledged(200, 0.3)
    assert pace.budget == FRAME_BYTES_FIRST


def test_a_slow_reader_gets_half_a_seconds_worth_of_its_rate():
    pace = Pace()
    pace.acknowledged(FRAME_BYTES_FIRST, FRAME_BYTES_FIRST / 50_000)
    assert pace.budget == pytest.approx(25_000, abs=1)


def test_a_small_frame_that_took_longer_than_any_should_lowers_the_budget():
    pace = Pace()
    pace.acknowledged(5_000, 1.0)
    assert pace.budget == FRAME_BYTES_LEAST


def test_a_long_round_trip_alone_does_not_keep_the_budget_low():
    """10 Mbit/s and 100 ms: stop-and-wait must come near the rate."""
    pace = Pace()
    for _ in range(8):
        pace.acknowledged(pace.budget, pace.budget / 1.25e6 + 0.1)
    assert pace.budget > 400_000


@pytest.mark.parametrize("seconds", [0.0, ANSWERED_QUICKLY, ANSWERED_QUICKLY * 1.01])
def test_no_answer_more_than_doubles_the_budget(seconds: float):
    pace = Pace()
    pace.acknowledged(FRAME_BYTES_FIRST, seconds)
    assert pace.budget == FRAME_BYTES_FIRST * 2


@pytest.mark.parametrize(("size", "grows"), [(FRAME_BYTES_FIRST // 2 - 1, False), (FRAME_BYTES_FIRST // 2, True)])
def test_a_frame_of_half_its_budget_is_a_measurement(size: int, grows: bool):
    pace = Pace()
    pace.acknowledged(size, 0.01)
    assert (pace.budget > FRAME_BYTES_FIRST) == grows


def test_a_limit_below_the_usual_least_is_obeyed():
    pace = Pace(1000)
    pace.acknowledged(1000, 10.0)
    assert pace.budget == 1000
