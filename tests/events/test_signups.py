from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from core.models import AuditLine
from events import errors
from events.enums import OpportunityStatus, ShiftStatus, SignUpOrigin, SignUpStatus
from events.models import Opportunity, ShiftRole
from events.services import signups
from events.services.publishing import cancel_opportunity
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def claim(role, user, now):
    return signups.claim_seat(role=role, volunteer=user.volunteer, actor=user, now=now)


def test_claim_seat_gives_a_confirmed_place_and_counts_it(now, aliya):
    role = make_role(make_shift(make_opportunity()), capacity=2)

    signup = claim(role, aliya, now)

    role.refresh_from_db()
    assert (signup.status, signup.origin, role.taken_count) == (SignUpStatus.CONFIRMED, SignUpOrigin.SELF, 1)
    assert AuditLine.objects.get(action="signup.claimed").subject_id == str(signup.public_id)


def test_claim_seat_on_a_full_role_is_refused(now, aliya):
    role = make_role(make_shift(make_opportunity()), capacity=1)
    make_signup(role, make_volunteer())

    with pytest.raises(errors.ShiftFull):
        claim(ShiftRole.objects.get(pk=role.pk), aliya, now)


def test_claim_seat_twice_is_refused_and_takes_one_seat(now, aliya):
    role = make_role(make_shift(make_opportunity()), capacity=3)
    claim(role, aliya, now)

    with pytest.raises(errors.AlreadySignedUp):
        claim(role, aliya, now)

    assert ShiftRole.objects.get(pk=role.pk).taken_count == 1


def test_claim_seat_in_another_role_of_the_same_shift_is_refused(now, aliya):
    shift = make_shift(make_opportunity())
    claim(make_role(shift), aliya, now)

    with pytest.raises(errors.AlreadySignedUp):
        claim(make_role(shift), aliya, now)


def test_the_database_refuses_more_people_than_seats(now):
    role = make_role(make_shift(make_opportunity()), capacity=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftRole.objects.filter(pk=role.pk).update(taken_count=F("taken_count") + 2)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"status": OpportunityStatus.CLOSED}, errors.ShiftNotOpen),
        ({"status": OpportunityStatus.CANCELLED}, errors.ShiftNotOpen),
        ({"status": OpportunityStatus.DRAFT}, errors.ShiftNotOpen),
        ({"min_age": 22}, errors.TooYoungForRole),
        ({"languages": 7}, None),
    ],
)
def test_claim_seat_asks_whether_the_opportunity_takes_this_person(now, aliya, change, error):
    role = make_role(make_shift(make_opportunity(**change)))

    if error is None:
        assert claim(role, aliya, now).status == SignUpStatus.CONFIRMED
    else:
        with pytest.raises(error):
            claim(role, aliya, now)


def test_claim_seat_on_a_cancelled_or_started_shift_is_refused(now, aliya):
    cancelled = make_role(make_shift(make_opportunity(), status=ShiftStatus.CANCELLED))
    started = make_role(make_shift(make_opportunity(), days_ahead=0, start_time=time(8)))

    with pytest.raises(errors.ShiftNotOpen):
        claim(cancelled, aliya, now)
    with pytest.raises(errors.ShiftStarted):
        claim(started, aliya, now)


def test_a_minor_with_consent_may_plant_trees_but_not_work_with_children(now, bekzat):
    trees = make_role(make_shift(make_opportunity(cause="ecology")))
    children = make_role(make_shift(make_opportunity(cause="child_protection"), days_ahead=9))

    assert claim(trees, bekzat, now).status == SignUpStatus.CONFIRMED
    with pytest.raises(errors.AdultsOnly):
        claim(children, bekzat, now)


@pytest.mark.parametrize(
    ("days_ahead", "start_time", "hours_held"),
    [(12, time(10), 72), (2, time(16), 31), (1, time(16), 7), (0, time(17), 3)],
)
def test_the_place_of_a_minor_without_consent_is_held(now, days_ahead, start_time, hours_held):
    minor = make_user(email="sabina@example.org")
    make_volunteer(user=minor, age=16)
    role = make_role(make_shift(make_opportunity(), days_ahead=days_ahead, start_time=start_time))

    signup = claim(role, minor, now)

    role.refresh_from_db()
    assert (signup.status, role.taken_count) == (SignUpStatus.AWAITING, 1)
    assert signup.held_until == now + timedelta(hours=hours_held)


def test_too_late_for_a_guardian_is_refused(now):
    minor = make_user(email="sabina@example.org")
    make_volunteer(user=minor, age=16)

    role = make_role(make_shift(make_opportunity(), days_ahead=5, start_time=time(10)))

    with pytest.raises(errors.GuardianConsentMissing):
        claim(role, minor, role.shift.starts_at - timedelta(hours=1))


def test_claim_seat_without_a_required_skill_is_refused(now, aliya):
    role = make_role(make_shift(make_opportunity()), required={"first_aid": 2})

    with pytest.raises(errors.SkillMissing):
        claim(role, aliya, now)


@pytest.mark.parametrize(
    ("second_start", "clashes"),
    [(time(9), True), (time(13, 45), True), (time(14), False), (time(17), False)],
)
def test_shifts_at_one_place_clash_when_they_overlap_and_may_touch(now, aliya, second_start, clashes):
    here = make_opportunity()
    claim(make_role(make_shift(here, start_time=time(10), hours=4)), aliya, now)
    second = make_role(make_shift(here, start_time=second_start, hours=3))

    if clashes:
        with pytest.raises(errors.ShiftsClash):
            claim(second, aliya, now)
    else:
        assert claim(second, aliya, now).status == SignUpStatus.CONFIRMED


