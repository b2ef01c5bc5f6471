"""A date of birth: free until the first confirmed shift, then two people; shifts ahead follow."""

from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.enums import Role
from core import outbox
from core.models import AuditLine, OutboxMessage
from events.enums import SignUpStatus
from events.models import ShiftRole
from events.services.birth_dates import ask_correction, change_birth_date, decide_correction
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from volunteers import errors
from volunteers.models import BirthDateCorrection

pytestmark = pytest.mark.django_db
FIFTEEN, TWENTY = date(2011, 2, 3), date(2006, 2, 3)


@pytest.fixture
def officer(db):
    user = make_user(full_name="Сәуле Мұқанова")
    make_grant(user, Role.SAFEGUARDING_OFFICER)
    return user


@pytest.fixture
def adult_role(now, taza_su):
    """A place for adults next Saturday."""
    return make_role(make_shift(make_opportunity(organisation=taza_su, min_age=18)))


def been_there(volunteer, minutes=None):
    past = make_role(make_shift(days_ahead=-5))
    make_attendance(make_signup(past, volunteer), minutes=minutes)


def change(user, day, now):
    return change_birth_date(volunteer=user.volunteer, birth_date=day, actor=user, now=now)


def ask(user, day, now, reason="I mistyped the year."):
    return ask_correction(volunteer=user.volunteer, birth_date=day, reason=reason, actor=user, now=now)


def decide(correction, actor, now, *, is_accepted=True, reason="Seen in the passport."):
    return decide_correction(correction=correction, is_accepted=is_accepted, reason=reason, actor=actor, now=now)


def test_before_the_first_shift_she_changes_it_herself(now, aliya):
    assert change(aliya, TWENTY, now) == []

    aliya.volunteer.refresh_from_db()
    assert aliya.volunteer.birth_date == TWENTY


@pytest.mark.parametrize("minutes", [None, 1])
def test_after_a_confirmed_shift_it_is_fixed(now, aliya, minutes):
    before = aliya.volunteer.birth_date
    been_there(aliya.volunteer, minutes)

    with pytest.raises(errors.BirthDateFrozen):
        change(aliya, TWENTY, now)

    aliya.volunteer.refresh_from_db()
    assert aliya.volunteer.birth_date == before


def test_a_shift_nobody_came_to_fixes_nothing(now, aliya):
    been_there(aliya.volunteer, minutes=0)

    assert change(aliya, TWENTY, now) == []


@pytest.mark.parametrize(
    ("day", "error"),
    [
        (date(2026, 5, 5), errors.BirthDateImpossible),
        (date(1899, 12, 31), errors.BirthDateImpossible),
        (date(2012, 5, 5), errors.TooYoung),
        (date(2005, 1, 1), errors.BirthDateSame),
    ],
)
def test_an_impossible_date_is_refused_by_both_ways(now, aliya, day, error):
    with pytest.raises(error):
        change(aliya, day, now)
    been_there(aliya.volunteer)
    with pytest.raises(error):
        ask(aliya, day, now)


def test_becoming_younger_frees_places_that_are_no_longer_possible(now, aliya, adult_role, dana):
    signup = make_signup(adult_role, aliya.volunteer)

    assert change(aliya, FIFTEEN, now) == [signup]

    signup.refresh_from_db()
    assert (signup.status, ShiftRole.objects.get(pk=adult_role.pk).taken_count) == (SignUpStatus.CANCELLED, 0)
    assert AuditLine.objects.get(action="signup.cancelled").details == {"reason": "birth_date"}


def test_dates_are_never_in_the_audit_log(now, aliya, officer):
    change(aliya, TWENTY, now)
    been_there(aliya.volunteer)
    decide(ask(aliya, FIFTEEN, now), officer, now)

    written = "".join(str(row) for row in AuditLine.objects.values_list())
    assert "birth_date.correction_decided" in written
    assert [day for day in ("2006-02-03", "2011-02-03") if day in written] == []


def test_a_correction_that_is_not_needed_is_refused(now, aliya):
    with pytest.raises(errors.BirthDateFree):
        ask(aliya, TWENTY, now)


def test_two_people_correct_it_and_shifts_follow_at_once(now, aliya, adult_role, dana, officer):
    been_there(aliya.volunteer)
    signup = make_signup(adult_role, aliya.volunteer)

    dropped = decide(ask(aliya, FIFTEEN, now), officer, now)

    aliya.volunteer.refresh_from_db()
    assert (aliya.volunteer.birth_date, dropped) == (FIFTEEN, [signup])
    for message in OutboxMessage.objects.order_by("pk"):
        outbox.deliver(message.pk, now=now)
    told = {(letter.to[0], letter.subject) for letter in mail.outbox}
    assert told == {
        (aliya.email, "Your date of birth is corrected"),
        (aliya.email, "Your place on a shift is free again"),
        (dana.email, "A place on your shift is free again"),
    }
    assert "birth" not in next(letter.body for letter in mail.outbox if letter.to == [dana.email])


def test_a_refused_correction_changes_nothing(now, aliya, adult_role, officer):
    been_there(aliya.volunteer)
    before = aliya.volunteer.birth_date
    signup = make_signup(adult_role, aliya.volunteer)

    assert decide(ask(aliya, FIFTEEN, now), officer, now, is_accepted=False) == []

    aliya.volunteer.refresh_from_db()
    signup.refresh_from_db()
    assert (aliya.volunteer.birth_date, signup.status) == (before, SignUpStatus.CONFIRMED)


def test_nobody_corrects_what_she_asked_for_or_her_own_date(now, aliya, officer):
    been_there(aliya.volunteer)
    make_volunteer(user=officer)
    been_there(officer.volunteer)
    own = ask(officer, FIFTEEN, now)
    by_dana = ask_correction(
        volunteer=aliya.volunteer, birth_date=TWENTY, reason="Her paper says so.", actor=officer, now=now
    )

    for correction in (own, by_dana):
        with pytest.raises(errors.CorrectionNeedsSecondPerson):
            decide(correction, officer, now)
    with pytest.raises(errors.CorrectionNeedsSecondPerson):
        decide(by_dana, aliya, now)


def test_the_database_refuses_one_person_in_both_places(now, aliya):
    been_there(aliya.volunteer)
    correction = ask(aliya, FIFTEEN, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        BirthDateCorrection.objects.filter(pk=correction.pk).update(decided_by=aliya.public_id, decided_at=now)


def test_one_correction_waits_at_a_time_and_is_decided_once(now, aliya, officer):
    been_there(aliya.volunteer)
    correction = ask(aliya, FIFTEEN, now)
    with pytest.raises(errors.CorrectionWaiting):
        ask(aliya, TWENTY, now)

    decide(correction, officer, now, is_accepted=False)

    with pytest.raises(errors.CorrectionDecided):
        decide(correction, officer, now)


def test_reasons_are_needed_on_both_sides(now, aliya, officer):
    been_there(aliya.volunteer)
    with pytest.raises(errors.CorrectionReasonMissing):
        ask(aliya, FIFTEEN, now, reason=" ")
    correction = ask(aliya, FIFTEEN, now)
    with pytest.raises(errors.CorrectionReasonMissing):
        decide(correction, officer, now, reason="")

    correction.refresh_from_db()
    assert correction.decided_at is None
