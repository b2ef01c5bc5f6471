"""Every rule between an organisation and money, one by one and in three languages."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from funding.eligibility import (
    SOCIAL_ORDER_ALONE,
    Applicant,
    Asked,
    Failed,
    NoRules,
    Rule,
    failures,
    institutional_share_holds,
    mrp_on,
    next_step,
    rules_named,
    rules_on,
    sentence,
    source_of,
    tenge,
)
from funding.eligibility.decision import EXCLUSIONS
from funding.enums import CallKind
from ngos.directions import DIRECTIONS
from ngos.enums import ExclusionKind

DAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
RULES = rules_on(DAY.date())
WHOLE = Applicant(is_verified=True, level=3, rating_tenths=700)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "mrp.csv"


def asked(kind=CallKind.GRANT_SHORT, **columns):
    defaults = {"required_level": 3, "closes_at": DAY + timedelta(days=1), "min_rating_tenths": None}
    return Asked(RULES.kinds[kind], **{**defaults, **columns})


def failed(applicant, terms=None, at=DAY):
    return [one.rule for one in failures(applicant, terms or asked(), at=at)]


def test_nothing_stands_in_the_way_of_one_that_keeps_every_rule():
    assert failed(WHOLE, asked(min_rating_tenths=700)) == []


@pytest.mark.parametrize("kind", ExclusionKind.values)
def test_every_ground_of_the_law_closes_the_door_alone(kind):
    assert failed(Applicant(is_verified=True, level=4, exclusions=(kind,))) == [kind]


def test_every_failed_rule_is_named_at_once():
    worst = Applicant(
        is_verified=False,
        rating_tenths=512,
        exclusions=tuple(ExclusionKind.values),
        gates=("safety_case", "newer_gate", "suspended", "bankrupt"),
    )

    assert failed(worst, asked(min_rating_tenths=600), at=DAY + timedelta(days=1)) == [
        Rule.NOT_VERIFIED,
        Rule.LEVEL_TOO_LOW,
        Rule.RATING_TOO_LOW,
        Rule.SAFETY_CASE,
        Rule.GATE_CLOSED,
        Rule.TOO_LATE,
        *ExclusionKind.values,
    ]


def test_the_register_and_the_rules_spell_the_grounds_alike():
    assert set(ExclusionKind.values) == EXCLUSIONS


def test_a_missing_rating_fails_only_where_one_is_asked():
    unrated = Applicant(is_verified=True, level=3)

    assert failed(unrated) == []
    assert failed(unrated, asked(min_rating_tenths=1)) == [Rule.NOT_RATED]


def test_one_second_before_the_deadline_is_early_and_the_deadline_itself_is_late():
    closes_at = DAY + timedelta(days=1)

    assert failed(WHOLE, at=closes_at - timedelta(seconds=1)) == []
    assert failed(WHOLE, at=closes_at) == [Rule.TOO_LATE]
    assert failed(WHOLE, at=closes_at + timedelta(seconds=1)) == [Rule.TOO_LATE]


def test_a_prize_is_won_again_only_after_three_years():
    won = Applicant(is_verified=True, level=3, prize_on=date(2024, 2, 29))
    prize = asked(CallKind.PRIZE, closes_at=datetime(2028, 1, 1, tzinfo=UTC))

    assert failed(won, prize, at=datetime(2027, 2, 28, 23, tzinfo=UTC)) == [Rule.PRIZE_REPEATED]
    assert failed(won, prize, at=datetime(2027, 3, 1, tzinfo=UTC)) == []
    assert failed(won, at=DAY) == []


@pytest.mark.parametrize("rule", list(Rule))
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_rule_has_words_without_holes(rule, language):
    facts = {
        Rule.LEVEL_TOO_LOW: {"wanted_level": 3, "held_level": 0},
        Rule.NOT_RATED: {"wanted_tenths": 600},
        Rule.RATING_TOO_LOW: {"wanted_tenths": 600, "held_tenths": 512},
        Rule.GATE_CLOSED: {"held": "safety_case"},
        Rule.PRIZE_REPEATED: {"until": date(2027, 3, 1)},
        Rule.TOO_LATE: {"until": DAY},
    }
    one = Failed(rule, facts.get(rule, {}))

    for words in (sentence(one, language), next_step(one, language), source_of(rule)):
        assert len(words) > 10
        assert "{" not in words


def test_a_rating_is_told_as_people_write_numbers():
    [low] = failures(Applicant(is_verified=True, level=3, rating_tenths=512), asked(min_rating_tenths=600), at=DAY)

    assert sentence(low, "en") == "The call asks for a rating of at least 60.0; the organisation has 51.2."
    assert "51,2" in sentence(low, "ru")


@pytest.mark.parametrize(
    ("kind", "least", "most", "months"),
    [
        (CallKind.GRANT_SHORT, 500, 3_000, (3, 12)),
        (CallKind.GRANT_MEDIUM, 3_000, 10_000, (12, 24)),
        (CallKind.GRANT_LONG, 10_000, None, (24, 36)),
        (CallKind.PRIZE, 2_000, None, (0, 0)),
    ],
)
def test_limits_are_those_of_the_law(kind, least, most, months):
    limits = RULES.kinds[kind]

    assert (limits.holds_sum(least - 1), limits.holds_sum(least)) == (False, True)
    assert limits.holds_sum(10**6) is (most is None)
    if most:
        assert (limits.holds_sum(most), limits.holds_sum(most + 1)) == (True, False)
    assert [limits.holds_months(month) for month in (months[0] - 1, *months, months[1] + 1)] == [
        False,
        True,
        True,
        False,
    ]


def test_every_kind_has_rules_and_days_before_the_law_have_none():
    assert set(RULES.kinds) == set(CallKind.values)
    assert RULES.quorum == (2, 3)
    with pytest.raises(NoRules):
        rules_on(date(2022, 9, 3))


def test_a_published_call_keeps_the_rules_it_names():
    assert rules_named(RULES.version) is RULES
    with pytest.raises(NoRules):
        rules_named("")


def test_running_costs_are_measured_without_rounding():
    assert institutional_share_holds(100, 1_000, 10)
    assert not institutional_share_holds(101, 1_000, 10)
    assert institutional_share_holds(0, 0, 5)


def test_sums_follow_the_index_of_the_day():
    assert tenge(500, date(2026, 1, 1)) == 2_162_500
    assert (mrp_on(date(2022, 3, 31)), mrp_on(date(2022, 4, 1))) == (3_063, 3_180)


@pytest.mark.skipif(not SHARED.exists(), reason="the table it was taken from is not here")
def test_the_index_is_the_table_it_was_taken_from():
    for row in csv.DictReader(SHARED.read_text(encoding="utf-8").splitlines()):
        assert mrp_on(date(int(row["year"]), 1, 1)) == int(row["mrp_kzt"])


def test_areas_are_those_of_the_law_and_two_are_for_the_social_order_alone():
    assert len(DIRECTIONS) == 18
    assert [code for code in DIRECTIONS if code in SOCIAL_ORDER_ALONE] == ["hardship", "animals"]
