"""Fewer places than people: who leaves, what they read, and where they stand in the queue."""

from datetime import timedelta

import pytest
from django.core import mail

from core.models import AuditLine, OutboxMessage
from events import errors
from events.enums import SignUpStatus
from events.models import Reduction, Shift, ShiftRole, SignUp, WaitlistEntry
from events.queries import queued_of, vetted_adults
from events.services.placing import count_adults
from events.services.publishing import change_capacity
from events.services.reducing import reduce_capacity, who_would_leave
from events.services.waiting import join_waitlist
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import clear_for_children, make_volunteer

pytestmark = pytest.mark.django_db


def place(role, now, *, status="confirmed", minutes=0, person=None):
    signup = make_signup(role, person or make_volunteer(user=make_user()))
    made = now - timedelta(days=1) + timedelta(minutes=minutes)
    SignUp.objects.filter(pk=signup.pk).update(made_at=made, status=status, held_until=now + timedelta(days=1))
    return SignUp.objects.select_related("volunteer__user").get(pk=signup.pk)


def reduce(role, capacity, now, **wish):
    role = ShiftRole.objects.select_related("shift__opportunity__organisation").get(pk=role.pk)
    wish = {"reason": "The hall is smaller.", "actor": make_user()} | wish
    return reduce_capacity(role=role, capacity=capacity, now=now, **wish)


def join(role, person, now):
    role = ShiftRole.objects.get(pk=role.pk)
    return join_waitlist(role=role, volunteer=person, actor=person.user, now=now)


def held(role):
    return set(SignUp.objects.holding_a_seat().filter(role=role).values_list("pk", flat=True))


def test_the_invited_leave_first_then_who_waits_for_a_guardian_then_the_latest(now):
    role = make_role(capacity=6)
    early, late = place(role, now, minutes=1), place(role, now, minutes=50)
    waiting = place(role, now, status="awaiting", minutes=2)
    asked, asked_later = (place(role, now, status="invited", minutes=minute) for minute in (3, 4))

    order = who_would_leave(role, 5)
    reduce(role, 2, now)

    assert [one.pk for one in order] == [one.pk for one in (asked_later, asked, waiting, late, early)]
    assert held(role) == {early.pk, late.pk}


def test_everybody_who_leaves_is_told_why_and_what_else_is_free(now, django_capture_on_commit_callbacks):
    role = make_role(capacity=2)
    stays, leaves = place(role, now), place(role, now, minutes=5)

    with django_capture_on_commit_callbacks(execute=True):
        reduction = reduce(role, 1, now, reason="  The hall\n is smaller. ")

    leaves.refresh_from_db()
    assert (leaves.status, leaves.reduction, reduction.reason) == ("cancelled", reduction, "The hall is smaller.")
    assert [message.to for message in mail.outbox] == [[leaves.volunteer.user.email]]
    for words in ("The hall is smaller.", f"/joined/?role={role.public_id}"):
        assert words in mail.outbox[0].body
    role.refresh_from_db()
    assert (role.capacity, role.taken_count, held(role)) == (1, 1, {stays.pk})


def test_the_decision_stands_in_the_log_once_and_for_each_place(now):
    role = make_role(capacity=2)
    place(role, now)
    place(role, now)

    reduce(role, 1, now)

    lines = AuditLine.objects.filter(action__in=("role.reduced", "signup.cancelled")).order_by("action")
    assert list(lines.values_list("action", flat=True)) == ["role.reduced", "signup.cancelled"]


def test_somebody_may_choose_who_leaves(now):
    role = make_role(capacity=2)
    first, second = place(role, now), place(role, now, minutes=5)

    reduce(role, 1, now, leaving=[first.public_id])

    assert held(role) == {second.pk}


@pytest.mark.parametrize("chosen", [[], [0, 1]])
def test_a_choice_of_too_many_or_too_few_changes_nothing(chosen, now):
    role = make_role(capacity=2)
    people = [place(role, now), place(role, now)]

    with pytest.raises(errors.LeavingMiscounted):
        reduce(role, 1, now, leaving=[people[number].public_id for number in chosen])

    assert (len(held(role)), Reduction.objects.count(), OutboxMessage.objects.count()) == (2, 0, 0)


def test_strangers_of_another_role_cannot_be_taken_off(now):
    role, other = make_role(capacity=2), make_role(capacity=2)
    place(role, now)
    place(role, now)

    with pytest.raises(errors.LeavingMiscounted):
        reduce(role, 1, now, leaving=[place(other, now).public_id])


@pytest.mark.parametrize(
    ("capacity", "wish", "refusal"),
    [
        (1, {"reason": "  "}, errors.ReasonMissing),
        (2, {}, errors.NothingToReduce),
        (0, {}, errors.CapacityImpossible),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(capacity, wish, refusal, now):
    role = make_role(capacity=3)
    place(role, now)
    place(role, now)

    with pytest.raises(refusal):
        reduce(role, capacity, now, **wish)

    role.refresh_from_db()
    assert (role.capacity, role.taken_count) == (3, 2)


def test_nobody_is_taken_off_a_shift_that_has_begun(now):
    role = make_role(make_shift(days_ahead=-1), capacity=2)
    place(role, now)
    place(role, now)

    with pytest.raises(errors.ShiftStarted):
        reduce(role, 1, now)


def test_the_two_adults_beside_children_stay(now):
    shift = make_shift(make_opportunity(has_child_contact=True))
    role = make_role(shift, capacity=3)
    plain = place(role, now)
    adults = [place(role, now, minutes=9, person=clear_for_children(make_volunteer())) for _ in range(2)]
    count_adults(shift, now)

    reduce(role, 2, now)

    assert held(role) == {one.pk for one in adults}
    assert plain.pk not in held(role)
    for wish in ({}, {"leaving": [adults[0].public_id]}):
        with pytest.raises(errors.ReductionTakesAdults):
            reduce(role, 1, now, **wish)
    kept = Shift.objects.get(pk=shift.pk)
    assert (vetted_adults(kept), kept.has_two_adults) == (2, True)


def test_who_lost_a_place_waits_first_and_once(now):
    role = make_role(capacity=2)
    place(role, now)
    leaves, waits = place(role, now, minutes=5), make_volunteer(user=make_user())
    join(role, waits, now)
    reduce(role, 1, now)

    entry = join(role, leaves.volunteer, now + timedelta(minutes=1))

    assert [queued_of(person, now=now)[0].position for person in (leaves.volunteer, waits)] == [1, 2]
    WaitlistEntry.objects.filter(pk=entry.pk).update(left_at=now)
    join(role, leaves.volunteer, now + timedelta(minutes=2))
    assert [queued_of(person, now=now)[0].position for person in (leaves.volunteer, waits)] == [2, 1]


def test_when_places_come_back_the_one_who_lost_hers_is_asked_first(now):
    role = make_role(capacity=2)
    place(role, now)
    leaves, waits = place(role, now, minutes=5), make_volunteer(user=make_user())
    join(role, waits, now)
    reduce(role, 1, now)
    person = leaves.volunteer
    join(role, person, now)

    change_capacity(role=ShiftRole.objects.get(pk=role.pk), capacity=2, actor=None, now=now)

    assert SignUp.objects.get(role=role, status=SignUpStatus.INVITED).volunteer == person
