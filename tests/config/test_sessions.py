"""Who is signed in stays so without the cache."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.core.cache import caches


@pytest.fixture
def with_cache(settings):
    settings.SESSION_ENGINE = "config.sessions"


def test_without_the_cache_people_stay_signed_in(with_cache, client, aliya, monkeypatch, caplog):
    def broken(*arguments, **options):
        raise ConnectionError("Redis is down")

    client.force_login(aliya)
    for name in ("get", "set", "add", "incr"):
        monkeypatch.setattr(caches["shared"], name, broken)

    page = client.get("/en/me/shifts/")

    assert page.status_code == 200
    assert "sessions.cache_unavailable" in caplog.text


def test_without_a_row_nobody_is_signed_in(with_cache, client, aliya, monkeypatch):
    client.force_login(aliya)
    client.session.delete()

    assert client.get("/en/me/shifts/").status_code == 302


def test_without_the_cache_people_sign_in_and_out(with_cache, client, aliya, monkeypatch):
    def broken(*arguments, **options):
        raise ConnectionError("Redis is down")

    for name in ("get", "set", "add", "incr", "has_key", "delete"):
        monkeypatch.setattr(caches["shared"], name, broken)
    aliya.set_password("steppe-wind-77")
    aliya.save()
    EmailAddress.objects.create(user=aliya, email=aliya.email, verified=True, primary=True)
    come = {"login": aliya.email, "password": "steppe-wind-77"}

    came = client.post("/en/sign-in/password/", come).status_code, SESSION_KEY in client.session
    went = client.post("/en/sign-out/").status_code, SESSION_KEY in client.session

    assert (came, went) == ((302, True), (302, False))
