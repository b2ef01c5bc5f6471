"""Redis and the mail server down, slow and talking rubbish: people go on joining, checking in and signing in (R14).

One site, its worker and its beat on PostgreSQL; each neighbour stands behind a gateway that fails on demand. Every
phase puts the same requests; how long they take is compared with the phase without a fault in the same run.
"""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from itertools import count
from queue import Empty, SimpleQueue
from statistics import quantiles
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.enums import AgreementChannel
from accounts.models import DataConsent, User
from accounts.queries import consent_text
from config.hashing import Argon2idHasher
from core import clock
from core.models import OutboxMessage
from events.enums import SignUpStatus
from events.models import Presence, ShiftRole, SignUp
from ngos.models import Organisation
from tests.bar.parts import NO_DISK, Fault, Gateway, Part, Postbox, supervised, wait_for_redis
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_volunteer
from tests.races.servers import CSRF_TOKEN, call_headers, cookies_of, free_port, server, server_environment

pytestmark = [pytest.mark.bar, pytest.mark.django_db(transaction=True)]
CLAIMS, PLACES, CHECK_INS, SIGN_INS = 60, 20, 60, 8  # of one phase
PHASES = 8
IN_FLIGHT = 4
CAREFREE = 12  # claims of the control
# Everybody is answered within so many times the p99 of a time without faults, but for those who find out: what is in
# flight then, and one request of each process whenever a rest is over.
RATIO, FINDERS = 4, IN_FLIGHT + 6
LONGEST_WAIT = 15.0  # seconds for those who find out
ARRIVES_WITHIN = 60.0  # seconds after the neighbour is back
PASSWORD = "a long enough pass phrase"


@dataclass(frozen=True, slots=True)
class Question:
    """One request, and the answer that says that it was done."""

    kind: str
    target: str
    body: str
    headers: dict[str, str]
    wanted: frozenset[int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a request was answered; 0 for nothing."""

    kind: str
    status: int
    is_wanted: bool
    seconds: float


def ask_all(port: int, questions: list[Question]) -> list[Told]:
    """Put all questions, so many at once as ``IN_FLIGHT`` says."""
    waiting: SimpleQueue[Question] = SimpleQueue()
    for question in questions:
        waiting.put(question)
    told: list[Told] = []

    def work() -> None:
        link = HTTPConnection("127.0.0.1", port, timeout=90)
        while True:
            try:
                question = waiting.get_nowait()
            except Empty:
                link.close()
                return
            began, status = time.monotonic(), 0
            try:
                link.request("POST", question.target, question.body, question.headers)
                answer = link.getresponse()
                status = answer.status
                answer.read()
            except (OSError, HTTPException):
                link.close()
            told.append(Told(question.kind, status, status in question.wanted, time.monotonic() - began))

    threads = [threading.Thread(target=work) for _ in range(min(IN_FLIGHT, len(questions)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


_addresses = count(1)


def elsewhere() -> dict[str, str]:
    """Come from an address of one's own, as different people do: some limits count addresses."""
    number = next(_addresses)
    return {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


@dataclass
class Crowd:
    """Everybody who acts, made once: people who claim, people with a password, and coordinators."""

    organisation: Organisation
    claimers: list[User]
    cookies: list[str]
    knowers: list[User]
    coordinators: list[str]
    days: Iterator[int]


def people(number: int, name: str, *, password: str = "") -> list[User]:
    """Make so many people with profiles in a few statements."""
    one = make_volunteer()  # the pattern of all
    words = consent_text("kk")
    users = User.objects.bulk_create(
        [User(email=f"{name}{each}@example.org", full_name="Сәуле Тестова", language="en", password=password)
         for each in range(number)]
    )  # fmt: skip
    columns = {
        field.attname: getattr(one, field.attname)
        for field in one._meta.concrete_fields
        if field.name not in ("id", "public_id", "user", "created_at", "updated_at")
    }
    type(one).objects.bulk_create([type(one)(user=user, **columns) for user in users])
    DataConsent.objects.bulk_create(
        [DataConsent(user=user, text_version=words.version, text_sha256=words.sha256, language=words.language,
                     given_at=clock.now(), channel=AgreementChannel.JOINING) for user in users]
    )  # fmt: skip
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users]
    )
    return users


def make_crowd(claimers: int, sign_ins: int) -> Crowd:
    organisation = make_organisation()
    password = Argon2idHasher().encode(PASSWORD, "a" * 22)
    claiming = people(claimers, "claimer")
    return Crowd(
        organisation,
        claiming,
        cookies_of(claiming),
        people(sign_ins, "knower", password=password),
        cookies_of([make_member(organisation) for _ in range(8)]),
        count(5),
    )


