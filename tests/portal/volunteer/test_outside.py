"""Hours from elsewhere on the pages: looked at, sent with a photograph, and one's own taken along."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from recognition.models import OutsideClaim
from recognition.services.outside import approve_outside
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.outside import OtherPlatform, hour, make_outside_claim, photograph, table
from tests.factories.recognition import make_certificate, make_hours

pytestmark = pytest.mark.django_db
LOOK, SEND, TAKE = "/en/me/hours/outside/", "/en/me/hours/outside/send/", "/en/me/hours/take-along/"


@pytest.fixture
def hers(now, aliya, browser_of):
    return browser_of(aliya)


@pytest.fixture
def day(now):
    return (now - timedelta(days=400)).date()


def upload(content, name="hours.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def test_a_table_is_looked_at_then_sent_with_a_photograph(hers, day):
    text = table(f"{day},09:00,90,ecology,Green Hands,", "soon,,60,ecology,Green Hands,")

    looked = hers.post(LOOK, {"file": upload(text)})
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "1 h 30 min can be sent" in page
    assert "Row 3" in page
    assert not OutsideClaim.objects.exists()

    kept = looked.context["form"]["text"].value()
    missing = hers.post(SEND, {"text": kept, "note": "Ask them."})
    assert (missing.status_code, OutsideClaim.objects.count()) == (422, 0)
    assert "Add a photograph" in missing.content.decode()
    sent = hers.post(SEND, {"text": kept, "note": "Ask them.", "picture": upload(photograph(), "letter.jpg")})

    assert sent["Location"] == LOOK
    claim = OutsideClaim.objects.get()
    assert (claim.minutes, len(claim.rows), b"CANARY" in bytes(claim.picture)) == (90, 1, False)
    assert "waits" in hers.get(LOOK).content.decode()


def test_a_signed_record_needs_no_photograph(hers, aliya, now, day):
    other = OtherPlatform()
    other.trusted(now)
    token = other.sign(other.claims(aliya.volunteer, now, hours=[hour(1, day)]))

    looked = hers.post(LOOK, {"text": token})
    assert "the signature is genuine" in looked.content.decode()
    assert "picture" not in looked.content.decode()

    assert hers.post(SEND, {"text": token})["Location"] == LOOK
    assert OutsideClaim.objects.get().issuer.name == "Other Platform"
    again = hers.post(LOOK, {"text": token})
    assert (again.status_code, "These hours were sent before." in again.content.decode()) == (422, True)


@pytest.mark.parametrize("posted", [{}, {"text": "x"}, {"file": b"PK\x03\x04"}, {"file": b"\xff\xfe\x00"}])
def test_what_is_no_record_is_told_in_words(hers, posted):
    files = {name: upload(value) if isinstance(value, bytes) else value for name, value in posted.items()}

    answer = hers.post(LOOK, files)

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_a_file_is_taken_on_this_page_alone_and_only_up_to_a_limit(hers, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    large = upload(b"x" * (6 * 1024 * 1024 + 1))

    refused = hers.post(LOOK, {"file": large})

    assert (refused.status_code, "too large" in refused.content.decode()) == (422, True)
    for someone, address in ((Client(), LOOK), (hers, TAKE), (hers, "/en/me/profile/about/"), (hers, f"{LOOK}more/")):
        answer = someone.post(address, {"file": upload(b"CANARY")})
        assert (answer.status_code, "No file is taken here" in answer.content.decode()) == (422, True)
    assert list(tmp_path.iterdir()) == []


def test_approved_hours_are_shown_apart_and_on_paper_only_if_she_wants(hers, aliya, taza_su, now, client):
    shift = make_shift(make_opportunity(organisation=taza_su), days_ahead=-3)
    make_hours(make_signup(make_role(shift), aliya.volunteer), minutes=240)
    new = "/en/me/certificates/new/"
    assert "from elsewhere too" not in hers.get(new).content.decode()
    approve_outside(claim=make_outside_claim(aliya.volunteer, now), words="Seen.", actor=None, now=now)

    page = hers.get("/en/me/hours/").content.decode()
    assert "4 hours" in page
    assert "2 hours from elsewhere, not part of the total" in page
    assert "from elsewhere too" in hers.get(new).content.decode()
    base = {"span": "all", "shows": "total", "language": "en", "valid_for": "year"}
    for ticked, shown in (({}, False), ({"with_outside": "on"}, True)):
        hers.post(new, base | {"span": "year"} | ticked)
        paper = aliya.volunteer.certificates.latest("pk")
        seen = client.get(f"/en/v/{paper.code}/").content.decode()
        assert (paper.minutes, "2 hours from elsewhere" in seen) == (240, shown)


def test_one_button_takes_everything_along(hers, aliya, taza_su, now):
    refused = hers.post(TAKE, follow=True)
    assert "no confirmed hours" in refused.content.decode()
    shift = make_shift(make_opportunity(organisation=taza_su), days_ahead=-3)
    make_hours(make_signup(make_role(shift), aliya.volunteer), minutes=240)
    make_certificate(aliya.volunteer, now)
    assert TAKE in hers.get("/en/me/hours/").content.decode()

    answer = hers.post(TAKE)

    assert answer["Content-Disposition"] == 'attachment; filename="asar-my-hours.zip"'
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert "record.jwt" in archive.namelist()
    record = aliya.volunteer.certificates.get(kind="record")
    assert hers.get(f"/en/me/certificates/{record.public_id}/paper.pdf").status_code == 200
    assert hers.post(TAKE).content == answer.content


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries(hers, aliya, now, count, django_assert_num_queries):
    for place in range(count):
        make_outside_claim(aliya.volunteer, now - timedelta(days=place))
    hers.get(LOOK)

    with django_assert_num_queries(8):
        hers.get(LOOK)
