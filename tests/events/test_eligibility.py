"""The law as gates, clause by clause: each gate opens and closes at its exact edge."""

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import product
from unittest.mock import sentinel

import pytest

from events.eligibility import (
    AGE_GATES,
    EVENT_GATES,
    LEGAL_GATES,
    OVERRIDABLE_GATES,
    ClearanceFact,
    ConsentFact,
    Gate,
    PersonFacts,
    RoleFacts,
    all_rules,
    closed_by_organiser,
    closed_to_minors,
    decide,
    gate_source,
    gate_text,
    rules_between,
    rules_on,
)
from events.eligibility import rules as rules_module

SATURDAY = date(2026, 5, 9)
ADULT = PersonFacts(birth_date=date(2000, 1, 1), languages=0b011, skill_levels={"first_aid": 2})
AGREED = (ConsentFact(date(2026, 1, 1), date(2027, 1, 1), "everything"),)
MINOR = PersonFacts(birth_date=date(2011, 1, 1), consents=AGREED, languages=0b001)
HAZARDS = {
    "is_emergency": Gate.EMERGENCY,
    "is_with_offenders": Gate.OFFENDERS,
    "is_heavy_or_harmful": Gate.HAZARDOUS_WORK,
    "is_cash_collection": Gate.CASH_COLLECTION,
    "is_for_adults": Gate.ADULTS_ONLY,
}
CLEARANCES = {
    "offences": Gate.OFFENCE_CERTIFICATE,
    "training": Gate.SAFEGUARDING_TRAINING,
    "ethics": Gate.CODE_OF_ETHICS,
}


def role(**facts) -> RoleFacts:
    """A role on Saturday 9 May 2026, 10:00 to 14:00, in the open air."""
    day = {"starts_on": SATURDAY, "ends_on": SATURDAY, "start_time": time(10), "end_time": time(14)}
    return RoleFacts(**{**day, "consent_scopes": frozenset({"everything"}), **facts})


def shift_on(first: date, start: time, end: time, *, nights: int = 0, **facts) -> RoleFacts:
    return role(starts_on=first, start_time=start, ends_on=first + timedelta(days=nights), end_time=end, **facts)


def closed(person, asked, consent_age=18):
    return decide(person, asked, consent_age=consent_age).gates


def cleared(issued=date(2026, 1, 1), until=date(2027, 1, 1), without=()):
    return tuple(ClearanceFact(kind, issued, until) for kind in CLEARANCES if kind not in without)


@pytest.mark.parametrize(
    ("person", "asked", "gates"),
    [
        pytest.param(ADULT, role(), [], id="an adult, an easy role"),
        pytest.param(MINOR, role(), [], id="a minor with consent, an easy role"),
        pytest.param(replace(ADULT, is_account_open=False), role(), [Gate.ACCOUNT_CLOSED], id="account"),
        pytest.param(ADULT, role(is_hazard_declared=False), [Gate.HAZARDS_UNDECLARED], id="nothing declared"),
        pytest.param(ADULT, role(has_coordinator=False), [Gate.NO_COORDINATOR], id="nobody coordinates"),
        pytest.param(ADULT, role(needs_host_approval=True), [Gate.HOST_APPROVAL], id="host not asked"),
        pytest.param(ADULT, role(needs_host_approval=True, has_host_approval=True), [], id="host agreed"),
        pytest.param(
            replace(ADULT, clearances=cleared()),
            role(has_child_contact=True, has_safeguarding_lead=False),
            [Gate.SAFEGUARDING_LEAD],
            id="children without a lead",
        ),
        pytest.param(ADULT, role(has_safeguarding_lead=False), [], id="no children, no lead"),
        pytest.param(ADULT, role(min_age_years=26), [], id="on the birthday year asked for"),
        pytest.param(ADULT, role(min_age_years=27), [Gate.MINIMUM_AGE], id="a year too young"),
        pytest.param(ADULT, role(required_levels={"first_aid": 2}), [], id="skill at its level"),
        pytest.param(ADULT, role(required_levels={"first_aid": 3}), [Gate.SKILL], id="skill below its level"),
        pytest.param(ADULT, role(required_levels={"driving": 1}), [Gate.SKILL], id="skill not named"),
        pytest.param(ADULT, role(languages=0b011), [], id="both languages"),
        pytest.param(ADULT, role(languages=0b111), [Gate.LANGUAGE], id="one language missing"),
    ],
)
def test_closed_gates_are_exactly_what_is_wrong(person, asked, gates):
    assert closed(person, asked) == gates


