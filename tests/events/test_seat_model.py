"""Random lives of places and queues, each step compared with a plain oracle; on SQLite and on PostgreSQL."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.errors import DomainError
from core.models import OutboxMessage
from events.enums import SEAT_HOLDING
from events.models import ShiftRole, SignUp, WaitlistEntry
from events.services import attendance, joining, nightly, placing, publishing, reducing, signups, swaps, waiting
from events.services.guardians.answering import confirm_consented
from events.services.guardians.upkeep import free_unanswered
from tests.events.seat_oracle import Oracle, Person, Role, Shift
from tests.factories.accounts import make_consent, make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_volunteer
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
START = datetime(2026, 7, 4, 4, tzinfo=UTC)  # a Saturday of the holidays, 9:00 in Almaty
AGES = (21, 30, 25, 40, 15)
# Days ahead, hour, hours: the second overlaps the first, the third touches the first, the fourth is another day.
SHIFTS = ((2, 10, 3), (2, 12, 3), (2, 13, 3), (3, 10, 4))
ROLES = ((0, 1), (0, 2), (1, 2), (2, 1), (3, 1))
PERSON, ROLE = st.integers(0, len(AGES) - 1), st.integers(0, len(ROLES) - 1)
ANY = st.integers(0, 10_000)


class SeatMachine(RuleBasedStateMachine):
    """The product on one side, the oracle on the other; every rule is taken on both."""

    steps: ClassVar = Counter()

    @initialize()
    def begin(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.clock.start()
        self.now = START
        organisation = make_organisation()
        self.boss = make_member(organisation, user=make_user())
        opportunity = make_opportunity(organisation=organisation, min_age=14)
        self.people = [make_volunteer(user=make_user(), age=age) for age in AGES]
        shifts = [
            make_shift(opportunity, days_ahead=days, start_time=time(hour), hours=hours)
            for days, hour, hours in SHIFTS
        ]
        self.roles = [make_role(shifts[shift], capacity=capacity).pk for shift, capacity in ROLES]
        self.oracle = Oracle(
            START,
            [Person(age) for age in AGES],
            [Shift(shift.starts_at, shift.ends_at) for shift in shifts],
            [Role(*role) for role in ROLES],
        )

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def role(self, number):
        roles = ShiftRole.objects.select_related("shift__opportunity__organisation__region")
        return roles.get(pk=self.roles[number])

    def signup(self, number):
        found = SignUp.objects.select_related("role", "shift__opportunity__organisation", "volunteer__user")
        return found.order_by("pk")[number]

    def compare(self, name, arguments, service):
        """Take a step on both sides; both allow it or both refuse it."""
        is_allowed = self.oracle.does(name, *arguments)
        try:
            with transaction.atomic():
                service()
            answer = ""
        except DomainError as refusal:
            answer = refusal.code
        type(self).steps[f"{name}: {'done' if is_allowed else 'refused'}"] += 1
        assert (answer == "") == is_allowed, f"{name}{arguments}: {answer or 'allowed'}"

    def on_place(self, name, number, service):
        if self.oracle.places:
            number %= len(self.oracle.places)
            signup = self.signup(number)
            self.compare(name, [number], lambda: service(signup=signup, actor=signup.volunteer.user, now=self.now))

    @rule(person=PERSON, role=ROLE)
    def claim(self, person, role):
        who, what = self.person(person), self.role(role)
        self.compare(
            "claim", [person, role], lambda: signups.claim_seat(role=what, volunteer=who, actor=who.user, now=self.now)
        )

    def person(self, number):
        return Volunteer.objects.select_related("user").get(pk=self.people[number].pk)

    @rule(person=PERSON, roles=st.lists(ROLE, min_size=2, max_size=4))
    def claim_several(self, person, roles):
        who, what = self.person(person), [self.role(role) for role in roles]
        self.compare(
            "claim_several",
            [person, roles],
            lambda: joining.claim_seats(roles=what, volunteer=who, actor=who.user, now=self.now),
        )

    @rule(person=PERSON, role=ROLE)
    def invite(self, person, role):
        who, what = self.person(person), self.role(role)
        self.compare(
            "invite",
            [person, role],
            lambda: signups.invite(role=what, volunteer=who, origin="invitation", actor=self.boss, now=self.now),
        )

    @rule(number=ANY)
    def accept(self, number):
        self.on_place("accept", number, signups.accept_invitation)

    @rule(number=ANY)
    def decline(self, number):
        self.on_place("decline", number, signups.decline_invitation)

    @rule(number=ANY)
    def withdraw(self, number):
        self.on_place("withdraw", number, signups.withdraw)

    @rule(number=ANY)
    def cancel(self, number):
        self.on_place("cancel", number, signups.cancel_signup)

    @rule(number=ANY)
    def check_in(self, number):
        self.on_place("check_in", number, attendance.check_in)

    @rule(number=ANY, person=PERSON)
    def swap(self, number, person):
        if not self.oracle.places:
            return
        number %= len(self.oracle.places)
        signup, taker = self.signup(number), self.person(person)

        def give_and_take():
            giver = signup.volunteer.user
            offer = swaps.offer_place(signup=signup, email=taker.user.email, actor=giver, now=self.now)
            swaps.take_over(offer=offer, actor=taker.user, now=self.now)

        self.compare("swap", [number, person], give_and_take)

    @rule(person=PERSON, role=ROLE)
    def wait(self, person, role):
        who, what = self.person(person), self.role(role)
        self.compare(
            "wait",
            [person, role],
            lambda: waiting.join_waitlist(role=what, volunteer=who, actor=who.user, now=self.now),
        )

    @rule(number=ANY)
    def wait_no_longer(self, number):
        if self.oracle.queue:
            number %= len(self.oracle.queue)
            entry = WaitlistEntry.objects.order_by("pk")[number]
            self.compare(
                "wait_no_longer",
                [number],
                lambda: waiting.leave_waitlist(entry=entry, actor=self.boss, now=self.now),
            )

    @rule(role=ROLE, capacity=st.integers(1, 3))
    def resize(self, role, capacity):
        what = self.role(role)
        self.compare(
            "resize",
            [role, capacity],
            lambda: publishing.change_capacity(role=what, capacity=capacity, actor=self.boss, now=self.now),
        )

    @rule(role=ROLE, capacity=st.integers(1, 2))
    def reduce(self, role, capacity):
        what = self.role(role)
        self.compare(
            "reduce",
            [role, capacity],
            lambda: reducing.reduce_capacity(
                role=what, capacity=capacity, reason="Rain.", actor=self.boss, now=self.now
            ),
        )

    @rule()
    def lapse(self):
        self.compare("lapse", [], lambda: waiting.lapse_offers(now=self.now))

    @rule()
    def fill(self):
        self.compare("fill", [], lambda: waiting.fill_from_waitlists(now=self.now))

    @rule()
    def guardian_silent(self):
        self.compare("free_unanswered", [], lambda: free_unanswered(now=self.now))

    @rule(person=PERSON, is_closed=st.booleans())
    def close_account(self, person, is_closed):
        user = self.person(person).user
        user.is_active = not is_closed
        self.compare("close_account", [person, is_closed], lambda: user.save(update_fields=["is_active"]))

    @rule()
    def recheck(self):
        self.compare("recheck", [], lambda: nightly.recheck_gates(now=self.now))

    @rule()
    def agree(self):
        minor, young = self.people[-1], len(AGES) - 1

        def consent():
            if not self.oracle_had_consent:
                make_consent(minor.user)
            confirm_consented(minor_id=minor.user_id, now=self.now)

        self.oracle_had_consent = self.oracle.people[young].has_consent
        self.compare("agree", [young], consent)

    @rule(hours=st.sampled_from([1, 3, 6, 13, 20]))
    def pass_hours(self, hours):
        self.oracle.does("pass_hours", hours)
        self.now += timedelta(hours=hours)
        self.clock.stop()
        self.clock = time_machine.travel(self.now, tick=False)
        self.clock.start()

    @invariant()
    def both_sides_are_the_same(self):
        if not hasattr(self, "oracle"):
            return
        numbers = {person.pk: number for number, person in enumerate(self.people)}
        found = SignUp.objects.order_by("pk").values_list("volunteer", "role", "status", "checked_in_at")
        here = [(numbers[who], self.roles.index(role), status, at is not None) for who, role, status, at in found]
        assert here == [(one.person, one.role, one.status, one.is_here) for one in self.oracle.places]
        entries = WaitlistEntry.objects.order_by("pk")
        assert [self.state(one) for one in entries] == [(one.state, one.comes_first) for one in self.oracle.queue]

    @staticmethod
    def state(entry):
        ended = "left" if entry.left_at else "waiting"
        return "offered" if entry.offered_at else ended, entry.comes_first

    @invariant()
    def what_must_always_hold(self):
        if not hasattr(self, "oracle"):
            return
        held = SignUp.objects.filter(status__in=SEAT_HOLDING)
        counts = Counter(held.values_list("role", flat=True))
        for role in ShiftRole.objects.all():
            assert counts[role.pk] == role.taken_count <= role.capacity
        seats = Counter(held.values_list("volunteer", "shift"))
        waits = WaitlistEntry.objects.waiting().values_list("volunteer", "role__shift")
        assert max(seats.values(), default=1) == 1
        assert not set(waits) & set(seats)
        offered = WaitlistEntry.objects.filter(offered_at__isnull=False).count()
        assert OutboxMessage.objects.filter(topic="waitlist.offered").count() == offered


def run(machine, *, examples, steps):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def note(figure, machine):
    figure("steps of the seat model", steps=sum(machine.steps.values()), kinds=len(machine.steps))


def test_random_lives_of_places_are_as_the_oracle_says(figure):
    class Machine(SeatMachine):
        steps: ClassVar = Counter()

    run(Machine, examples=8, steps=15)
    note(figure, Machine)


@pytest.mark.slow
@pytest.mark.parametrize("_half", [1, 2])
def test_a_hundred_long_lives_of_places_are_as_the_oracle_says(_half, figure):
    """Fifty lives of up to fifty steps, twice, so that two processes share them."""

    class Machine(SeatMachine):
        steps: ClassVar = Counter()

    run(Machine, examples=50, steps=50)
    note(figure, Machine)
    print(sorted(Machine.steps.items()))


def forgets_clashes(monkeypatch):
    monkeypatch.setattr(placing, "require_no_clash", lambda role, volunteer: None)


def asks_the_last(monkeypatch):
    queue = type(WaitlistEntry.objects.all())
    monkeypatch.setattr(queue, "in_order", lambda entries: entries.order_by("-joined_at", "-pk"))


def keeps_waits(monkeypatch):
    monkeypatch.setattr(placing, "move_entries", lambda entries, event, *, now: 0)


def never_lapses(monkeypatch):
    monkeypatch.setattr(waiting, "lapse_offers", lambda *, now: 0)


# A fault, and a life in which it shows: one wants two places at once, three want one place, one waits and sits.
QUEUED = (("claim", 0, 0), ("wait", 1, 0), ("wait", 2, 0), ("withdraw", 0))
FAULTS = {
    forgets_clashes: (("claim", 0, 0), ("claim", 0, 2)),
    asks_the_last: QUEUED,
    keeps_waits: (("claim", 0, 0), ("wait", 1, 0), ("claim", 1, 1)),
    never_lapses: (*QUEUED, ("pass_hours", 13), ("lapse",)),
}


def live(steps):
    machine = SeatMachine()
    machine.begin()
    try:
        for name, *arguments in steps:
            getattr(machine, name)(*arguments)
            machine.both_sides_are_the_same()
            machine.what_must_always_hold()
    finally:
        machine.teardown()


@pytest.mark.parametrize("steps", FAULTS.values())
def test_the_lives_that_show_faults_are_as_the_oracle_says(steps):
    live(steps)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_model_catches_a_faulty_product(fault, monkeypatch):
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        live(FAULTS[fault])
