"""Where children are, two cleared adults: never one too few unnoticed, whoever leaves at the same moment."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from core.models import OutboxMessage
from events.enums import ShiftStatus
from events.models import Shift, ShiftRole, SignUp, SwapOffer
from events.queries import vetted_adults
from events.services import placing
from events.services.nightly import recheck_gates
from events.services.publishing import change_capacity
from events.services.signups import withdraw
from events.services.swaps import take_over
from tests.events.law import KINDS
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_volunteer
from tests.races.threads import at_once, faults
from volunteers.models import Clearance

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TRIALS, ADULTS = 200, 3


def cleared():
    person, today = make_volunteer(user=make_user(), age=30), clock.now().date()
    for kind in KINDS:
        Clearance.objects.create(
            volunteer=person,
            kind=kind,
            issued_on=today - timedelta(days=9),
            valid_until=today + timedelta(days=90),
            checked_by=person.public_id,
            checked_at=clock.now(),
        )
    return person


class Camp:
    """A shift with children and three cleared adults, each in a role of her own: no lock of a role orders them."""

    def __init__(self, people, organisation):
        opportunity = make_opportunity(organisation=organisation, has_child_contact=True)
        self.shift = make_shift(opportunity)
        roles = [make_role(self.shift, capacity=2) for _ in people]
        self.places = [make_signup(role, person).pk for role, person in zip(roles, people, strict=True)]
        with transaction.atomic():
            placing.count_adults(self.shift, clock.now())
        assert self.shift.has_two_adults

    def place(self, number):
        found = SignUp.objects.select_related("role", "shift__opportunity__organisation", "volunteer__user")
        return found.get(pk=self.places[number])

    def leave(self, number):
        place = self.place(number)
        return lambda: withdraw(signup=place, actor=place.volunteer.user, now=clock.now())

    def give(self, number, taker):
        offer = SwapOffer.objects.create(signup=self.place(number), volunteer=taker, made_at=clock.now())
        found = SwapOffer.objects.select_related("signup__shift__opportunity__organisation", "volunteer__user")
        offer = found.get(pk=offer.pk)
        return lambda: take_over(offer=offer, actor=taker.user, now=clock.now())

    def revoke(self, number):
        Clearance.objects.filter(volunteer=self.place(number).volunteer, kind="offences").update(
            revoked_at=clock.now(), revoke_reason="lost"
        )
        return lambda: recheck_gates(now=clock.now())

    def resize(self, number):
        role = ShiftRole.objects.select_related("shift__opportunity").get(pk=self.place(number).role_id)
        return lambda: change_capacity(role=role, capacity=5, actor=None, now=clock.now())

    def is_wrong(self, readers):
        """Whether the mark of the shift differs from the people on it, or anybody was told too little or too much."""
        shift = Shift.objects.select_related("opportunity").get(pk=self.shift.pk)
        is_enough = vetted_adults(shift) >= 2
        told = OutboxMessage.objects.filter(topic="shifts.too_few_adults", payload__shift_id=shift.pk)
        users = sorted(told.values_list("payload__user_id", flat=True))
        return shift.has_two_adults != is_enough or users != ([] if is_enough else readers)

    def close(self):
        Shift.objects.filter(pk=self.shift.pk).update(status=ShiftStatus.CANCELLED)


def trials(count, jobs_of):
    """Return in how many trials the shift was marked wrongly, and in how many it was left with too few."""
    organisation = make_organisation()
    readers = sorted(make_member(organisation).pk for _ in range(2))
    people, taker = [cleared() for _ in range(ADULTS)], cleared()
    wrong = short = 0
    for number in range(count):
        camp = Camp(people, organisation)
        outcomes = at_once(*jobs_of(camp, number, taker))
        assert faults(outcomes) == []
        wrong += camp.is_wrong(readers)
        short += not Shift.objects.get(pk=camp.shift.pk).has_two_adults
        camp.close()
        SignUp.objects.filter(shift=camp.shift).update(status="cancelled")
        Clearance.objects.update(revoked_at=None)
    return wrong, short


def two_leave(camp, _number, _taker):
    return camp.leave(0), camp.leave(1)


def anything(camp, number, taker):
    """Leave, give away, lose a clearance, change the seats: two or three of them at one moment."""
    mixes = (
        lambda: (camp.leave(0), camp.leave(1), camp.resize(2)),
        lambda: (camp.leave(0), camp.give(1, taker)),
        lambda: (camp.leave(0), camp.revoke(1)),
        lambda: (camp.revoke(0), camp.give(1, taker), camp.leave(2)),
    )
    return mixes[number % len(mixes)]()


def test_two_leave_at_one_moment_and_the_shift_always_knows():
    wrong, short = trials(TRIALS, two_leave)

    print(f"{TRIALS} trials, two of three cleared adults leave at once: {short} noticed, {wrong} wrong")
    assert (wrong, short) == (0, TRIALS)


def test_leaving_swapping_revoking_and_resizing_together_never_mislead():
    count = TRIALS // 2
    wrong, short = trials(count, anything)

    print(f"{count} trials of mixed changes at once: {short} left with too few, {wrong} wrong")
    assert wrong == 0
    assert 0 < short < count


def test_control_counting_before_the_lock_misses_some(monkeypatch):
    """The same with the people read before the shift's row is locked: each sees the other still there."""

    def count_first(shift, now):
        is_enough = vetted_adults(shift) >= 2
        locked = Shift.objects.select_for_update().get(pk=shift.pk)
        if is_enough != locked.has_two_adults:
            Shift.objects.filter(pk=shift.pk).update(has_two_adults=is_enough)
        shift.has_two_adults = is_enough

    monkeypatch.setattr(placing, "count_adults", count_first)
    wrong, short = trials(TRIALS, two_leave)

    print(f"{TRIALS} trials without the lock: {short} noticed, {wrong} wrong")
    assert short < TRIALS
