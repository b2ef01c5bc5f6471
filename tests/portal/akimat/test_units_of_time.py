"""The officer's pages and the unit a report is about: renamed, succeeded, founded later, or a reused code."""

import json
import re
from datetime import date

import pytest
from django.core.management import call_command

from accounts.enums import Role
from reports.indicators import read_period
from reports.models import Publication, Signature, Snapshot
from reports.queries import selection_of
from reports.services import catch_up, freeze
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_organisation
from tests.factories.participation import work
from tests.factories.places import make_territory, region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
FOUNDED = date(2026, 4, 1)
KATO = {"kind": "district", "code_system": "kato"}
OLD, NEW = "777700000", "777800000"


@pytest.fixture
def old(now):
    """A district of Karaganda region that was there until 31 March, with the hours of nine people."""
    place = make_territory(name="Ескі аудан", parent=region("350000000"), code=OLD, valid_until=FOUNDED, **KATO)
    trees = make_opportunity(organisation=make_organisation(region=place.region), venue=place)
    for _person in range(9):
        work(make_volunteer(home=place), trees, date(2026, 2, 10), 60)
    catch_up()
    return place


@pytest.fixture
def new(old):
    return make_territory(name="Жаңа аудан", parent=old.region, code=NEW, valid_from=FOUNDED, predecessor=old, **KATO)


def signed_in(client, territory):
    user = make_user()
    make_grant(user, Role.AKIMAT_OFFICER, territory)
    client.force_login(user)
    return client


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_review_and_sign_shows_the_units_of_the_report_before_it_is_signed(client, old, new, tmp_path):
    officer = signed_in(client, old.region)
    page = officer.get("/en/akimat/350000000/?period=2026-Q1")
    assert "Жаңа аудан" in text_of(page)
    assert "This page counts in the units of today, the report in those of 31 March 2026." in text_of(page)

    report = officer.post("/en/akimat/350000000/reports/freeze/?period=2026-Q1", follow=True)

    assert "Places count in the units of 31 March 2026." in text_of(report)
    assert "Ескі аудан" in text_of(report)
    assert "Жаңа аудан" not in text_of(report)
    assert not Signature.objects.exists()
    file = tmp_path / "report.json"
    file.write_bytes(officer.get(f"/en/akimat/reports/{Snapshot.objects.get().public_id}/en.json").content)
    call_command("report", "verify", str(file), "--language", "en")


def test_the_page_leads_to_the_units_of_the_report_which_says_no_more_then(client, old, new):
    officer = signed_in(client, old.region)
    page = officer.get("/en/akimat/350000000/?period=2026-Q1").content.decode()
    (address,) = re.findall(r'<a class="btn sm" href="([^"]+)">Show the units of the report</a>', page)

    then = officer.get("/en/akimat/350000000/" + address.replace("&amp;", "&"))

    assert "Ескі аудан" in text_of(then)
    assert "units of today" not in text_of(then)
    assert "Review and sign" in text_of(then)


def test_nothing_is_said_where_the_units_are_the_same(client, old, new):
    page = signed_in(client, old.region).get("/en/akimat/190000000/?period=2026-Q1")
    assert page.status_code == 404
    later = text_of(client.get("/en/akimat/350000000/?period=2026-04-02_2026-04-20"))
    assert "units of today" not in later


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "has existed since 1 April 2026. These are the numbers of Ескі аудан (777700000)"),
        ("kk", OLD),
        ("ru", OLD),
    ],
)
def test_a_district_founded_after_the_period_says_whose_numbers_these_are(client, new, language, words):
    page = signed_in(client, new).get(f"/{language}/akimat/{NEW}/?period=2026-Q1")

    assert page.status_code == 200
    assert words in text_of(page)
    assert "reports/freeze/" not in page.content.decode()


