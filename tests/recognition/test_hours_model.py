"""Random lives of hours: after every step totals, documents, reports and replay are what a plain oracle says.

From a claimed place over the gate, the person's own word, the coordinator's, objections and corrections to the closed
month and to leaving for good; on SQLite and on PostgreSQL.
"""

import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.enums import Role
from accounts.services import leave
from core.errors import DomainError
from core.invariants import examine
from events.enums import Outcome
from events.models import Attendance, SignUp
from events.services import attendance as gate
from events.services.signups import claim_seat
from recognition.enums import Detail, DisputeReason, DisputeState
from recognition.models import Certificate, Dispute, LedgerEntry, Silence
from recognition.queries import totals_by_replay, totals_by_sql
from recognition.queries.certificates import Period as Days
from recognition.queries.certificates import totals_of
from recognition.services import Wish, approving, crediting, disputes, issue_certificate
from recognition.services.closing import close_due_months
from recognition.services.reporting import report_own_hours
from recognition.services.settling import settle_silent
from reports.indicators import AgeBand, Period
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer
from tests.participation import participation
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
START = datetime(2026, 7, 4, 4, tzinfo=UTC)  # a Saturday of the holidays, 9:00 in Almaty
AGES = (21, 25, 30)
SHIFTS = ((1, 10, 3), (1, 14, 3), (2, 10, 4))  # days ahead, hour, hours
YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))
PERSON, ROLE, ANY = st.integers(0, len(AGES) - 1), st.integers(0, len(SHIFTS) - 1), st.integers(0, 1_000)
MINUTES = st.sampled_from([0, 1, 60, 120, 180, 240, 241])
LATE = timedelta(days=90)  # hours are entered within
WHY = "As I saw it."