def test_shifts_in_two_cities_clash_when_the_way_is_longer_than_the_gap(now, aliya):
    claim(make_role(make_shift(make_opportunity(), start_time=time(8), hours=4)), aliya, now)
    far = make_opportunity(venue=settlement(KARAGANDA))

    with pytest.raises(errors.ShiftsClash, match="Clean the river bank"):
        claim(make_role(make_shift(far, start_time=time(14), hours=4)), aliya, now)


def test_online_work_may_follow_at_once(now, aliya):
    claim(make_role(make_shift(make_opportunity(), start_time=time(10), hours=4)), aliya, now)
    online = make_opportunity(is_remote=True)

    assert claim(make_role(make_shift(online, start_time=time(14), hours=2)), aliya, now).pk


def test_withdraw_frees_the_seat_and_allows_a_new_claim(now, aliya):
    role = make_role(make_shift(make_opportunity()), capacity=1)
    signup = claim(role, aliya, now)

    signups.withdraw(signup=signup, actor=aliya, now=now)

    assert ShiftRole.objects.get(pk=role.pk).taken_count == 0
    assert claim(role, aliya, now).pk != signup.pk


def test_withdraw_twice_frees_one_seat(now, aliya):
    role = make_role(make_shift(make_opportunity()), capacity=2)
    make_signup(role, make_volunteer())
    signup = claim(role, aliya, now)
    signups.withdraw(signup=signup, actor=aliya, now=now)

    with pytest.raises(errors.SignUpClosed):
        signups.withdraw(signup=signup, actor=aliya, now=now)

    assert ShiftRole.objects.get(pk=role.pk).taken_count == 1


def test_withdraw_after_the_start_is_refused(now, aliya):
    signup = make_signup(make_role(make_shift(make_opportunity(), days_ahead=-1)), aliya.volunteer)

    with pytest.raises(errors.ShiftStarted):
        signups.withdraw(signup=signup, actor=aliya, now=now)


def test_an_invitation_holds_the_seat_until_it_is_answered(now, aliya, dana):
    role = make_role(make_shift(make_opportunity()), capacity=1)
    invitation = signups.invite(
        role=role, volunteer=aliya.volunteer, origin=SignUpOrigin.INVITATION, actor=dana, now=now
    )
    stranger = make_user(email="other@example.org")
    make_volunteer(user=stranger)

    with pytest.raises(errors.ShiftFull):
        claim(role, stranger, now)
    signups.decline_invitation(signup=invitation, actor=aliya, now=now)

    assert claim(role, stranger, now).status == SignUpStatus.CONFIRMED


def test_claiming_a_role_one_is_invited_to_accepts_the_invitation(now, aliya, dana):
    role = make_role(make_shift(make_opportunity()), capacity=1)
    invitation = signups.invite(
        role=role, volunteer=aliya.volunteer, origin=SignUpOrigin.INVITATION, actor=dana, now=now
    )

    signup = claim(role, aliya, now)

    assert (signup.pk, signup.status) == (invitation.pk, SignUpStatus.CONFIRMED)
    assert ShiftRole.objects.get(pk=role.pk).taken_count == 1


def test_invite_asks_the_same_gates_as_a_claim(now, bekzat, dana):
    role = make_role(make_shift(make_opportunity(cause="child_protection")))

    with pytest.raises(errors.AdultsOnly):
        signups.invite(role=role, volunteer=bekzat.volunteer, origin=SignUpOrigin.AUTOFILL, actor=dana, now=now)


def test_accept_after_the_shift_was_called_off_is_refused(now, aliya):
    shift = make_shift(make_opportunity())
    invitation = make_signup(make_role(shift), aliya.volunteer, status=SignUpStatus.INVITED)
    shift.status = ShiftStatus.CANCELLED
    shift.save(update_fields=["status"])

    with pytest.raises(errors.ShiftNotOpen):
        signups.accept_invitation(signup=invitation, actor=aliya, now=now)


def test_the_age_that_counts_is_the_age_on_the_day_of_the_shift(now):
    day = datetime(2026, 5, 9, tzinfo=UTC).date()
    user = make_user(email="birthday@example.org")
    make_volunteer(user=user, birth_date=day.replace(year=day.year - 18))
    on_the_day = make_role(make_shift(make_opportunity(cause="child_protection"), starts_on=day))
    before = make_role(make_shift(make_opportunity(cause="child_protection"), starts_on=day - timedelta(days=1)))

    with pytest.raises(errors.AdultsOnly):
        claim(before, user, now)
    assert claim(on_the_day, user, now).status == SignUpStatus.CONFIRMED


def test_a_claim_loaded_before_a_cancellation_is_refused_and_takes_no_seat(now, aliya):
    opportunity = make_opportunity()
    role = ShiftRole.objects.select_related("shift__opportunity__organisation").get(
        pk=make_role(make_shift(opportunity)).pk
    )
    assert role.shift.status == ShiftStatus.PLANNED
    cancel_opportunity(opportunity=opportunity, actor=None, now=now)

    with pytest.raises(errors.ShiftNotOpen):
        claim(role, aliya, now)

    assert ShiftRole.objects.get(pk=role.pk).taken_count == 0
    assert not aliya.volunteer.signups.exists()


def test_a_claim_loaded_before_the_rules_changed_meets_the_new_rules(now, bekzat):
    opportunity = make_opportunity()
    role = ShiftRole.objects.select_related("shift__opportunity__organisation").get(
        pk=make_role(make_shift(opportunity)).pk
    )
    assert role.shift.opportunity.cause == "ecology"
    Opportunity.objects.filter(pk=opportunity.pk).update(has_child_contact=True)

    with pytest.raises(errors.AdultsOnly):
        claim(role, bekzat, now)

    assert ShiftRole.objects.get(pk=role.pk).taken_count == 0
