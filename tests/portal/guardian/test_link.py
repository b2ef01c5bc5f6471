import io
import logging
from datetime import timedelta
from logging.config import dictConfig

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Guardian, GuardianConsent
from config.logs import logging_config
from core import audit
from events.enums import SignUpStatus
from events.models import ConsentRequest, SignUp
from events.queries import link_code, link_token
from events.services.guardians import answering
from events.services.signups import withdraw
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.guardians import MOTHER, asked, claimed, link_for, make_minor, send_letters, words

pytestmark = pytest.mark.django_db

SCANNER = "Mozilla/5.0 (compatible; MailScanner/1.0)"
ANSWER = {"answer": "agreed", "scope": "opportunity", "full_name": "Гүлнар Нұрланова", "relation": "mother"}


@pytest.fixture
def minor(now):
    return make_minor()


@pytest.fixture
def request_(now, minor, taza_su):
    """Aigerim's request to her mother about a shift of Taza Su, with the letter sent."""
    found = asked(minor, now=now, role=make_role(make_shift(make_opportunity(organisation=taza_su))))
    send_letters(now)
    return found


@pytest.fixture
def link(request_):
    return link_for(MOTHER)


def row(request: ConsentRequest) -> ConsentRequest:
    return ConsentRequest.objects.get(pk=request.pk)


def test_the_page_says_who_what_when_where_with_whom_and_how_safe(client, link):
    page = client.get(link).content.decode()

    for said in (
        "Айгерім Н. (15) asks for your agreement", "Clean the river bank", "Saturday 9 May, 10:00–14:00",
        "Abai avenue 10", "Таза Су", "Verified", "Coordinator: Dana", "Who looks after the young people",
        "The organisation has declared none.", "Adults on the shift so far", "There are steps.",
        "Only this event", "I agree", "I will come along", "I do not agree", "Ask a question",
        "You can take your word back at any time", "Who keeps the data",
    ):  # fmt: skip
        assert said in page
    assert "Нұрланова" not in page.replace('value="', "")
    assert 'name="allows_photos" id="id_allows_photos" checked' not in page
    assert 'value="opportunity" id="id_scope_0" checked' in page.replace("required ", "")


def test_a_scanner_may_open_it_twenty_times_and_a_human_answers_then(client, link, request_):
    for _ in range(20):
        for method in (client.get, client.head, client.options):
            assert method(link, HTTP_USER_AGENT=SCANNER).status_code == 200
    before = row(request_)
    assert (before.used_at, before.answer, before.updated_at) == (None, "", request_.updated_at)
    assert SignUp.objects.get().status == SignUpStatus.AWAITING

    human = Client(enforce_csrf_checks=True)
    answered = human.post(link, ANSWER, follow=True)

    assert "You have agreed. Thank you." in answered.content.decode()
    assert SignUp.objects.get().status == SignUpStatus.CONFIRMED


def test_answering_needs_and_leaves_no_cookie(link):
    browser = Client(enforce_csrf_checks=True)

    for response in (browser.get(link), browser.post(link, ANSWER), browser.get(link)):
        assert not response.cookies


def test_used_twice_it_shows_what_was_answered(client, link):
    client.post(link, ANSWER)

    again = client.post(link, {"answer": "refused"}, follow=True)

    assert "You have agreed. Thank you." in again.content.decode()
    assert SignUp.objects.get().status == SignUpStatus.CONFIRMED
    assert GuardianConsent.objects.count() == 1


def test_a_day_late_it_says_whom_to_ask_for_a_new_one(client, link, request_):
    with time_machine.travel(request_.expires_at + timedelta(days=1), tick=False):
        for response in (client.get(link), client.post(link, ANSWER)):
            assert response.status_code == 410
            assert "Ask Айгерім to send a new one." in response.content.decode()
    assert not GuardianConsent.objects.exists()


def test_forwarded_it_records_the_name_that_was_typed_and_where_the_answer_came_from(link):
    Client(REMOTE_ADDR="198.51.100.7").get(link)
    Client(REMOTE_ADDR="203.0.113.9").post(link, ANSWER | {"full_name": "Нұрлан Ахметов", "relation": "father"})

    consent = GuardianConsent.objects.get()
    assert (consent.guardian_name, consent.relation) == ("Нұрлан Ахметов", "father")
    assert len(consent.address_hash) == 64
    assert "203.0.113.9" not in consent.address_hash


def test_the_place_was_given_back_meanwhile(client, link, request_, minor, now):
    withdraw(signup=request_.signup, actor=minor, now=now)

    response = client.get(link)

    assert response.status_code == 410
    assert "has no place on this shift any more" in response.content.decode()


@pytest.mark.parametrize("path", ["/c/AAAAAAAAAAAAAAAAAAAAAA", "/c/start/00000000-0000-4000-8000-000000000000/"])
def test_a_link_nobody_sent_says_so_and_no_more(client, db, path):
    response = client.get(path)

    assert response.status_code == 404
    assert response["Referrer-Policy"] == "no-referrer"


