"""Publications beside earlier ones: districts after their region, months after their quarter, versions."""

import re
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.utils.translation import override

from core.enums import Cause as Direction
from core.text import localised
from recognition.models import LedgerEntry
from recognition.services import correct, reverse
from reports import errors
from reports.disclosure import exposed, numbers_of, protect
from reports.documents import period_words
from reports.indicators import read_period, structure_named
from reports.models import Publication, Snapshot
from reports.queries import select, selection_of
from reports.queries.families import family_around
from reports.queries.snapshots import publications_of
from reports.services import freeze, publish, sign
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_organisation
from tests.factories.participation import make_world, work
from tests.factories.places import region
from tests.factories.reports import make_publication
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
HALF = "2025-10-01_2026-03-31"


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def world():
    """The small country, and twenty more people: most in the city, few in the district, few in March."""
    made = make_world()
    rng = Random(8)
    city = [make_opportunity(organisation=made.green, venue=made.city, cause=cause) for cause in Direction]
    village = make_opportunity(organisation=made.ramp, venue=made.village, cause=Direction.INCLUSION)
    for number in range(20):
        person = make_volunteer(user=make_user(), home=made.village)
        day = date(2026, rng.choice([1, 1, 2, 2, 2, 3]), 1) + timedelta(days=number)
        work(person, village if number % 5 == 0 else rng.choice(city), day, 60)
    return made


def signed(territory, period, officer, now=NOW):
    frozen = freeze(selection=selection_of(territory, read_period(period)), actor=officer, now=now)
    sign(snapshot=frozen, actor=officer, now=now)
    return frozen


def published(territory, period, officer, now=NOW):
    return publish(snapshot=signed(territory, period, officer, now), actor=officer, now=now)


def told(document, table="totals", row=""):
    """The counts of one row as they are printed."""
    return numbers_of(document.content["figures"])[table, row]


def family_of_next(territory, period, officer):
    frozen = freeze(selection=selection_of(territory, read_period(period)), actor=officer, now=NOW)
    return family_around(Snapshot.objects.select_related("territory__region").get(pk=frozen.pk))


def test_district_after_region_is_protected_together_with_it(world, officer):
    published(world.region, "2026-Q1", officer)

    family, _report = family_of_next(world.district, "2026-Q1", officer)
    done = protect(family)

    assert any(key.startswith("p") for key in family.cells)  # the region as it was printed
    assert any("/rest|" in key for key in family.cells)
    assert done.given_away == []
    assert exposed(family, done.hidden) == []


def test_region_after_district_is_protected_together_with_it(world, officer):
    published(world.district, "2026-Q1", officer)

    family, _report = family_of_next(world.region, "2026-Q1", officer)
    done = protect(family)

    assert any("/rest|" in key for key in family.cells)
    assert exposed(family, done.hidden) == []


def test_month_after_quarter_is_protected_together_with_it(world, officer):
    quarter = f"p{published(world.region, '2026-Q1', officer).pk}"
    february = f"p{published(world.region, '2026-02', officer).pk}"

    family, report = family_of_next(world.region, "2026-01", officer)
    done = protect(family)

    assert {key.split("|")[0] for key in family.cells} == {report.name, quarter, february, f"{quarter}/rest"}
    own = {key for key in family.cells if key.startswith(f"{report.name}|")}
    known = {bounds.key for bounds in exposed(family, own)}  # from what is public without any of this report
    assert {bounds.key for bounds in done.given_away} <= known
    assert exposed(family, done.hidden) == done.given_away


def test_quarter_after_months_is_protected_together_with_them(world, officer):
    for month in ("2026-01", "2026-02"):
        published(world.region, month, officer)

    family, _report = family_of_next(world.region, "2026-Q1", officer)
    done = protect(family)

    assert exposed(family, done.hidden) == []


def test_version_after_one_more_person_does_not_print_what_she_changed(world, officer):
    first = published(world.region, "2026-Q1", officer)
    work(make_volunteer(home=world.village), make_opportunity(venue=world.city), date(2026, 2, 9), 60)

    second = published(world.region, "2026-Q1", officer)

    before, after = (one.content["figures"]["totals"]["people"] for one in (first, second))
    assert before is not None
    assert after is None
    assert {one["reason"] for one in second.content["hidden"]} == {"protected"}
    assert {reason for _table, _row, _measure, reason in second.reasons} >= {"change", "few"}


def test_correction_of_one_person_is_in_no_line_and_no_cell_of_the_next_version(world, officer):
    """She stays among the people and her attendance among the attendances: only hours change."""
    first = published(world.region, "2026-Q1", officer)
    entry = LedgerEntry.objects.get(volunteer=world.arai, minutes=120)
    correct(entry=entry, minutes=90, reason="Left early.", actor=officer, now=entry.recorded_at)

    second = published(world.region, "2026-Q1", officer)

    assert told(first)["minutes"] is not None
    assert told(second) == dict.fromkeys(told(second))
    assert second.content["changes"] == []