class HoursMachine(RuleBasedStateMachine):
    """The product on one side; on the other ``oracle``, the minutes of every place by what has been done."""

    steps: ClassVar = Counter()

    @initialize(far=st.integers(0, 2))
    def begin(self, far=0):
        """Begin with a place, with hours that were confirmed, or with an objection to them."""
        self.atomic, self.folder = transaction.atomic(), tempfile.TemporaryDirectory()
        self.atomic.__enter__()
        self.settings = override_settings(DATA_DIR=self.folder.name)
        self.settings.enable()
        self.now, self.clock = START, time_machine.travel(START, tick=False)
        self.clock.start()
        organisation = make_organisation()
        self.boss, self.second = (make_member(organisation, user=make_user()) for _ in range(2))
        self.mediator = make_user()
        make_grant(self.mediator, Role.REVIEWER, region())
        opportunity = make_opportunity(organisation=organisation)
        self.people = [make_volunteer(user=make_user(), age=age).pk for age in AGES]
        self.roles = [
            make_role(make_shift(opportunity, days_ahead=days, start_time=time(hour), hours=hours), capacity=2)
            for days, hour, hours in SHIFTS
        ]
        self.oracle: dict[int, int] = {}
        self.gone: set[int] = set()
        self.claim(0, 0)  # without a place there is nothing to do
        if far:
            self.confirm(0, 120, True, waits=True)
        if far > 1:
            self.object_to(0, DisputeReason.MINUTES, 180)

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()
            self.settings.disable()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            self.folder.cleanup()

    def does(self, name, service, *, is_allowed=None):
        """Take a step; what is refused has to leave no trace, which the invariants see."""
        done, refusal = None, ""
        try:
            with transaction.atomic():
                done = service()
        except DomainError as no:
            refusal = no.code
        type(self).steps[f"{name}: {'refused' if refusal else 'done'}"] += 1
        assert is_allowed in (None, not refusal), f"{name}: {refusal or 'allowed'}"
        return done

    def person(self, number):
        return Volunteer.objects.select_related("user", "home").get(pk=self.people[number])

    def place(self, number):
        """One of the places there are, of somebody who is still here."""
        places = SignUp.objects.exclude(volunteer__in=self.gone).order_by("pk")
        places = places.select_related("role", "shift__opportunity__organisation__region", "volunteer__user")
        found = list(places.select_related("volunteer__home", "shift__opportunity__venue"))
        return found[number % len(found)] if found else None

    def dispute(self, number):
        found = list(disputes.disputes().exclude(signup__volunteer__in=self.gone).order_by("pk"))
        return found[number % len(found)] if found else None

    # What cannot be done at all is not drawn, so that most steps of a life are some.
    def is_something_over(self):
        return hasattr(self, "oracle") and SignUp.objects.filter(shift__ends_at__lte=self.now).exists()

    def is_something_counted(self):
        return hasattr(self, "oracle") and LedgerEntry.objects.standing().exists()

    def is_something_disputed(self):
        return hasattr(self, "oracle") and Dispute.objects.open().exists()

    def may_enter(self, place):
        return place.shift.ends_at <= self.now <= place.shift.ends_at + LATE - timedelta(days=2)

    @rule(person=PERSON, role=ROLE)
    def claim(self, person, role):
        who = self.person(person)
        if who.pk not in self.gone:
            what = self.roles[role]
            what.refresh_from_db()
            self.does("claim", lambda: claim_seat(role=what, volunteer=who, actor=who.user, now=self.now))

    @rule(number=ANY, waits=st.booleans())
    def check_in(self, number, waits=False):
        if place := self.place(number):
            self.wait_for(place.shift.starts_at if waits else self.now)
            self.does("check_in", lambda: gate.check_in(signup=place, actor=self.boss, now=self.now))

    @rule(number=ANY, minutes=MINUTES, waits=st.booleans())
    def report(self, number, minutes, waits=False):
        if place := self.place(number):
            self.wait_for(place.shift.ends_at if waits else self.now)
            actor = place.volunteer.user
            self.does(
                "report", lambda: report_own_hours(signup=place, minutes=minutes or None, actor=actor, now=self.now)
            )

    @rule(number=ANY, minutes=MINUTES, came=st.booleans(), waits=st.booleans())
    def confirm(self, number, minutes, came, waits=False):
        if not (place := self.place(number)):
            return
        self.wait_for(place.shift.ends_at if waits else self.now)
        outcome, free = (Outcome.PRESENT if came else Outcome.ABSENT), not Attendance.objects.filter(signup=place)
        fits = not came or 1 <= minutes <= place.shift.minutes
        is_allowed = free and fits and self.may_enter(place)
        word = {"outcome": outcome, "minutes": minutes, "reason": WHY, "actor": self.second, "now": self.now}
        is_sure = is_allowed or not (free and fits)  # between the two, late entries may be refused
        done = self.does(
            "confirm", lambda: approving.approve(signup=place, **word), is_allowed=is_allowed if is_sure else None
        )
        if done:
            self.oracle[place.pk] = minutes if came else 0

    @rule()
    def approve_clean(self):
        waiting = [
            place
            for place in map(self.place, range(SignUp.objects.count()))
            if place and place.shift.ends_at <= self.now and not Attendance.objects.filter(signup=place)
        ]
        word = {"actor": self.second, "now": self.now}
        left = self.does("approve_clean", lambda: approving.approve_clean(signups=waiting, **word))
        for place in waiting if left is not None else ():
            if place not in left:
                self.oracle[place.pk] = place.shift.minutes  # nothing at the gate says otherwise

    @rule(number=ANY, minutes=MINUTES)
    def correct(self, number, minutes):
        if not (place := self.place(number)):
            return
        written = self.oracle.get(place.pk)
        is_open = Dispute.objects.open().filter(signup=place).exists()
        is_allowed = written not in (None, minutes) and not is_open and 0 <= minutes <= place.shift.minutes
        is_late = is_allowed and not self.may_enter(place) and minutes > (written or 0)
        word = {"minutes": minutes, "reason": WHY, "actor": self.second, "now": self.now}
        done = self.does(
            "correct",
            lambda: approving.correct_hours(signup=place, **word),
            is_allowed=None if is_late else is_allowed,
        )
        if done:
            self.oracle[place.pk] = minutes

    @precondition(is_something_counted)
    @rule(number=ANY)
    def reverse(self, number):
        if not (place := self.place(number)):
            return
        entry = LedgerEntry.objects.standing().filter(attendance__signup=place).first()
        if entry and self.does(
            "reverse",
            lambda: approving.take_hours_back(entry=entry, reason=WHY, actor=self.boss, now=self.now),
            is_allowed=True,
        ):
            self.oracle[place.pk] = 0

    @precondition(is_something_counted)
    @rule(number=ANY, reason=st.sampled_from(list(DisputeReason)), minutes=MINUTES)
    def object_to(self, number, reason, minutes):
        if place := self.place(number):
            word = {"reason": reason, "wanted_minutes": minutes or None, "actor": place.volunteer.user}
            self.does("object", lambda: disputes.open_dispute(signup=place, **word, now=self.now))

    @precondition(is_something_disputed)
    @rule(number=ANY, is_right=st.booleans())
    def answer(self, number, is_right):
        if dispute := self.dispute(number):
            act = disputes.agree if is_right else disputes.refuse
            done = self.does("answer", lambda: act(dispute=dispute, words=WHY, actor=self.second, now=self.now))
            if done and is_right:
                self.oracle[dispute.signup_id] = dispute.wanted_minutes

    @precondition(is_something_disputed)
    @rule(number=ANY, is_further=st.booleans())
    def go_on_or_back(self, number, is_further):
        if dispute := self.dispute(number):
            act = disputes.go_on if is_further else disputes.take_back
            self.does("go_on_or_back", lambda: act(dispute=dispute, actor=dispute.signup.volunteer.user, now=self.now))

    @precondition(is_something_disputed)
    @rule(number=ANY, minutes=MINUTES, waits=st.booleans())
    def decide(self, number, minutes, waits=False):
        if waits:
            self.nights_pass(8)  # the host kept silent too long
        if dispute := self.dispute(number):
            word = {"minutes": minutes, "words": WHY, "actor": self.mediator, "now": self.now}
            if self.does("decide", lambda: disputes.decide(dispute=dispute, **word)):
                self.oracle[dispute.signup_id] = minutes

    @rule(number=ANY, detail=st.sampled_from([Detail.TOTAL, Detail.CAUSES, Detail.ORGANISATIONS]))
    def certify(self, number, detail):
        here = [pk for pk in self.people if pk not in self.gone]
        worked = [pk for pk in here if self.minutes()[pk]] or here
        if not worked:
            return
        who = self.person(self.people.index(worked[number % len(worked)]))
        wish = Wish(first_on=YEAR.first_on, last_on=self.now.date(), language="kk", detail=detail)
        word = {"volunteer": who, "wish": wish, "actor": who.user, "now": self.now}
        expected = self.minutes()[who.pk]
        made = self.does("certify", lambda: issue_certificate(**word), is_allowed=expected > 0)
        assert made is None or made.minutes == expected

    @precondition(is_something_over)
    @rule(days=st.sampled_from([1, 3, 8, 15, 31]))
    def nights_pass(self, days):
        """At night what waited too long is settled, moved on, closed; once more at once does nothing more."""
        self.at(self.now + timedelta(days=days))
        counted = set(Silence.objects.filter(is_counted=True).values_list("signup", flat=True))
        ended = set(Dispute.objects.filter(state=DisputeState.SETTLED).values_list("pk", flat=True))
        self.does("night", self.night, is_allowed=True)
        for silence in Silence.objects.filter(is_counted=True).exclude(signup__in=counted):
            self.oracle[silence.signup_id] = silence.signup.shift.minutes
        for dispute in Dispute.objects.filter(state=DisputeState.SETTLED).exclude(pk__in=ended):
            if dispute.minutes_after is not None:
                self.oracle[dispute.signup_id] = dispute.minutes_after

    def night(self):
        disputes.move_overdue(now=self.now)
        settle_silent(now=self.now)
        close_due_months(now=self.now)
        before = LedgerEntry.objects.count()
        assert settle_silent(now=self.now) == 0
        assert (close_due_months(now=self.now), LedgerEntry.objects.count()) == ([], before)

    @rule(hours=st.sampled_from([1, 4, 13, 24]))
    def hours_pass(self, hours):
        self.at(self.now + timedelta(hours=hours))

    def wait_for(self, moment):
        """Let the hour come at which a step can be taken: at most others it is refused."""
        if moment > self.now:
            self.at(moment)

    def at(self, moment):
        self.now = moment
        self.clock.stop()
        self.clock = time_machine.travel(moment, tick=False)
        self.clock.start()

    @rule(person=PERSON, is_sure=st.integers(0, 5))
    def leave_for_good(self, person, is_sure):
        who = self.person(person)
        if is_sure == 0 and who.pk not in self.gone:  # seldom, or nobody stays
            self.does("leave", lambda: leave(user=who.user, now=self.now), is_allowed=True)
            self.gone.add(who.pk)

    def minutes(self):
        """The minutes of each person by the oracle."""
        found = Counter(dict.fromkeys(self.people, 0))
        for place, person in SignUp.objects.filter(pk__in=self.oracle).values_list("pk", "volunteer"):
            found[person] += self.oracle[place]
        return found

    @invariant()
    def every_total_is_the_same(self):
        if not hasattr(self, "oracle"):
            return
        people = self.minutes()
        replayed, added = totals_by_replay(), totals_by_sql()
        assert (replayed, sum(people.values())) == (added, added.minutes)
        assert {pk: minutes for pk, minutes in replayed.people.items() if minutes} == +people
        for number, pk in enumerate(self.people):
            assert totals_of(self.person(number), YEAR, detail=Detail.CAUSES).minutes == people[pk]
        report = participation(region(), Period(YEAR.first_on, date(2027, 1, 1)), ages=AgeBand(14, 99))
        assert (report.minutes, report.people) == (added.minutes, sum(minutes > 0 for minutes in people.values()))
        for paper in Certificate.objects.filter(withdrawn_at=None, volunteer__isnull=False):
            assert paper.minutes <= people[paper.volunteer_id]

    @invariant()
    def the_doctor_finds_nothing(self):
        if hasattr(self, "oracle"):
            found = {code: findings for code, findings in examine(now=self.now).items() if findings}
            found.pop("core.outbox", None)  # nobody sends letters here
            assert found == {}