@pytest.mark.parametrize(("flag", "gate"), HAZARDS.items())
def test_each_ban_closes_until_the_eighteenth_birthday_and_opens_on_it(flag, gate):
    asked = role(**{flag: True})
    eve, birthday = (MINOR.birth_date.replace(2008, 5, day) for day in (10, 9))

    assert closed(replace(MINOR, birth_date=eve), asked) == [gate]
    assert closed(replace(MINOR, birth_date=birthday), asked) == []
    assert closed(MINOR, role()) == []


def test_no_minor_in_any_banned_work_whatever_the_combination():
    combinations = list(product((False, True), repeat=len(HAZARDS)))
    for age, flags in product(range(13, 20), combinations):
        person = replace(MINOR, birth_date=date(2026 - age, 5, 9))
        asked = role(min_age_years=0, **dict(zip(HAZARDS, flags, strict=True)))
        banned = [gate for gate, flag in zip(HAZARDS.values(), flags, strict=True) if flag]
        assert closed(person, asked) == (banned if age < 18 else [])
        assert set(closed_to_minors(asked)) == set(banned)


@pytest.mark.parametrize(
    ("first", "start", "end", "nights", "is_of_age"),
    [
        pytest.param(date(2026, 5, 15), time(23, 30), time(1), 1, False, id="23:30 on the eve"),
        pytest.param(date(2026, 5, 16), time(0), time(1), 0, True, id="midnight"),
    ],
)
def test_a_birthday_at_midnight_opens_at_the_instant_it_comes(first, start, end, nights, is_of_age):
    person = PersonFacts(birth_date=date(2008, 5, 16))
    asked = shift_on(first, start, end, nights=nights, is_heavy_or_harmful=True)

    gates = closed(person, asked)

    assert (gates == []) is is_of_age
    assert is_of_age or gates == [Gate.HAZARDOUS_WORK, Gate.NIGHT_HOURS, Gate.GUARDIAN_CONSENT]


@pytest.mark.parametrize(
    ("day", "is_of_age"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2028, 2, 28), False),
        (date(2028, 2, 29), True),
    ],
)
def test_a_birth_on_the_29th_of_february_counts_from_1_march_in_other_years(day, is_of_age):
    born = date(2008, 2, 29) if day.year == 2026 else date(2008, 2, 29).replace(year=2012)
    years = 18 if day.year == 2026 else 16
    asked = shift_on(day, time(15), time(17), min_age_years=years)

    assert (Gate.MINIMUM_AGE not in closed(PersonFacts(birth_date=born, consents=AGREED), asked)) is is_of_age


@pytest.mark.parametrize("consent_age", [14, 16, 18])
def test_consent_is_asked_below_the_age_that_is_set(consent_age):
    for age in range(13, 20):
        person = PersonFacts(birth_date=date(2026 - age, 5, 9))
        gates = closed(person, role(min_age_years=0), consent_age)
        assert gates == ([Gate.GUARDIAN_CONSENT] if age < consent_age else [])


def test_the_age_that_is_set_never_falls_below_the_statute():
    person = PersonFacts(birth_date=date(2012, 5, 10))

    assert closed(person, role(min_age_years=0), 10) == [Gate.GUARDIAN_CONSENT]
    assert closed(replace(person, birth_date=date(2012, 5, 9)), role(), 10) == []


@pytest.mark.parametrize(
    ("since", "until", "scope", "is_covered"),
    [
        pytest.param(date(2026, 5, 9), date(2026, 5, 10), "everything", True, id="that day alone"),
        pytest.param(date(2026, 5, 10), date(2026, 6, 1), "everything", False, id="from the day after"),
        pytest.param(date(2026, 5, 1), date(2026, 5, 9), "everything", False, id="until that day"),
        pytest.param(date(2026, 5, 1), date(2026, 6, 1), "opportunity:other", False, id="for something else"),
    ],
)
def test_consent_holds_on_its_days_and_for_its_scope(since, until, scope, is_covered):
    person = replace(MINOR, consents=(ConsentFact(since, until, scope),))

    assert closed(person, role()) == ([] if is_covered else [Gate.GUARDIAN_CONSENT])


