"""What hours give, in plain arithmetic: whoever cuts, shuffles or splits the work gets the same answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import LANGUAGES
from recognition.enums import AwardCategory
from recognition.merits import (
    Milestone,
    NoMilestones,
    Reason,
    Work,
    active_months,
    best_of,
    hide_nested,
    milestones_of,
    milestones_on,
    next_round,
    open_round,
    progress_in,
    round_with,
    rounds_begun,
    scheme_in,
    schemes_in,
    year_of,
)
from recognition.merits.rounds import all_rounds
from recognition.merits.schemes import all_schemes

STUDENT = scheme_in("student_credit", 2026)
CAUSES = ("ecology", "inclusion", "child_protection", "unheard_of")
DAYS = st.dates(date(2025, 12, 1), date(2027, 1, 31))
PIECES = st.builds(Work, DAYS, st.integers(1, 480), st.sampled_from(CAUSES), st.just("A"))
WORK = st.lists(PIECES, max_size=60)


def ecology(day, minutes):
    return Work(day, minutes, "ecology", "A")


def reached(progress):
    return [line.reached_on for line in progress.awards]


@pytest.mark.parametrize(
    ("minutes", "whole_hours", "given_for", "worth"),
    [
        (0, 0, [], 0),
        (1_199, 19, [], 0),
        (1_200, 20, [20], 2),
        (2_999, 49, [20], 2),
        (3_000, 50, [50], 5),
        (4_199, 69, [50], 5),
        (4_200, 70, [20, 50], 7),
        (60_000, 70, [20, 50], 7),
    ],
)
def test_the_student_scheme_takes_whole_hours_and_no_hour_twice(minutes, whole_hours, given_for, worth):
    work = [ecology(date(2026, 1, 1) + timedelta(days=day), 480) for day in range(minutes // 480)]
    progress = progress_in(STUDENT, [*work, ecology(date(2026, 12, 31), minutes % 480)], 2026)

    assert progress.counted_minutes == whole_hours * 60
    assert ([award.hours for award in progress.best], progress.credits) == (given_for, worth)
    assert sum(award.money_kzt for award in progress.best) == sum(hours * 1_000 for hours in given_for)
    assert progress.is_capped == (whole_hours == 70)


def test_each_award_is_reached_on_the_day_its_last_hour_was_worked():
    work = [ecology(date(2026, 5, day), 600) for day in (1, 2, 3, 4, 5, 6)]
    assert reached(progress_in(STUDENT, work[::-1], 2026)) == [date(2026, 5, 2), date(2026, 5, 5)]
    short = progress_in(STUDENT, [*work[:1], ecology(date(2026, 5, 9), 599)], 2026)
    assert reached(short) == [None, None]
    assert [line.missing_minutes for line in short.awards] == [60, 31 * 60]  # 1199 minutes are 19 whole hours


def test_what_does_not_count_is_named_with_its_reason():
    day = date(2026, 5, 1)
    work = [
        ecology(day, 4_300),
        Work(day, 720, "child_protection"),
        Work(day, 60, "unheard_of"),
    ]
    left = {(one.reason, one.cause): one.minutes for one in progress_in(STUDENT, work, 2026).left_out}
    assert left == {
        (Reason.PARTLY, "child_protection"): 720,
        (Reason.OTHER_DIRECTION, "unheard_of"): 60,
        (Reason.REST, ""): 40,
        (Reason.OVER_CAP, ""): 60,
    }
    early = progress_in(STUDENT, [ecology(date(2019, 8, 31), 60), ecology(date(2019, 9, 1), 60)], 2019)
    assert [(one.reason, one.minutes) for one in early.left_out] == [(Reason.BEFORE, 60)]
    assert early.counted_minutes == 60


def test_a_year_begins_on_its_local_day_and_hours_never_carry_over():
    work = [ecology(date(2026, 12, 31), 1_200), ecology(date(2027, 1, 1), 1_199)]
    assert [progress_in(STUDENT, work, year).counted_minutes for year in (2025, 2026, 2027)] == [0, 1_200, 1_140]
    school_year = replace(STUDENT, year_starts_month=9)
    assert [year_of(school_year, day) for day in (date(2026, 8, 31), date(2026, 9, 1))] == [2025, 2026]
    assert (school_year.first_day(2026), school_year.last_day(2026)) == (date(2026, 9, 1), date(2027, 8, 31))


@settings(max_examples=80)
@given(work=WORK, extra=PIECES, at=st.randoms())
def test_progress_is_monotone_capped_whole_and_foots(work, extra, at):
    progress = progress_in(STUDENT, work, 2026)
    shuffled = list(work)
    at.shuffle(shuffled)

    assert progress_in(STUDENT, shuffled, 2026) == progress
    assert progress.counted_minutes <= STUDENT.cap_hours * 60
    assert progress.counted_minutes % 60 == 0
    assert progress.credits <= STUDENT.cap_credits
    assert sum(award.hours for award in progress.best) * 60 <= progress.counted_minutes
    of_year = sum(piece.minutes for piece in work if piece.day.year == 2026)
    assert progress.counted_minutes + sum(one.minutes for one in progress.left_out) == of_year

    more = progress_in(STUDENT, [*work, extra], 2026)
    assert more.counted_minutes >= progress.counted_minutes
    assert more.credits >= progress.credits
    for before, after in zip(progress.awards, more.awards, strict=True):
        assert before.reached_on is None or after.reached_on <= before.reached_on


@settings(max_examples=60)
@given(work=WORK.filter(bool), cut=st.integers(1, 479))
def test_progress_and_milestones_do_not_see_how_a_day_is_cut(work, cut):
    cut_up = []
    for piece in work:
        first = min(cut, piece.minutes - 1)
        cut_up += [piece._replace(minutes=part) for part in (first, piece.minutes - first) if part]
    assert progress_in(STUDENT, cut_up, 2026) == progress_in(STUDENT, work, 2026)
    assert milestones_of(cut_up, (1, 10, 50)) == milestones_of(work, (1, 10, 50))
    assert active_months(cut_up) == active_months(work)


@settings(max_examples=60)
@given(work=WORK, extra=PIECES)
def test_milestones_and_months_only_grow_with_work(work, extra):
    hours = (1, 10, 50, 100)
    before, after = milestones_of(work, hours), milestones_of([*work, extra], hours)
    for old, new in zip(before, after, strict=True):
        assert new.missing_minutes <= old.missing_minutes
        assert old.reached_on is None or new.reached_on <= old.reached_on
    grown = active_months([*work, extra])
    assert all(months <= grown[year] for year, months in active_months(work).items())


def test_milestones_are_reached_on_the_day_and_say_what_is_missing():
    work = [ecology(date(2026, 5, 2), 300), ecology(date(2026, 5, 1), 300), ecology(date(2026, 6, 1), 2_399)]
    assert milestones_of(work, milestones_on(date(2026, 6, 1))) == [
        Milestone(10, date(2026, 5, 2), 0),
        Milestone(50, None, 1),
        Milestone(100, None, 3_001),
        Milestone(250, None, 12_001),
    ]
    assert active_months(work) == {2026: frozenset({5, 6})}
    with pytest.raises(NoMilestones):
        milestones_on(date(2000, 1, 1))


def test_the_best_awards_stay_below_the_cap_of_credits():
    strict = replace(STUDENT, cap_credits=5)
    assert [award.hours for award in best_of(strict, 4_200)] == [50]
    assert best_of(replace(STUDENT, cap_hours=19), 9_999) == ()


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([12, 6], [12, 6]),
        ([12, 4], [12, None]),
        ([12, 10], [12, None]),  # two people would be told apart
        ([4, 0], [None, 0]),
        ([9, 9], [9, 9]),
        ([20, 18, 15], [20, None, 15]),
        ([0, 0], [0, 0]),
    ],
)
def test_small_numbers_are_hidden_also_between_two_others(counts, shown):
    assert hide_nested(counts) == shown


def test_the_data_are_whole():
    for scheme in all_schemes():
        for texts in (scheme.names, scheme.who, scheme.directions, scheme.gives):
            assert set(texts) == set(LANGUAGES)
            assert all(texts.values())
        assert not set(scheme.causes) & set(scheme.partly)
        assert scheme.since <= scheme.valid_from
        assert [award.hours for award in scheme.awards] == sorted({award.hours for award in scheme.awards})
    assert scheme_in("student_credit", 2018) is None
    assert schemes_in(2018) == []
    for one in all_rounds():
        assert set(one.names) == set(LANGUAGES)
        assert set(one.categories) <= set(AwardCategory.values)
        assert one.opens_on < one.closes_on
    assert all(one.closes_on < other.opens_on for one, other in zip(all_rounds(), all_rounds()[1:], strict=False))


def test_rounds_open_and_close_on_their_days():
    first = round_with("volunteer_of_the_year-2026")
    assert [first.is_open(day) for day in (date(2025, 12, 5), first.opens_on, first.closes_on)] == [False, True, True]
    assert open_round(date(2026, 12, 1)) is None
    assert next_round(date(2026, 12, 1)).code == "volunteer_of_the_year-2027"
    assert [one.code[-4:] for one in rounds_begun(date(2026, 12, 6))] == ["2027", "2026"]
    assert round_with("nothing") is None
