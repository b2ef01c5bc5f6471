"""Passkeys are proved in Chromium. Here: the app's codes, the recovery codes, the sessions."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import User
from core.clock import now as clock_now
from core.models import AuditLine
from tests.letters import newest_code

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
PAGES = (
    "/en/me/security/",
    "/en/me/security/app/",
    "/en/me/security/passkeys/add/",
    "/en/me/security/sessions/",
)


@pytest.fixture
def aliya(now, aliya: User) -> User:
    """Aliya as joining leaves her: without a password, on a Monday morning."""
    aliya.set_unusable_password()
    aliya.save()
    return aliya


def app_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(clock_now().timestamp()) // 30))


def add_app(client: Client) -> str:
    page = client.get("/en/me/security/app/").content.decode()
    found = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)
    assert found
    added = client.post("/en/me/security/app/", {"code": app_code(found.group(1))})
    assert added["Location"] == "/en/me/security/codes/", added.content.decode()
    return found.group(1)


def sign_in(client: Client, user: User, **headers: str):
    asked = client.post("/en/sign-in/", {"contact": user.email}, **headers)
    return client.post(asked["Location"], {"code": newest_code()}, **headers)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_opens_in_every_language_and_is_nobody_elses(client: Client, aliya: User, page: str, language: str):
    address = page.replace("/en/", f"/{language}/", 1)
    stranger = client.get(address)
    client.force_login(aliya)

    shown = client.get(address, REMOTE_ADDR="127.0.0.1")

    assert (stranger.status_code, shown.status_code) == (302, 200)
    assert shown.content.decode().count("<h1") == 1


def test_app_is_added_with_a_picture_and_a_key_and_asked_for_from_then_on(client: Client, aliya: User):
    client.force_login(aliya)
    page = client.get("/en/me/security/app/").content.decode()
    secret = add_app(client)
    codes = client.get("/en/me/security/codes/").content.decode()

    back = Client()
    first = sign_in(back, aliya)
    assert not back.session.get("_auth_user_id")
    wrong = back.post(first["Location"], {"code": "000000"})
    with time_machine.travel(clock_now() + timedelta(seconds=30), tick=False):
        arrived = back.post(first["Location"], {"code": app_code(secret)})

    assert 'src="data:image/svg+xml;base64,' in page
    assert len(re.findall(r"<li><code>\d{8}</code></li>", codes)) == 10
    assert first["Location"] == "/en/sign-in/second/"
    assert "This code is not right, or it was used already." in wrong.content.decode()
    assert (arrived.status_code, arrived["Location"]) == (302, "/en/find/")
    assert AuditLine.objects.filter(action="account.second_factor_added", actor=aliya.public_id).count() == 1


def test_code_of_the_app_works_once_even_the_one_that_added_it(client: Client, aliya: User):
    client.force_login(aliya)
    secret = add_app(client)
    back, third = Client(), Client()
    first = sign_in(back, aliya)

    refused = back.post(first["Location"], {"code": app_code(secret)})
    with time_machine.travel(clock_now() + timedelta(seconds=30), tick=False):
        taken = back.post(first["Location"], {"code": app_code(secret)})
        sign_in(third, aliya)
        again = third.post("/en/sign-in/second/", {"code": app_code(secret)})

    assert (refused.status_code, taken.status_code, again.status_code) == (200, 302, 200)
    assert not third.session.get("_auth_user_id")


def test_recovery_code_opens_once_when_the_phone_is_lost(client: Client, aliya: User):
    client.force_login(aliya)
    add_app(client)
    download = client.get("/en/me/security/codes/download/")
    code = re.findall(r"^\d{8}$", download.content.decode(), re.MULTILINE)[3]

    answers = []
    for _turn in range(2):
        back = Client()
        sign_in(back, aliya)
        answers.append(back.post("/en/sign-in/second/", {"code": code}).status_code)

    assert answers == [302, 200]
    assert download["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'


def test_secret_of_the_app_is_closed_in_the_database(client: Client, aliya: User):
    client.force_login(aliya)
    secret = add_app(client)

    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_removing_the_app_asks_for_a_proof_first(client: Client, aliya: User):
    client.force_login(aliya)
    secret = add_app(client)

    with time_machine.travel(clock_now() + timedelta(minutes=10), tick=False):
        asked = client.get("/en/me/security/app/remove/")
        shown = client.get(asked["Location"]).content.decode()
        proven = client.post(asked["Location"], {"code": app_code(secret), "next": "/en/me/security/app/remove/"})
        gone = client.post(proven["Location"])

    assert asked["Location"] == "/en/me/security/confirm/code/?next=%2Fen%2Fme%2Fsecurity%2Fapp%2Fremove%2F"
    assert "Is it still you?" in shown
    assert (proven["Location"], gone["Location"]) == ("/en/me/security/app/remove/", "/en/me/security/")
    assert not Authenticator.objects.exists()


def test_somebody_with_a_password_proves_it_before_adding_anything(client: Client, aliya: User):
    aliya.set_password("steppe-wind-77")
    aliya.save()
    client.force_login(aliya)

    asked = client.get("/en/me/security/app/")
    wrong = client.post(asked["Location"], {"password": "x", "next": "/en/me/security/app/"})
    right = client.post(asked["Location"], {"password": "steppe-wind-77", "next": "/en/me/security/app/"})

    assert asked["Location"] == "/en/me/security/confirm/password/?next=%2Fen%2Fme%2Fsecurity%2Fapp%2F"
    assert "This password is not right." in wrong.content.decode()
    assert right["Location"] == "/en/me/security/app/"
    assert client.get("/en/me/security/app/").status_code == 200


def test_first_factor_ends_every_session_that_has_never_shown_it(client: Client, aliya: User):
    elsewhere = Client()
    for one in (elsewhere, client):
        sign_in(one, aliya)

    add_app(client)

    assert client.get("/en/me/security/").status_code == 200
    assert elsewhere.get("/en/me/security/").status_code == 302


def test_sessions_are_listed_without_places_and_signed_out_one_by_one(client: Client, aliya: User, zhanna: User):
    phone, stranger = Client(), Client()
    sign_in(client, aliya, HTTP_USER_AGENT=FIREFOX)
    sign_in(phone, aliya, HTTP_USER_AGENT=CHROME)
    sign_in(stranger, zhanna)
    page = client.get("/en/me/security/sessions/", HTTP_USER_AGENT=FIREFOX).content.decode()
    number = UserSession.objects.get(user_agent=CHROME).pk

    foreign = stranger.post(f"/en/me/security/sessions/{number}/end/")
    still = phone.get("/en/me/security/").status_code
    ended = client.post(f"/en/me/security/sessions/{number}/end/")

    assert page.index("Firefox, Linux") < page.index("this one") < page.index("Chrome, Android")
    assert "127.0.0.1" not in page
    assert (foreign.status_code, still) == (404, 200)
    assert ended["Location"] == "/en/me/security/sessions/"
    assert phone.get("/en/me/security/").status_code == 302
    assert client.get("/en/me/security/").status_code == 200


def test_one_button_signs_out_everywhere_else(client: Client, aliya: User, zhanna: User):
    others, stranger = [Client(), Client()], Client()
    for one in (*others, client):
        sign_in(one, aliya)
    sign_in(stranger, zhanna)

    client.post("/en/me/security/sessions/end-others/")

    assert [one.get("/en/me/security/").status_code for one in others] == [302, 302]
    assert (client.get("/en/me/security/").status_code, stranger.get("/en/me/security/").status_code) == (200, 200)


def test_last_use_of_a_session_is_noted_every_few_minutes(client: Client, aliya: User):
    sign_in(client, aliya)
    began = UserSession.objects.get().last_seen_at

    with time_machine.travel(began + timedelta(minutes=4), tick=False):
        client.get("/en/me/security/")
        early = UserSession.objects.get().last_seen_at
    with time_machine.travel(began + timedelta(minutes=6), tick=False):
        client.get("/en/me/security/")

    assert early == began
    assert UserSession.objects.get().last_seen_at == began + timedelta(minutes=6)


def test_new_password_ends_every_session(client: Client, aliya: User):
    elsewhere = Client()
    for one in (elsewhere, client):
        sign_in(one, aliya)

    client.post("/en/password/set/", {"password1": "steppe-wind-77"})

    assert [one.get("/en/me/security/").status_code for one in (client, elsewhere)] == [302, 302]


def test_closed_account_is_out_at_the_next_page(client: Client, aliya: User):
    sign_in(client, aliya)
    before = client.get("/en/me/profile/").status_code

    User.objects.filter(pk=aliya.pk).update(is_active=False)

    assert (before, client.get("/en/me/profile/").status_code) == (200, 302)


def test_forged_passkey_opens_nothing(client: Client, aliya: User):
    asked = client.get("/en/sign-in/passkey/", HTTP_ACCEPT="application/json").json()
    forged = '{"id": "x", "rawId": "eA", "type": "public-key", "response": {"userHandle": "MQ"}}'

    answers = [client.post("/en/sign-in/passkey/", {"credential": text}) for text in (forged, "{}", "[]", "x", "")]

    assert asked["request_options"]["publicKey"]["userVerification"] == "required"
    assert {answer["Location"] for answer in answers} == {"/en/sign-in/"}
    assert not client.session.get("_auth_user_id")
