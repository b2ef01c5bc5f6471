"""What makes the site an app, and which pages a phone may keep."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.offline import KEEP_UNTIL, PERSON
from tests.factories.events import make_role, make_shift, make_signup

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "name"), [("kk", "Асар"), ("ru", "Асар"), ("en", "Asar")])
def test_app_has_a_name_in_each_language_and_one_identity(client, language, name):
    answer = client.get(f"/{language}/app.webmanifest")

    found = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (found["name"], found["lang"], found["id"], found["scope"]) == (name, language, "/", "/")
    assert {(icon["sizes"], icon["purpose"]) for icon in found["icons"]} == {
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    }  # fmt: skip


def test_worker_stands_at_the_root_and_is_always_asked_for_anew(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache, max-age=0"
    known = json.loads(answer.content.decode().split("self.asar = ")[1].split(";\n")[0])
    assert known["offline"] == {"kk": "/kk/offline/", "ru": "/ru/offline/", "en": "/en/offline/"}


def test_switched_off_the_worker_takes_itself_away(client, settings):
    settings.OFFLINE_PAGES = False

    body = client.get("/sw.js").content.decode()

    assert "caches.delete" in body
    assert "unregister" in body
    assert "fetch" not in body
    assert b"data-worker" not in client.get("/en/").content


def test_page_names_its_reader_by_a_mark_that_tells_nothing(client, aliya, dana):
    marks = []
    for user in (None, aliya, dana):
        window = Client()
        if user:
            window.force_login(user)
        marks.append(window.get("/en/about/")[PERSON])

    assert marks[0] == ""
    assert len(set(marks)) == 3
    assert all(len(mark) == 16 and not mark.isdigit() for mark in marks[1:])


def test_programs_and_files_are_not_marked(client):
    assert not client.get("/api/v1/opportunities").has_header(PERSON)
    assert not client.get("/sw.js").has_header(PERSON)


def test_only_my_shifts_my_pass_and_the_gate_may_be_kept(now, client, aliya, dana, taza_su):
    role = make_role(make_shift(days_ahead=0))
    make_signup(role, aliya.volunteer)
    client.force_login(aliya)

    with translation.override("en"):
        pages = ("shifts", "pass", "hours", "find", "profile")
        kept = {page: client.get(reverse(f"volunteer:{page}")).has_header(KEEP_UNTIL) for page in pages}

    assert kept == {"shifts": True, "pass": True, "hours": False, "find": False, "profile": False}
    assert not client.get("/en/").has_header(KEEP_UNTIL)


def test_offline_page_knows_nobody(client, aliya):
    client.force_login(aliya)
    mine = client.get("/kk/offline/")

    assert mine.status_code == 200
    assert not mine.has_header(KEEP_UNTIL)
