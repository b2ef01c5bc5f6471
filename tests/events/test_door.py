from datetime import time, timedelta

import pytest

from core.models import AuditLine, OutboxMessage
from events import errors
from events.enums import SignUpOrigin, SignUpStatus
from events.models import Opportunity, ShiftRole, SignUp
from events.queries import was_ever_there
from events.services.attendance import check_in, confirm_attendance
from events.services.nightly import recheck_gates
from events.services.walk_ins import add_walk_in
from tests.events.law import KINDS
from tests.factories.accounts import make_consent, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from volunteers.models import Clearance

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(now, taza_su, dana):
    return make_role(make_shift(make_opportunity(organisation=taza_su), start_time=time(15)), capacity=3)


def during(role):
    return role.shift.starts_at + timedelta(minutes=5)


def cleared(now, **columns):
    person = make_volunteer(user=make_user(), age=30, **columns)
    for kind in KINDS:
        Clearance.objects.create(
            volunteer=person,
            kind=kind,
            issued_on=now.date() - timedelta(days=9),
            valid_until=now.date() + timedelta(days=90),
            checked_by=person.public_id,
            checked_at=now,
        )
    return person


def let_in(signup, dana, now, **options):
    return check_in(signup=SignUp.objects.get(pk=signup.pk), actor=dana, now=now, **options)


def walk_in(role, dana, now, *, name="Әлия", contact="aliya@example.org", **options):
    return add_walk_in(role=role, name=name, contact=contact, actor=dana, now=now, **options)


def test_check_in_is_noted_once_with_who_let_her_in(now, role, aliya, dana):
    signup = make_signup(role, aliya.volunteer)
    assert not was_ever_there(aliya.volunteer)

    first = let_in(signup, dana, during(role))
    again = let_in(signup, make_user(), during(role) + timedelta(minutes=9))

    assert first.checked_in_at == again.checked_in_at == during(role)
    assert SignUp.objects.get().checked_in_by == dana.public_id
    assert AuditLine.objects.filter(action="signup.checked_in").count() == 1
    assert was_ever_there(aliya.volunteer)


@pytest.mark.parametrize(("minutes", "is_open"), [(-121, False), (-120, True), (0, True), (239, True), (240, False)])
def test_the_door_is_open_from_two_hours_before_until_the_end(now, role, aliya, dana, minutes, is_open):
    signup, moment = make_signup(role, aliya.volunteer), role.shift.starts_at + timedelta(minutes=minutes)

    if is_open:
        assert let_in(signup, dana, moment).checked_in_at == moment
    else:
        with pytest.raises(errors.CheckInNotOpen):
            let_in(signup, dana, moment)


def test_a_consent_withdrawn_since_blocks_and_a_parent_beside_opens(now, role, bekzat, dana):
    signup = make_signup(role, bekzat.volunteer)
    bekzat.guardian_consents.update(withdrawn_at=now)

    with pytest.raises(errors.GuardianConsentMissing):
        let_in(signup, dana, during(role))
    assert let_in(signup, dana, during(role), is_parent_here=True).is_accompanied


def test_a_parent_who_was_to_come_along_must_be_seen(now, role, bekzat, dana):
    signup = make_signup(role, bekzat.volunteer)
    bekzat.guardian_consents.all().delete()
    SignUp.objects.update(is_accompanied=True)

    with pytest.raises(errors.GuardianConsentMissing):
        let_in(signup, dana, during(role))


def test_a_clearance_that_ended_between_blocks_a_hundred_times(now, role, dana):
    Opportunity.objects.update(has_child_contact=True)
    people = [cleared(now) for _ in range(3)]
    places = [make_signup(role, person) for person in people]
    let_in(places[0], dana, during(role))
    Clearance.objects.filter(volunteer=people[1], kind="training").update(valid_until=role.shift.starts_on)

    blocked = 0
    for _ in range(100):
        with pytest.raises(errors.SafeguardingTrainingMissing):
            let_in(places[1], dana, during(role))
        blocked += 1
    assert blocked == 100
    let_in(places[2], dana, during(role))


def test_with_children_two_cleared_adults_must_be_on_the_shift(now, role, dana):
    Opportunity.objects.update(has_child_contact=True)
    signup = make_signup(role, cleared(now))

    with pytest.raises(errors.TooFewAdults):
        let_in(signup, dana, during(role))
    make_signup(role, cleared(now))
    assert let_in(signup, dana, during(role)).checked_in_at


@pytest.mark.parametrize("status", [SignUpStatus.INVITED, SignUpStatus.WITHDRAWN, SignUpStatus.CANCELLED])
def test_only_confirmed_people_are_let_in(now, role, aliya, dana, status):
    signup = make_signup(role, aliya.volunteer, status=status)

    with pytest.raises(errors.SignUpClosed):
        let_in(signup, dana, during(role))


def test_hours_are_confirmed_without_a_check_in_as_before(now, role, aliya, dana):
    signup = make_signup(role, aliya.volunteer)

    confirm_attendance(signup=signup, outcome="present", minutes=60, actor=dana, now=role.shift.ends_at)

    assert was_ever_there(aliya.volunteer)


def test_a_walk_in_is_confirmed_and_counted(now, role, aliya, dana):
    signup = walk_in(role, dana, during(role))

    assert (signup.status, signup.origin) == (SignUpStatus.CONFIRMED, SignUpOrigin.WALK_IN)
    assert ShiftRole.objects.get(pk=role.pk).taken_count == 1
    assert AuditLine.objects.get(action="signup.walked_in").actor == dana.public_id


