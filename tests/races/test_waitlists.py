"""Fifty people at one waiting list: nobody is offered a place twice, no place is lost, nobody waits in a circle."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import F

from core import clock
from events.enums import SEAT_HOLDING, SignUpOrigin, SignUpStatus
from events.models import ShiftRole, SignUp, WaitlistEntry
from events.services.signups import claim_seat, decline_invitation, withdraw
from events.services.waiting import fill_from_waitlists, join_waitlist, lapse_offers, leave_waitlist
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.races.threads import at_once, faults

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SEATS, WAITING, OUTSIDE = 20, 20, 10


def loaded(model, pk):
    related = {
        SignUp: ("role", "shift__opportunity__organisation", "volunteer__user"),
        ShiftRole: ("shift__opportunity__organisation__region",),
    }[model]
    return model.objects.select_related(*related).get(pk=pk)


class Hall:
    """One full role, a queue before it, and people outside."""

    def __init__(self):
        self.role = make_role(make_shift(make_opportunity(), days_ahead=9), capacity=SEATS)
        self.holders = [make_signup(self.role, self.person()).pk for _ in range(SEATS)]
        self.outside = [self.person() for _ in range(OUTSIDE)]
        waiting = [self.person() for _ in range(WAITING)]
        self.entries = [
            join_waitlist(role=self.fresh(), volunteer=person, actor=person.user, now=clock.now())
            for person in waiting
        ]

    def person(self):
        return make_volunteer(user=make_user())

    def fresh(self):
        return loaded(ShiftRole, self.role.pk)

    def leave(self, pk):
        signup = loaded(SignUp, pk)
        return lambda: withdraw(signup=signup, actor=signup.volunteer.user, now=clock.now())

    def claim(self, person):
        role = self.fresh()
        return lambda: claim_seat(role=role, volunteer=person, actor=person.user, now=clock.now())

    def give_up(self, entry):
        return lambda: leave_waitlist(entry=entry, actor=entry.volunteer.user, now=clock.now())

    def check(self):
        """Everything that must hold between two moments."""
        role = ShiftRole.objects.get(pk=self.role.pk)
        held = SignUp.objects.filter(role=role, status__in=SEAT_HOLDING)
        assert role.taken_count == held.count() <= SEATS
        assert max(Counter(held.values_list("volunteer", flat=True)).values()) == 1
        offers = SignUp.objects.filter(role=role, origin=SignUpOrigin.WAITLIST)
        offered = WaitlistEntry.objects.filter(role=role, offered_at__isnull=False)
        assert sorted(offers.values_list("volunteer", flat=True)) == sorted(
            offered.values_list("volunteer", flat=True)
        )
        assert not offers.filter(offer_expires_at=None).exists()


@pytest.mark.parametrize("attempt", range(5))
def test_fifty_leave_claim_and_wait_at_one_moment_and_everybody_is_offered_a_place_once(attempt):
    hall, rng = Hall(), random.Random(attempt)
    jobs = [
        *(hall.leave(pk) for pk in hall.holders),
        *(hall.claim(person) for person in hall.outside),
        *(hall.claim(entry.volunteer) for entry in hall.entries[:10]),
        *(hall.give_up(entry) for entry in hall.entries[10:20]),
    ]
    rng.shuffle(jobs)

    outcomes = at_once(*jobs)

    assert len(jobs) == 50
    assert faults(outcomes) == []
    hall.check()
    fill_from_waitlists(now=clock.now())
    hall.check()
    role = ShiftRole.objects.get(pk=hall.role.pk)
    waiting = WaitlistEntry.objects.waiting().filter(role=role)
    assert role.free_count == 0 or not waiting.exists()
    promoted = SignUp.objects.filter(origin=SignUpOrigin.WAITLIST).count()
    print(f"50 at once: {promoted} offered from the queue, {role.taken_count} of {SEATS} places held")


def test_as_many_leave_as_wait_and_each_is_offered_exactly_one_place_in_order():
    hall = Hall()

    outcomes = at_once(*(hall.leave(pk) for pk in hall.holders))

    assert faults(outcomes) == []
    hall.check()
    offers = SignUp.objects.filter(status=SignUpStatus.INVITED)
    assert offers.count() == WAITING
    assert set(offers.values_list("volunteer", flat=True)) == {entry.volunteer_id for entry in hall.entries}


def test_ten_tasks_that_end_the_same_offers_pass_each_place_on_once():
    hall = Hall()
    at_once(*(hall.leave(pk) for pk in hall.holders[:8]))
    late = clock.now() + timedelta(days=2)

    outcomes = at_once(*(lambda: lapse_offers(now=late) for _ in range(10)))

    assert faults(outcomes) == []
    assert sum(outcomes) == 8
    hall.check()
    assert SignUp.objects.filter(status=SignUpStatus.INVITED).count() == 8
    assert WaitlistEntry.objects.waiting().count() == WAITING - 16


def test_saying_no_and_the_end_of_the_offer_at_one_moment_free_one_place():
    hall = Hall()
    at_once(hall.leave(hall.holders[0]))
    offer = loaded(SignUp, SignUp.objects.get(status=SignUpStatus.INVITED).pk)
    late = offer.offer_expires_at

    outcomes = at_once(
        lambda: decline_invitation(signup=offer, actor=offer.volunteer.user, now=late), lambda: lapse_offers(now=late)
    )

    assert faults(outcomes) == []
    hall.check()
    assert SignUp.objects.filter(status=SignUpStatus.INVITED).count() == 1
    assert not ShiftRole.objects.filter(taken_count__gt=F("capacity")).exists()