def test_one_person_who_comes_five_times_more_is_still_one_person(world, officer):
    published(world.region, "2026-Q1", officer)
    garden = make_opportunity(organisation=world.green, venue=world.city)
    for day in range(6):
        work(world.arai, garden, date(2026, 2, 10) + timedelta(days=day), 60)

    second = published(world.region, "2026-Q1", officer)

    assert told(second)["participations"] is None
    assert second.content["changes"] == []


def test_changed_hours_of_many_are_printed_and_explained(world, officer):
    """Nobody is new in any row, but twenty people behind the change are enough."""
    garden = make_opportunity(organisation=world.green, venue=world.city)
    gardeners = [make_volunteer(home=world.village) for _number in range(20)]
    for person in gardeners:
        work(person, garden, date(2026, 2, 10), 60)
    published(world.region, "2026-Q1", officer)
    for person in gardeners:
        work(person, garden, date(2026, 2, 11), 60)

    second = published(world.region, "2026-Q1", officer)

    assert told(second)["minutes"] is not None
    assert any(line["en"].startswith("Totals, Minutes:") for line in second.content["changes"])
    assert not any("–" in line["en"].split(":")[-1] for line in second.content["changes"])


def test_the_public_is_told_one_reason_for_everything_that_is_hidden(world, officer):
    publication = published(world.region, "2026-Q1", officer)

    assert {one["reason"] for one in publication.content["hidden"]} == {"protected"}
    assert len(publication.reasons) == len(publication.content["hidden"])
    assert {reason for _table, _row, _measure, reason in publication.reasons} == {"few", "complement"}
    for file in publication.files.exclude(kind="pdf"):
        assert not {"few", "complement"} & set(re.findall(r"\w+", bytes(file.content).decode("utf-8", "ignore")))


def test_the_same_days_in_another_structure_are_refused_and_named(world, officer):
    period = read_period("2020-Q1")
    published(region("470000000"), "2020-Q1", officer)
    old = select("470000000", period, structure_named("2019"))
    frozen = freeze(selection=old, actor=officer, now=NOW)
    sign(snapshot=frozen, actor=officer, now=NOW)

    with override("en"), pytest.raises(errors.StructureOverlaps) as refused:
        publish(snapshot=frozen, actor=officer, now=NOW)

    assert "Mangystau Region, January–March 2020" in str(refused.value)
    assert "structure of 2022" in str(refused.value)
    assert not Publication.objects.filter(snapshot=frozen).exists()


def test_a_region_as_it_was_is_refused_beside_one_of_its_heirs(world, officer):
    """Karaganda region of 2019 held what is Karaganda and Ulytau now: their difference is Ulytau."""
    published(world.region, "2021-Q1", officer)
    old = freeze(
        selection=select("350000000", read_period("2021-02"), structure_named("2019")), actor=officer, now=NOW
    )
    elsewhere = freeze(
        selection=select("470000000", read_period("2021-02"), structure_named("2019")), actor=officer, now=NOW
    )
    for frozen in (old, elsewhere):
        sign(snapshot=frozen, actor=officer, now=NOW)

    with pytest.raises(errors.StructureOverlaps):
        publish(snapshot=old, actor=officer, now=NOW)

    assert publish(snapshot=elsewhere, actor=officer, now=NOW)


@pytest.mark.parametrize("period", ["2026-02-10_2026-04-10", "2025-12-01_2026-01-31"])
def test_days_that_are_half_inside_a_public_report_are_refused(world, officer, period):
    published(world.region, "2026-Q1", officer)

    for unit in (world.region, world.district):
        frozen = signed(unit, period, officer)
        with override("en"), pytest.raises(errors.PeriodOverlaps) as refused:
            publish(snapshot=frozen, actor=officer, now=NOW)
        assert "Karaganda Region, January–March 2026" in str(refused.value)
    assert publish(snapshot=signed(region("470000000"), period, officer), actor=officer, now=NOW)


def test_days_inside_around_and_apart_are_published(world, officer):
    published(world.region, "2026-Q1", officer)

    for period in ("2026-01-15_2026-02-20", "2025-10-01_2026-04-10", "2025-Q3"):
        assert published(world.region, period, officer)


@pytest.mark.parametrize(("first", "second"), [(HALF, "2026-Q1"), ("2026-Q1", HALF)])
@pytest.mark.parametrize("is_region_first", [True, False])
def test_other_days_of_a_part_wait_for_what_lies_between(world, officer, first, second, is_region_first):
    one, other = (world.region, world.district) if is_region_first else (world.district, world.region)
    published(one, first, officer)
    frozen = signed(other, second, officer)

    with override("en"), pytest.raises(errors.NothingBetween) as refused:
        publish(snapshot=frozen, actor=officer, now=NOW)

    named = {unit: localised(unit, "name", "en").text for unit in (one, other)}
    days = {name: period_words(read_period(name), "en") for name in (first, second)}
    assert f"First publish {named[other]}, {days[first]} or {named[one]}, {days[second]}." in str(refused.value)
    assert not Publication.objects.filter(snapshot=frozen).exists()
    published(one, second, officer)
    assert publish(snapshot=frozen, actor=officer, now=NOW)