def claims(crowd: Crowd, amount: int, places: int, turn: int) -> tuple[ShiftRole, list[Question]]:
    """Let people ask for fewer places than there are people; half of them take turns, so that nobody gets too many."""
    shift = make_shift(make_opportunity(organisation=crowd.organisation), days_ahead=next(crowd.days))
    role, first = make_role(shift, capacity=places), turn % 2 * amount
    target, body = f"/api/v1/shifts/{shift.public_id}/signups", json.dumps({"role_id": str(role.public_id)})
    return role, [
        Question("claim", target, body, call_headers(cookie, **{"Idempotency-Key": str(uuid4())}) | elsewhere(),
                 frozenset({201, 409}))
        for cookie in crowd.cookies[first : first + amount]
    ]  # fmt: skip


def check_ins(crowd: Crowd, amount: int, turn: int) -> list[Question]:
    """Let everybody on the list of a shift that has begun in."""
    shift = make_shift(make_opportunity(organisation=crowd.organisation), days_ahead=0)
    shift.starts_at = clock.now() - timedelta(minutes=30)
    shift.ends_at = shift.starts_at + timedelta(hours=3)
    shift.save()
    role = make_role(shift, capacity=amount)
    people(amount, f"comer{turn}x")
    comers = User.objects.filter(email__startswith=f"comer{turn}x").select_related("volunteer")
    model = make_signup(role, make_volunteer())
    columns = {
        field.attname: getattr(model, field.attname)
        for field in model._meta.concrete_fields
        if field.name not in ("id", "public_id", "volunteer", "created_at", "updated_at")
    }
    signups = SignUp.objects.bulk_create([SignUp(volunteer=comer.volunteer, **columns) for comer in comers])
    ShiftRole.objects.filter(pk=role.pk).update(capacity=amount + 1, taken_count=amount + 1)
    return [
        Question("check-in", f"/api/v1/signups/{signup.public_id}/check-in", "{}",
                 call_headers(crowd.coordinators[number % len(crowd.coordinators)]), frozenset({200}))
        for number, signup in enumerate(signups)
    ]  # fmt: skip


