"""What the officer's page leaves out, tells apart and leads to."""

import re
from datetime import date

import pytest

from reports.models import Snapshot
from reports.services import catch_up
from tests.factories.events import make_opportunity
from tests.factories.participation import work
from tests.factories.places import make_territory, region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
PAGE = "/en/akimat/350000000/"
FIRST_QUARTER = {"period": "2026-Q1"}


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def main_of(answer) -> str:
    return answer.content.decode().split('<main id="main"', 1)[1].split("</main>", 1)[0]


def test_one_button_stands_out_and_the_files_are_all_there(officer, world):
    page = main_of(officer.get(PAGE, FIRST_QUARTER))

    assert len(re.findall(r'class="btn"', page)) == 1
    for file in ("participation.xlsx", "participation.csv", "register-extract.xlsx"):
        assert f"{PAGE}{file}?period=2026-Q1" in page


def test_rare_choices_are_folded_until_one_is_made(officer, world):
    assert '<details class="behind"><summary>More choices' in main_of(officer.get(PAGE, FIRST_QUARTER))
    for chosen in ({"structure": "2019"}, {"preset": "index-civic"}):
        assert '<details class="behind" open>' in main_of(officer.get(PAGE, FIRST_QUARTER | chosen))
    wrong = officer.get(PAGE, {"first": "2026-01-01"})
    assert '<details class="behind" open>' in main_of(wrong)


def test_a_unit_of_another_structure_has_no_place_among_the_regions_of_today(officer, world):
    page = officer.get(PAGE, FIRST_QUARTER | {"structure": "2019"})

    assert "These are the regions of today." in text_of(page)
    assert "counted in the structure of 2019" in text_of(page)
    assert "is number" not in text_of(page)
    assert "Highest:" not in main_of(page).split('class="tiles"')[1].split("</section>")[0]
    assert 'aria-current="true"' not in main_of(page).split('class="tiles"')[1].split("</ol>")[0]
    today = text_of(officer.get(PAGE, FIRST_QUARTER | {"structure": "2022"}))
    assert "Karaganda Region is number 1 of 20." in today


def test_a_unit_without_parts_has_neither_a_table_of_itself_nor_the_rank_of_its_region(officer, now):
    alone = make_territory(name="Жалғыз", parent=region("350000000"), kind="district")
    for _person in range(5):
        work(make_volunteer(), make_opportunity(venue=alone), date(2026, 2, 1), 60)
    catch_up()

    page = officer.get(f"/en/akimat/{alone.code}/", FIRST_QUARTER)

    assert "Districts and cities" not in text_of(page)
    assert 'class="tiles"' not in page.content.decode()
    assert "is number" not in text_of(page)
    events, organisations = re.findall(r'<a href="([^"]+)">(\d+) (?:events|NGOs) w', page.content.decode())
    assert (events[1], organisations[1]) == ("5", "5")
    for address, count in (events, organisations):
        assert f'data-rows="{count}"' in officer.get(address.replace("&amp;", "&")).content.decode()


def test_a_district_with_parts_keeps_their_table(officer, world):
    page = text_of(officer.get("/en/akimat/354400000/", FIRST_QUARTER))

    assert "Places Place People" in page
    assert "Молодёжный" in page


def test_rows_that_are_no_districts_are_called_places(officer, now):
    for _person in range(2):
        work(make_volunteer(), make_opportunity(venue=make_territory(parent=region("350000000"))), date(2026, 2, 1), 9)
    catch_up()

    page = text_of(officer.get(PAGE, FIRST_QUARTER))

    assert "Places Place People" in page
    assert "Districts and cities" not in page


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (("village", "town"), ["Ақтау (town)", "Ақтау (village)"]),
        (("village", "village"), ["Ақтау (77001)", "Ақтау (77002)"]),
    ],
)
def test_places_of_one_name_are_told_apart(officer, now, kinds, told):
    for kind, code in zip(kinds, ("77001", "77002"), strict=True):
        place = make_territory(name="Ақтау", parent=region("350000000"), kind=kind, code=code)
        work(make_volunteer(), make_opportunity(venue=place), date(2026, 2, 1), 60)
    other = make_territory(name="Шахан", parent=region("350000000"))
    work(make_volunteer(), make_opportunity(venue=other), date(2026, 2, 1), 60)
    catch_up()

    table = main_of(officer.get(PAGE, FIRST_QUARTER)).split('<table class="tbl places">')[1]
    names = re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a>', table)

    assert sorted(names) == [*told, "Шахан"]


def test_nobody_a_year_earlier_is_no_rise(officer, world):
    page = main_of(officer.get(PAGE, FIRST_QUARTER))

    assert '<p class="d same">None a year earlier</p>' in page
    assert 'class="d up"' not in page


def test_the_clock_of_the_page_has_its_zone(officer, world):
    page = text_of(officer.get(PAGE, FIRST_QUARTER))

    assert re.search(r"Counted: \d+ \w+ 2026, \d\d:\d\d \(UTC\+5\)\.", page)
    assert " UTC." not in page


def steps_of(page) -> list[tuple[str, str]]:
    steps = page.content.decode().split('<ol class="steps', 1)[1].split("</ol>", 1)[0]
    return [
        (state, re.sub(r"<[^>]+>", "", words).replace(" (done)", ""))
        for state, words in re.findall(r'<li class="(\w+)"[^>]*>.*?<span>(.*?)</span></li>', steps)
    ]


def test_the_page_says_how_far_the_report_of_its_days_is_and_leads_there(officer, world):
    names = ("Numbers frozen", "Signed by the akimat", "Made public")

    def shown():
        page = officer.get(PAGE, FIRST_QUARTER)
        states, words = zip(*steps_of(page), strict=True)
        assert words == names
        return states, page

    assert shown()[0] == ("now", "muted", "muted")
    assert "There is no report of these days yet." in text_of(shown()[1])
    officer.post(f"{PAGE}reports/freeze/?period=2026-Q1")
    base = f"/en/akimat/reports/{Snapshot.objects.get().public_id}/"
    for step, states, label in (
        ("", ("done", "now", "muted"), "Open the draft"),
        ("sign/", ("done", "done", "now"), "Open the signed report"),
        ("publish/", ("done", "done", "done"), "Open the published report"),
    ):
        if step:
            officer.post(f"{base}{step}")
        assert shown()[0] == states
        assert re.search(
            rf'<a class="btn ghost" href="{base}">(?:<svg.*?</svg>)?{label}</a>', shown()[1].content.decode()
        )


def test_a_period_that_is_not_over_has_no_steps(officer, world):
    assert '<ol class="steps' not in officer.get(PAGE, {"period": "2026-Q2"}).content.decode()
