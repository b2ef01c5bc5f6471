"""What waits for an officer, each one click away; and that nothing of other territories opens for her."""

import re
from datetime import UTC, date, datetime

import pytest

from accounts.enums import Role
from recognition.services.closing import close_month
from reports.indicators import read_period
from reports.models import Snapshot
from reports.queries import selection_of
from reports.services import catch_up, freeze, sign
from reports.services.drafts import compare_published, prepare_drafts
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.places import region
from tests.factories.reports import make_publication
from tests.factories.volunteers import make_volunteer
from tests.portal.akimat.test_reports import press

pytestmark = pytest.mark.django_db
CLOSED = datetime(2026, 4, 25, 5, 0, tzinfo=UTC)
QUARTER = read_period("2026-Q1")
LIST = "/en/akimat/350000000/reports/"
API = "/api/v1/reports/participation?from=2026-01-01&to=2026-03-31"


@pytest.fixture
def world(now):
    made = make_world()
    catch_up()
    return made


def make_officer(territory):
    user = make_user(full_name="Гүлшат Ахметова")
    make_grant(user, Role.AKIMAT_OFFICER, territory)
    return user


@pytest.fixture
def officer(client, world):
    user = make_officer(world.region)
    client.force_login(user)
    return user


def queue(client, address=LIST):
    """Return the words and the address of every line that waits."""
    page = client.get(address).content.decode()
    found = re.search(r'aria-labelledby="queue">(.*?)</section>', page, re.DOTALL)
    lines = re.findall(r'<a class="strong" href="([^"]+)">(.*?)</a>', found[1]) if found else []
    return [(re.sub(r"<[^>]+>", "", words), href) for href, words in lines]


def prepared():
    for month in (1, 2, 3):
        close_month(month=date(2026, month, 1), actor=None, now=CLOSED)
    return prepare_drafts(now=CLOSED)


def test_a_prepared_draft_is_one_click_away_and_signed_and_published_in_two_more(officer, client):
    assert "wait for you" not in client.get("/en/akimat/350000000/").content.decode()
    month, quarter = prepared()

    assert "2 reports wait for you" in client.get("/en/akimat/350000000/").content.decode()
    assert queue(client) == [
        ("Review and sign: Karaganda Region, March 2026", f"/en/akimat/reports/{month.public_id}/"),
        ("Review and sign: Karaganda Region, January–March 2026", f"/en/akimat/reports/{quarter.public_id}/"),
    ]
    page = client.get(queue(client)[1][1]).content.decode()
    assert "Count again" not in page
    page = press(client, page, "Sign")
    assert queue(client)[1] == (
        "Publish: Karaganda Region, January–March 2026",
        f"/en/akimat/reports/{quarter.public_id}/",
    )
    press(client, page, "Publish")

    assert [words for words, _href in queue(client)] == ["Review and sign: Karaganda Region, March 2026"]


def test_a_draft_the_ledger_has_gone_beyond_is_counted_again_before_it_is_signed(officer, client, world):
    quarter = prepared()[1]
    work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 2), 60)
    page = client.get(f"/en/akimat/reports/{quarter.public_id}/").content.decode()
    assert "Count again before you sign." in page

    page = press(client, page, "Count again")

    assert "version 2" in page
    assert "Count again" not in page
    assert "is signed" in press(client, page, "Sign")
    assert Snapshot.objects.get(signature__isnull=False).made_by == officer


def test_a_published_report_whose_numbers_changed_leads_to_its_correction(officer, client, world, now):
    public = freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=now)
    make_publication(public, now, actor=officer)
    address = f"/en/akimat/reports/{public.public_id}/"
    assert (queue(client), "Count again" in client.get(address).content.decode()) == ([], False)
    work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 2), 60)
    compare_published(now=now)
    assert queue(client) == [("Correct changed numbers: Karaganda Region, January–March 2026", address)]

    page = press(client, client.get(address).content.decode(), "Count again")

    assert "Totals, People: 5 → 6" in page
    assert [words.split(":")[0] for words, _href in queue(client)] == ["Review and sign"]


@pytest.mark.parametrize(
    ("language", "heading", "line"),
    [
        ("en", "Waits for you", "Review and sign: Karaganda Region, January–March 2026"),
        ("ru", "Ждёт вас", "Проверить и подписать: Карагандинская область, январь–март 2026"),
        ("kk", "Сізді күтіп тұр", "Тексеріп, қол қою: Қарағанды облысы, 2026 жылғы қаңтар–наурыз"),
    ],
)
def test_the_queue_speaks_three_languages(officer, client, language, heading, line):
    prepared()
    address = f"/{language}/akimat/350000000/reports/"

    assert f'id="queue" class="mb-3">{heading}</h2>' in client.get(address).content.decode()
    assert queue(client, address)[1][0] == line


def test_another_territorys_officer_sees_nothing_and_opens_nothing(client, world):
    make_officer(world.region)
    month, _quarter = prepared()
    client.force_login(make_officer(region("750000000")))

    assert queue(client, "/en/akimat/750000000/reports/") == []
    assert client.get(LIST).status_code == 404
    assert client.get(f"/en/akimat/reports/{month.public_id}/").status_code == 404


@pytest.mark.parametrize("place", ["350000000", "750000000"])
def test_the_officer_of_a_district_drills_into_nothing_above_or_beside_it(client, world, place):
    client.force_login(make_officer(world.district))
    pages = [f"{part}?period=2026-Q1" for part in ("", "list/", "participation.csv", "participation.xlsx", "reports/")]
    pages += ["register-extract.xlsx?period=2026-Q1"]
    assert client.get(f"/en/akimat/{world.district.code}/list/?period=2026-Q1&metric=people").status_code == 200
    assert client.get(f"{API}&territory=kato:{world.district.code}").status_code == 200

    assert {client.get(f"/en/akimat/{place}/{page}").status_code for page in pages} == {404}
    assert client.post(f"/en/akimat/{place}/reports/freeze/?period=2026-Q1").status_code == 404
    assert client.get(f"{API}&territory=kato:{place}").status_code == 404


def test_as_many_queries_for_several_lines_as_for_one(officer, client, world, now, django_assert_num_queries):
    for name in ("2026-Q1", "2025", "2026-01"):
        frozen = freeze(selection=selection_of(world.region, read_period(name)), actor=None, now=now)
        if name == "2025":
            sign(snapshot=frozen, actor=officer, now=now)
        with django_assert_num_queries(10):
            client.get(LIST)
