"""One line for the coordinator: yes, a reason a host may know, or not yet; never which paper is missing."""

from datetime import timedelta

import pytest

from core import clock
from events.eligibility import Closed, Decision, Gate, gate_text
from events.models import GateOverride
from events.queries import host_words, judge, standings_of_people, standings_of_signups
from events.queries.host_words import PRIVATE_GATES
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_skill, make_volunteer
from volunteers.models import Clearance

LANGUAGES = ("kk", "ru", "en")


def closed(*gates, years=16):
    return Decision(tuple(Closed(gate, years) for gate in gates), "test")


def test_open_gates_say_yes():
    assert host_words(closed(), "en") == "May take this shift."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gate", Gate)
def test_every_gate_has_a_line_in_every_language(gate, language):
    line = host_words(closed(gate), language)

    assert line.endswith(".")
    assert "%(" not in line
    assert "{" not in line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gate", sorted(PRIVATE_GATES))
def test_a_private_gate_says_not_yet_and_nothing_of_itself(gate, language):
    line = host_words(closed(gate), language)

    assert line == host_words(closed(*PRIVATE_GATES), language)
    assert line != gate_text(gate, language)
    assert host_words(closed(gate), "en") == "May not take this shift yet."


@pytest.mark.parametrize("private", sorted(PRIVATE_GATES))
def test_beside_a_reason_a_host_may_know_a_private_one_stays_unsaid(private):
    assert host_words(closed(private, Gate.SKILL), "en") == "Has not named a skill that this role needs."
    assert host_words(closed(Gate.MINIMUM_AGE, private), "en") == "Must be 16 on the day of the shift."
    assert host_words(closed(Gate.GUARDIAN_CONSENT, private), "en") == "May not take this shift yet."


def test_a_minor_waits_for_a_guardian():
    assert host_words(closed(Gate.GUARDIAN_CONSENT), "en") == "Waiting for a guardian."


def test_many_at_once_are_judged_as_each_alone(now, aliya, bekzat, taza_su):
    children = make_role(make_shift(make_opportunity(organisation=taza_su, has_child_contact=True)))
    trees = make_role(make_shift(), required={"planting": 2})
    cleared, skilled = make_volunteer(), make_volunteer(skills={"planting": 2})
    today = clock.now().date()
    for kind in ("offences", "training", "ethics"):
        Clearance.objects.create(
            volunteer=cleared,
            kind=kind,
            issued_on=today,
            valid_until=today + timedelta(days=30),
            checked_by=aliya.public_id,
            checked_at=now,
        )
    GateOverride.objects.create(
        role=trees,
        volunteer=cleared,
        gate="skill",
        reason="She learns on the spot.",
        asked_by=aliya.public_id,
        asked_at=now,
        decided_by=bekzat.public_id,
        decided_at=now,
        is_granted=True,
    )
    people = [aliya.volunteer, bekzat.volunteer, cleared, skilled]

    for role in (children, trees):
        found = standings_of_people(role, people, language="en")
        assert found.keys() == {person.pk for person in people}
        for person in people:
            decision = judge(role, person)
            assert found[person.pk].is_allowed == decision.is_allowed
            assert found[person.pk].words == host_words(decision, "en")
    assert standings_of_people(children, people, language="en")[cleared.pk].is_allowed
    assert standings_of_people(trees, people, language="en")[cleared.pk].is_allowed
    assert not standings_of_people(trees, people, language="en")[aliya.volunteer.pk].is_allowed


def test_a_guardian_who_comes_along_counts_for_that_place_alone(now, taza_su):
    role, other = make_role(make_shift()), make_role(make_shift(days_ahead=6))
    child = make_volunteer(age=15)
    along, alone = make_signup(role, child), make_signup(other, child)
    along.is_accompanied = True
    along.save()

    found = standings_of_signups([along, alone], language="en")

    assert found[along.pk].words == "May take this shift."
    assert found[alone.pk].words == "Waiting for a guardian."


@pytest.mark.parametrize("count", [1, 4])
def test_as_many_queries_for_one_as_for_four(now, db, django_assert_num_queries, count):
    make_skill()
    signups = [make_signup(make_role(make_shift(), required={"first_aid": 1}), make_volunteer()) for _ in range(count)]

    with django_assert_num_queries(7):
        standings_of_signups(signups, language="en")