def sign_ins(crowd: Crowd, amount: int) -> list[Question]:
    """Let people with a password in; each once, so the list grows shorter."""
    here, crowd.knowers = crowd.knowers[:amount], crowd.knowers[amount:]
    headers = {"Cookie": f"csrftoken={CSRF_TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
    form = {"password": PASSWORD, "csrfmiddlewaretoken": CSRF_TOKEN}
    return [
        Question("sign-in", reverse("account_password_login"), urlencode({**form, "login": user.email}),
                 headers | elsewhere(), frozenset({302}))
        for user in here
    ]  # fmt: skip


def mixed(*kinds: list[Question]) -> list[Question]:
    """Put kinds of questions evenly among each other."""
    placed = [((place + 0.5) / len(kind), each) for kind in kinds for place, each in enumerate(kind)]
    return [each for _place, each in sorted(placed, key=lambda pair: pair[0])]


@dataclass(frozen=True, slots=True)
class Phase:
    """What one phase came to."""

    told: list[Told]

    def seconds(self, percent: int) -> float:
        """Return within how many seconds so many of a hundred were answered."""
        return quantiles([one.seconds for one in self.told], n=100)[percent - 1]

    @property
    def faults(self) -> int:
        """How many were answered 5xx or not at all."""
        return sum(one.status == 0 or one.status >= 500 for one in self.told)

    @property
    def slowest(self) -> float:
        """Return how long the slowest took, in seconds."""
        return max(one.seconds for one in self.told)

    def slower_than(self, seconds: float) -> int:
        """Return how many took longer."""
        return sum(one.seconds > seconds for one in self.told)

    @property
    def unwanted(self) -> Counter[tuple[str, int]]:
        """What was not answered as it should have been."""
        return Counter((one.kind, one.status) for one in self.told if not one.is_wanted)


@dataclass
class World:
    """The site with its neighbours."""

    port: int
    queue: Gateway
    mail: Gateway
    postbox: Postbox
    crowd: Crowd
    turn: int = 0

    def phase(self) -> Phase:
        """Put one phase's requests, and see that what was answered is what is in the tables."""
        self.turn += 1
        came = Presence.objects.count()
        role, claiming = claims(self.crowd, CLAIMS, PLACES, self.turn)
        questions = mixed(claiming, check_ins(self.crowd, CHECK_INS, self.turn), sign_ins(self.crowd, SIGN_INS))
        phase = Phase(ask_all(self.port, questions))
        assert SignUp.objects.filter(role=role, status=SignUpStatus.CONFIRMED).count() == PLACES
        assert Presence.objects.count() - came == CHECK_INS
        return phase

    def seconds_until_everything_arrived(self) -> float:
        """Wait until every letter that is owed has left; return how long that took."""
        began = time.monotonic()
        while OutboxMessage.objects.filter(done_at=None, failed_at=None).exists():
            if time.monotonic() - began > ARRIVES_WITHIN + 30:
                break
            time.sleep(0.25)
        return time.monotonic() - began


@contextmanager
def world(settings_module: str, tmp_path, monkeypatch, crowd: Crowd) -> Iterator[World]:
    """Run a site whose Redis and mail server stand behind gateways, with its worker and its beat."""
    postbox, queue_port = Postbox(), free_port()
    mail = Controller(postbox, hostname="127.0.0.1", port=free_port())
    mail.start()
    queue = Part(
        ["redis-server", "--port", str(queue_port), "--bind", "127.0.0.1", *NO_DISK, "--dir", str(tmp_path)], {}
    )
    with Gateway(queue_port).running() as queue_gate, Gateway(mail.port).running() as mail_gate:
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{queue_gate.port}/0")
        monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{mail_gate.port}")
        monkeypatch.setenv("PROXY_COUNT", "1")
        monkeypatch.setenv("ASAR_DATA_DIR", str(tmp_path))
        crew = ["worker", "-B", "--pool", "threads", "--concurrency", "4", "--loglevel", "critical"]
        worker = Part(
            [sys.executable, "-m", "celery", "--quiet", "-A", "config", *crew], server_environment(settings_module)
        )
        try:
            with supervised(queue):
                wait_for_redis(queue_port)
                with supervised(worker), server(settings_module) as site:
                    yield World(site.port, queue_gate, mail_gate, postbox, crowd)
        finally:
            mail.stop()


def note(figure, name: str, phase: Phase, normal: Phase) -> None:
    figure(
        f"outage, {name}", requests=len(phase.told), faults=phase.faults, median_ms=int(phase.seconds(50) * 1000),
        p99_ms=int(phase.seconds(99) * 1000), slowest_ms=int(phase.slowest * 1000),
        slower_than_a_few_times_normal=phase.slower_than(RATIO * normal.seconds(99)),
    )  # fmt: skip


def test_people_go_on_while_a_neighbour_fails_and_letters_arrive_after_it(figure, tmp_path, monkeypatch):
    crowd = make_crowd(2 * CLAIMS, PHASES * SIGN_INS)
    with world("tests.bar.outage_settings", tmp_path, monkeypatch, crowd) as here:
        here.phase()  # so that the workers are warm
        normal = here.phase()
        note(figure, "none", normal, normal)
        assert (normal.faults, normal.unwanted) == (0, Counter())
        for name, gate in (("Redis", here.queue), ("mail", here.mail)):
            for fault in Fault:
                gate.turn(fault)
                phase = here.phase()
                note(figure, f"{name} {fault}", phase, normal)
                assert (name, fault, phase.faults, phase.unwanted) == (name, fault, 0, Counter())
                assert phase.slower_than(RATIO * normal.seconds(99)) <= FINDERS
                assert phase.slowest < LONGEST_WAIT
            gate.turn(None)
            seconds = here.seconds_until_everything_arrived()
            figure(f"outage, {name} is back", seconds_until_all_arrived=int(seconds))
            assert seconds <= ARRIVES_WITHIN
        assert len({recipients for recipients, _name in here.postbox.taken}) > 0
        assert OutboxMessage.objects.filter(done_at=None).count() == 0


def test_without_breaker_and_outbox_everybody_waits_which_shows_what_they_do(figure, tmp_path, monkeypatch):
    """The control: a cache that is asked every time, and letters that leave inside the request."""
    crowd = make_crowd(2 * CAREFREE, 0)
    with world("tests.bar.careless_settings", tmp_path, monkeypatch, crowd) as here:
        _role, questions = claims(crowd, CAREFREE, CAREFREE, 0)
        normal = Phase(ask_all(here.port, questions))
        slow = {}
        for name, gate in (("Redis", here.queue), ("mail", here.mail)):
            gate.turn(Fault.SLOW)
            _role, questions = claims(crowd, CAREFREE, CAREFREE, 1)
            slow[name] = Phase(ask_all(here.port, questions[:IN_FLIGHT]))
            gate.turn(None)
            figure(
                f"outage without protection, {name} slow", requests=IN_FLIGHT,
                median_ms=int(slow[name].seconds(50) * 1000), normal_median_ms=int(normal.seconds(50) * 1000),
            )  # fmt: skip
    assert [phase.seconds(50) > RATIO * normal.seconds(50) for phase in slow.values()] == [True, True]