def test_its_officer_is_led_to_the_unit_before_and_reports_for_it(client, new):
    officer = signed_in(client, new)
    page = officer.get(f"/en/akimat/{NEW}/?period=2026-Q1").content.decode()
    (address,) = re.findall(r'<a class="btn sm" href="([^"]+)">Show that unit</a>', page)

    before = officer.get(address.replace("&amp;", "&"))

    assert address == f"/en/akimat/{OLD}/?period=2026-Q1"
    assert "Ескі аудан, January–March 2026" in text_of(before)
    assert "allocations" not in before.content.decode()
    report = officer.post(f"/en/akimat/{OLD}/reports/freeze/?period=2026-Q1", follow=True)
    assert "Check and sign" in text_of(report)
    assert officer.get(f"/en/akimat/{OLD}/reports/").status_code == 200
    assert "Ескі аудан" in text_of(officer.get(f"/en/akimat/{OLD}/list/?period=2026-Q1"))


@pytest.mark.parametrize("query", ["period=2026-Q1", "period=2026-Q1&structure=2022", "period=2025"])
def test_freezing_it_is_refused_with_the_reason_and_nothing_is_kept(client, new, query):
    answer = signed_in(client, new).post(f"/en/akimat/{NEW}/reports/freeze/?{query}", follow=True)

    assert "was not there on" in text_of(answer)
    assert "begins on 2026-04-01" in text_of(answer)
    assert not Snapshot.objects.exists()


def test_a_part_of_a_divided_district_says_that_its_numbers_are_not_there(client, old, new):
    make_territory(name="Үшінші", parent=old.region, code="777900000", valid_from=FOUNDED, predecessor=old, **KATO)
    page = signed_in(client, new).get(f"/en/akimat/{NEW}/?period=2026-Q1")

    assert "Its ground was part of Ескі аудан (777700000)" in text_of(page)
    assert "Show that unit" not in text_of(page)
    assert client.get(f"/en/akimat/{OLD}/?period=2026-Q1").status_code == 404


def test_a_unit_out_of_nothing_and_one_that_is_no_more_have_no_report(client, old):
    sprung = make_territory(parent=old.region, code=NEW, valid_from=FOUNDED, **KATO)
    work(make_volunteer(home=sprung), make_opportunity(venue=sprung), date(2026, 2, 1), 60)
    catch_up()
    officer = signed_in(client, old.region)

    page = text_of(officer.get(f"/en/akimat/{NEW}/?period=2026-Q1"))
    assert "no unit before it is known" in page
    assert "Review and sign" not in page
    gone = text_of(officer.get(f"/en/akimat/{OLD}/?period=2026-04-01_2026-04-20"))
    assert "has not existed since 1 April 2026" in gone


PERIOD = "period=2025-Q4&structure=2022"
DOORS = (
    f"/en/akimat/{OLD}/?{PERIOD}",
    f"/en/akimat/{OLD}/list/?{PERIOD}",
    f"/en/akimat/{OLD}/participation.csv?{PERIOD}",
    f"/en/akimat/{OLD}/participation.xlsx?{PERIOD}",
)


@pytest.fixture
def reused(now):
    """A code that was a district's of Karaganda region until 2025, and is one's of Almaty region since; a report of
    the first, about two people.
    """
    first = make_territory(name="Бірінші", parent=region("350000000"), code=OLD, valid_until=date(2026, 1, 1), **KATO)
    second = make_territory(name="Екінші", parent=region("190000000"), code=OLD, valid_from=date(2026, 1, 1), **KATO)
    trees = make_opportunity(organisation=make_organisation(region=first.region), venue=first)
    for _person in range(2):
        work(make_volunteer(home=first), trees, date(2025, 11, 10), 60)
    catch_up()
    frozen = freeze(selection=selection_of(first, read_period("2025-Q4")), actor=make_user(), now=now)
    return first, second, frozen


