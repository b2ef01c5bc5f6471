"""Reminders of random shifts, joins, moves and ends against an oracle of plain Python: exactly the due ones, once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from core import audit, outbox
from core.models import OutboxMessage
from events.enums import ShiftStatus, SignUpStatus
from events.models import Shift, SignUp
from events.queries.nights import Night
from events.services.reminding import write_reminders
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
ZONES = ("Asia/Almaty", "Asia/Aqtau", "Europe/Istanbul")
BEGIN = datetime(2026, 5, 4, 4, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
STEPS = 5 * 48
LEADS = {"days": 48, "day": 24, "hours": 2}


@dataclass
class Place:
    """A person on a shift: since when, until when; ``key`` is the row."""

    key: int
    since: datetime
    until: datetime


@dataclass
class Run:
    """A shift as it was told to change: when it was to start, from each moment on; when it was called off."""

    key: int
    zone: str
    starts: list[tuple[datetime, datetime]]
    ends: datetime
    places: list[Place] = field(default_factory=list)

    def start_at(self, moment):
        return next(start for since, start in reversed(self.starts) if since <= moment)

    def moved_by(self, moment):
        return max(since for since, _start in self.starts if since <= moment)

    def sequence_at(self, moment):
        return sum(since <= moment for since, _start in self.starts) - 1


def is_night(moment, zone):
    hour = moment.astimezone(ZoneInfo(zone)).hour
    return hour >= 21 or hour < 8


def day_time(moment, zone):
    """Walk back from the night in half hours until the last half hour of the evening."""
    if not is_night(moment, zone):
        return moment
    wall = moment.astimezone(ZoneInfo(zone))
    evening = wall.replace(hour=20, minute=30)
    return (evening if wall.hour >= 21 else evening - timedelta(days=1)).astimezone(UTC)


def expected(run, place):
    """Return the reminders that one person should get, with the moment of each."""
    told = set()
    for step in range(STEPS):
        moment = BEGIN + step * HALF_HOUR
        if not place.since <= moment < place.until or moment >= run.ends or is_night(moment, run.zone):
            continue
        start, sequence = run.start_at(moment), run.sequence_at(moment)
        due = {kind: day_time(start - timedelta(hours=lead), run.zone) for kind, lead in LEADS.items()}
        last = {
            "days": min(due["day"], due["days"] + timedelta(hours=12)),
            "day": min(due["hours"], due["day"] + timedelta(hours=12)),
            "hours": start - HALF_HOUR,
        }
        for kind in LEADS:
            is_late_booking = kind == "days" and place.since > start - timedelta(days=5)
            is_known = any(row[:2] == (sequence, kind) for row in told)
            knows = max(place.since, run.moved_by(moment)) > due[kind] - timedelta(hours=2)
            if due[kind] <= moment < last[kind] and not (is_late_booking or is_known or knows):
                told.add((sequence, kind, moment))
    return Counter((place.key, *row) for row in told)


def make_world(chance):
    runs = []
    people = [make_volunteer(user=make_user(), age=25) for _ in range(4)]
    for _shift in range(5):
        zone = chance.choice(ZONES)
        opportunity = make_opportunity(time_zone=zone)
        begins = BEGIN + chance.randrange(4, STEPS) * HALF_HOUR
        shift = make_shift(opportunity, start_time=time(10))
        Shift.objects.filter(pk=shift.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
        starts = [(BEGIN - timedelta(days=30), begins)]
        if chance.random() < 0.6:
            starts.append(
                (BEGIN + chance.randrange(STEPS) * HALF_HOUR, begins + chance.randrange(-40, 80) * HALF_HOUR)
            )
        ends = BEGIN + (chance.randrange(STEPS) if chance.random() < 0.3 else 10 * STEPS) * HALF_HOUR
        run = Run(shift.pk, zone, starts, ends)
        role = make_role(shift)
        for person in people:
            since = BEGIN + chance.randrange(-10 * 48, STEPS // 2) * HALF_HOUR
            until = since + chance.choice([chance.randrange(1, STEPS), 100 * STEPS]) * HALF_HOUR
            signup = make_signup(role, person)
            SignUp.objects.filter(pk=signup.pk).update(made_at=since, status=SignUpStatus.INVITED)
            run.places.append(Place(signup.pk, since, until))
        runs.append(run)
    return runs


def tell(runs, moment):
    """Write into the tables what has become of the world by a moment."""
    for run in runs:
        start = run.start_at(moment)
        status = ShiftStatus.CANCELLED if moment >= run.ends else ShiftStatus.PLANNED
        Shift.objects.filter(pk=run.key).update(
            starts_at=start, ends_at=start + timedelta(hours=2), sequence=run.sequence_at(moment), status=status
        )
        if moment == run.starts[-1][0]:
            audit.record("shift.moved", actor=None, subject=Shift.objects.get(pk=run.key), at=moment)
        here = [place.key for place in run.places if place.since <= moment < place.until]
        gone = [place.key for place in run.places if moment >= place.until]
        SignUp.objects.filter(pk__in=here).update(status=SignUpStatus.CONFIRMED)
        SignUp.objects.filter(pk__in=gone).update(status=SignUpStatus.WITHDRAWN)


def changes(runs):
    return {BEGIN} | {
        moment
        for run in runs
        for moment in (run.starts[-1][0], run.ends, *(when for p in run.places for when in (p.since, p.until)))
    }


def live(runs, *, rounds):
    """Let five days pass in half hours; return who was told what, and when."""
    told, turns = Counter(), changes(runs)
    for step in range(STEPS):
        moment = BEGIN + step * HALF_HOUR
        with time_machine.travel(moment, tick=False):
            if moment in turns:
                tell(runs, moment)
            for _round in range(rounds):
                write_reminders(now=moment)
            for key in outbox.due(moment):
                if outbox.deliver(key, now=moment):
                    payload = OutboxMessage.objects.get(pk=key).payload
                    told[payload["signup_id"], payload["sequence"], payload["kind"], moment] += 1
    return told


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_each_confirmed_person_gets_exactly_the_due_reminders(db, seed, figure):
    with time_machine.travel(BEGIN, tick=False):
        runs = make_world(Random(seed))

    told = live(runs, rounds=2)

    assert told == sum((expected(run, place) for run in runs for place in run.places), Counter())
    assert len(mail.outbox) == told.total() > 10
    figure("reminders against the oracle", reminders=told.total(), people=20, worlds=1)


def test_the_oracle_notices_a_reminder_at_night(db, monkeypatch):
    """The control: with the night forgotten, the two disagree."""
    with time_machine.travel(BEGIN, tick=False):
        runs = make_world(Random(1))
    monkeypatch.setattr(Night, "holds", lambda self, moment, time_zone: False)

    told = live(runs, rounds=1)

    assert told != sum((expected(run, place) for run in runs for place in run.places), Counter())