KINDS = {
    *("claim", "check_in", "report", "confirm", "approve_clean", "correct", "reverse", "object"),
    *("answer", "go_on_or_back", "decide", "certify", "night", "leave"),
}
LEAST_KINDS = 7


def done_by(machine):
    """The kinds of steps that were taken and not refused."""
    return {name.split(":")[0] for name in machine.steps if name.endswith("done")}


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


def test_random_lives_of_hours_add_up(figure):
    class Machine(HoursMachine):
        steps: ClassVar = Counter()

    run(Machine, examples=4, steps=12)
    figure("steps of the hours model", steps=sum(Machine.steps.values()), kinds=len(Machine.steps))


@pytest.mark.slow
@pytest.mark.parametrize("_half", [1, 2])
def test_long_lives_of_hours_add_up(_half, figure):
    """Thirty lives of up to fifty steps, twice, so that two processes share them."""

    class Machine(HoursMachine):
        steps: ClassVar = Counter()

    run(Machine, examples=30, steps=50)
    figure("steps of the hours model", steps=sum(Machine.steps.values()), kinds=len(Machine.steps))
    print(sorted(Machine.steps.items()))
    assert len(done_by(Machine)) >= LEAST_KINDS  # which ones is chance; two fixed lives below take every kind


def live(steps, kind=HoursMachine):
    machine = kind()
    machine.begin()
    try:
        for name, *arguments in steps:
            getattr(machine, name)(*arguments)
            machine.every_total_is_the_same()
            machine.the_doctor_finds_nothing()
        return dict(machine.oracle), machine.minutes()
    finally:
        machine.teardown()


