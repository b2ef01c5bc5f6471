from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from core.models import AuditLine, OutboxMessage
from events import errors
from events.enums import ShiftStatus, SignUpOrigin, SignUpStatus
from events.models import Opportunity, Shift, ShiftRole, SignUp, WaitlistEntry
from events.queries import queued_of, waiting_counts
from events.services import signups
from events.services.invitations import take_back_invitations
from events.services.publishing import change_capacity
from events.services.waiting import (
    fill_from_waitlists,
    join_waitlist,
    lapse_offers,
    leave_waitlist,
    offer_until,
    promote_next,
)
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def people(count, **columns):
    return [make_volunteer(user=make_user(), **columns) for _ in range(count)]


def full_role(**columns):
    """A role of one place, taken by somebody."""
    role = make_role(make_shift(make_opportunity(**columns)), capacity=1)
    holder = make_signup(role, people(1)[0])
    return ShiftRole.objects.get(pk=role.pk), SignUp.objects.get(pk=holder.pk)


def wait(role, person, now):
    return join_waitlist(role=role, volunteer=person, actor=person.user, now=now)


def leave(signup, now):
    signups.withdraw(signup=SignUp.objects.get(pk=signup.pk), actor=signup.volunteer.user, now=now)


def offers(role):
    return list(SignUp.objects.filter(role=role, status=SignUpStatus.INVITED).order_by("pk"))


def test_a_place_that_becomes_free_is_offered_to_the_first_in_the_queue(now, django_capture_on_commit_callbacks):
    role, holder = full_role()
    first, second = people(2)
    wait(role, first, now)
    wait(role, second, now + timedelta(minutes=1))

    with django_capture_on_commit_callbacks(execute=True):
        leave(holder, now)

    (offer,) = offers(role)
    assert (offer.volunteer, offer.origin) == (first, SignUpOrigin.WAITLIST)
    assert offer.offer_expires_at == datetime(2026, 5, 4, 16, 0, tzinfo=UTC)  # 21:00 in Almaty: the night begins
    assert WaitlistEntry.objects.get(volunteer=first).offered_at == now
    assert [row.position for row in queued_of(second, now=now)] == [1]
    assert [message.to for message in mail.outbox] == [[first.user.email]]
    assert "is held for you until 04.05.2026 21:00" in mail.outbox[0].body
    assert AuditLine.objects.filter(action="waitlist.offered").count() == 1


def test_a_queue_keeps_its_order_and_counts(now):
    role, _holder = full_role()
    crowd = people(3)
    for minute, person in enumerate(crowd):
        wait(role, person, now + timedelta(minutes=minute))

    assert [queued_of(person, now=now)[0].position for person in crowd] == [1, 2, 3]
    leave_waitlist(entry=WaitlistEntry.objects.get(volunteer=crowd[0]), actor=crowd[0].user, now=now)
    assert [[row.position for row in queued_of(person, now=now)] for person in crowd] == [[], [1], [2]]
    assert waiting_counts([role.pk]) == {role.pk: 2}


def test_whoever_may_not_come_by_then_is_passed_over_and_keeps_her_place(now):
    role, holder = full_role()
    first, second = people(2)
    wait(role, first, now)
    wait(role, second, now)
    first.user.is_active = False
    first.user.save(update_fields=["is_active"])

    leave(holder, now)

    assert [offer.volunteer for offer in offers(role)] == [second]
    assert WaitlistEntry.objects.waiting().get().volunteer == first


def test_a_closed_gate_refuses_at_once_with_its_reason(now):
    role, _holder = full_role(min_age=30)

    with pytest.raises(errors.TooYoungForRole):
        wait(role, people(1)[0], now)


def test_a_minor_waits_without_a_word_of_the_guardian_and_then_the_place_waits_for_it(now):
    role, holder = full_role()
    minor = people(1, age=16)[0]
    wait(role, minor, now)

    leave(holder, now)
    (offer,) = offers(role)
    signups.accept_invitation(signup=offer, actor=minor.user, now=now)

    assert SignUp.objects.get(pk=offer.pk).status == SignUpStatus.AWAITING


