"""Scores become places: exact, in any order, and never by a score that does not count."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.scoring import (
    Combining,
    Criterion,
    Entry,
    Outcome,
    Sheet,
    TieRule,
    combined,
    is_quorum,
    outside_scale,
    ranking,
)

CRITERIA = (Criterion("need", 3, 10), Criterion("plan", 2, 5))
START = datetime(2026, 5, 4, tzinfo=UTC)
POINTS = st.fixed_dictionaries({"need": st.integers(0, 10), "plan": st.integers(0, 5)})


@st.composite
def contests(draw):
    applications, members = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    entries = [
        Entry(number, draw(st.integers(1, 3)), START + timedelta(seconds=draw(st.integers(0, 2))))
        for number in range(applications)
    ]
    sheets = [Sheet(member, entry.application, draw(POINTS)) for member in range(members) for entry in entries]
    conflicts = {(sheet.member, sheet.application) for sheet in sheets if draw(st.integers(0, 4)) == 0}
    return entries, sheets, conflicts


HOW = st.sampled_from(Combining)
TIES = st.sampled_from(TieRule)


@settings(max_examples=60)
@given(contest=contests(), how=HOW, rule=TIES, seed=st.integers(0, 99))
def test_order_of_what_is_given_does_not_matter(contest, how, rule, seed):
    entries, sheets, conflicts = contest
    first = ranking(entries, sheets, CRITERIA, conflicts=conflicts, how=how, tie_rule=rule, awards=2)
    dice = Random(seed)
    dice.shuffle(entries := list(entries))
    dice.shuffle(sheets := list(sheets))

    assert ranking(entries, sheets, CRITERIA, conflicts=conflicts, how=how, tie_rule=rule, awards=2) == first


@settings(max_examples=60)
@given(contest=contests(), how=HOW, wild=POINTS)
def test_a_score_in_conflict_never_counts(contest, how, wild):
    entries, sheets, conflicts = contest
    first = ranking(entries, sheets, CRITERIA, conflicts=conflicts, how=how)

    changed = [
        Sheet(one.member, one.application, wild) if (one.member, one.application) in conflicts else one
        for one in sheets
    ]

    assert ranking(entries, changed, CRITERIA, conflicts=conflicts, how=how) == first


@settings(max_examples=60)
@given(contest=contests(), how=HOW, chosen=st.integers(0, 29))
def test_more_points_never_lower_a_total_or_a_place(contest, how, chosen):
    entries, sheets, conflicts = contest
    chosen %= len(sheets)
    before = {one.application: one for one in ranking(entries, sheets, CRITERIA, conflicts=conflicts, how=how)}
    raised = sheets[chosen]
    better = Sheet(raised.member, raised.application, {"need": 10, "plan": 5})

    sheets = [*sheets[:chosen], better, *sheets[chosen + 1 :]]
    after = {one.application: one for one in ranking(entries, sheets, CRITERIA, conflicts=conflicts, how=how)}

    assert after[raised.application].total >= before[raised.application].total
    assert after[raised.application].place <= before[raised.application].place


@settings(max_examples=60)
@given(contest=contests(), how=HOW)
def test_totals_are_exact_fractions_within_the_scale(contest, how):
    entries, sheets, conflicts = contest

    for one in ranking(entries, sheets, CRITERIA, conflicts=conflicts, how=how):
        assert isinstance(one.total, Fraction)
        assert 0 <= one.total <= 100
        assert one.total == (one.by_criterion["need"] / 10 * 3 + one.by_criterion["plan"] / 5 * 2) * 100 / 5


@settings(max_examples=60)
@given(contest=contests(), awards=st.integers(1, 5), least=st.integers(0, 100))
def test_nobody_below_the_least_total_and_no_more_than_the_awards(contest, awards, least):
    entries, sheets, conflicts = contest
    placed = ranking(entries, sheets, CRITERIA, conflicts=conflicts, awards=awards, least_total=least)

    won = [one for one in placed if one.outcome == Outcome.AWARDED]
    assert len(won) <= awards
    assert all(one.total >= least for one in won)
    assert [one.place for one in placed] == list(range(1, len(entries) + 1))


@pytest.mark.parametrize(("rule", "winner"), [(TieRule.CRITERIA, 1), (TieRule.LOWER_SUM, 2), (TieRule.EARLIER, 3)])
def test_equal_totals_go_by_the_published_rule(rule, winner):
    """Need 10 and plan 0 make 60, as need 5 and plan 3.75 would; here 5 + 2 members make it so."""
    entries = [
        Entry(1, 300, START + timedelta(seconds=2)),
        Entry(2, 100, START + timedelta(seconds=1)),
        Entry(3, 200, START),
    ]
    level = {"need": 6, "plan": 3}
    sheets = [Sheet(7, 1, {"need": 8, "plan": 1}), Sheet(8, 1, {"need": 8, "plan": 2})]
    sheets += [Sheet(member, number, level) for member in (7, 8) for number in (2, 3)]

    placed = ranking(entries, sheets, CRITERIA, tie_rule=rule)

    assert len({one.total for one in placed}) == 1
    assert placed[0].application == winner
    assert all(one.broke_tie for one in placed)


def test_mean_and_median_are_exact():
    assert combined([1, 1, 2], Combining.MEAN) == Fraction(4, 3)
    assert combined([1, 9, 2], Combining.MEDIAN) == 2
    assert combined([1, 2, 2, 9], Combining.MEDIAN) == 2
    assert combined([1, 2], Combining.MEDIAN) == Fraction(3, 2)


def test_points_outside_the_scale_are_named():
    assert outside_scale({"need": 10, "plan": 0}, CRITERIA) == []
    assert outside_scale({"need": 11, "plan": -1, "charm": 3}, CRITERIA) == ["need", "plan", "charm"]
    assert outside_scale({"need": 3}, CRITERIA) == ["plan"]


def test_two_thirds_are_a_quorum():
    assert [size for size in range(1, 11) if is_quorum(-(-2 * size // 3), size, (2, 3))] == list(range(1, 11))
    assert not is_quorum(5, 9, (2, 3))
    assert not is_quorum(6, 10, (2, 3))
    assert not is_quorum(0, 0, (2, 3))
