"""Limits as visitors meet them: in pages, in the API, at the sign-in, from one address and from many."""

from contextlib import closing

import pytest
from allauth.account.models import EmailAddress
from django.urls import URLResolver, get_resolver, reverse

from accounts.services import send_code
from accounts.validators import Contact
from config.limits import COUNTED_VIEWS
from core import limits
from core.errors import TooMany
from core.models import OutboxMessage, RateCounter
from tests.factories.accounts import make_user

SKILLS = "/api/v1/skills"


def statuses(ask, times):
    return [ask(number).status_code for number in range(times)]


def test_a_thousand_invented_addresses_are_one_visitor(client, db, settings, now):
    settings.PROXY_COUNT = 1

    def ask(number):
        return client.get(SKILLS, HTTP_X_FORWARDED_FOR=f"10.1.{number // 250}.{number % 250}, 203.0.113.5")

    found = statuses(ask, 1_000)

    assert (found.count(200), found.count(429)) == (60, 940)


def test_a_thousand_invented_addresses_do_not_help_to_guess_a_password(client, db, settings, now):
    settings.PROXY_COUNT = 1
    user = make_user(email="target@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.set_password("Pa55 of the steppe")
    user.save()
    page = reverse("account_password_login")

    def guess(number, password="wrong"):
        forwarded = f"10.1.0.{number}, 2001:db8:1:2::{number}"
        return client.post(page, {"login": user.email, "password": password}, HTTP_X_FORWARDED_FOR=forwarded)

    found = statuses(guess, 12)

    assert found == [200] * 10 + [429] * 2
    refused = guess(13, "Pa55 of the steppe")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 15 * 60


def test_wrong_passwords_for_one_number_do_not_close_another(client, db, now):
    page = reverse("account_password_login")

    def guess(number, phone):
        return client.post(page, {"login": phone, "password": "wrong"}, REMOTE_ADDR=f"203.0.113.{number}")

    assert statuses(lambda number: guess(number, "8 701 123 45 67"), 11) == [200] * 10 + [429]
    assert guess(12, "8 701 765 43 21").status_code == 200


def test_a_sign_in_that_succeeds_is_not_counted(client, db, now):
    user = make_user(email="target@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.set_password("Pa55 of the steppe")
    user.save()

    for _ in range(25):
        client.post(reverse("account_password_login"), {"login": user.email, "password": "Pa55 of the steppe"})
        assert client.session.get("_auth_user_id") == str(user.pk)
        client.logout()

    assert set(RateCounter.objects.values_list("count", flat=True)) == {0}


def test_people_behind_one_address_do_not_share_their_limit(client, now, aliya, zhanna):
    client.force_login(aliya)
    assert statuses(lambda _: client.get(SKILLS), 301) == [200] * 300 + [429]

    client.force_login(zhanna)

    assert client.get(SKILLS).status_code == 200


def test_a_made_up_session_is_a_guest(client, db, now):
    def ask(number):
        client.cookies["sessionid"] = f"invented{number}"
        return client.get(SKILLS)

    assert statuses(ask, 62)[-2:] == [429, 429]


def test_api_says_what_is_left_and_when_more_comes(client, db, now):
    first = client.get(SKILLS)
    for _ in range(59):
        client.get(SKILLS)
    refused = client.get(SKILLS, headers={"Accept-Language": "en"})

    assert first["RateLimit-Policy"] == '"requests";q=60;w=60'
    assert first["RateLimit"].startswith('"requests";r=59;t=')
    assert refused["RateLimit"] == f'"requests";r=0;t={refused["Retry-After"]}'
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert refused.json()["detail"] == "Too many attempts. Please wait a little. Try again in 1 minute."


def test_page_says_when_to_come_back(client, db, now, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "pages_of_address", limits.Limit(3, 60, is_courtesy=True))

    for _ in range(3):
        assert client.get("/en/help/").status_code == 200
    refused = client.get("/en/help/")

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "Try again in 1 minute." in refused.content.decode()


def test_files_and_health_are_not_counted(client, db, now, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "pages_of_address", limits.Limit(1, 60, is_courtesy=True))

    for _ in range(5):
        with closing(client.get("/static/portal/css/asar.css")) as file:
            assert file.status_code == 200
        assert client.get("/healthz").status_code == 200

    assert client.get("/en/help/").status_code == 200
    assert client.get("/en/help/").status_code == 429


def test_sixty_sign_ups_in_an_hour_are_enough(client, now, aliya):
    client.force_login(aliya)
    address = "/api/v1/shifts/00000000-0000-0000-0000-000000000000/signups"

    def claim(_number):
        return client.post(address, {"role_id": str(aliya.public_id)}, content_type="application/json")

    assert statuses(claim, 62) == [404] * 60 + [429] * 2
    assert int(claim(0)["Retry-After"]) <= 3600


def test_a_contact_gets_ten_codes_an_hour_and_no_more(db, now):
    contact = Contact(phone="+77011234567")
    for _ in range(10):
        send_code(contact=contact, code="123456", language="kk", now=now)

    with pytest.raises(TooMany):
        send_code(contact=contact, code="", language="kk", now=now)

    assert OutboxMessage.objects.count() == 10
    send_code(contact=Contact(phone="+77017654321"), code="123456", language="kk", now=now)


def test_every_counted_view_exists():
    resolver = get_resolver()
    found = {
        f"{space}:{pattern.name}"
        for space in ("api", "ngo", "volunteer")
        for pattern in patterns_of(resolver, space)
        if pattern.name
    }

    found |= {pattern.name for pattern in resolver.url_patterns if not isinstance(pattern, URLResolver)}
    assert COUNTED_VIEWS.keys() <= found
    assert set(COUNTED_VIEWS.values()) <= limits.LIMITS.keys()


def patterns_of(resolver, space):
    """Yield the patterns of a namespace, however deep it is mounted."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from entry.url_patterns if entry.namespace == space else patterns_of(entry, space)


def test_reset_says_when_to_try_again(client, db, now):
    answers = [client.post("/en/password/reset/", {"email": "many@example.kz"}) for _ in range(6)]

    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "3600")
    assert "Try again in 60 minutes." in answers[-1].content.decode()
