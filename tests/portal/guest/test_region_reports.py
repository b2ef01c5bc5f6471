"""Official reports on the page of a region or a district: what was printed, for people and for machines."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from reports.indicators import read_period
from reports.queries import selection_of
from reports.services import freeze
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import work
from tests.factories.places import make_territory, region
from tests.factories.reports import make_publication
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
LANGUAGES = ("kk", "ru", "en")
QUERIES = 8  # territory, openings and their count, organisations, the tile map twice, reports with files, districts


@pytest.fixture
def karaganda():
    return region("350000000")


@pytest.fixture
def district(karaganda):
    return make_territory(
        name="Осакаров ауданы", parent=karaganda, kind="district", code_system="kato", code="354400000"
    )


@pytest.fixture
def crowd(district):
    """Twelve young people in each of the first three months, two hours each time."""
    event = make_opportunity(venue=district)
    people = [make_volunteer(home=district) for _number in range(12)]
    for month in (1, 2, 3):
        for person in people:
            work(person, event, date(2026, month, 10), 120)


def published(place, period, *, now=NOW):
    snapshot = freeze(selection=selection_of(place, read_period(period)), actor=make_user(), now=now)
    return make_publication(snapshot, now)


def page_of(client, place, language="en"):
    return client.get(f"/{language}/regions/{place.code}/").content.decode()


def datasets(page):
    nodes = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]
    return [node for node in nodes if node["@type"] == "Dataset"]


def test_a_region_shows_the_numbers_as_they_were_printed(client, crowd, karaganda):
    publication = published(karaganda, "2026-Q1")
    totals = publication.content["figures"]["totals"]

    page = page_of(client, karaganda)

    assert 'href="/en/reports/350000000/2026-Q1/?structure=2022"' in page
    assert "01.01.2026 – 31.03.2026" in page
    shown = re.findall(r'<dd class="num end strong">(.*?)</dd>', page)
    assert (totals["people"], totals["minutes"]) == (12, 36 * 120)
    assert shown == ["12", "72", "1"]
    assert "/en/reports/?territory=kato:350000000" in page


def test_what_the_publication_hides_stays_hidden(client, karaganda, district):
    event = make_opportunity(venue=district)
    for _number in range(2):
        work(make_volunteer(home=district), event, date(2026, 1, 10), 135)
    publication = published(karaganda, "2026-Q1")
    assert publication.content["figures"]["totals"]["people"] is None

    page = page_of(client, karaganda)

    hidden = '<span aria-hidden="true">–</span><span class="vh">hidden</span>'
    assert re.findall(r'<dd class="num end strong">(.*?)</dd>', page)[:2] == [hidden, hidden]
    assert ">4.5<" not in page
    (node,) = datasets(page)
    assert "People: hidden, Hours: hidden" in node["description"]


@pytest.mark.parametrize(
    ("language", "words", "akimat"),
    [
        ("en", "Nothing is published yet.", "Akimat of Karaganda Region"),
        ("ru", "", "Карагандинская область"),
        ("kk", "", "Қарағанды облысы"),
    ],
)
def test_where_nothing_is_published_it_says_who_will_and_when(client, karaganda, language, words, akimat):
    page = page_of(client, karaganda, language)

    section = page[page.index('aria-labelledby="reports"') :].split("</section>")[0]
    assert words in section
    assert akimat in section
    assert re.search(r"\b25\b", section)
    assert datasets(page) == []


def test_a_region_leads_to_the_newest_report_of_each_district(client, crowd, karaganda, district):
    published(district, "2026-01")
    published(district, "2026-03")

    page = page_of(client, karaganda)
    own = page_of(client, district)

    assert "/en/reports/354400000/2026-03/?structure=2022" in page
    assert "/en/reports/354400000/2026-01/" not in page
    assert "/en/reports/354400000/2026-03/" in own
    assert "/en/reports/354400000/2026-01/" in own
    assert own.index("2026-03/") < own.index("2026-01/")


def test_only_the_newest_version_is_on_the_page(client, crowd, karaganda, district):
    published(karaganda, "2026-Q1")
    event = make_opportunity(venue=district)
    for _number in range(9):
        work(make_volunteer(home=district), event, date(2026, 2, 2), 120)
    second = published(karaganda, "2026-Q1", now=NOW + timedelta(days=1))

    (node,) = datasets(page_of(client, karaganda))

    assert (second.snapshot.version, node["@id"]) == (2, f"urn:uuid:{second.snapshot.public_id}")


def test_a_place_below_a_district_shows_the_reports_of_its_region(client, crowd, karaganda, district):
    village = make_territory(name="Молодёжный", parent=district, region=karaganda)
    published(karaganda, "2026-Q1")

    answer = client.get(f"/en/regions/{village.key}/")

    assert "/en/reports/350000000/2026-Q1/" in answer.content.decode()
    assert f'<link rel="canonical" href="http://localhost:8000/en/regions/{village.key}/">' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", ["report", "region"])
def test_machines_read_a_data_set_whose_files_are_those_published(client, crowd, karaganda, settings, language, where):
    publication = published(karaganda, "2026-Q1")
    address = {"report": "reports/350000000/2026-Q1", "region": "regions/350000000"}[where]

    (node,) = datasets(client.get(f"/{language}/{address}/").content.decode())

    assert node["@context"] == "https://schema.org"
    assert node["name"].endswith(", 01.01.2026 – 31.03.2026")
    assert 50 <= len(node["description"]) <= 5000  # what search engines of data sets ask for
    assert node["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (node["creator"]["@type"], node["publisher"]["name"]) == ("GovernmentOrganization", "Asar")
    assert node["temporalCoverage"] == "2026-01-01/2026-03-31"
    assert node["spatialCoverage"]["identifier"] == "kato:350000000"
    assert node["dateModified"] == "2026-04-20T06:00:00+00:00"
    assert node["url"] == f"{settings.SITE_URL}/{language}/reports/350000000/2026-Q1/?structure=2022"
    (file,) = publication.files.all()
    (part,) = node["distribution"]
    assert (part["@type"], part["encodingFormat"], part["sha256"]) == ("DataDownload", "application/json", file.digest)
    served = client.get(part["contentUrl"].removeprefix(settings.SITE_URL))
    assert served.content == bytes(file.content)


@pytest.mark.parametrize("periods", [["2026-01"], ["2026-01", "2026-02", "2026-03"]])
def test_a_region_costs_the_same_for_one_report_and_for_three(
    client, crowd, karaganda, district, periods, django_assert_num_queries
):
    for period in periods:
        published(karaganda, period)
        published(district, period)
    client.get("/en/")  # what is asked once in a process

    with django_assert_num_queries(QUERIES):
        page = page_of(client, karaganda)

    assert len(datasets(page)) == len(periods)


def test_the_list_of_reports_is_narrowed_to_a_unit_and_what_lies_below(client, crowd, karaganda, district):
    published(karaganda, "2026-Q1")
    published(district, "2026-Q1")

    def listed(**query):
        answer = client.get("/en/reports/", query)
        return [one.snapshot.territory.code for one in answer.context["page"]]

    assert listed() == listed(territory="kato:350000000") == ["350000000", "354400000"]
    assert listed(territory="354400000") == ["354400000"]
    assert listed(territory="kato:750000000") == []
    assert client.get("/en/reports/", {"territory": "nowhere"}).status_code == 404


def test_the_list_says_the_year_of_each_report(client, crowd, karaganda):
    published(karaganda, "2026-Q1")

    assert "1 January 2026 – 31 March 2026" in client.get("/en/reports/").content.decode()