@pytest.mark.parametrize("case", ["free", "twice", "seated", "clash", "started", "soon", "closed"])
def test_there_is_nothing_to_wait_for(now, case):
    role, holder = full_role()
    person = people(1)[0]
    wanted, moment = person, now
    if case == "free":
        leave(holder, now)
    elif case == "twice":
        wait(role, person, now)
    elif case == "seated":
        wanted = holder.volunteer
    elif case == "clash":
        make_signup(make_role(make_shift()), person)
    elif case == "closed":
        Opportunity.objects.update(status="closed")
    else:
        moment = role.shift.starts_at - timedelta(hours=2 if case == "soon" else -1)
    expected = {
        "free": errors.PlaceIsFree,
        "twice": errors.AlreadyWaiting,
        "seated": errors.AlreadySignedUp,
        "clash": errors.ShiftsClash,
        "started": errors.ShiftStarted,
        "soon": errors.TooLateToWait,
        "closed": errors.ShiftNotOpen,
    }[case]

    with pytest.raises(expected):
        wait(ShiftRole.objects.get(pk=role.pk), wanted, moment)


def test_the_database_refuses_to_let_one_person_wait_twice(now):
    role, _holder = full_role()
    person = people(1)[0]
    wait(role, person, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        WaitlistEntry.objects.create(role=role, volunteer=person, joined_at=now)


def test_an_offer_nobody_answers_goes_to_the_next_and_the_late_answer_hears_so(now):
    role, holder = full_role()
    first, second = people(2)
    wait(role, first, now)
    wait(role, second, now)
    leave(holder, now)
    (offer,) = offers(role)
    late = offer.offer_expires_at

    assert lapse_offers(now=late - timedelta(minutes=1)) == 0
    with pytest.raises(errors.OfferLapsed):
        signups.accept_invitation(signup=offer, actor=first.user, now=late)
    assert lapse_offers(now=late) == 1
    assert lapse_offers(now=late) == 0

    assert SignUp.objects.get(pk=offer.pk).status == SignUpStatus.CANCELLED
    assert [other.volunteer for other in offers(role)] == [second]
    assert ShiftRole.objects.get(pk=role.pk).taken_count == 1


def test_saying_no_passes_the_place_on_and_yes_takes_it(now):
    role, holder = full_role()
    first, second = people(2)
    wait(role, first, now)
    wait(role, second, now)
    leave(holder, now)

    signups.decline_invitation(signup=offers(role)[0], actor=first.user, now=now)
    signups.accept_invitation(signup=offers(role)[0], actor=second.user, now=now)

    assert SignUp.objects.confirmed().get().volunteer == second
    assert lapse_offers(now=now + timedelta(days=2)) == 0


@pytest.mark.parametrize(
    ("made", "starts", "until"),
    [
        ((4, 7, 0), (9, 10, 0), (4, 19, 0)),
        ((4, 9, 0), (9, 10, 0), (4, 21, 0)),
        ((4, 9, 15), (9, 10, 0), (5, 9, 0)),
        ((4, 19, 0), (9, 10, 0), (5, 9, 0)),
        ((4, 20, 0), (9, 10, 0), (5, 8, 0)),
        ((4, 23, 0), (9, 10, 0), (5, 20, 0)),  # told at eight in the morning, and twelve hours from then
        ((9, 1, 0), (9, 14, 0), (9, 12, 0)),  # two hours before the start
        ((8, 18, 0), (9, 9, 0), (8, 21, 0)),  # 7:00 is night, so the evening before
        ((8, 22, 0), (9, 9, 0), (8, 21, 0)),  # over already: nobody is asked
        ((8, 12, 0), (9, 0, 30), (8, 21, 0)),
    ],
)
def test_an_offer_ends_after_twelve_hours_never_at_night_and_two_hours_before_the_start(now, made, starts, until):
    shift = make_shift(starts_on=datetime(2026, 5, starts[0], tzinfo=UTC).date(), start_time=time(*starts[1:]))
    made_at = datetime(2026, 5, made[0], *made[1:], tzinfo=UTC) - timedelta(hours=5)

    assert offer_until(shift, made_at) + timedelta(hours=5) == datetime(2026, 5, until[0], *until[1:], tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "told"),
    [((4, 12, 0), (4, 12, 0)), ((4, 21, 0), (5, 8, 0)), ((5, 2, 30), (5, 8, 0)), ((5, 8, 0), (5, 8, 0))],
)
def test_an_offer_made_at_night_is_told_in_the_morning(now, made, told):
    role, holder = full_role()
    (person,) = people(1)
    wait(role, person, now)
    moment, morning = (datetime(2026, 5, *when, tzinfo=ZoneInfo("Asia/Almaty")) for when in (made, told))

    leave(holder, moment)

    message = OutboxMessage.objects.get(topic="waitlist.offered")
    assert message.due_at == morning
    assert SignUp.objects.get(volunteer=person).offer_expires_at == morning + timedelta(hours=12)