def test_consents_that_follow_each_other_cover_a_night_between_them_and_a_gap_does_not():
    asked = shift_on(date(2026, 7, 3), time(20), time(21), nights=1)
    first = ConsentFact(date(2026, 1, 1), date(2026, 7, 4), "everything")
    following = ConsentFact(date(2026, 7, 4), date(2027, 1, 1), "everything")

    assert Gate.GUARDIAN_CONSENT not in closed(replace(MINOR, consents=(first, following)), asked)
    assert Gate.GUARDIAN_CONSENT in closed(replace(MINOR, consents=(first,)), asked)
    assert Gate.GUARDIAN_CONSENT in closed(replace(MINOR, consents=(following,)), asked)


def test_a_guardian_who_comes_along_is_the_other_lawful_way():
    alone = replace(MINOR, consents=())

    assert closed(alone, role()) == [Gate.GUARDIAN_CONSENT]
    assert closed(replace(alone, is_accompanied=True), role()) == []
    assert closed(replace(alone, is_accompanied=True), role(is_emergency=True)) == [Gate.EMERGENCY]


@pytest.mark.parametrize(
    ("start", "end", "nights", "is_night"),
    [
        pytest.param(time(20), time(22), 0, False, id="ends at 22:00"),
        pytest.param(time(20), time(22, 15), 0, True, id="ends a quarter later"),
        pytest.param(time(6), time(8), 0, False, id="starts at 06:00"),
        pytest.param(time(5, 45), time(8), 0, True, id="starts a quarter earlier"),
        pytest.param(time(22), time(23), 0, True, id="inside the night"),
        pytest.param(time(1), time(5), 0, True, id="after midnight"),
        pytest.param(time(21), time(0), 1, True, id="until midnight"),
        pytest.param(time(6), time(6), 1, True, id="around the clock"),
    ],
)
def test_night_is_from_22_to_6_half_open(start, end, nights, is_night):
    asked = shift_on(SATURDAY, start, end, nights=nights)

    assert (Gate.NIGHT_HOURS in closed(MINOR, asked)) is is_night
    assert Gate.NIGHT_HOURS not in closed(ADULT, asked)


@pytest.mark.parametrize(
    ("day", "start", "end", "is_lesson_time"),
    [
        pytest.param(date(2026, 5, 13), time(10), time(12), True, id="a Wednesday in term"),
        pytest.param(date(2026, 5, 13), time(14), time(16), False, id="from 14:00"),
        pytest.param(date(2026, 5, 13), time(13, 45), time(16), True, id="a quarter before 14:00"),
        pytest.param(date(2026, 5, 13), time(7), time(8), False, id="until 08:00"),
        pytest.param(date(2026, 5, 13), time(7), time(8, 15), True, id="a quarter past 08:00"),
        pytest.param(date(2026, 5, 16), time(10), time(12), False, id="a Saturday"),
        pytest.param(date(2026, 5, 17), time(10), time(12), False, id="a Sunday"),
        pytest.param(date(2026, 5, 7), time(10), time(12), False, id="a holiday on a Thursday"),
        pytest.param(date(2026, 5, 11), time(10), time(12), False, id="a day off instead of a holiday"),
        pytest.param(date(2026, 7, 15), time(10), time(12), False, id="a Wednesday in July"),
        pytest.param(date(2026, 5, 25), time(10), time(12), True, id="25 May, the last day"),
        pytest.param(date(2026, 5, 26), time(10), time(12), False, id="26 May"),
        pytest.param(date(2026, 8, 31), time(10), time(12), False, id="31 August"),
        pytest.param(date(2026, 9, 1), time(10), time(12), True, id="1 September"),
    ],
)
def test_lesson_time_is_closed_on_school_days_only(day, start, end, is_lesson_time):
    asked = shift_on(day, start, end)

    assert closed(MINOR, asked) == ([Gate.SCHOOL_HOURS] if is_lesson_time else [])
    assert closed(ADULT, asked) == []


def test_a_shift_over_midnight_touches_the_lessons_of_the_next_day():
    sunday = date(2026, 5, 17)

    assert closed(MINOR, shift_on(sunday, time(20), time(8, 30), nights=1)) == [Gate.NIGHT_HOURS, Gate.SCHOOL_HOURS]
    assert closed(MINOR, shift_on(sunday, time(20), time(8), nights=1)) == [Gate.NIGHT_HOURS]


