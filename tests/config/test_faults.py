"""A fault becomes a page or a problem; a database that is away is 503 with a time to try again."""

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction

AWAY, BROKEN = OperationalError("the connection is closed"), ValueError("a bug")


@pytest.fixture
def caller(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("fault", "status", "wait"), [(AWAY, 503, "5"), (InterfaceError("closed"), 503, "5"), (BROKEN, 500, None)]
)
@pytest.mark.parametrize(("address", "kind"), [("/en/help/", "text/html"), ("/api/v1/me", "application/problem+json")])
def test_a_fault_anywhere_is_answered_in_the_readers_shape(caller, monkeypatch, address, kind, fault, status, wait):
    def broken(*arguments, **options):
        raise fault

    monkeypatch.setattr("config.sessions.SessionStore.load", broken)
    monkeypatch.setattr("django.contrib.sessions.backends.cached_db.SessionStore.load", broken)
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", broken)
    caller.cookies["sessionid"] = "a" * 32

    answer = caller.get(address)

    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, wait)
    assert answer["Content-Type"].startswith(kind)


def test_a_table_that_is_not_there_is_no_outage(caller, monkeypatch, db):
    def broken(*arguments, **options):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM of_nobody")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", broken)
    monkeypatch.setattr("django.contrib.sessions.backends.cached_db.SessionStore.load", broken)
    monkeypatch.setattr("config.sessions.SessionStore.load", broken)
    caller.cookies["sessionid"] = "a" * 32

    with transaction.atomic():
        assert caller.get("/en/help/").status_code == 500
        transaction.set_rollback(True)