@pytest.mark.parametrize("case", ["nobody", "other name", "no profile", "uncleared", "busy", "closed"])
def test_one_answer_for_everybody_who_is_not_the_coordinators_business(now, role, aliya, zhanna, dana, case):
    wanted = {"name": "Әлия", "contact": "aliya@example.org"}
    if case == "nobody":
        wanted["contact"] = "nobody@example.org"
    elif case == "other name":
        wanted["name"] = "Болат"
    elif case == "no profile":
        wanted = {"name": "Жанна", "contact": "zhanna@example.org"}
    elif case == "uncleared":
        Opportunity.objects.update(has_child_contact=True)
    elif case == "busy":
        make_signup(make_role(make_shift(start_time=time(15))), aliya.volunteer)
    else:
        aliya.is_active = False
        aliya.save(update_fields=["is_active"])

    with pytest.raises(errors.WalkInRefused):
        walk_in(role, dana, during(role), **wanted)
    assert not SignUp.objects.filter(role=role).exists()


def test_a_name_is_the_same_in_any_script_and_case(now, role, aliya, dana):
    assert walk_in(role, dana, during(role), name="alia SERIKOVA").volunteer == aliya.volunteer


@pytest.mark.parametrize("minutes", [-110, -30, 30])
def test_a_minor_at_the_door_needs_a_consent_or_a_parent_beside(now, role, bekzat, dana, minutes):
    bekzat.guardian_consents.all().delete()
    moment = role.shift.starts_at + timedelta(minutes=minutes)
    bekzats = {"name": "Бекзат", "contact": "bekzat@example.org"}

    with pytest.raises(errors.GuardianConsentMissing):
        walk_in(role, dana, moment, **bekzats)
    assert not bekzat.volunteer.signups.exists()
    assert walk_in(role, dana, moment, is_parent_here=True, **bekzats).status == SignUpStatus.CONFIRMED


def test_what_stands_in_everybodys_way_is_said_before_anybody_is_looked_up(now, role, dana):
    nobody = {"contact": "nobody@example.org"}

    with pytest.raises(errors.CheckInNotOpen):
        walk_in(role, dana, now, **nobody)
    Opportunity.objects.update(host_kind="school")
    with pytest.raises(errors.HostApprovalMissing):
        walk_in(role, dana, during(role), **nobody)
    Opportunity.objects.update(host_approval="the head")
    for _ in range(3):
        make_signup(role, make_volunteer())
    with pytest.raises(errors.ShiftFull):
        walk_in(role, dana, during(role), **nobody)


def test_whoever_is_on_the_list_is_not_added_twice(now, role, aliya, dana):
    make_signup(role, aliya.volunteer)

    with pytest.raises(errors.AlreadyOnList):
        walk_in(role, dana, during(role))


# --- The look at night ---------------------------------------------------------------------------------------------


def test_at_night_a_place_the_law_closed_ends_and_everybody_is_told_once(now, role, bekzat, aliya, dana):
    lost, kept = make_signup(role, bekzat.volunteer), make_signup(role, aliya.volunteer)
    bekzat.guardian_consents.update(withdrawn_at=now)

    assert recheck_gates(now=now) == 1
    assert recheck_gates(now=now) == 0

    assert SignUp.objects.get(pk=lost.pk).status == SignUpStatus.CANCELLED
    assert SignUp.objects.get(pk=kept.pk).status == SignUpStatus.CONFIRMED
    told = OutboxMessage.objects.order_by("topic").values_list("topic", "payload__user_id")
    assert list(told) == [("signups.dropped", bekzat.pk), ("signups.place_free", dana.pk)]
    assert ShiftRole.objects.get(pk=role.pk).taken_count == 1


def test_at_night_what_somebody_can_mend_is_told_and_nothing_ends(now, role, aliya, dana):
    make_signup(role, aliya.volunteer)
    make_signup(role, make_volunteer())
    Opportunity.objects.update(is_hazard_declared=False)
    ShiftRole.objects.filter(pk=role.pk).update(languages=8)

    for _night in range(2):
        assert recheck_gates(now=now) == 0

    assert SignUp.objects.confirmed().count() == 2
    # Two people who do not sign, and one shift whose dangers nobody declared.
    assert OutboxMessage.objects.filter(topic="signups.flagged", payload__user_id=dana.pk).count() == 3


def test_at_night_a_place_that_waits_goes_on_waiting(now, role, dana):
    minor = make_volunteer(user=make_user(), age=15)
    signup = make_signup(role, minor, status=SignUpStatus.INVITED)
    SignUp.objects.update(status=SignUpStatus.AWAITING, held_until=now + timedelta(hours=9))

    assert recheck_gates(now=now) == 0
    assert SignUp.objects.get(pk=signup.pk).status == SignUpStatus.AWAITING


def test_at_night_the_adults_beside_children_are_counted_again(now, role, dana):
    Opportunity.objects.update(has_child_contact=True)
    people = [cleared(now), cleared(now)]
    for person in people:
        make_signup(role, person)
    recheck_gates(now=now)
    role.shift.refresh_from_db()
    assert role.shift.has_two_adults

    Clearance.objects.filter(volunteer=people[0], kind="ethics").update(revoked_at=now, revoke_reason="left")
    assert recheck_gates(now=now) == 1

    role.shift.refresh_from_db()
    assert not role.shift.has_two_adults
    assert OutboxMessage.objects.filter(topic="shifts.too_few_adults", payload__user_id=dana.pk).count() == 1


def test_at_night_the_questions_do_not_grow_with_the_people(now, role, django_assert_max_num_queries):
    ShiftRole.objects.filter(pk=role.pk).update(capacity=40)
    for _ in range(30):
        minor = make_volunteer(user=make_user(), age=16)
        make_consent(minor.user)
        make_signup(role, minor)

    with django_assert_max_num_queries(15):
        assert recheck_gates(now=now) == 0
