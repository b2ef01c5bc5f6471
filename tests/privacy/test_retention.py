"""Every class of data is deleted within a day of its date, and a dry run touches nothing."""

from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command

from accounts.letters import CODE, seal_code
from accounts.models import Guardian, User
from accounts.validators import Contact
from core import outbox
from core.models import OutboxMessage, RateCounter
from core.privacy.retention import retain
from events.models import Concern, ConsentRequest, SignUp, SwapOffer, WaitlistEntry
from tests.factories.accounts import make_user
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from tests.privacy.person import make_concern

DAY = timedelta(days=1)
CLOSED = {"status": "closed", "taken_at": datetime(2026, 5, 4, tzinfo=UTC), "outcome": "Су жеткізілді."}


@pytest.fixture
def rows(now, db):
    """One row of each class that ends, with the days after ``now`` at which it does."""
    session = SessionStore()
    session.set_expiry(now + 12 * DAY)
    session.create()
    message = {"topic": "events.place_freed", "due_at": now, "payload": {}}
    OutboxMessage.objects.create(key="done", done_at=now, **message)
    OutboxMessage.objects.create(key="failed", failed_at=now, **message)
    OutboxMessage.objects.create(key="waiting", **message)
    minor = make_volunteer(age=15)
    guardian = Guardian.objects.create(minor=minor.user, contact_kind="email", contact="mother@example.org")
    ConsentRequest.objects.create(
        signup=make_signup(make_role(), minor),
        guardian=guardian,
        token_hash="x",
        sent_at=now,
        expires_at=now + 5 * DAY,
    )
    UserSession.objects.create(user=minor.user, ip="203.0.113.7", last_seen_at=now, session_key="k", user_agent="a")
    outbox.put(
        CODE, key="sealed", due_at=now, sealed=seal_code(contact=Contact(email="a@b.kz"), code="1", language="kk")
    )
    RateCounter.objects.create(key="x:1", count=1, ends_at=now + 2 * DAY)
    role = make_role(make_shift(starts_on=now.date() + 3 * DAY, start_time=time(1), hours=8))  # over at nine
    signup = make_signup(role, make_volunteer())
    SignUp.objects.filter(pk=signup.pk).update(shared_needs=1)
    SwapOffer.objects.create(signup=signup, made_at=now)
    WaitlistEntry.objects.create(role=role, volunteer=minor, joined_at=now)
    for closed in (now, None):
        make_concern(now, f"closed {closed}", text="Су жоқ.", closed_at=closed, **(CLOSED if closed else {}))
    idle = make_user(email="idle@example.org")
    EmailAddress.objects.create(user=idle, email=idle.email)
    return {
        12: lambda: Session.objects.count(),
        30: lambda: UserSession.objects.count(),
        35: lambda: ConsentRequest.objects.count(),
        1: lambda: OutboxMessage.objects.filter(topic=CODE).count(),
        90: lambda: OutboxMessage.objects.filter(key__in=("done", "failed")).count(),
        3: lambda: RateCounter.objects.count(),
        33: lambda: WaitlistEntry.objects.count() + SwapOffer.objects.count(),
        10: lambda: SignUp.objects.exclude(shared_needs=0).count(),
        1096: lambda: Concern.objects.exclude(closed_at=None).count(),
    }


def test_everything_goes_on_its_day_and_not_before(now, rows):
    for day in (*range(41), 89, 90, 1095, 1096):
        retain(now=now + day * DAY)
        for last_day, count in rows.items():
            assert (count() > 0) is (day < last_day), (day, last_day)

    assert OutboxMessage.objects.filter(key="waiting").exists()
    assert Concern.objects.count() == 1  # nobody has closed it
    assert not User.objects.filter(email="idle@example.org").exists()


@pytest.mark.parametrize(("days", "is_there"), [(29, True), (30, False)])
def test_an_account_nobody_opened_goes_after_thirty_days(now, rows, days, is_there):
    retain(now=now + days * DAY)

    assert User.objects.filter(email="idle@example.org").exists() is is_there


def test_an_account_with_anything_else_stays(now, rows, dana):
    volunteer = make_volunteer()

    retain(now=now + 1_100 * DAY)

    assert User.objects.filter(pk__in=[dana.pk, volunteer.user_id]).count() == 2


def test_a_dry_run_counts_and_touches_nothing(now, rows):
    dry = retain(now=now + 1_100 * DAY, dry=True)

    assert all(count() > 0 for count in rows.values())
    assert dry == retain(now=now + 1_100 * DAY)
    assert set(retain(now=now + 1_100 * DAY).values()) == {0}
    assert {label: count for label, count in dry.items() if count} == {
        "core.OutboxMessage": 2,
        "core.RateCounter": 1,
        "events.Concern": 1,
        "events.ConsentRequest": 1,
        "events.SwapOffer": 1,
        "events.WaitlistEntry": 1,
        "guardians of people who have come of age": 1,
        "needs shared for shifts that are over": 1,
        "sealed codes": 1,
        "sessions.Session": 1,
        "unconfirmed accounts": 1,
        "usersessions.UserSession": 1,
    }


def test_the_command_says_what_it_would_do(now, rows):
    out = StringIO()

    call_command("retain", dry_run=True, stdout=out)

    for said in ("0  sessions.Session", "1  guardians of", "0  problems of runs", "0  sealed codes"):
        assert said.replace("1  guard", "0  guard") in out.getvalue()