@pytest.mark.parametrize(("kind", "gate"), CLEARANCES.items())
def test_contact_with_children_asks_for_each_clearance(kind, gate):
    asked = role(has_child_contact=True)

    assert closed(replace(ADULT, clearances=cleared()), asked) == []
    assert closed(replace(ADULT, clearances=cleared(without=(kind,))), asked) == [gate]
    assert closed(ADULT, role()) == []


def test_care_for_adults_who_depend_on_others_asks_for_the_signed_code():
    asked = role(is_with_vulnerable_adults=True)

    assert closed(ADULT, asked) == [Gate.CODE_OF_ETHICS]
    assert closed(replace(ADULT, clearances=cleared(without=("offences", "training"))), asked) == []


@pytest.mark.parametrize(
    ("issued", "until", "counts"),
    [
        pytest.param(SATURDAY, date(2027, 1, 1), True, id="issued on the day"),
        pytest.param(date(2026, 5, 10), date(2027, 1, 1), False, id="issued the day after"),
        pytest.param(date(2026, 1, 1), date(2026, 5, 10), True, id="its last day"),
        pytest.param(date(2026, 1, 1), SATURDAY, False, id="lapsed that day"),
        pytest.param(SATURDAY - timedelta(days=364), date(2030, 1, 1), True, id="365th day of its life"),
        pytest.param(SATURDAY - timedelta(days=365), date(2030, 1, 1), False, id="a year old, whatever is written"),
    ],
)
def test_a_certificate_counts_on_its_days_and_no_longer_than_a_year(issued, until, counts):
    others = cleared(without=("offences",))
    person = replace(ADULT, clearances=(*others, ClearanceFact("offences", issued, until)))

    assert closed(person, role(has_child_contact=True)) == ([] if counts else [Gate.OFFENCE_CERTIFICATE])


def test_a_training_counts_for_as_long_as_was_written():
    old = ClearanceFact("training", date(2024, 1, 1), date(2027, 1, 1))

    assert (
        closed(replace(ADULT, clearances=(*cleared(without=("training",)), old)), role(has_child_contact=True)) == []
    )


@pytest.mark.parametrize("gate", sorted(Gate))
def test_two_people_open_only_the_gates_that_are_nobodys_law(gate):
    everything_wrong = role(
        min_age_years=30, is_hazard_declared=False, has_coordinator=False, needs_host_approval=True,
        has_child_contact=True, has_safeguarding_lead=False, languages=0b100, required_levels={"driving": 3},
        starts_on=date(2026, 5, 13), ends_on=date(2026, 5, 13), start_time=time(5), end_time=time(9),
        **dict.fromkeys(HAZARDS, True),
    )  # fmt: skip
    nobody = PersonFacts(birth_date=date(2013, 1, 1), is_account_open=False, overridden=frozenset(Gate))

    decision = decide(nobody, everything_wrong, consent_age=18)

    assert set(decide(replace(nobody, overridden=frozenset()), everything_wrong, consent_age=18).gates) == set(Gate)
    assert (gate in decision.overridden) == (gate in OVERRIDABLE_GATES) == (gate not in decision.gates)
    assert frozenset(Gate) - OVERRIDABLE_GATES == LEGAL_GATES


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param({"starts_on": None}, id="no day"),
        pytest.param({"start_time": None}, id="no time"),
        pytest.param({"starts_on": date(2010, 1, 1)}, id="before any rules"),
        pytest.param({"ends_on": date(2026, 5, 8)}, id="ends before it starts"),
        pytest.param({"end_time": time(10)}, id="lasts no time"),
        pytest.param({"is_emergency": None}, id="a hazard nobody knows"),
        pytest.param({"has_child_contact": sentinel.unknown}, id="contact nobody knows"),
    ],
)
def test_facts_that_make_no_sense_close_every_gate(fact):
    decision = decide(ADULT, role(**fact), consent_age=18)

    assert decision.gates == list(Gate)
    assert closed_by_organiser(role(**fact)) == tuple(gate for gate in Gate if gate in EVENT_GATES)
    assert set(closed_to_minors(role(**fact))) == AGE_GATES


