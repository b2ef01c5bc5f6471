"""Calls are published once under the rules of the day, and corrected only in the open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from funding import errors
from funding.eligibility import rules_named
from funding.enums import CallKind, CallStatus
from funding.models import Call
from funding.queries.calls import digest_of, terms_document
from funding.services.calls import correct, publish, write_call
from ngos.enums import DisclosureLevel
from tests.factories.funding import CRITERIA, make_call, make_plan
from tests.factories.places import region

pytestmark = pytest.mark.django_db


def test_publishing_freezes_the_terms_with_a_digest(now):
    call = make_call(now)

    [terms] = call.versions.all()
    assert (call.status, call.terms_version, call.rules_version) == (CallStatus.PUBLISHED, 1, "2026-1")
    assert call.sum_kzt == 1_000 * 4_325
    assert terms.terms == terms_document(call)
    assert terms.sha256 == digest_of(terms.terms)
    with pytest.raises(errors.CallPublished):
        write_call(territory=call.territory, plan=make_plan(now, months=6), call=call, actor=None, now=now)
    with pytest.raises(errors.CallPublished):
        publish(call=call, actor=None, now=now)


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"area": "moon"}, errors.AreaUnknown),
        ({"area": "animals"}, errors.AreaUnknown),
        ({"sum_mrp": 499}, errors.SumBelowLimit),
        ({"sum_mrp": 3_001}, errors.SumAboveLimit),
        ({"months": 13}, errors.TermOutsideLimits),
        ({"required_level": DisclosureLevel.REGISTERED}, errors.LevelBelowRules),
        ({"required_level": DisclosureLevel.AUDITED}, None),
        ({"criteria": []}, errors.CriteriaWrong),
        ({"criteria": [*CRITERIA, CRITERIA[0]]}, errors.CriteriaWrong),
        ({"criteria": [{**CRITERIA[0], "weight": 0}]}, errors.CriteriaWrong),
        ({"commission_size": 2}, errors.CommissionTooSmall),
        ({"kind": CallKind.PRIZE, "sum_mrp": 2_000, "months": 0}, None),
    ],
)
def test_a_rule_that_is_not_kept_keeps_a_call_from_being_published(now, columns, refusal):
    call = make_call(now, published=False, **columns)

    if refusal is None:
        assert publish(call=call, actor=None, now=now).status == CallStatus.PUBLISHED
        return
    with pytest.raises(refusal):
        publish(call=call, actor=None, now=now)
    call.refresh_from_db()
    assert call.status == CallStatus.DRAFT


def test_no_call_asks_for_less_than_the_rules_and_the_officer_is_told_how_much(now):
    """The social order too: no call can open it to an organisation the register knows too little of."""
    call = make_call(now, published=False, kind=CallKind.SOCIAL_ORDER, required_level=DisclosureLevel.NONE)

    with pytest.raises(errors.LevelBelowRules, match="at least the level “reported”") as refusal:
        publish(call=call, actor=None, now=now)

    assert refusal.value.field == "required_level"


def test_a_correction_keeps_to_the_rules_the_call_was_published_under(now, monkeypatch):
    call = make_call(now, kind=CallKind.PRIZE, sum_mrp=2_000, months=0)
    newer = replace(rules_named(call.rules_version), version="newer", valid_from=now.date(), kinds={})
    monkeypatch.setattr("funding.services.calls.rules_on", lambda day: newer)

    call = correct(
        call=call, changes={"closes_at": call.closes_at + timedelta(days=1)}, reason="Rain.", actor=None, now=now
    )

    assert call.terms_version == 2


def test_deadlines_lie_ahead_and_those_of_a_prize_before_september(now):
    past = make_call(now, published=False, closes_at=now)
    prize = {"kind": CallKind.PRIZE, "sum_mrp": 2_000, "months": 0}
    late = make_call(now, published=False, closes_at=now.replace(month=9, day=2), **prize)

    with pytest.raises(errors.DeadlineTooSoon):
        publish(call=past, actor=None, now=now)
    with pytest.raises(errors.DeadlineTooLate, match=r"01\.09"):
        publish(call=late, actor=None, now=now)
    with pytest.raises(errors.TitleMissing):
        write_call(territory=region(), plan=make_plan(now, title_en="", title_kk=" "), actor=None, now=now)


def test_a_correction_gives_its_reason_and_leaves_the_old_terms_beside(now):
    call = make_call(now)
    later = call.closes_at + timedelta(days=3)

    call = correct(call=call, changes={"closes_at": later, "sum_mrp": 9_999}, reason="Holidays.", actor=None, now=now)

    assert (call.closes_at, call.sum_mrp, call.terms_version) == (later, 1_000, 2)
    assert [(row.version, row.reason) for row in call.versions.order_by("version")] == [(1, ""), (2, "Holidays.")]
    for changes, reason, at, refusal in (
        ({"closes_at": later + timedelta(1)}, " ", now, errors.CorrectionReasonMissing),
        ({"closes_at": later - timedelta(1)}, "Sooner.", now, errors.DeadlineOnlyLater),
        ({"awards": 5}, "More.", now, errors.NothingCorrected),
        ({"about_en": "New."}, "Late.", later, errors.CorrectionTooLate),
    ):
        with pytest.raises(refusal):
            correct(call=call, changes=changes, reason=reason, actor=None, now=at)


def refused(statement: str, *values: object) -> bool:
    """Say whether the database itself refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError:
        return True
    return False


def test_the_database_itself_refuses_what_no_service_does(now):
    """Also on PostgreSQL: a trigger asks nobody whose connection it is."""
    call, draft = make_call(now), make_call(now, published=False)

    assert refused("UPDATE funding_call SET sum_mrp = 2000 WHERE id = %s", call.pk)
    assert refused("UPDATE funding_call SET criteria = '[]' WHERE id = %s", call.pk)
    assert refused("UPDATE funding_call SET sum_mrp = 2000, terms_version = 3 WHERE id = %s", call.pk)
    assert refused("UPDATE funding_call SET status = 'draft', terms_version = 0 WHERE id = %s", call.pk)
    if connection.vendor == "postgresql":  # on SQLite the tests take this guard down, see conftest
        assert refused("DELETE FROM funding_callterms WHERE call_id = %s", call.pk)
        assert refused("DELETE FROM funding_call WHERE id = %s", call.pk)
    assert refused("UPDATE funding_callterms SET reason = 'x' WHERE call_id = %s", call.pk)
    assert not refused("UPDATE funding_call SET sum_mrp = 2000 WHERE id = %s", draft.pk)
    assert not refused("UPDATE funding_call SET title_en = 'x', terms_version = 2 WHERE id = %s", call.pk)
    assert not refused("DELETE FROM funding_call WHERE id = %s", draft.pk)
    assert Call.objects.get(pk=call.pk).sum_mrp == 1_000