@pytest.mark.parametrize("whose", ["district", "region"])
def test_a_reused_code_opens_no_door_to_the_unit_that_had_it(client, reused, whose):
    _first, second, frozen = reused
    officer = signed_in(client, second if whose == "district" else second.region)
    base = f"/en/akimat/reports/{frozen.public_id}/"

    for door in (*DOORS, base, *(f"{base}en.{kind}" for kind in ("csv", "json", "xlsx", "pdf", "figures"))):
        answer = officer.get(door)
        assert answer.status_code == 404, door
        assert "Бірінші" not in answer.content.decode()
    for step in (f"{base}sign/", f"{base}publish/", f"/en/akimat/{OLD}/reports/freeze/?{PERIOD}"):
        assert officer.post(step).status_code == 404, step
    assert "Бірінші" not in officer.get(f"/en/akimat/{OLD}/reports/").content.decode()
    assert (Snapshot.objects.count(), Signature.objects.count(), Publication.objects.count()) == (1, 0, 0)


def test_nor_does_it_through_the_api_or_the_extract(client, reused):
    officer = signed_in(client, reused[1])
    days = {"from": "2025-10-01", "to": "2025-12-31"}

    told = json.loads(officer.get("/api/v1/reports/participation", {"territory": f"kato:{OLD}", **days}).content)
    extract = officer.get(f"/en/akimat/{OLD}/register-extract.xlsx?{PERIOD}")

    assert (told["people"], told["minutes"]) == (0, 0)
    assert extract.status_code == 200
    assert reused[0].name_kk.encode() not in extract.content


def test_whoever_reports_for_the_first_unit_keeps_every_door(client, reused, now):
    first, _second, frozen = reused
    officer = signed_in(client, first.region)
    base = f"/en/akimat/reports/{frozen.public_id}/"

    for door in (*DOORS, base, f"{base}en.csv", f"/en/akimat/{OLD}/reports/"):
        assert officer.get(door).status_code == 200, door
    assert "Бірінші, October–December 2025" in text_of(officer.get(DOORS[0]))
    assert officer.post(f"{base}sign/").status_code == 302
    assert officer.post(f"{base}publish/").status_code == 302
    assert Publication.objects.count() == 1
    # The code is Екінші's now, so days after 2025 are not hers.
    assert officer.get(f"/en/akimat/{OLD}/?period=2026-Q1&structure=2022").status_code == 404


def test_who_reports_for_both_reads_the_name_of_the_time(client, reused):
    staff = make_user()
    make_grant(staff, Role.STAFF)
    client.force_login(staff)

    assert "Бірінші, October–December 2025" in text_of(client.get(DOORS[0]))
    assert "Екінші, January–March 2026" in text_of(client.get(f"/en/akimat/{OLD}/?period=2026-Q1"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"first": "2026-03-01", "last": ""}, 'name="first" value="2026-03-01"'),
        ({"first": "", "last": "2026-03-31"}, 'name="last" value="2026-03-31"'),
        ({"first": "2026-03-01"}, 'name="first" value="2026-03-01"'),
        ({"last": " 2026-03-31 "}, 'name="last" value="2026-03-31"'),
    ],
)
def test_one_day_of_two_is_refused_beside_the_form_which_keeps_it(client, now, typed, kept):
    officer = signed_in(client, region("350000000"))

    page = officer.get("/en/akimat/", {"period": "2026-Q1", "compare": "none", **typed}, follow=True)

    assert page.status_code == 422
    assert page.content.decode().count("Give both days, the first and the last, or leave both empty.") == 2
    assert kept in page.content.decode()
    assert '<option value="2026-Q1" selected>' in page.content.decode()
    assert '<option value="none" selected>' in page.content.decode()


def test_two_days_typed_into_the_address_of_the_page_are_its_period(client, now):
    page = signed_in(client, region("350000000")).get("/en/akimat/350000000/?first=2026-01-10&last=2026-02-07")

    assert "10.01.2026 – 07.02.2026" in text_of(page)


def test_two_days_and_none_are_taken_as_before(client, now):
    officer = signed_in(client, region("350000000"))
    base = "/en/akimat/350000000/"

    both = officer.get("/en/akimat/", {"first": "2026-01-10", "last": "2026-02-07"})
    none = officer.get("/en/akimat/", {"period": "2026-Q1", "first": "", "last": ""})

    assert both.headers["Location"] == f"{base}?period=2026-01-10_2026-02-07"
    assert none.headers["Location"] == f"{base}?period=2026-Q1"