def test_the_address_is_told_to_nobody(client, link):
    for response in (client.get(link), client.post(link, {"answer": "agreed"}), client.post(link, ANSWER)):
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
    assert 'content="noindex, nofollow"' in client.get(link).content.decode()
    assert "Disallow: /c/" in client.get("/robots.txt").content.decode()


@pytest.fixture
def logging_as_before():
    """Whatever is heard at the lowest level afterwards costs queries: templates print what they cannot find."""
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    yield
    dictConfig(settings.LOGGING)
    root.handlers[:] = before[1]
    root.setLevel(before[0])


def test_the_secret_is_not_in_the_log_even_when_a_page_breaks(client, link, monkeypatch, logging_as_before):
    written = io.StringIO()
    dictConfig(logging_config(level="DEBUG", as_json=True))
    for handler in logging.getLogger().handlers:
        monkeypatch.setattr(handler, "stream", written)
    client.raise_request_exception = False
    monkeypatch.setattr("portal.guardian.views.shown.safety_facts", lambda shift: 1 / 0)

    assert client.get(link).status_code == 500
    client.get(f"{link}x")
    logging.getLogger("anything").warning("seen at %s", link)

    secret = link.removeprefix("/c/")
    assert "c/<token:key>" in written.getvalue()
    assert "ZeroDivisionError" in written.getvalue()
    assert secret not in written.getvalue()


def test_language_is_the_guardians_and_can_be_changed_on_the_page(client, minor, now):
    asked(minor, now=now, language="ru")
    send_letters(now)
    link = link_for(MOTHER)

    assert client.get(link)["Content-Language"] == "ru"
    assert client.get(f"{link}?lang=kk")["Content-Language"] == "kk"
    client.post(f"{link}?lang=kk", ANSWER)
    assert GuardianConsent.objects.get().language == "kk"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"full_name": ""}, "Please fill this in."),
        ({"relation": ""}, "Please fill this in."),
        ({"relation": "friend"}, "Please choose one of the options."),
        ({"scope": "everything"}, "Please choose one of the options."),
        ({"full_name": "Айгерім Нұрланова"}, "Write your own name"),
    ],
)
def test_mistakes_are_named_and_nothing_is_answered(client, link, request_, wrong, sentence):
    response = client.post(link, ANSWER | wrong)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert row(request_).used_at is None


def test_refusing_takes_one_button(client, link):
    page = client.post(link, {"answer": "refused"}, follow=True).content.decode()

    assert "You did not agree." in page
    assert SignUp.objects.get().status == SignUpStatus.CANCELLED


def test_whoever_refuses_may_be_a_stranger_and_sees_nothing_of_the_minor(client, link, minor, dana, now):
    audit.record_look("contact", viewer=dana, role="org_coordinator", person=minor, purpose="shift", at=now)

    page = client.post(link, {"answer": "refused"}, follow=True).content.decode()

    assert "Shifts ahead" not in page
    assert "Who looked" not in page
    assert Guardian.objects.get().verified_at is None


def test_an_answered_link_ends_with_what_was_agreed(client, link, request_):
    client.post(link, ANSWER)
    until = row(request_).expires_at

    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        assert "Shifts ahead" in client.get(link).content.decode()
    with time_machine.travel(until, tick=False):
        ended = client.get(link)
    assert ended.status_code == 410
    assert "Shifts ahead" not in ended.content.decode()


def addresses_of(request):
    """The roster and the reply, as a coordinator who reads English opens them."""
    opportunity = request.signup.shift.opportunity
    event = [opportunity.organisation.slug, opportunity.public_id]
    with translation.override("en"):
        return reverse("ngo:event", args=event), reverse("ngo:reply_guardian", args=[*event, request.public_id])


def test_a_question_goes_to_the_roster_and_the_reply_comes_back(client, link, dana, request_, now):
    roster_address, reply_address = addresses_of(request_)
    assert client.post(link, {"answer": "ask", "question": "x" * 501}).status_code == 422
    asked_page = client.post(link, {"answer": "ask", "question": "Is there lunch?"}, follow=True).content.decode()
    assert "Is there lunch?" in asked_page

    client.force_login(dana)
    roster = client.get(roster_address).content.decode()
    client.post(reply_address, {"reply": "Yes, at one."})
    send_letters(now)

    assert "Is there lunch?" in roster
    assert "Waiting for a guardian" in roster
    assert "Yes, at one." in client.get(link).content.decode()


def test_another_organisation_answers_no_questions(client, link, dana, zhanna, taza_su, request_, now):
    client.post(link, {"answer": "ask", "question": "Is there lunch?"})
    client.force_login(zhanna)
    event = [taza_su.slug, request_.signup.shift.opportunity.public_id]

    answer = client.post(reverse("ngo:reply_guardian", args=[*event, request_.public_id]), {"reply": "No."})

    assert answer.status_code == 404
    assert row(request_).replied_at is None


