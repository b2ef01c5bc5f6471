"""What a person does with what is kept about her."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import translation

from accounts import queries
from accounts.enums import AgreementChannel
from accounts.models import DataConsent, User
from accounts.queries import CONSENT_TEXTS, consent_text
from accounts.services import record_data_consent
from core import audit
from core.privacy.exporting import everything_about
from core.privacy.words import kept_about_people
from tests.factories.accounts import make_user
from tests.factories.volunteers import make_volunteer

LANGUAGES = ("kk", "ru", "en")
PROOFS = {
    "2026-1.en.txt": "34b15de6527b748a",
    "2026-1.kk.txt": "17e8ac0a9d813e93",
    "2026-1.ru.txt": "c2ba2422590b1759",
}


@pytest.fixture
def browser(client, aliya):
    client.force_login(aliya)
    return client


def test_the_profile_leads_to_all_of_it(browser):
    page = browser.get("/en/me/profile/").content.decode()

    for name in ("looks", "data", "consent", "leave_for_good"):
        with translation.override("en"):
            assert reverse(f"volunteer:{name}") in page


@pytest.mark.parametrize("name", ["looks", "data", "consent", "leave"])
def test_strangers_are_led_to_sign_in(client, db, name):
    assert client.get(f"/en/me/profile/{name}/").status_code == 302


def test_an_account_without_a_profile_has_the_same_rights(client, zhanna):
    client.force_login(zhanna)

    assert {client.get(f"/en/me/profile/{name}/").status_code for name in ("looks", "data", "leave")} == {200}


def test_the_copy_is_an_archive(browser, aliya):
    answer = browser.post("/en/me/profile/data/")

    assert (answer["Content-Type"], answer.status_code) == ("application/zip", 200)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        assert aliya.email in opened.read("csv/accounts.User.csv").decode()


def test_the_api_gives_the_same_and_counts_together(browser, aliya):
    for _time in range(5):
        copy = browser.get("/api/v1/me/export").json()

    assert copy["tables"]["accounts.User"][0]["email"] == aliya.email
    assert browser.get("/api/v1/me/export").status_code == 429
    assert browser.post("/en/me/profile/data/").status_code == 302


@pytest.fixture
def by_phone(client, now, db):
    """Somebody who joined by phone and has no e-mail address."""
    person = make_volunteer(user=User.objects.create_user(phone="+77015550142", full_name="Телефон Ғана")).user
    client.force_login(person)
    return person


def test_who_has_only_a_phone_has_the_same_rights(client, now, by_phone):
    assert {client.get(f"/kk/me/profile/{name}/").status_code for name in ("looks", "data", "consent", "leave")} == {
        200
    }
    audit.record_look("contact", viewer=make_user(), role="staff", person=by_phone, purpose="shift", at=now)
    assert "/me/profile/" in client.get("/en/me/profile/looks/").content.decode()
    assert client.get("/api/v1/me/looks").json()["items"][0]["what"] == "contact"

    answer = client.post("/en/me/profile/data/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        assert "+77015550142" in json.loads(opened.read("data.json"))["tables"]["accounts.User"][0]["phone"]
        assert len(json.loads(opened.read("data.json"))["tables"]["sessions.Session"]) == 1

    assert "You have left" in client.post("/en/me/profile/leave/", {"word": "leave"}).content.decode()
    assert User.objects.get(pk=by_phone.pk).phone is None
    assert client.get("/en/me/profile/looks/").status_code == 302


def test_who_has_only_a_phone_is_not_given_the_sessions_of_others(client, now, by_phone):
    for held in ({}, {"joining": {}}, {"joining": {"contact": "+77015550143"}}):
        session = SessionStore()
        session.update({"note": "strange", **held})
        session.create()

    assert len(everything_about(by_phone)["sessions.Session"]) == 1


def test_who_never_agreed_is_asked_at_the_next_sign_in(client, aliya):
    DataConsent.objects.filter(user=aliya).delete()
    client.force_login(aliya)

    assert client.get("/en/me/shifts/")["Location"].startswith("/en/me/profile/consent/")


def test_leaving_takes_the_word(browser, aliya):
    refused = browser.post("/en/me/profile/leave/", {"word": "yes"})
    assert refused.status_code == 422
    assert User.objects.filter(email=aliya.email).exists()

    done = browser.post("/en/me/profile/leave/", {"word": " LEAVE "})

    assert "You have left" in done.content.decode()
    assert not User.objects.filter(email=aliya.email).exists()
    assert browser.get("/en/me/profile/looks/").status_code == 302


def test_what_was_agreed_to_can_be_read(browser, aliya):
    page = browser.get("/en/me/profile/consent/").content.decode()

    assert "What I agreed to" in page
    assert "Дербес деректерді жинауға және өңдеуге келісім" in page
    assert aliya.full_name in page


def test_new_words_are_asked_about_once_a_visit_and_nothing_is_walled_off(client, aliya, monkeypatch):
    DataConsent.objects.filter(user=aliya).update(text_version="2025-1")
    client.force_login(aliya)

    first = client.get("/en/me/shifts/")
    second = client.get("/en/me/shifts/")

    assert first["Location"] == "/en/me/profile/consent/?next=%2Fen%2Fme%2Fshifts%2F"
    assert second.status_code == 200
    assert "have changed since you agreed" in client.get(first["Location"]).content.decode()
    agreed = client.post("/en/me/profile/consent/", {"next": "/en/me/shifts/"})
    assert agreed["Location"] == "/en/me/shifts/"
    assert DataConsent.objects.filter(user=aliya, text_version=queries.CONSENT_TEXT_VERSION, language="en").exists()


def test_who_has_agreed_is_not_asked(browser):
    assert browser.get("/en/me/shifts/").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_have_the_eight_contents_and_a_proof(language, settings):
    words = consent_text(language)

    content = Path(CONSENT_TEXTS / f"2026-1.{language}.txt").read_bytes()
    assert words.sha256 == hashlib.sha256(content).hexdigest()
    assert [line[:2] for line in words.text.splitlines() if line[:1].isdigit()] == [f"{n}." for n in range(1, 9)]
    filled = words.filled_in(person="Әлия Серікова")
    for said in (settings.OPERATOR_NAME, settings.OPERATOR_BIN, settings.PRIVACY_CONTACT, "Әлия Серікова"):
        assert said in filled
    assert "{" not in filled


def test_words_that_were_agreed_to_never_change():
    known = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in sorted(CONSENT_TEXTS.glob("*.txt"))
    }

    assert known == PROOFS


def test_agreeing_twice_is_once_and_the_address_is_not_kept(now, zhanna):
    for _time in range(2):
        record_data_consent(
            user=zhanna, language="ru", channel=AgreementChannel.PAGE, address="203.0.113.9", actor=zhanna, now=now
        )

    given = DataConsent.objects.get(user=zhanna)
    assert len(given.address_hash) == 64
    assert "203.0.113.9" not in given.address_hash


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_about_privacy_says_what_why_and_how_long(client, db, settings, language):
    page = client.get(f"/{language}/privacy/").content.decode()

    with translation.override(language):
        lines = kept_about_people()
    assert len(lines) > 20
    for line in lines:
        assert line.what.replace("’", "’") in page
    assert settings.OPERATOR_BIN in page
