from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from core.models import AuditLine, OutboxMessage
from events import errors
from events.enums import SignUpOrigin, SignUpStatus, SwapAnswer
from events.models import ShiftRole, SignUp, SwapOffer, WaitlistEntry
from events.queries import open_swap, swaps_offered_to
from events.services import signups, swaps
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now, aliya, taza_su, dana):
    """Aliya's place, the only one of a role."""
    role = make_role(make_shift(make_opportunity(organisation=taza_su)), capacity=1)
    signup = make_signup(role, aliya.volunteer)
    return SignUp.objects.select_related("shift__opportunity__organisation", "volunteer__user").get(pk=signup.pk)


@pytest.fixture
def sabina(db):
    return make_volunteer(user=make_user(email="sabina@example.org", full_name="Сабина Ахметова"))


def offer(place, email, now):
    return swaps.offer_place(signup=place, email=email, actor=place.volunteer.user, now=now)


def take(swap, now):
    found = SwapOffer.objects.select_related("signup__shift__opportunity__organisation", "volunteer__user")
    return swaps.take_over(offer=found.get(pk=swap.pk), actor=swap.volunteer.user, now=now)


def test_a_place_moves_to_the_person_named_in_one_step(now, place, sabina, dana, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        swap = offer(place, " Sabina@Example.org ", now)
    assert mail.outbox[-1].to == ["sabina@example.org"]
    assert "Әлия С. cannot come" in mail.outbox[-1].body
    assert list(swaps_offered_to(sabina, now=now)) == [swap]

    with django_capture_on_commit_callbacks(execute=True):
        taken = take(swap, now)

    place.refresh_from_db()
    assert (taken.status, taken.origin, place.status) == (
        SignUpStatus.CONFIRMED,
        SignUpOrigin.SWAP,
        SignUpStatus.WITHDRAWN,
    )
    assert ShiftRole.objects.get(pk=place.role_id).taken_count == 1
    told = {message.to[0] for message in mail.outbox[1:]}
    assert told == {"aliya@example.org", "sabina@example.org", dana.email}
    assert AuditLine.objects.filter(action="signup.swapped").count() == 1
    assert not swaps_offered_to(sabina, now=now).exists()


def test_an_offer_looks_the_same_whether_or_not_anybody_has_the_address(now, place, sabina):
    known = offer(place, "sabina@example.org", now)
    unknown = offer(place, "nobody@example.org", now)

    known.refresh_from_db()
    assert (known.answer, unknown.answer, unknown.volunteer) == (SwapAnswer.TAKEN_BACK, "", None)
    assert OutboxMessage.objects.filter(topic="swap.offered").count() == 2
    assert AuditLine.objects.filter(action="swap.offered").count() == 2
    assert open_swap(place) == unknown


def test_an_offer_to_nobody_sends_nothing_and_cannot_be_taken(now, place, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        swap = offer(place, "nobody@example.org", now)

    assert mail.outbox == []
    with pytest.raises(errors.SwapClosed):
        swaps.take_over(offer=swap, actor=make_user(), now=now)


def test_a_closed_gate_leaves_both_with_what_they_had(now, place, sabina):
    sabina.birth_date = now.date().replace(year=now.year - 15)
    sabina.save(update_fields=["birth_date"])
    swap = offer(place, "sabina@example.org", now)

    with pytest.raises(errors.GuardianConsentMissing):
        take(swap, now)

    place.refresh_from_db()
    swap.refresh_from_db()
    assert (place.status, swap.answer) == (SignUpStatus.CONFIRMED, "")
    assert not sabina.signups.exists()
    assert ShiftRole.objects.get(pk=place.role_id).taken_count == 1


def test_a_swap_passes_nobody_in_the_queue_and_the_queue_gets_the_next_place(now, place, sabina):
    waiter = make_volunteer(user=make_user())
    WaitlistEntry.objects.create(role_id=place.role_id, volunteer=waiter, joined_at=now)

    taken = take(offer(place, "sabina@example.org", now), now)
    assert not waiter.signups.exists()
    signups.withdraw(signup=taken, actor=sabina.user, now=now)

    assert waiter.signups.get().status == SignUpStatus.INVITED


@pytest.mark.parametrize("case", ["declined", "taken_back", "taken", "left", "started"])
def test_an_offer_that_no_longer_stands_cannot_be_taken(now, place, sabina, case):
    swap, moment = offer(place, "sabina@example.org", now), now
    if case == "declined":
        swaps.decline_place(offer=swap, actor=sabina.user, now=now)
    elif case == "taken_back":
        swaps.take_back_place(offer=swap, actor=place.volunteer.user, now=now)
    elif case == "taken":
        take(swap, now)
    elif case == "left":
        signups.withdraw(signup=place, actor=place.volunteer.user, now=now)
    else:
        moment = place.shift.starts_at

    with pytest.raises(errors.ShiftStarted if case == "started" else errors.SwapClosed):
        take(swap, moment)


def test_what_cannot_be_given(now, place):
    with pytest.raises(errors.SwapWithOneself):
        offer(place, "aliya@example.org", now)
    with pytest.raises(errors.ShiftStarted):
        offer(place, "sabina@example.org", place.shift.starts_at + timedelta(minutes=1))
    signups.withdraw(signup=place, actor=place.volunteer.user, now=now)
    with pytest.raises(errors.SignUpClosed):
        offer(place, "sabina@example.org", now)


def test_the_database_refuses_two_open_offers_of_one_place(now, place, sabina):
    offer(place, "sabina@example.org", now)

    with pytest.raises(IntegrityError), transaction.atomic():
        SwapOffer.objects.create(signup=place, volunteer=sabina, made_at=now)
