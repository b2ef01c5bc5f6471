"""Applications: drafts that wait, the deadline to the second, and every rule before the money."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from funding import errors
from funding.enums import ApplicationState, CallKind, LineKind
from funding.models import Application
from funding.queries.applicants import standing_for, standings_for
from funding.queries.desk import open_calls
from funding.services.applying import keep_draft, submit, withdraw
from ngos.enums import DisclosureLevel, MaterialKind
from ngos.models import LevelGrant, Material
from tests.factories.accounts import make_user
from tests.factories.funding import BUDGET, make_applicant, make_application, make_call, make_draft, make_flag

pytestmark = pytest.mark.django_db


def test_a_draft_is_left_and_continued_and_handed_in_once(now):
    call, organisation, actor = make_call(now), make_applicant(now), make_user()
    first = keep_draft(call=call, organisation=organisation, draft=make_draft(aim="", budget=()), actor=actor, now=now)
    with pytest.raises(errors.TextMissing) as empty:
        submit(application=first, actor=actor, now=now)
    assert empty.value.field == "aim"

    again = keep_draft(call=call, organisation=organisation, draft=make_draft(), actor=actor, now=now)
    handed_in = submit(application=again, actor=actor, now=now)

    assert (again.pk, handed_in.number, handed_in.sum_kzt) == (first.pk, 1, 2_000_000)
    assert len(handed_in.sha256) == 64
    for attempt in (
        lambda: submit(application=again, actor=actor, now=now),
        lambda: keep_draft(call=call, organisation=organisation, draft=make_draft(), actor=actor, now=now),
    ):
        with pytest.raises(errors.ApplicationClosed):
            attempt()


def test_one_second_late_is_late_and_the_answer_says_when(now):
    call = make_call(now)
    early, late = make_application(call, now, submitted=False), make_application(call, now, submitted=False)
    actor = make_user()

    submit(application=early, actor=actor, now=call.closes_at - timedelta(seconds=1))
    with pytest.raises(errors.TooLate) as refusal:
        submit(application=late, actor=actor, now=call.closes_at)
    with pytest.raises(errors.TooLate):
        submit(application=late, actor=actor, now=call.closes_at + timedelta(seconds=1))

    told = f"{call.closes_at.astimezone().astimezone(tz=None):%M:%S}"
    assert told in str(refusal.value)
    late.refresh_from_db()
    assert late.state == ApplicationState.DRAFT
    with pytest.raises(errors.TooLate):
        withdraw(application=early, actor=actor, now=call.closes_at)


def test_every_rule_is_told_with_its_next_step_and_the_door_opens_when_they_are_met(now):
    call, organisation, actor = make_call(now), make_applicant(now, level=DisclosureLevel.IDENTITY), make_user()
    flag = make_flag(organisation, now)
    kept = make_application(call, now, organisation=organisation, submitted=False)

    with pytest.raises(errors.NotEligible) as refusal:
        submit(application=kept, actor=actor, now=now)

    told = standing_for(call, organisation, at=now).told("en")
    assert [one["code"] for one in told] == ["level_too_low", "enforcement_debt"]
    assert all(one["sentence"] in str(refusal.value) and one["next"] in str(refusal.value) for one in told)
    flag.until = now.date()
    flag.save()
    LevelGrant.objects.filter(organisation=organisation).update(level=DisclosureLevel.REPORTED)
    assert submit(application=kept, actor=actor, now=now).state == ApplicationState.SUBMITTED


def test_the_social_order_names_the_step_that_opens_it(now):
    call = make_call(now, kind=CallKind.SOCIAL_ORDER)
    organisation = make_applicant(now, level=DisclosureLevel.REGISTERED)

    [told] = standing_for(call, organisation, at=now).told("en")

    assert told["code"] == "level_too_low"
    assert "“reported”" in told["sentence"]
    assert told["next"]
    kept = make_application(call, now, organisation=organisation, submitted=False)
    with pytest.raises(errors.NotEligible) as refusal:
        submit(application=kept, actor=make_user(), now=now)
    assert told["next"] in str(refusal.value)


def test_all_open_calls_are_judged_with_the_same_queries(now, django_assert_num_queries):
    organisation = make_applicant(now, level=DisclosureLevel.REGISTERED)
    for number in (1, 2, 3):
        make_call(now)
        calls = list(open_calls(at=now))

        with django_assert_num_queries(4):
            judged = standings_for(calls, organisation, at=now)

        assert [call for call, _ in judged] == calls
        assert [one.may_apply for _, one in judged] == [False] * number


def test_standing_takes_the_same_queries_whatever_the_history(now, django_assert_num_queries):
    call, organisation = make_call(now), make_applicant(now)
    for kind in ("bankrupt", "in_liquidation", "property_arrested"):
        make_flag(organisation, now, kind)

    with django_assert_num_queries(4):
        assert len(standing_for(call, organisation, at=now).failed) == 3


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"budget": ()}, errors.BudgetEmpty),
        (
            {"budget": [{"title": "All", "kind": LineKind.ACTIVITY, "amount_kzt": 4_325_001}]},
            errors.BudgetAboveCall,
        ),
        (
            {"budget": [BUDGET[0], {"title": "Office", "kind": LineKind.INSTITUTIONAL, "amount_kzt": 200_001}]},
            errors.InstitutionalShareTooLarge,
        ),
        ({"months": 13}, errors.MonthsAboveCall),
    ],
)
def test_money_and_time_stay_within_the_call(now, columns, refusal):
    kept = make_application(make_call(now), now, submitted=False, **columns)

    with pytest.raises(refusal):
        submit(application=kept, actor=make_user(), now=now)


def test_only_own_materials_go_with_an_application(now):
    call, organisation, other = make_call(now), make_applicant(now), make_applicant(now)
    own, foreign = (
        Material.objects.create(
            organisation=one,
            kind=MaterialKind.PROJECT_PASSPORT,
            issued_on=now.date(),
            sha256="0" * 64,
            posted_at=now,
        )
        for one in (organisation, other)
    )

    kept = make_application(call, now, organisation=organisation, materials=[str(own.public_id)])

    assert list(kept.materials.all()) == [own]
    with pytest.raises(errors.MaterialNotYours):
        make_application(call, now, organisation=other, materials=[str(own.public_id), str(foreign.public_id)])


def test_who_withdraws_may_apply_anew_and_numbers_are_never_given_twice(now):
    call, organisation, actor = make_call(now), make_applicant(now), make_user()
    first = make_application(call, now, organisation=organisation)

    withdraw(application=first, actor=actor, now=now)
    second = make_application(call, now, organisation=organisation)

    assert (first.number, second.number) == (1, 2)
    with pytest.raises(errors.ApplicationClosed):
        withdraw(application=first, actor=actor, now=now)


def test_the_database_refuses_to_change_what_was_handed_in(now):
    kept = make_application(make_call(now), now)

    for change in ({"plan": "Another."}, {"budget": []}, {"sum_kzt": 1, "institutional_kzt": 0}, {"state": "draft"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Application.objects.filter(pk=kept.pk).update(**change)
