import json
from datetime import time

import pytest
from django.core.management import call_command

from events.eligibility import Gate
from events.queries import judge
from events.services import signups
from matching import engine
from matching.gather import gather
from matching.queries import count_fitting, explain_role, open_roles, rank_candidates, suggest_roles
from tests.factories.accounts import make_consent, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, TALGAR, settlement
from tests.factories.volunteers import make_volunteer
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
GATE_RULES = {
    Gate.MINIMUM_AGE: "age",
    Gate.ADULTS_ONLY: "child_contact",
    Gate.GUARDIAN_CONSENT: "consent",
    Gate.SKILL: "skills",
    Gate.LANGUAGE: "languages",
}


def test_suggest_roles_puts_the_nearer_of_two_alike_first_and_parts_add_up(now, aliya):
    far = make_role(make_shift(make_opportunity(latitude=43.30, longitude=76.98)))
    near = make_role(make_shift(make_opportunity()))

    ranked = suggest_roles(aliya.volunteer, now=now)

    assert [found.role.pk for found in ranked] == [near.pk, far.pk]
    assert all(sum(found.parts.values()) == found.score for found in ranked)
    assert set(ranked[0].parts) == {"distance", "cause", "skills", "language", "priority", "unseen"}


def test_suggest_roles_leaves_out_what_she_may_not_take(now, bekzat):
    make_role(make_shift(make_opportunity(cause="child_protection")))
    make_role(make_shift(make_opportunity()), required={"first_aid": 1})
    make_role(make_shift(make_opportunity(venue=settlement(KARAGANDA))))
    trees = make_role(make_shift(make_opportunity()))

    assert [found.role.pk for found in suggest_roles(bekzat.volunteer, now=now)] == [trees.pk]


def test_suggest_roles_leaves_out_times_that_clash_with_a_promise(now, aliya):
    shift = make_shift(make_opportunity(), start_time=time(10), hours=4)
    make_signup(make_role(shift), aliya.volunteer)
    make_role(make_shift(make_opportunity(), start_time=time(12), hours=2))

    assert suggest_roles(aliya.volunteer, now=now) == []


def test_suggestions_carry_true_sentences(now, aliya):
    make_role(make_shift(make_opportunity(), days_ahead=5, start_time=time(10), hours=2))

    sentences = {text.code: text.sentence for text in suggest_roles(aliya.volunteer, now=now)[0].factors}

    assert sentences["time"] == "Saturday 10:00–12:00 is inside your free time."
    assert sentences["distance"] == "0 km from home."
    assert sentences["skills"] == "This role asks for no special skills."


def test_explain_role_names_every_rule_that_stands_in_the_way(now, bekzat):
    role = make_role(make_shift(make_opportunity(cause="child_protection")), required={"first_aid": 2})

    explanation = explain_role(bekzat.volunteer, role, now=now)

    assert (explanation.is_eligible, explanation.score) == (False, None)
    assert {text.code for text in explanation.factors} == {"skills", "child_contact"}
    assert {text.verdict for text in explanation.factors} == {"fails"}


def test_rank_candidates_orders_people_and_leaves_out_those_who_may_not(now, aliya, bekzat):
    skilled = make_volunteer(user=make_user(email="skilled@example.org"), age=25, skills={"first_aid": 2})
    role = make_role(make_shift(make_opportunity(cause="inclusion", min_age=18)), wanted={"first_aid": 1})

    ranked = rank_candidates(role, now=now)

    assert [found.volunteer.pk for found in ranked] == [skilled.pk, aliya.volunteer.pk]
    assert ranked[0].score - ranked[1].score == 200


def test_rank_candidates_does_not_offer_somebody_who_already_has_a_place(now, aliya):
    role = make_role(make_shift(make_opportunity()))
    make_signup(role, aliya.volunteer)

    assert rank_candidates(role, now=now) == []


def test_count_fitting_counts_opportunities_not_roles(now, aliya):
    shift = make_shift(make_opportunity())
    make_role(shift)
    make_role(shift)
    make_role(make_shift(make_opportunity(), days_ahead=8))

    assert count_fitting(aliya.volunteer, now=now) == 2


