"""The arithmetic of ratings: what must be true of every method and every organisation."""

import dataclasses
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngos.rating import (
    Count,
    Fact,
    Inputs,
    InputsUnreadable,
    Kind,
    MethodChanged,
    Voice,
    content,
    current_method,
    in_steps,
    known_versions,
    method_of,
    method_text,
    next_steps,
    points_of,
    rate,
    read_method,
    returned,
)
from ngos.rating.method import DATA
from ngos.rating.published import line_of, record_of
from ngos.rating.steps import with_added

TODAY = date(2026, 11, 28)
METHOD = method_of("2026-1")
CODES = list(METHOD.indicators)
EXAMPLES = settings(max_examples=60, deadline=None)


@st.composite
def counts(draw, code: str) -> Count:
    indicator = METHOD.indicators[code]
    if indicator.kind is Kind.EXACT:
        return Count(draw(st.integers(0, indicator.of)))
    if indicator.kind is Kind.AMOUNT:
        return Count(draw(st.integers(0, 10**7)))
    cases = draw(st.one_of(st.integers(0, 12), st.integers(0, 10**5)))
    return Count(draw(st.integers(0, cases)), cases)


@st.composite
def organisations(draw) -> Inputs:
    named = {code: draw(counts(code)) for code in CODES}
    gates = draw(st.frozensets(st.sampled_from(METHOD.gates), max_size=2))
    return Inputs("200440000017", named, gates)


@given(organisations(), st.sampled_from(CODES), st.integers(1, 1000))
@EXAMPLES
def test_more_successes_never_lower_the_points(inputs, code, more):
    indicator = METHOD.indicators[code]
    cases = more if indicator.kind is Kind.SHARE else 0

    raised = with_added(inputs, {code: (more, cases)}, METHOD)

    assert rate(raised, METHOD).tenths >= rate(inputs, METHOD).tenths


@given(organisations(), st.sampled_from([code for code in CODES if METHOD.indicators[code].kind is Kind.SHARE]))
@EXAMPLES
def test_a_failure_turned_into_a_success_never_lowers_and_a_new_failure_never_raises(inputs, code):
    count = inputs.count(code)
    worse = dataclasses.replace(inputs, counts={**inputs.counts, code: Count(count.successes, count.cases + 1)})
    better = dataclasses.replace(inputs, counts={**inputs.counts, code: Count(count.successes + 1, count.cases + 1)})

    assert rate(worse, METHOD).tenths <= rate(inputs, METHOD).tenths <= rate(better, METHOD).tenths


@given(organisations())
@EXAMPLES
def test_points_lie_in_their_interval_and_parts_add_up(inputs):
    result = rate(inputs, METHOD)

    assert 0 <= result.low <= result.tenths <= result.high <= 1000
    assert result.tenths == sum(part.tenths for part in result.parts)
    assert all(0 <= part.tenths <= part.indicator.weight for part in result.parts)


@given(organisations(), st.randoms(use_true_random=False))
@EXAMPLES
def test_the_order_of_inputs_and_their_evidence_change_no_point(inputs, chance):
    order = list(inputs.counts.items())
    chance.shuffle(order)
    shuffled = Inputs(inputs.bin, dict(order), inputs.gates)
    evidenced = dataclasses.replace(
        inputs, counts={code: dataclasses.replace(one, evidence=("material/audit/x",)) for code, one in order}
    )

    assert line_of(record_of(shuffled, METHOD)) == line_of(record_of(inputs, METHOD))
    assert rate(evidenced, METHOD).tenths == rate(inputs, METHOD).tenths


@given(organisations(), st.frozensets(st.sampled_from(METHOD.gates), min_size=1))
@EXAMPLES
def test_gates_close_the_door_and_leave_the_points(inputs, gates):
    closed = rate(dataclasses.replace(inputs, gates=gates), METHOD)
    free = rate(dataclasses.replace(inputs, gates=frozenset()), METHOD)

    assert closed.tenths == free.tenths
    assert not closed.is_open
    assert free.is_open


def test_no_input_and_no_indicator_is_about_money():
    words = " ".join([*CODES, *(field.name for field in dataclasses.fields(Inputs))])

    assert not any(word in words for word in ("money", "income", "budget", "sum", "paid", "donation", "grant"))


def people() -> st.SearchStrategy[list[tuple[int, int, int, int]]]:
    """Minutes, days, and a score this year and last, of each of some people."""
    person = st.tuples(st.integers(0, 30_000), st.integers(0, 40), st.integers(1, 5), st.integers(1, 5))
    return st.lists(person, min_size=1, max_size=26)


def rated_from(crowd: list[tuple[int, int, int, int]], objections: int) -> int:
    facts = [Fact(minutes, days) for minutes, days, _now, _before in crowd]
    voices = [Voice(rater, before, TODAY - timedelta(days=365)) for rater, (_m, _d, _n, before) in enumerate(crowd)]
    voices += [Voice(rater, said, TODAY - timedelta(days=9)) for rater, (_m, _d, said, _b) in enumerate(crowd)]
    found = {
        "confirmed_hours": in_steps(facts, METHOD.terms),
        "volunteers_returned": returned(facts, METHOD.terms),
        "volunteers_content": content(voices, on=TODAY, terms=METHOD.terms),
        "objections_answered": Count(0, objections),
    }
    return rate(Inputs("200440000017", found), METHOD).tenths


