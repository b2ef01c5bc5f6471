"""Reporting a concern from any page: three answers, a code, no account, no script."""

import re
from itertools import product

import pytest
from celery import current_app
from django.core.cache import caches
from django.urls import reverse

from accounts.enums import Role
from core.models import OutboxMessage
from events.models import Concern
from portal.guest.addresses import shorten
from tests.factories.accounts import make_grant, make_user
from tests.factories.concerns import make_concern
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup

PAGE, STATUS = "/en/concern/", "/en/concern/status/"


@pytest.fixture
def river(now, taza_su):
    return make_opportunity(organisation=taza_su)


def token_of(page):
    return re.search(r'name="token" value="([0-9a-f-]{36})"', page).group(1)


def words(page="", **changes):
    token = token_of(page) if page else "0" * 32
    return {"kind": "child", "text": "A child was left alone.", "token": token, **changes}


def code_of(page):
    return re.search(r'class="receipt[^"]*">([^<]+)<', page).group(1)


def test_phone_numbers_come_first_and_three_answers_are_asked(client, db):
    page = client.get(PAGE).content.decode()

    places = [page.index(word) for word in ("tel:112", "tel:111", "tel:150", 'name="kind"')]
    assert places == sorted(places)
    form = page[page.index('action="/en/concern/"') : page.index("I have a code")]
    asked = set(re.findall(r'name="(\w+)"', form)) - {"csrfmiddlewaretoken", "about", "place", "token", "website"}
    assert asked == {"kind", "text", "contact"}


def test_guest_reports_and_reads_the_answer_with_the_code(client, river):
    page = client.get(PAGE, {"about": river.public_id}).content.decode()
    sent = client.post(PAGE, words(page, about=river.public_id, contact="+7 701 111 22 33"))

    concern = Concern.objects.get()
    assert sent.status_code == 201
    assert (concern.organisation, concern.opportunity, concern.reporter) == (river.organisation, river, None)
    assert (concern.contact, concern.language, concern.kind) == ("+7 701 111 22 33", "en", "child")
    answer = client.post(STATUS, {"code": code_of(sent.content.decode()).lower()}).content.decode()
    assert "The report has arrived and waits for its turn." in answer
    assert "A child was left alone." not in answer


def test_pressing_twice_makes_one_report(client, db):
    sent = words(client.get(PAGE).content.decode())

    codes = {code_of(client.post(PAGE, sent).content.decode()) for _ in range(3)}

    assert len(codes) == Concern.objects.count() == 1


def test_nobody_signed_in_is_named_unless_she_asks(client, db, aliya):
    client.force_login(aliya)
    client.post(PAGE, words())
    client.post(PAGE, words(text="Again.", named="on"))

    assert list(Concern.objects.order_by("pk").values_list("reporter", flat=True)) == [None, aliya.pk]


def test_a_guest_cannot_be_named(client, db):
    client.post(PAGE, words(named="on"))

    assert Concern.objects.get().reporter is None


def test_mistakes_lose_nothing(client, db):
    answer = client.post(PAGE, words(kind="", contact="me@example.org"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A child was left alone." in page
    assert "me@example.org" in page
    assert Concern.objects.count() == 0


def test_a_box_that_people_do_not_see_stops_programs_and_no_person(client, db):
    refused = client.post(PAGE, words(website="http://spam.example"))
    page = refused.content.decode()

    assert (refused.status_code, Concern.objects.count()) == (422, 0)
    assert "A child was left alone." in page
    assert "spam.example" not in page
    assert client.post(PAGE, words()).status_code == 201


@pytest.mark.parametrize("about", ["nonsense", "000000000000", "2" * 22, "z" * 22, "\x00", "<script>"])
def test_an_unknown_subject_is_left_out(client, db, about):
    assert client.get(PAGE, {"about": about}).status_code == 200
    assert client.post(PAGE, words(about=about[:36])).status_code in (201, 422)
    assert not Concern.objects.exclude(organisation=None)


def test_short_id_of_an_opportunity_is_understood(client, river):
    page = client.get(PAGE, {"about": shorten(river.public_id)}).content.decode()

    assert "Clean the river bank" in page
    assert "Таза Су" in page


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("http://testserver/en/organisations/?q=secret", "/en/organisations/"),
        ("http://testserver/en/me/shifts/0b4c0000-0000-0000-0000-000000000000/", "/en/me/shifts/<uuid:public_id>/"),
        ("http://elsewhere.example/en/organisations/", ""),
        ("http://testserver/en/nothing/here/", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_page_before_is_kept_without_what_belongs_to_one_person(client, db, before, kept):
    page = client.get(PAGE, HTTP_REFERER=before).content.decode()

    found = re.search(r'name="place"(?: value="([^"]*)")?', page).group(1) or ""
    assert found.replace("&lt;", "<").replace("&gt;", ">") == kept


def test_link_in_every_footer_carries_what_the_page_is_about(client, river, aliya):
    shift, organisation = make_shift(river), river.organisation
    signup = make_signup(make_role(shift), aliya.volunteer)
    client.force_login(aliya)

    def about(address):
        (link,) = re.findall(
            r'<footer class="site">.*href="/en/concern/([^"]*)"', client.get(address).content.decode(), re.S
        )
        return link

    assert about(reverse("guest:opportunity", args=[river.public_id, river.slug])) == f"?about={river.public_id}"
    assert about(reverse("guest:organisation", args=[organisation.bin])) == f"?about={organisation.bin}"
    assert about(reverse("volunteer:shift", args=[signup.public_id])) == f"?about={shift.public_id}"
    assert about("/en/help/") == ""
    assert about("/en/nothing-here/") == ""


def test_wrong_codes_say_so_and_too_many_say_when(client, now, db):
    answers = [client.post(STATUS, {"code": "7KQM-2XDA-94TB"}) for _ in range(21)]

    assert [answer.status_code for answer in answers] == [404] * 20 + [429]
    assert "We do not know this code." in answers[0].content.decode()
    assert int(answers[20]["Retry-After"]) <= 3600


def test_answer_is_shown_once_it_is_written(client, river):
    concern = make_concern(river)
    Concern.objects.filter(pk=concern.pk).update(
        status="answered", answer="We were there.", answered_at=concern.reported_at, taken_at=concern.reported_at
    )

    page = client.post(STATUS, {"code": concern.code}).content.decode()

    assert "The report is answered." in page
    assert "We were there." in page


def test_pages_are_kept_by_nobody(client, db):
    for address in (PAGE, STATUS):
        assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_report_is_kept_with_queue_cache_and_mail_down(client, settings, monkeypatch):
    def broken(*arguments, **options):
        raise ConnectionError("Redis is down")

    make_grant(make_user(), Role.SAFEGUARDING_OFFICER)
    for alias, name in product(("default", "shared"), ("add", "incr", "get", "set")):
        monkeypatch.setattr(caches[alias], name, broken)
    monkeypatch.setattr(current_app.tasks["core.deliver_outbox"], "apply_async", broken)
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1

    sent = client.post(PAGE, words())

    assert (sent.status_code, Concern.objects.count()) == (201, 1)
    assert OutboxMessage.objects.get().done_at is None
