"""The end of a clearance reaches shifts ahead at once, in the same transaction."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from accounts.enums import Role
from core import outbox
from core.models import AuditLine, OutboxMessage
from events import errors
from events.enums import SignUpStatus
from events.models import ShiftRole
from events.queries import judge
from events.services.clearances import drop_uncleared, revoke_clearance
from events.services.signups import claim_seat
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import clear_for_children, make_clearance
from volunteers.enums import ClearanceKind
from volunteers.errors import ClearanceRevoked
from volunteers.models import Clearance

pytestmark = pytest.mark.django_db
CERTIFICATE = ClearanceKind.OFFENCE_CERTIFICATE


@pytest.fixture
def officer(db):
    user = make_user(full_name="Сәуле Мұқанова")
    make_grant(user, Role.SAFEGUARDING_OFFICER)
    return user


@pytest.fixture
def lessons(now, taza_su):
    """Help with lessons for children, next Saturday."""
    return make_opportunity(organisation=taza_su, title="Help with lessons", has_child_contact=True)


@pytest.fixture
def cleared(now, aliya):
    """Aliya, who has shown everything."""
    return clear_for_children(aliya.volunteer)


def certificate(volunteer):
    return volunteer.clearances.get(kind=CERTIFICATE)


def deliver_all(now):
    for message in OutboxMessage.objects.order_by("pk"):
        outbox.deliver(message.pk, now=now)
    return mail.outbox


def test_revoking_frees_places_ahead_that_need_it_and_no_other(now, cleared, lessons, officer):
    needed = [make_role(make_shift(lessons, days_ahead=days)) for days in (5, 12)]
    held = [
        make_signup(needed[0], cleared),
        make_signup(needed[1], cleared, status=SignUpStatus.INVITED),
        make_signup(make_role(make_shift(make_opportunity(), days_ahead=19)), cleared),
        make_signup(make_role(make_shift(lessons, days_ahead=-5)), cleared),
    ]

    dropped = revoke_clearance(clearance=certificate(cleared), reason="Forged.", actor=officer, now=now)

    for signup in held:
        signup.refresh_from_db()
    assert dropped == held[:2]
    assert [signup.status for signup in held] == ["cancelled", "cancelled", "confirmed", "confirmed"]
    assert [ShiftRole.objects.get(pk=role.pk).taken_count for role in needed] == [0, 0]
    lines = AuditLine.objects.filter(action="signup.cancelled")
    assert [(line.actor, line.details) for line in lines] == [(officer.public_id, {"reason": "clearance"})] * 2


def test_revoking_one_of_two_that_count_frees_nothing(now, cleared, lessons, officer):
    make_clearance(cleared, CERTIFICATE)
    signup = make_signup(make_role(make_shift(lessons)), cleared)

    assert revoke_clearance(clearance=certificate_oldest(cleared), reason="Wrong.", actor=officer, now=now) == []

    signup.refresh_from_db()
    assert signup.status == SignUpStatus.CONFIRMED


def certificate_oldest(volunteer):
    return volunteer.clearances.filter(kind=CERTIFICATE).order_by("pk").first()


def test_revoking_twice_frees_nothing_the_second_time(now, cleared, lessons, officer):
    clearance = certificate(cleared)
    revoke_clearance(clearance=clearance, reason="Forged.", actor=officer, now=now)
    make_clearance(cleared, CERTIFICATE)
    signup = make_signup(make_role(make_shift(lessons)), cleared)

    with pytest.raises(ClearanceRevoked):
        revoke_clearance(clearance=clearance, reason="Again.", actor=officer, now=now)

    signup.refresh_from_db()
    assert signup.status == SignUpStatus.CONFIRMED


def test_after_a_revocation_no_place_can_be_claimed(now, cleared, lessons, officer, aliya):
    role = make_role(make_shift(lessons))
    revoke_clearance(clearance=certificate(cleared), reason="Forged.", actor=officer, now=now)

    with pytest.raises(errors.OffenceCertificateMissing):
        claim_seat(role=role, volunteer=cleared, actor=aliya, now=now)


def test_the_person_reads_the_reason_and_the_coordinator_does_not(now, cleared, lessons, officer, dana, aliya):
    make_signup(make_role(make_shift(lessons)), cleared)

    revoke_clearance(clearance=certificate(cleared), reason="The paper was forged.", actor=officer, now=now)

    letters = deliver_all(now)
    told = {letter.subject: letter for letter in letters}
    to_dana = [letter for letter in letters if letter.to == [dana.email]]
    assert told["A place on your shift is free again"].to == [dana.email]
    assert told["A clearance has been revoked"].to == [aliya.email]
    assert "The paper was forged." in told["A clearance has been revoked"].body
    assert "certificate" in told["Your place on a shift is free again"].body
    assert "Әлия С." in told["A place on your shift is free again"].body
    leaks = ("forged", "certificate", "clearance", "Серікова")
    assert [word for letter in to_dana for word in leaks if word in letter.body.lower()] == []


def test_one_that_ends_between_claim_and_shift_closes_the_gate_and_is_found(now, cleared, lessons, aliya):
    role = make_role(make_shift(lessons, days_ahead=5))
    Clearance.objects.filter(volunteer=cleared, kind=CERTIFICATE).update(valid_until=(now + timedelta(days=5)).date())
    signup = make_signup(role, cleared)

    assert [gate.value for gate in judge(role, cleared).gates] == ["offence_certificate"]
    assert drop_uncleared(volunteer=cleared, actor=None, now=now) == [signup]


def test_one_that_ends_the_day_after_the_shift_still_counts(now, cleared, lessons):
    role = make_role(make_shift(lessons, days_ahead=5))
    Clearance.objects.filter(volunteer=cleared, kind=CERTIFICATE).update(valid_until=(now + timedelta(days=6)).date())
    make_signup(role, cleared)

    assert drop_uncleared(volunteer=cleared, actor=None, now=now) == []


def test_a_failure_later_in_the_transaction_brings_everything_back(now, cleared, lessons, officer):
    signup = make_signup(make_role(make_shift(lessons)), cleared)
    clearance = certificate(cleared)

    with transaction.atomic():
        revoke_clearance(clearance=clearance, reason="Forged.", actor=officer, now=now)
        transaction.set_rollback(True)

    signup.refresh_from_db()
    clearance.refresh_from_db()
    assert (signup.status, clearance.revoked_at, OutboxMessage.objects.count()) == (SignUpStatus.CONFIRMED, None, 0)