def test_other_days_of_another_district_wait_for_nothing(world, officer):
    published(world.district, HALF, officer)

    assert published(world.city, "2026-Q1", officer)


def test_units_below_a_district_have_no_reports(world, officer):
    with override("en"), pytest.raises(errors.UnitTooSmall) as refused:
        freeze(selection=selection_of(world.village, read_period("2026-Q1")), actor=officer, now=NOW)

    assert "lies inside one" in str(refused.value)
    assert freeze(selection=selection_of(world.district, read_period("2026-Q1")), actor=officer, now=NOW)


def test_versions_follow_each_other_within_a_structure(world, officer):
    """As reports were public before another structure was refused: each page has its own versions."""
    period = read_period("2020-Q1")
    for selection in (select("470000000", period, structure_named("2019")), selection_of(region("470000000"), period)):
        make_publication(freeze(selection=selection, actor=officer, now=NOW), NOW)

    for structure in ("2019", "2022"):
        (only,) = publications_of("470000000", period, structure)
        assert (only.snapshot.structure, only.snapshot.version) == (structure, 1)
    assert [one.snapshot.structure for one in publications_of("470000000", period)] == ["2022"]
    with pytest.raises(errors.ReportNotThere):
        publications_of("470000000", period, "2018")


def test_version_after_many_more_people_prints_the_total(world, officer):
    published(world.region, "2026-Q1", officer)
    garden = make_opportunity(organisation=world.green, venue=world.city)
    for number in range(12):
        work(make_volunteer(home=world.village), garden, date(2026, 2, 10) + timedelta(days=number % 3), 60)

    second = published(world.region, "2026-Q1", officer)

    assert second.content["figures"]["totals"]["people"] == 37


def at_one_place(world, counts, day):
    """So many people with an hour each at each of some organisations; nobody is at two."""
    for number in counts:
        offer = make_opportunity(organisation=make_organisation(), venue=world.city, cause=Direction.ECOLOGY)
        for _person in range(number):
            work(make_volunteer(home=world.village), offer, day, 60)


def test_rows_that_are_listed_have_somebody_in_them_and_five_of_five_are_one_each(officer):
    world = make_world()
    at_one_place(world, [10, 1, 1, 1, 1, 1], date(2025, 11, 4))

    document = published(world.region, "2025-Q4", officer)

    shown = [counts["people"] for (table, _row), counts in numbers_of(document.content["figures"]).items()
             if table == "organisation"]  # fmt: skip
    assert told(document)["people"] == 15 + 1  # and one of the small country
    assert shown == [None] * len(shown)


def test_who_had_been_there_before_is_hidden_when_they_are_few(officer):
    world = make_world()
    old = make_volunteer(home=world.village)
    work(old, make_opportunity(venue=world.city), date(2025, 8, 4), 60)
    at_one_place(world, [19], date(2025, 11, 4))
    work(old, make_opportunity(venue=world.city), date(2025, 11, 5), 60)

    document = published(world.region, "2025-Q4", officer)

    assert (told(document)["people"], told(document)["newcomers"]) == (20 + 1, None)


def test_versions_that_do_not_follow_each_other_are_compared_as_well(world, officer):
    published(world.region, "2026-Q1", officer)
    garden = make_opportunity(organisation=world.green, venue=world.city)
    late = [work(make_volunteer(home=world.village), garden, date(2026, 2, 10), 60) for _number in range(6)]
    second = published(world.region, "2026-Q1", officer)
    for entry in late[1:]:
        reverse(entry=entry, reason="Was elsewhere.", actor=officer, now=entry.recorded_at)

    third = published(world.region, "2026-Q1", officer)

    assert told(second)["people"] is not None
    assert told(third)["people"] is None  # one more than in the first version


def test_who_is_new_in_the_months_is_compared_with_who_is_new_in_the_quarter(officer):
    world = make_world()
    for month, number in ((10, 12), (11, 6), (12, 2)):
        at_one_place(world, [number], date(2025, month, 4))
    before = [work(make_volunteer(home=world.village), make_opportunity(venue=world.city), date(2025, 9, 4 + one), 60)
              for one in range(18)]  # fmt: skip
    for entry in before:
        work(entry.volunteer, make_opportunity(venue=world.city), date(2025, 12, 4), 60)
    quarter = published(world.region, "2025-Q4", officer)
    months = [published(world.region, f"2025-{number}", officer) for number in (10, 11)]

    counts = [told(document)["newcomers"] for document in (quarter, *months)]
    assert counts[0] is None or None in counts[1:]  # 20 less 12 less 6 are the two of December


def test_a_report_about_fewer_than_five_lists_no_rows(officer):
    world = make_world()
    at_one_place(world, [3], date(2025, 11, 4))

    document = published(world.region, "2025-Q4", officer)

    shown = numbers_of(document.content["figures"])
    assert set(shown) == {("totals", "")}
    assert set(shown["totals", ""].values()) == {None}
    assert told(document, "totals") == shown["totals", ""]
