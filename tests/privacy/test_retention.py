"""Every class of data is deleted within a day of its date, and a dry run touches nothing."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command

from accounts.models import Guardian, User
from core.models import OutboxMessage
from core.privacy.retention import retain
from events.models import ConsentRequest
from tests.factories.accounts import make_user
from tests.factories.events import make_role, make_signup
from tests.factories.volunteers import make_volunteer

DAY = timedelta(days=1)


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
    idle = make_user(email="idle@example.org")
    EmailAddress.objects.create(user=idle, email=idle.email)
    return {
        12: lambda: Session.objects.count(),
        30: lambda: OutboxMessage.objects.exclude(key="waiting").count(),
        35: lambda: ConsentRequest.objects.count(),
    }


def test_everything_goes_on_its_day_and_not_before(now, rows):
    for day in range(40):
        retain(now=now + day * DAY)
        for last_day, count in rows.items():
            assert (count() > 0) is (day < last_day), (day, last_day)

    assert OutboxMessage.objects.filter(key="waiting").exists()
    assert not User.objects.filter(email="idle@example.org").exists()


@pytest.mark.parametrize(("days", "is_there"), [(29, True), (30, False)])
def test_an_account_nobody_opened_goes_after_thirty_days(now, rows, days, is_there):
    retain(now=now + days * DAY)

    assert User.objects.filter(email="idle@example.org").exists() is is_there


def test_an_account_with_anything_else_stays(now, rows, dana):
    volunteer = make_volunteer()

    retain(now=now + 100 * DAY)

    assert User.objects.filter(pk__in=[dana.pk, volunteer.user_id]).count() == 2


def test_a_dry_run_counts_and_touches_nothing(now, rows):
    dry = retain(now=now + 100 * DAY, dry=True)

    assert all(count() > 0 for count in rows.values())
    assert dry == retain(now=now + 100 * DAY)
    assert set(retain(now=now + 100 * DAY).values()) == {0}
    assert {label: count for label, count in dry.items() if count} == {
        "core.OutboxMessage": 2,
        "events.ConsentRequest": 1,
        "sessions.Session": 1,
        "unconfirmed accounts": 1,
    }


def test_the_command_says_what_it_would_do(now, rows):
    out = StringIO()

    call_command("retain", dry_run=True, stdout=out)

    assert "0  sessions.Session would be deleted" in out.getvalue()
