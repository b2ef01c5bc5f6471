"""A certificate in two taps, its files, its page for others, and withdrawing it."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image
from pypdf import PdfReader

from recognition.enums import Detail, PaperKind, WithdrawnBy
from recognition.models import Certificate
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_certificate, make_hours

pytestmark = pytest.mark.django_db
NEW = "/en/me/certificates/new/"


@pytest.fixture
def hers(now, aliya, taza_su, browser_of):
    """A browser of Aliya, who has four hours."""
    shift = make_shift(make_opportunity(organisation=taza_su), days_ahead=-3)
    make_hours(make_signup(make_role(shift), aliya.volunteer), minutes=240)
    return browser_of(aliya)


def defaults(client):
    """What the form holds before anybody touches it."""
    form = client.get(NEW).context["form"]
    return {name: form[name].value() for name in ("span", "shows", "language", "valid_for")}


def test_two_taps_make_one(hers):
    assert NEW in hers.get("/en/me/hours/").content.decode()

    answer = hers.post(NEW, defaults(hers))

    made = Certificate.objects.get()
    assert answer["Location"] == f"/en/me/certificates/{made.public_id}/"
    assert (made.minutes, made.detail, made.language, made.kind) == (240, "total", "en", "certificate")
    assert (made.first_on, made.last_on) == (date(2026, 1, 1), date(2026, 5, 4))
    page = hers.get(answer["Location"]).content.decode()
    assert made.shown_code in page
    assert "paper.pdf" in page


def test_files_are_what_they_say(hers, now, aliya):
    made = make_certificate(aliya.volunteer, now)

    paper = hers.get(f"/en/me/certificates/{made.public_id}/paper.pdf")
    badge = hers.get(f"/en/me/certificates/{made.public_id}/badge.jwt")

    assert "Әлия Серікова" in PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert paper["Content-Disposition"] == f'attachment; filename="asar-{made.shown_code}.pdf"'
    assert badge["Content-Type"] == "application/jwt"
    assert badge.content.count(b".") == 2


@pytest.mark.parametrize(
    ("shows", "kind", "detail"),
    [
        ("organisations", PaperKind.CERTIFICATE, Detail.ORGANISATIONS),
        ("causes", PaperKind.CERTIFICATE, Detail.CAUSES),
        ("book", PaperKind.BOOK, Detail.SHIFTS),
    ],
)
def test_she_chooses_what_it_shows(hers, shows, kind, detail):
    hers.post(NEW, defaults(hers) | {"shows": shows, "span": "all", "language": "kk"})

    made = Certificate.objects.get()
    assert (made.kind, made.detail, made.language) == (kind, detail, "kk")
    assert (made.first_on, made.last_on) == (date(2026, 5, 1), date(2026, 5, 1))
    assert len(made.lines) == 1


def test_own_days_have_to_be_days(hers):
    own = defaults(hers) | {"span": "own"}
    days = {"first_on_day": "1", "first_on_month": "4", "first_on_year": "2026"}

    assert hers.post(NEW, own).status_code == 422
    ahead = {"last_on_day": "5", "last_on_month": "5", "last_on_year": "2026"}
    refused = hers.post(NEW, own | days | ahead)
    assert refused.status_code == 422
    assert "a last day that is not ahead" in refused.content.decode()
    assert not Certificate.objects.exists()
    assert hers.post(NEW, own | days | ahead | {"last_on_day": "4"}).status_code == 302


def test_without_hours_in_the_period_there_is_none(hers):
    answer = hers.post(NEW, defaults(hers) | {"span": "last_year"})

    assert answer.status_code == 422
    assert "no confirmed hours in this period" in answer.content.decode()


def test_withdrawing_is_asked_once_and_ends_every_file(hers, now, aliya):
    made = make_certificate(aliya.volunteer, now)
    address = f"/en/me/certificates/{made.public_id}/"
    assert hers.get(f"{address}withdraw/").status_code == 200
    assert Certificate.objects.get().withdrawn_at is None

    assert hers.post(f"{address}withdraw/").status_code == 302

    made.refresh_from_db()
    assert (made.withdrawn_at, made.withdrawn_by) == (now, WithdrawnBy.HOLDER)
    assert hers.get(f"{address}paper.pdf").status_code == 409
    assert hers.get(f"{address}badge.jwt").status_code == 409
    assert "Withdrawn by its holder" in hers.get(address).content.decode()


def test_nobody_reads_the_documents_of_another(client, now, aliya, bekzat):
    made = make_certificate(aliya.volunteer, now)
    client.force_login(bekzat)

    for end in ("", "paper.pdf", "badge.jwt", "withdraw/"):
        assert client.get(f"/en/me/certificates/{made.public_id}/{end}").status_code == 404
    assert client.post(f"/en/me/certificates/{made.public_id}/withdraw/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(now, aliya, browser_of, django_assert_num_queries, count):
    for _ in range(count):
        make_certificate(aliya.volunteer, now)
    client = browser_of(aliya)
    client.get("/en/me/certificates/")

    with django_assert_num_queries(6):
        page = client.get("/en/me/certificates/").content.decode()

    assert page.count("4 hours") == count


def test_making_too_many_ends(hers):
    fields = defaults(hers)
    statuses = [hers.post(NEW, fields).status_code for _ in range(31)]

    assert statuses == [302] * 30 + [429]


def test_a_year_is_a_picture_without_a_name(hers):
    answer = hers.get("/en/me/hours/2026/card.png")

    picture = Image.open(io.BytesIO(answer.content))
    assert (answer["Content-Type"], picture.size) == ("image/png", (1080, 1920))
    assert len(answer.content) < 300_000
    assert hers.get("/en/me/hours/2026/card.png").content == answer.content
    assert hers.get("/kk/me/hours/2026/card.png").content != answer.content
    for year in (2025, 0, 99999):
        assert hers.get(f"/en/me/hours/{year}/card.png").status_code == 404


def test_an_expired_one_offers_a_new_one(hers, now, aliya):
    made = make_certificate(
        aliya.volunteer, now, issued_at=now - timedelta(days=400), expires_at=now - timedelta(days=1)
    )

    page = hers.get(f"/en/me/certificates/{made.public_id}/").content.decode()

    assert "Make a new one" in page
    assert "paper.pdf" not in page
