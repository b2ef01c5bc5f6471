import json
from datetime import date, time, timedelta
from itertools import product

import pytest
from django.core.management import call_command

from events.eligibility import AGE_GATES, CLEARANCE_GATES, EVENT_GATES, Gate, decide
from events.enums import ALL_HAZARDS
from events.models import ShiftRole
from events.queries import people_facts, role_facts
from events.services import signups
from matching import engine
from matching.gather import gather
from matching.queries import changes_that_help, count_fitting, explain_role, open_roles, rank_candidates, suggest_roles
from tests.factories.accounts import make_consent, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, TALGAR, settlement
from tests.factories.volunteers import make_clearances, make_volunteer
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
# What the engine says of a gate. What only the organiser can open is not in the problem at all.
GATE_RULES = {
    **dict.fromkeys(AGE_GATES | {Gate.MINIMUM_AGE}, "age"),
    **dict.fromkeys(CLEARANCE_GATES.values(), "clearance"),
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
    role = make_role(make_shift(make_opportunity(has_child_contact=True)), required={"first_aid": 2})

    explanation = explain_role(bekzat.volunteer, role, now=now)

    assert (explanation.is_eligible, explanation.score) == (False, None)
    assert {text.code for text in explanation.factors} == {"skills", "child_contact", "clearance"}
    assert {text.verdict for text in explanation.factors} == {"fails"}


@pytest.mark.parametrize(
    ("event", "shift", "title", "sentence"),
    [
        ({"min_age": 16}, {}, "You are too young for this one", "You must be 16 on the day of the shift."),
        ({"hazards": 1}, {}, "For adults only", "Only people aged 18 and over may help victims of disasters or"),
        ({"cause": "child_protection"}, {}, "For adults only", "Only people aged 18 and over may take this role"),
        ({}, {"start_time": time(21)}, "Not at this hour", "People under 18 may not help between 22:00 and 06:00."),
        ({}, {"days_ahead": 2}, "Not at this hour", "This shift falls into lesson time"),
        ({"is_hazard_declared": False}, {}, "Not open yet", "The organiser has not yet declared how safe the work"),
    ],
)
def test_a_minor_is_told_in_words_why_a_role_is_not_for_her(now, bekzat, event, shift, title, sentence):
    role = make_role(make_shift(make_opportunity(**event), **shift))

    factors = explain_role(bekzat.volunteer, role, now=now).factors
    (factor,) = (factor for factor in factors if factor.code != "time")

    assert (factor.verdict, factor.title) == ("fails", title)
    assert factor.sentence.startswith(sentence)


def test_work_with_children_says_which_check_is_missing_and_never_more(now, aliya):
    role = make_role(make_shift(make_opportunity(has_child_contact=True)))
    make_clearances(aliya.volunteer, "offences", "ethics")

    (factor,) = explain_role(aliya.volunteer, role, now=now).factors
    assert (factor.code, factor.sentence) == ("clearance", "Safeguarding training is needed first.")
    assert rank_candidates(role, now=now) == []

    make_clearances(aliya.volunteer, "training")
    (ranked,) = rank_candidates(role, now=now)
    assert ("May take this shift", "Every check this role asks for is in date.") in [
        (text.title, text.sentence) for text in ranked.factors
    ]


def test_a_minor_without_consent_sees_what_fits_and_that_a_guardian_will_be_asked(now):
    minor = make_volunteer(user=make_user(), age=16)
    role = make_role(make_shift(make_opportunity()))

    (found,) = suggest_roles(minor, now=now)

    assert found.role.pk == role.pk
    assert [(text.verdict, text.title) for text in found.factors if text.code == "consent"] == [
        ("check", "A parent or guardian will be asked")
    ]
    assert changes_that_help(minor, now=now) == []
    make_consent(minor.user)
    (agreed,) = suggest_roles(minor, now=now)
    assert [(text.verdict, text.title) for text in agreed.factors if text.code == "consent"] == [
        ("fits", "Your guardian agrees")
    ]


@pytest.mark.parametrize(("scope", "verdict"), [("organisation:own", "fits"), ("organisation:other", "check")])
def test_a_consent_of_a_narrower_scope_counts_where_it_covers_the_role(now, scope, verdict):
    minor, event = make_volunteer(user=make_user(), age=16), make_opportunity()
    make_role(make_shift(event))
    consent = make_consent(minor.user)
    consent.scope = scope.replace("own", str(event.organisation.public_id))
    consent.save()

    (found,) = suggest_roles(minor, now=now)

    assert [text.verdict for text in found.factors if text.code == "consent"] == [verdict]


def test_past_the_age_of_consent_nobody_is_said_to_agree(now, settings):
    settings.CONSENT_AGE_YEARS = 16
    minor = make_volunteer(user=make_user(), age=16)
    make_role(make_shift(make_opportunity()))

    (found,) = suggest_roles(minor, now=now)

    assert "consent" not in {text.code for text in found.factors}


def test_a_minor_without_consent_may_be_invited_and_her_guardian_will_be_asked(now):
    minor = make_volunteer(user=make_user(), age=16)
    role = make_role(make_shift(make_opportunity()))

    (ranked,) = rank_candidates(role, now=now)

    assert ranked.volunteer.pk == minor.pk
    assert [text.title for text in ranked.factors if text.code == "consent"] == ["A guardian will be asked"]


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


def rules_of(decision, role) -> set[str]:
    """The engine's rules for closed gates; of work with children it has a rule of its own."""
    with_children = {Gate.ADULTS_ONLY: "child_contact"} if role.shift.opportunity.has_child_contact else {}
    return {(GATE_RULES | with_children)[gate] for gate in decision.gates}


def people_of_every_kind() -> None:
    for age, skills, languages in product((14, 17, 18, 30), ({}, {"first_aid": 2}), (1, 7)):
        make_volunteer(user=make_user(), age=age, skills=skills, languages=languages)
    for number, person in enumerate(Volunteer.objects.order_by("pk")):
        if number % 3 == 0:
            make_consent(person.user)
        if number % 3 == 1:
            make_clearances(person)
        if number % 5 == 2:
            make_clearances(person, "ethics")
        if number % 5 == 3:  # lapses between the days of work, or is too old to be trusted
            make_clearances(person, "offences", "training", valid_until=date(2026, 5, 10))
            make_clearances(person, "ethics", "offences", issued_on=date(2025, 5, 12), valid_until=date(2027, 1, 1))


def work_of_every_kind() -> None:
    asked = ({}, {"languages": 2}, {"min_age": 18}, {"required": {"first_aid": 2}})
    for cause in ("ecology", "child_protection"):
        for days, columns in enumerate(asked, 5):
            make_role(make_shift(make_opportunity(cause=cause), days_ahead=days, hours=2), **columns)
    for hazards in range(0, ALL_HAZARDS + 1, 3):
        event = make_opportunity(hazards=hazards, host_approval="The director agreed.")
        make_role(make_shift(event, days_ahead=5))
    for days, start, hours in ((5, 20, 2), (5, 20, 3), (6, 22, 9), (7, 10, 2), (3, 8, 2), (6, 5, 2)):
        for contact in (False, True):
            event = make_opportunity(has_child_contact=contact)
            make_role(make_shift(event, days_ahead=days, start_time=time(start), hours=hours))


def test_the_engine_and_the_gates_of_a_claim_agree_on_every_pair(now):
    people_of_every_kind()
    work_of_every_kind()
    for unsaid in ({"is_hazard_declared": False}, {"contact_name": ""}, {"host_kind": "school"}, {"hazards": 64},
                   {"has_child_contact": True, "safeguarding_lead": ""}):  # fmt: skip
        make_role(make_shift(make_opportunity(**unsaid)))
    gathered = gather(volunteers=Volunteer.objects.all(), roles=open_roles(now), now=now)
    index, facts = engine.build_index(gathered.problem), people_facts(Volunteer.objects.all())
    roles = {role.pk: role for role in open_roles(now).select_related("shift__opportunity__organisation__region")}
    asked = {pk: role_facts(role) for pk, role in roles.items()}

    compared, closed = 0, set()
    for (row, pk), (place, role_pk) in product(enumerate(gathered.volunteer_pks), enumerate(gathered.role_pks)):
        failed = {factor.code for factor in engine.explain_pair(index, row, place) if factor.verdict == "fails"}
        decision = decide(facts[pk], asked[role_pk], consent_age=18)
        assert failed - {"mode", "distance", "time", "week_minutes"} == rules_of(decision, roles[role_pk])
        compared, closed = compared + 1, closed | set(decision.gates)
    assert compared == 16 * (8 + 43 + 12)
    assert closed == GATE_RULES.keys()
    for role_pk in roles.keys() - set(gathered.role_pks):
        assert set(decide(facts[gathered.volunteer_pks[0]], asked[role_pk], consent_age=18).gates) & EVENT_GATES
    assert len(roles) - len(gathered.role_pks) == 5


@pytest.mark.parametrize("consent_age", [14, 16, 18])
def test_the_engine_and_the_gates_agree_on_whose_guardian_must_agree(now, settings, consent_age):
    settings.CONSENT_AGE_YEARS = consent_age
    for years, days in product((14, 15, 16, 17, 18), (-1, 0, 1)):
        birthday = date(2026 - years, 5, 9) + timedelta(days=days)
        make_volunteer(user=make_user(), birth_date=birthday)
    for person in Volunteer.objects.order_by("pk")[::2]:
        make_consent(person.user, valid_until=date(2026, 5, 10))
    for days in (4, 5, 6, 7):
        make_role(make_shift(make_opportunity(), days_ahead=days, start_time=time(15), hours=2))
    gathered = gather(volunteers=Volunteer.objects.all(), roles=open_roles(now), now=now)
    index, facts = engine.build_index(gathered.problem), people_facts(Volunteer.objects.all())

    for row, pk in enumerate(gathered.volunteer_pks):
        for place, role_pk in enumerate(gathered.role_pks):
            work = role_facts(ShiftRole.objects.get(pk=role_pk))
            gates = decide(facts[pk], work, consent_age=consent_age).gates
            failed = [factor.code for factor in engine.explain_pair(index, row, place) if factor.verdict == "fails"]
            assert ("consent" in failed) == (Gate.GUARDIAN_CONSENT in gates)


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