@given(people(), st.integers(0, 25), st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_leaving_one_person_out_moves_the_rating_less_than_the_method_says(crowd, at, objections):
    left_out = crowd[: at % len(crowd)] + crowd[at % len(crowd) + 1 :]

    moved = abs(rated_from(crowd, objections + 1) - rated_from(left_out, objections))

    assert moved <= METHOD.one_person_tenths


@pytest.mark.parametrize("worst", [(0, 0, 1, 1), (30_000, 9, 5, 5)])
@pytest.mark.parametrize("others", [4, 9])
def test_the_one_who_makes_five_moves_no_more_than_that(others, worst):
    crowd = [(600, 1 if worst[2] == 1 else 2, worst[2], worst[3])] * others

    assert 0 < abs(rated_from([*crowd, worst], 1) - rated_from(crowd, 0)) <= METHOD.one_person_tenths


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(1, 5), st.integers(0, 900)), max_size=40))
@EXAMPLES
def test_what_people_said_is_counted_in_whole_fives_and_once_a_year(said):
    voices = [Voice(rater, score, TODAY - timedelta(days=ago)) for rater, score, ago in said]

    count = content(voices, on=TODAY, terms=METHOD.terms)

    raters = {(voice.rater, voice.day.year) for voice in voices if voice.day.year >= 2025 and voice.day < TODAY}
    by_year = [sum(year == own for _rater, own in raters) for year in (2025, 2026)]
    assert count.cases == 100 * sum(people - people % 5 for people in by_year)
    assert 0 <= count.successes <= count.cases


def test_a_group_that_is_whole_never_changes_whatever_is_said_later():
    first = [Voice(rater, 5, date(2026, 3, 1)) for rater in range(5)]
    later = [*first, Voice(0, 1, date(2026, 4, 1)), Voice(8, 1, date(2026, 4, 2))]

    assert (
        content(later, on=TODAY, terms=METHOD.terms) == content(first, on=TODAY, terms=METHOD.terms) == Count(500, 500)
    )


def test_few_cases_are_drawn_to_the_average_and_many_are_not():
    indicator = METHOD.indicators["shifts_held"]

    one, _ = points_of(indicator, Count(1, 1))
    thousand, variance = points_of(indicator, Count(1000, 1000))

    assert (points_of(indicator, Count())[0], one, thousand) == (60, 64, 100)
    assert variance < points_of(indicator, Count(1, 1))[1]


def test_nothing_is_rated_before_the_minimum_and_the_record_then_holds_no_points():
    little = Inputs("200440000017", {"shifts_held": Count(2, 2), "materials_checked": Count(1, 1)})

    record = record_of(little, METHOD)["result"]

    assert rate(little, METHOD).lacking == (("confirmed_hours", 0, 1200), ("shifts_held", 2, 3))
    assert record["points_tenths"] is None
    assert {group["tenths"] for group in record["groups"]} == {None}


@given(organisations(), st.frozensets(st.sampled_from([paper.kind for paper in METHOD.papers])))
@EXAMPLES
def test_every_step_raises_by_what_it_says(inputs, present):
    papers = {paper.kind: paper for paper in METHOD.papers}

    for step in next_steps(inputs, METHOD, papers=present):
        if step.paper and step.paper not in present:
            added = dict(papers[step.paper].counts)
        elif not step.paper:
            is_share = METHOD.indicators[step.indicator].kind is Kind.SHARE
            added = {step.indicator: (step.amount, step.amount if is_share else 0)}
        else:
            continue
        after = rate(with_added(inputs, added, METHOD, lifts=step.lifts), METHOD)
        assert after.tenths - rate(inputs, METHOD).tenths == step.tenths
        assert step.lifts not in after.gates


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"shifts_held": Count(3, 2)}, "shifts_held"),
        ({"shifts_held": Count(-1, 2)}, "shifts_held"),
        ({"conflicts_declared": Count(2)}, "conflicts_declared"),
        ({"money": Count(1, 1)}, "money"),
    ],
)
def test_impossible_counts_are_refused_with_their_place(changed, place):
    with pytest.raises(InputsUnreadable, match=f"200440000017, {place}"):
        rate(Inputs("200440000017", changed), METHOD)


def test_every_published_version_is_the_file_that_was_published():
    assert {path.stem for path in DATA.glob("2*.toml")} == set(known_versions())
    for version, digest in known_versions().items():
        assert sha256((DATA / f"{version}.toml").read_bytes()).hexdigest() == digest


def test_another_weight_is_another_method_and_needs_a_version_of_its_own():
    text = method_text("2026-1")
    heavier = text.replace("weight = 80", "weight = 81", 1)
    moved = heavier.replace("weight = 70", "weight = 69", 1)

    with pytest.raises(MethodChanged, match="add up to 1001"):
        read_method(heavier)
    assert read_method(moved).sha256 not in known_versions().values()


def test_the_groups_weigh_what_the_page_says():
    weights = {group.code: group.weight for group in current_method(TODAY).groups}

    assert weights == {
        "openness": 250,
        "results": 250,
        "volunteers": 200,
        "inclusion_and_safety": 150,
        "accountability": 150,
    }
