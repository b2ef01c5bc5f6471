from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from events.enums import ScanMark
from events.queries.gate.clocks import when_was

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def test_a_right_clock_is_believed():
    moment = when_was(NOON, received_at=NOON + SECOND, sent_at=NOON)

    assert (moment.happened_at, moment.marks, moment.is_possible) == (NOON, ScanMark(0), True)


@pytest.mark.parametrize("wrong", [20 * MINUTE, -20 * MINUTE, timedelta(days=900)])
def test_a_clock_that_is_wrong_is_set_right_by_what_the_phone_measured(wrong):
    moment = when_was(NOON - wrong, received_at=NOON + HOUR, offset=wrong, was_offline=True)

    assert moment.happened_at == NOON
    assert moment.marks == ScanMark.CLOCK_CORRECTED | ScanMark.LATE
    assert moment.offset_seconds == wrong.total_seconds()


def test_without_a_measure_the_moment_of_sending_tells_how_wrong_the_clock_is():
    moment = when_was(NOON - 20 * MINUTE, received_at=NOON + HOUR, sent_at=NOON + HOUR - 20 * MINUTE)

    assert (moment.happened_at, ScanMark.CLOCK_CORRECTED in moment.marks) == (NOON, True)


def test_a_little_in_the_future_is_now_and_more_is_impossible():
    near, far = (when_was(NOON + ahead, received_at=NOON) for ahead in (60 * SECOND, 20 * MINUTE))

    assert (near.happened_at, near.marks, near.is_possible) == (NOON, ScanMark.CLAMPED, True)
    assert (far.happened_at, far.is_possible) == (NOON, False)


def test_a_clock_that_was_set_between_measuring_and_sending_is_marked():
    moment = when_was(NOON, received_at=NOON + HOUR, sent_at=NOON + 2 * HOUR, offset=timedelta())

    assert ScanMark.CLOCK_DOUBTFUL in moment.marks


@pytest.mark.parametrize("year", [1970, 2025, 2999])
def test_other_years_are_impossible(year):
    assert not when_was(NOON.replace(year=year), received_at=NOON, sent_at=NOON).is_possible


def test_an_offset_beyond_all_dates_is_impossible_and_breaks_nothing():
    assert not when_was(NOON, received_at=NOON, offset=timedelta(days=999_999_999)).is_possible


def test_clocks_up_to_ninety_seconds_wrong_move_no_scan_by_more_and_lose_none(figure):
    chance, accepted, tried = Random(90), 0, 5_000
    for _ in range(tried):
        skew = timedelta(seconds=chance.uniform(-90, 90))
        moment = when_was(NOON + skew, received_at=NOON + SECOND, sent_at=NOON + SECOND + skew)
        accepted += moment.is_possible and abs(moment.happened_at - NOON) <= 90 * SECOND

    figure("clocks up to 90 s wrong", scans=tried, accepted=accepted)
    assert accepted >= tried * 0.999
