"""Phones without network, replays and any order: each person is counted once and nothing is lost. Q1."""

import random
from datetime import time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.enums import ScanKind, ScanWay
from events.models import GateScan, Presence, SignUp
from events.services.gate import presence as presence_room
from events.services.gate.batches import take_batch
from tests.events.gate.oracle import queue, scrambled, seen
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PEOPLE = 5


def crowd(taza_su, people):
    event = make_opportunity(organisation=taza_su)
    role = make_role(make_shift(event, days_ahead=0, start_time=time(15)), capacity=people)
    return [make_signup(role, make_volunteer(user=make_user())) for _ in range(people)]


def known():
    rows = Presence.objects.values_list("signup_id", "seen_in_at", "seen_out_at")
    return {signup: (came, left) for signup, came, left in rows}


scans_of_a_day = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.sampled_from(ScanKind),
        st.integers(-30, 239),
        st.integers(0, 3),
        st.sampled_from([ScanWay.PASS, ScanWay.CODE, ScanWay.LIST]),
    ),
    min_size=1,
    max_size=14,
)


def live_through(day, seed, organisation, actor):
    """Take the scans of a day from four phones in a random order; the gate knows what the oracle knows."""
    with transaction.atomic():
        people = crowd(organisation, PEOPLE)
        shift = people[0].shift
        queues, truth = [[], [], [], []], []
        for who, kind, minute, phone, way in day:
            at = shift.starts_at + minute * MINUTE
            queues[phone].append(queue(people[who], kind, at, way=way))
            truth.append((people[who].pk, kind, at))
        for batch in scrambled(queues, random.Random(seed), size=4):
            take_batch(batch=batch, shift=shift, actor=actor, now=shift.ends_at + 10 * MINUTE)

        assert known() == seen(truth)
        assert GateScan.objects.count() == len(day)
        transaction.set_rollback(True)


def days(examples):
    """Draw so many days, with how the scans arrive."""

    def drawn(test):
        quiet = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
        return quiet(given(day=scans_of_a_day, seed=st.integers(0, 2**32))(test))

    return drawn


@days(8)
def test_whatever_the_order_the_gate_knows_what_the_oracle_knows(now, taza_su, dana, day, seed):
    live_through(day, seed, taza_su, dana)


@pytest.mark.slow
@days(100)
def test_whatever_the_order_of_a_hundred_days_the_gate_knows_what_the_oracle_knows(now, taza_su, dana, day, seed):
    live_through(day, seed, taza_su, dana)


def three_hundred(taza_su, dana, people=300, phones=4):
    """A gate of four phones, ten minutes of it without network; everybody in, some out, many scanned twice."""
    signups, chance = crowd(taza_su, people), random.Random(3)
    shift, queues, truth = signups[0].shift, [[] for _ in range(phones)], []
    for number, signup in enumerate(signups):
        for kind, minute in ((ScanKind.IN, number % 10), (ScanKind.OUT, 200 + number % 30)):
            for phone in chance.sample(range(phones), 2 if number % 3 == 0 else 1):
                if kind == ScanKind.IN or number % 2:
                    at = shift.starts_at + minute * MINUTE + phone * timedelta(seconds=7)
                    queues[phone].append(queue(signup, kind, at, way=ScanWay.PASS))
                    truth.append((signup.pk, kind, at))
    answers = {}
    for batch in scrambled(queues, chance):
        rows = take_batch(batch=batch, shift=shift, actor=dana, now=shift.starts_at + 235 * MINUTE)
        for sent, row in zip(batch.scans, rows, strict=True):
            answers.setdefault(sent.scan.key, set()).add(row.outcome)
    return truth, answers


@pytest.mark.slow
def test_three_hundred_people_at_four_phones_are_each_counted_once(now, taza_su, dana, figure):
    truth, answers = three_hundred(taza_su, dana)

    figure("offline gate", people=300, scans=len(truth), counted=Presence.objects.count())
    assert known() == seen(truth)
    assert SignUp.objects.exclude(checked_in_at=None).count() == 300
    assert GateScan.objects.count() == len(truth) == len(answers)
    assert {len(outcomes) for outcomes in answers.values()} == {1}


def test_taking_the_last_scan_for_the_truth_is_found_out(now, taza_su, dana, monkeypatch):
    """The control: without working the presence out from all scans, their order decides."""

    def last_scan_wins(signup):
        last = signup.scans.counted().order_by("-pk").first()
        columns = {"volunteer_id": signup.volunteer_id, "starts_at": signup.shift.starts_at}
        columns |= {"ends_at": signup.shift.ends_at, "seen_in_at": last.happened_at, "evidence": "B"}
        return Presence.objects.update_or_create(signup=signup, defaults=columns)[0]

    monkeypatch.setattr("events.services.gate.scans.settle_presence", last_scan_wins)
    truth, _answers = three_hundred(taza_su, dana, people=12)

    assert known() != seen(truth)
    assert presence_room.settle_presence is not last_scan_wins
