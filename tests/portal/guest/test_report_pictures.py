"""The picture of a published report: what is printed and nothing else."""

import io
import re
from datetime import UTC, datetime

import pytest
from PIL import Image

from portal.guest.report_pictures import Front, draw, front_of
from reports.documents import content_of
from reports.queries import selection_of
from reports.services import freeze
from tests.factories.accounts import make_user
from tests.factories.participation import make_world
from tests.factories.reports import make_publication, quarter_before

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def snapshot():
    world = make_world()
    return freeze(selection=selection_of(world.region, quarter_before(NOW)), actor=make_user(), now=NOW)


@pytest.fixture
def published(snapshot):
    return make_publication(snapshot, NOW)


def meta(page, name):
    return re.search(rf'<meta property="{name}" content="([^"]*)"', page)[1]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_names_a_picture_of_its_report(client, published, settings, language):
    page = client.get(f"/{language}/reports/350000000/2026-Q1/").content.decode()

    address = meta(page, "og:image").removeprefix(settings.SITE_URL)
    assert address == f"/pictures/{language}/reports/{published.snapshot.public_id}.jpg"
    answer = client.get(address)
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.size, picture.format) == ((1200, 630), "JPEG")
    assert len(answer.content) < 300_000
    assert "public" in answer.headers["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_numbers_are_those_of_the_publication_and_a_hidden_one_is_a_dash(published):
    document = published.content
    document["figures"]["totals"] |= {"people": 5, "minutes": 495, "events": None}

    front = front_of(content_of(document, "en"), document["digest"])

    assert front.numbers == (("People", "5"), ("Hours", "8.3"), ("Events", "–"))
    assert front.checksum == f"SHA-256 {published.snapshot.digest[:12]}…"
    assert front.says.endswith("People: 5, Hours: 8.3, Events: hidden.")


def test_a_report_that_is_not_public_has_no_picture(client, snapshot):
    assert client.get(f"/pictures/kk/reports/{snapshot.public_id}.jpg").status_code == 404
    make_publication(snapshot, NOW)
    assert client.get(f"/pictures/kk/reports/{snapshot.public_id}.jpg").status_code == 200
    assert client.get(f"/pictures/de/reports/{snapshot.public_id}.jpg").status_code == 404


def test_a_long_place_and_signs_without_a_letter_are_drawn_within_the_picture():
    numbers = (("Participants", "1 234 567 890"), ("Hours", "–"), ("Events", "1"))
    front = Front(
        "Young people in volunteering 😀", "Very long name of a place " * 6, "01.01.2026", numbers, "SHA-256 ab…"
    )

    picture = Image.open(io.BytesIO(draw(front)))

    margin = picture.crop((1140, 100, 1200, 560)).convert("L").getextrema()
    assert margin[0] > 200  # nothing runs into the right margin