# The way of the issue: a place, the gate, her word, the coordinator's, an objection, a correction, back, the month.
WHOLE = (
    ("claim", 1, 1),
    ("hours_pass", 24),
    ("check_in", 0),
    ("hours_pass", 13),
    ("report", 0, 120),
    ("confirm", 0, 120, True),
    ("certify", 0, Detail.TOTAL),
    ("object_to", 0, DisputeReason.MINUTES, 180),
    ("answer", 0, True),
    ("correct", 0, 60),
    ("certify", 0, Detail.CAUSES),
    ("reverse", 0),
    ("nights_pass", 31),
    ("nights_pass", 31),
    ("leave_for_good", 0, 0),
)


# And the way of a quarrel: the host refuses, she goes on, a mediator decides.
QUARREL = (
    ("claim", 1, 1),
    ("confirm", 0, 120, True, True),
    ("object_to", 0, DisputeReason.MINUTES, 180),
    ("answer", 0, False),
    ("go_on_or_back", 0, True),
    ("decide", 0, 180),
    ("approve_clean",),
)


def test_the_whole_life_of_one_shift_adds_up():
    oracle, _people = live(WHOLE)
    assert list(oracle.values()) == [0]


def test_two_lives_take_every_kind_of_step():
    class Machine(HoursMachine):
        steps: ClassVar = Counter()

    live(WHOLE, Machine)
    oracle, _people = live(QUARREL, Machine)

    assert done_by(Machine) == KINDS
    assert sorted(oracle.values()) == [180]


def keeps_old_papers(monkeypatch):
    monkeypatch.setattr(crediting, "withdraw_overstated", lambda **_words: 0)


def takes_back_twice_as_little(monkeypatch):
    opposite = crediting._opposite

    def half(entry, **words):
        found = opposite(entry, **words)
        found.minutes //= 2
        return found

    monkeypatch.setattr(crediting, "_opposite", half)


def forgets_the_ledger(monkeypatch):
    from recognition.services import correcting

    monkeypatch.setattr(correcting, "_enter", lambda *_words: None)


@pytest.mark.parametrize("fault", [keeps_old_papers, takes_back_twice_as_little, forgets_the_ledger])
def test_the_model_catches_a_faulty_product(fault, monkeypatch):
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        live(WHOLE)