@pytest.mark.parametrize(
    ("person", "asked", "gates"),
    [
        pytest.param(
            PersonFacts(birth_date=None, consents=AGREED, is_accompanied=True),
            role(is_emergency=True),
            [Gate.MINIMUM_AGE, Gate.EMERGENCY],
            id="no birth date",
        ),
        pytest.param(replace(ADULT, birth_date="2000"), role(), None, id="a birth date that is none"),
        pytest.param(replace(ADULT, languages=None), role(languages=1), [Gate.LANGUAGE], id="no languages"),
        pytest.param(replace(ADULT, skill_levels=None), role(required_levels={"a": 1}), [Gate.SKILL], id="no skills"),
        pytest.param(replace(ADULT, is_account_open=None), role(), None, id="an account nobody knows"),
        pytest.param(ADULT, role(min_age_years=None), [Gate.MINIMUM_AGE], id="no minimum age"),
        pytest.param(
            replace(ADULT, clearances=(*cleared(without=("ethics",)), ClearanceFact("unknown", SATURDAY, date.max))),
            role(has_child_contact=True),
            [Gate.CODE_OF_ETHICS],
            id="a clearance of an unknown kind",
        ),
    ],
)
def test_a_gate_that_cannot_be_judged_is_closed(person, asked, gates):
    found = closed(person, asked)

    assert found == gates if gates is not None else len(found) > 1


def test_rules_that_ask_for_a_clearance_without_a_gate_allow_nothing(monkeypatch):
    odd = replace(all_rules()[-1], child_contact_clearances=("offences", "horoscope"))
    monkeypatch.setattr(rules_module, "all_rules", lambda: (odd,))

    assert closed(ADULT, role()) == list(Gate)


def test_rules_hold_from_their_first_day_until_the_next_set(monkeypatch):
    old = all_rules()[0]
    new = replace(old, version="new", valid_from=date(2026, 5, 9), statutory_consent_age=16)
    monkeypatch.setattr(rules_module, "all_rules", lambda: (old, new))
    person = PersonFacts(birth_date=date(2011, 1, 1))

    assert closed(person, shift_on(date(2026, 5, 8), time(15), time(17)), 14) == []
    assert closed(person, role(), 14) == [Gate.GUARDIAN_CONSENT]
    assert decide(person, role(), consent_age=14).rules_version == "new"
    assert rules_between(date(2026, 5, 8), date(2026, 5, 9)) == (old,)
    assert rules_between(date(2026, 5, 8), date(2026, 5, 10)) == (old, new)
    assert rules_on(date(2026, 5, 9)) is new


def test_a_decision_says_until_when_its_grounds_hold():
    both = replace(ADULT, clearances=(*cleared(), *cleared(until=date(2026, 8, 1), without=("offences", "training"))))

    assert decide(both, role(has_child_contact=True), consent_age=18).expires_on == date(2027, 1, 1)
    assert decide(MINOR, role(), consent_age=18).expires_on == date(2027, 1, 1)
    assert decide(replace(MINOR, is_accompanied=True), role(), consent_age=18).expires_on is None
    assert decide(ADULT, role(), consent_age=18).expires_on is None
    assert decide(ADULT, role(has_child_contact=True), consent_age=18).expires_on is None


def test_the_fingerprint_of_the_inputs_changes_with_every_fact_and_with_nothing_else():
    one = decide(replace(ADULT, skill_levels={"a": 1, "b": 2}), role(), consent_age=18)
    same = decide(replace(ADULT, skill_levels={"b": 2, "a": 1}), role(), consent_age=18)
    others = [
        decide(ADULT, role(), consent_age=18),
        decide(ADULT, role(min_age_years=15), consent_age=18),
        decide(ADULT, role(), consent_age=16),
    ]

    assert one.inputs_sha256 == same.inputs_sha256
    assert len({one.inputs_sha256, *(other.inputs_sha256 for other in others)}) == 4


@pytest.mark.parametrize("gate", list(Gate))
def test_every_gate_names_its_source_and_speaks_three_languages(gate):
    words = {language: gate_text(gate, language, years=16) for language in ("kk", "ru", "en")}

    assert gate_source(gate)
    assert len(set(words.values())) == 3
    assert all(text.endswith(".") and "{" not in text for text in words.values())
    assert gate_text(gate, "de", years=16) == words["kk"]
    assert gate is not Gate.MINIMUM_AGE or all("16" in text for text in words.values())
