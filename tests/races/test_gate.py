"""Many phones at one gate at one moment: R8 and Q1 of the reliability figures. PostgreSQL."""

import json
import random
import threading
from contextlib import closing
from datetime import timedelta
from functools import partial
from http.client import HTTPConnection
from uuid import uuid4

import pytest
from django.db import connection

from core import clock
from events.enums import ScanKind, ScanWay
from events.models import GateScan, Presence, SignUp
from events.models.exclusions import allowing_overlaps, refusing_overlaps
from events.queries.gate import keys
from events.queries.gate.clocks import when_was
from events.queries.gate.recognising import Recogniser
from events.services.gate import scans as scans_room
from events.services.gate.scans import Scan, Sender, take_scan
from tests.events.gate.oracle import seen
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_volunteer
from tests.races.servers import call_headers, cookies_of, server
from tests.races.threads import at_once, faults

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TABLE = "events_presence"
IN_FLIGHT = 6  # of the pool's eight connections


def running_shift(organisation, minutes=0):
    """A shift that began an hour ago, give or take."""
    shift = make_shift(make_opportunity(organisation=organisation), days_ahead=0)
    shift.starts_at = clock.now() - 60 * MINUTE + minutes * MINUTE
    shift.ends_at = shift.starts_at + 180 * MINUTE
    shift.save()
    return shift


def scanned(signup, actor, at, *, key=None, now=None):
    """Take one scan of a name on the list, as a thread of its own does."""
    received, shift = (
        now or clock.now(),
        SignUp.objects.select_related("shift__opportunity__organisation").get(pk=signup.pk).shift,
    )
    scan = Scan(key or uuid4(), ScanKind.IN, ScanWay.LIST, at, signup_id=signup.public_id)
    moment = when_was(at, received_at=received, was_offline=True)
    return take_scan(scan, moment, sender=Sender(actor, shift, "phone", Recogniser(shift)), now=received)


def places_at_once():
    """One person with places on ten shifts that overlap, and a coordinator."""
    organisation, person = make_organisation(), make_volunteer()
    actor = make_member(organisation)
    shifts = [running_shift(organisation, number) for number in range(10)]
    return [make_signup(make_role(shift), person) for shift in shifts], actor


def fifty_check_ins(places, actor):
    """Fifty scans at ten shifts, as many in flight as a process of the site has connections for."""
    at, wanted = clock.now() - 20 * MINUTE, places * 5

    def some(first):
        return [scanned(place, actor, at) for place in wanted[first::IN_FLIGHT]]

    return at_once(*[partial(some, first) for first in range(IN_FLIGHT)])


def test_of_fifty_check_ins_at_overlapping_shifts_one_person_is_at_one(figure):
    places, actor = places_at_once()

    outcomes = fifty_check_ins(places, actor)

    came = Presence.objects.count()
    figure("overlapping check-ins", tried=50, accepted=came)
    assert faults(outcomes) == []
    assert came == 1
    assert GateScan.objects.count() == 50
    assert {scan.outcome for scans in outcomes for scan in scans} == {"in_late", "already_in", "elsewhere"}


def test_without_the_constraint_she_is_at_many_which_shows_that_it_is_needed(figure):
    """The control."""
    places, actor = places_at_once()
    with connection.cursor() as cursor:
        for statement in allowing_overlaps(connection.vendor, TABLE):
            cursor.execute(statement)
    try:
        fifty_check_ins(places, actor)
        came = Presence.objects.count()
        Presence.objects.all().delete()
    finally:
        with connection.cursor() as cursor:
            for statement in refusing_overlaps(connection.vendor, TABLE):
                cursor.execute(statement)

    figure("overlapping check-ins without the constraint", tried=50, accepted=came)
    assert came > 1


def rush(rounds=8):
    """Four phones see each person at one moment; return how many people the gate knows wrongly."""
    organisation = make_organisation()
    actor, shift, wrong = make_member(organisation), running_shift(organisation), 0
    role = make_role(shift, capacity=rounds)
    for _ in range(rounds):
        signup = make_signup(role, make_volunteer())
        moments = [clock.now() - (10 + phone) * MINUTE for phone in range(4)]
        at_once(*[partial(scanned, signup, actor, at) for at in moments])
        wrong += Presence.objects.get(signup=signup).seen_in_at != min(moments)
    return wrong