def test_nobody_is_asked_when_no_time_is_left(now):
    role, holder = full_role()
    wait(role, people(1)[0], now)

    leave(holder, role.shift.starts_at - timedelta(hours=1))

    assert offers(role) == []
    assert ShiftRole.objects.get(pk=role.pk).taken_count == 0


def test_more_places_are_offered_at_once_and_a_place_taken_back_as_well(now):
    role, _holder = full_role()
    for person in people(3):
        wait(role, person, now)

    change_capacity(role=ShiftRole.objects.get(pk=role.pk), capacity=3, actor=None, now=now)
    assert len(offers(role)) == 2
    take_back_invitations(signups=offers(role)[:1], actor=None, now=now)

    assert len(offers(role)) == 2
    assert not WaitlistEntry.objects.waiting().exists()


def test_the_sweep_offers_what_was_passed_over_and_nothing_twice(now):
    role, _holder = full_role()
    person = people(1)[0]
    wait(role, person, now)
    ShiftRole.objects.filter(pk=role.pk).update(capacity=2)  # as if it had been locked by somebody

    assert fill_from_waitlists(now=now) == 1
    assert fill_from_waitlists(now=now) == 0
    assert [offer.volunteer for offer in offers(role)] == [person]


def test_nothing_is_offered_on_a_shift_that_is_off(now):
    role, _holder = full_role()
    wait(role, people(1)[0], now)
    ShiftRole.objects.filter(pk=role.pk).update(capacity=2)
    Shift.objects.filter(pk=role.shift_id).update(status=ShiftStatus.CANCELLED)

    assert promote_next(ShiftRole.objects.get(pk=role.pk), now) is None
    assert fill_from_waitlists(now=now) == 0


def test_whoever_has_a_place_meanwhile_leaves_the_queue(now):
    role, holder = full_role()
    first, second = people(2)
    wait(role, first, now)
    wait(role, second, now)
    make_signup(make_role(role.shift), first)

    leave(holder, now)

    assert [offer.volunteer for offer in offers(role)] == [second]
    assert not WaitlistEntry.objects.waiting().exists()


def test_leaving_a_queue_after_the_offer_is_too_late(now):
    role, holder = full_role()
    person = people(1)[0]
    entry = wait(role, person, now)
    leave(holder, now)

    with pytest.raises(errors.WaitingNotFound):
        leave_waitlist(entry=entry, actor=person.user, now=now)


def test_an_offer_is_told_once(now):
    role, holder = full_role()
    wait(role, people(1)[0], now)
    leave(holder, now)

    assert OutboxMessage.objects.filter(topic="waitlist.offered").count() == 1