def test_the_guardians_page_shows_shifts_and_looks_and_takes_back_in_two_taps(client, link, minor, dana, now):
    client.post(link, ANSWER | {"allows_photos": "on"})
    audit.record_look("contact", viewer=dana, role="org_coordinator", person=minor, purpose="shift", at=now)
    consent = GuardianConsent.objects.get()

    page = client.get(link).content.decode()
    for said in (
        "Shifts ahead",
        "Clean the river bank",
        "Photographs allowed",
        "coordinator",
        "contact",
        "Take this back",
    ):
        assert said in page
    client.post(link, {"change": "photos", "consent": str(consent.public_id)})
    assert "No photographs" in client.get(link).content.decode()
    confirm = client.get(f"{link}?withdraw={consent.public_id}").content.decode()
    assert "Take your word back?" in confirm
    assert GuardianConsent.objects.get().withdrawn_at is None
    done = client.post(link, {"change": "withdraw", "consent": str(consent.public_id)}, follow=True)

    assert "Taken back" in done.content.decode()
    assert SignUp.objects.get().status == SignUpStatus.CANCELLED


def test_nobody_takes_back_what_another_guardian_gave(client, link, now):
    other = answering.agree(request=asked(make_minor(), now=now, contact="x@example.org"), words=words(), now=now)
    client.post(link, ANSWER)

    client.post(link, {"change": "withdraw", "consent": str(other.consent.public_id)})

    other.consent.refresh_from_db()
    assert other.consent.withdrawn_at is None


def test_a_shared_link_opens_nothing_without_the_code(client, request_, now):
    start = reverse("guardian_start", args=[request_.public_id])
    page = client.get(start).content.decode()
    assert "g•••@example.org" in page
    assert MOTHER not in page
    assert "Clean the river bank" not in page

    client.post(start, {"send": "1"})
    code = link_code(row(request_))
    wrong = client.post(start, {"code": f"{(int(code) + 1) % 1_000_000:06}"})
    assert wrong.status_code == 422
    right = client.post(start, {"code": code})

    assert right["Location"] == f"/c/{link_token(request_.public_id)}?lang=en"


def test_the_minor_shares_a_link_without_the_secret(client, minor, request_):
    client.force_login(minor)

    page = client.get(reverse("volunteer:shift", args=[request_.signup.public_id])).content.decode()

    assert "https://wa.me/?text=" in page
    assert link_token(request_.public_id) not in page
    assert "Your place is held until Friday 8 May, 10:00." not in page  # 72 hours come first
    assert "Your place is held until Thursday 7 May, 09:00." in page
    assert MOTHER not in page
    assert settings.SITE_URL not in page


def test_after_a_no_the_minor_reads_a_kind_word(client, minor, request_, now):
    answering.refuse(request=request_, now=now)
    client.force_login(minor)

    page = client.get(reverse("volunteer:shift", args=[request_.signup.public_id])).content.decode()

    assert "Your guardian did not agree this time." in page
    assert "You have lost nothing." in page


def test_the_minor_asks_again_and_somebody_else(client, minor, now):
    signup = claimed(minor, now=now)
    client.force_login(minor)
    address = reverse("volunteer:guardian", args=[signup.public_id])

    own = client.post(address, {"contact": minor.email})
    assert own.status_code == 422
    assert "This is your own contact." in own.content.decode()
    assert client.post(address, {"contact": "+7 916 123 45 67"}).status_code == 422
    assert "The link is on its way." in client.post(address, {"contact": MOTHER}, follow=True).content.decode()
    client.post(reverse("volunteer:guardian_again", args=[signup.public_id]))
    client.post(address, {"contact": "8 701 123 45 67", "relation": "father", "language": "kk"})

    assert [request.guardian.contact for request in ConsentRequest.objects.order_by("pk")] == [MOTHER, "+77011234567"]
    page = client.get("/en/me/shifts/").content.decode()
    assert "Waiting for your parent or guardian" in page
    assert "+7 ••• ••• •• 67" in client.get("/en/me/profile/").content.decode()


def test_somebody_elses_place_is_nobodys_to_ask_about(client, minor, request_, aliya):
    client.force_login(aliya)

    for name in ("guardian", "guardian_again"):
        address = reverse(f"volunteer:{name}", args=[request_.signup.public_id])
        assert client.post(address, {"contact": "x@example.org"}).status_code == 404


def test_the_profile_keeps_who_is_asked(client, minor, aliya):
    client.force_login(minor)
    client.post("/en/me/profile/guardian/", {"contact": MOTHER})
    assert "g•••@example.org" in client.get("/en/me/profile/").content.decode()

    client.force_login(aliya)
    assert "Parent or guardian" not in client.get("/en/me/profile/").content.decode()


def test_the_door_list_leaves_out_who_waits_and_says_so(client, dana, taza_su, request_, link):
    client.force_login(dana)
    door = reverse("ngo:door", args=[taza_su.slug, request_.signup.shift.opportunity.public_id])

    waits = client.get(door)
    Client().post(link, ANSWER)
    agreed = client.get(door)

    assert waits.context["rows"] == []
    assert [row.signup.pk for row in agreed.context["rows"]] == [request_.signup_id]
    assert "guardian agreed" in agreed.content.decode()
    assert "no photographs" in agreed.content.decode()