def test_people_without_any_open_role_get_an_empty_list(now, aliya):
    assert suggest_roles(aliya.volunteer, now=now) == []


def test_sex_and_name_do_not_change_the_order(now):
    twins = [
        make_volunteer(user=make_user(email=f"{sex}@example.org", full_name=name), sex=sex)
        for sex, name in (("f", "Анна"), ("m", "Яков"))
    ]
    role = make_role(make_shift(make_opportunity()))

    first = [(found.volunteer.pk, found.score) for found in rank_candidates(role, now=now)]
    Volunteer.objects.filter(pk=twins[0].pk).update(sex="m")
    Volunteer.objects.filter(pk=twins[1].pk).update(sex="f")

    assert [(found.volunteer.pk, found.score) for found in rank_candidates(role, now=now)] == first


def test_the_engine_and_the_gates_of_a_claim_agree_on_every_pair(now):
    people = [make_volunteer(user=make_user(), age=age, skills=skills, languages=languages)
              for age in (14, 17, 18, 30) for skills in ({}, {"first_aid": 2}) for languages in (1, 7)]  # fmt: skip
    for person in people[::3]:
        make_consent(person.user)
    for cause in ("ecology", "child_protection"):
        for days, columns in enumerate(({}, {"languages": 2}, {"min_age": 18}, {"required": {"first_aid": 2}}), 3):
            make_role(make_shift(make_opportunity(cause=cause), days_ahead=days), **columns)
    gathered = gather(volunteers=Volunteer.objects.all(), roles=open_roles(now), now=now)
    index = engine.build_index(gathered.problem)
    roles = {role.pk: role for role in open_roles(now).select_related("shift__opportunity")}

    compared = 0
    for row, pk in enumerate(gathered.volunteer_pks):
        person = Volunteer.objects.select_related("user").get(pk=pk)
        for place, role_pk in enumerate(gathered.role_pks):
            failed = {factor.code for factor in engine.explain_pair(index, row, place) if factor.verdict == "fails"}
            gates = {GATE_RULES[gate] for gate in judge(roles[role_pk], person).gates}
            assert failed & set(GATE_RULES.values()) == gates
            compared += 1
    assert compared == 16 * 8


def test_everything_suggested_can_be_claimed(now, aliya):
    for days in (3, 4, 5):
        make_role(make_shift(make_opportunity(), days_ahead=days))

    for found in suggest_roles(aliya.volunteer, now=now):
        signups.claim_seat(role=found.role, volunteer=aliya.volunteer, actor=aliya, now=now)

    assert aliya.volunteer.signups.count() == 3
    assert suggest_roles(aliya.volunteer, now=now) == []


@pytest.mark.parametrize("count", [1, 3])
def test_suggest_roles_takes_a_fixed_number_of_queries(now, aliya, count, django_assert_num_queries):
    for days in range(count):
        make_role(make_shift(make_opportunity(), days_ahead=days + 2), wanted={"first_aid": 1})

    with django_assert_num_queries(15):
        assert len(suggest_roles(aliya.volunteer, now=now)) == count


def test_rank_command_prints_reasons_and_changes(now, aliya, capsys):
    make_role(make_shift(make_opportunity()))
    make_role(make_shift(make_opportunity(venue=settlement(TALGAR)), days_ahead=6))
    Volunteer.objects.filter(pk=aliya.volunteer.pk).update(max_km=10)

    call_command("rank", volunteer=str(aliya.volunteer.public_id), json=True)
    answer = json.loads(capsys.readouterr().out)
    call_command("rank", volunteer=str(aliya.volunteer.public_id))
    printed = capsys.readouterr().out

    assert [row["title"] for row in answer["shifts"]] == ["Clean the river bank"]
    (step,) = answer["changes"][0]["steps"]
    assert (answer["changes"][0]["opportunities"], step["code"]) == (1, "distance")
    assert step["text"] in printed
    assert "fits: 0 km from home." in printed