def test_four_phones_at_one_moment_agree_on_the_earliest(figure):
    wrong = rush()

    figure("four phones at one moment", people=8, known_wrongly=wrong)
    assert wrong == 0


def test_without_holding_the_person_they_do_not(monkeypatch):
    """The control."""
    monkeypatch.setattr(scans_room, "hold_place", lambda signup: signup.refresh_from_db())

    assert rush(12) > 0


def test_one_scan_sent_many_times_at_one_moment_is_one_scan():
    organisation = make_organisation()
    actor, shift = make_member(organisation), running_shift(organisation)
    signup, key, at = make_signup(make_role(shift), make_volunteer()), uuid4(), clock.now() - MINUTE

    outcomes = at_once(*[lambda: scanned(signup, actor, at, key=key)] * IN_FLIGHT)

    assert faults(outcomes) == []
    assert GateScan.objects.count() == Presence.objects.count() == 1
    assert {scan.outcome for scan in outcomes} == {"in_late"}


# --- Over HTTP -----------------------------------------------------------------------------------------------------


def post(port, shift, cookie, scans):
    body = json.dumps({"device": "phone", "sent_at": clock.now().isoformat(), "scans": scans})
    with closing(HTTPConnection("127.0.0.1", port, timeout=600)) as link:
        link.request("POST", f"/api/v1/shifts/{shift.public_id}/checkins:batch", body, call_headers(cookie))
        answer = link.getresponse()
        return answer.status, json.loads(answer.read())


def queues_of(signups, phones, chance):
    """What each phone saw in ten minutes without network, and what all of them saw together."""
    queues, truth = [[] for _ in range(phones)], []
    for number, signup in enumerate(signups):
        for phone in chance.sample(range(phones), 2 if number % 3 == 0 else 1):
            at = clock.now() - (10 + number % 10) * MINUTE + phone * SECOND
            token = keys.pass_token(signup.volunteer_id, signup.shift.starts_on)
            scan = {"key": str(uuid4()), "way": "pass", "token": token, "scanned_at": at.isoformat()}
            queues[phone].append(scan | {"was_offline": True, "clock_offset_ms": 0})
            truth.append((signup.pk, ScanKind.IN, at))
    return queues, truth


def offline_gate(people, phones=4):
    """Send what the phones kept, in any order, some of it twice, all phones at once; return truth and answers."""
    organisation, chance = make_organisation(), random.Random(7)
    shift = running_shift(organisation)
    role = make_role(shift, capacity=people)
    signups = [make_signup(role, make_volunteer(user=make_user())) for _ in range(people)]
    cookies = cookies_of([make_member(organisation, user=make_user()) for _ in range(phones)])
    queues, truth = queues_of(signups, phones, chance)
    statuses, answers, lock = [], {}, threading.Lock()

    def send(number, port):
        mixed = chance.sample(queues[number], len(queues[number]))
        parts = [mixed[first : first + 40] for first in range(0, len(mixed), 40)]
        for part in [*parts, *parts[:2]]:
            status, body = post(port, shift, cookies[number], part)
            with lock:
                statuses.append(status)
                for answer in body["results"]:
                    answers.setdefault(answer["key"], set()).add(answer["outcome"])

    with server("config.settings") as running:
        threads = [threading.Thread(target=send, args=(number, running.port)) for number in range(phones)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return truth, statuses, answers


def check(people, figure):
    truth, statuses, answers = offline_gate(people)

    known = dict(Presence.objects.values_list("signup_id", "seen_in_at"))
    figure("offline gate over HTTP", people=people, scans=len(truth), counted=len(known))
    assert set(statuses) == {200}
    assert known == {signup: came for signup, (came, _left) in seen(truth).items()}
    assert GateScan.objects.count() == len(truth) == len(answers)
    assert {len(outcomes) for outcomes in answers.values()} == {1}


def test_forty_people_at_four_phones_over_http_are_each_counted_once(figure):
    check(40, figure)


@pytest.mark.bar
def test_three_hundred_people_at_four_phones_over_http_are_each_counted_once(figure):
    check(300, figure)
