"""Totals foot in every table, places count in the units of the time, and nothing is invented."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.enums import Cause
from recognition.queries import tally
from reports.errors import PeriodReversed, StructureUnknown, TerritoryNotThen, TerritoryUnknown
from reports.indicators import (
    DIMENSION_CODES,
    DIMENSIONS,
    MEASURE_CODES,
    NOT_MAPPED,
    NOT_STATED,
    AgeBand,
    Fact,
    overlap,
    read_period,
    tabulate,
)
from reports.models import YouthPopulation
from reports.queries import get_period, get_structure, select, selection_of, unmapped
from reports.queries.figures import figures_of
from reports.services import catch_up
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.places import KARAGANDA, make_territory, region, settlement
from tests.factories.volunteers import make_volunteer
from tests.participation import participation

QUARTER = read_period("2026-Q1")
ADDS_UP = ("participations", "minutes")


def rows_of(figures, table):
    return {row["key"]: row["counts"] for row in figures["tables"][table]}


def asked(code, period_text, structure=""):
    region()  # loads the built-in tables where a transaction test has flushed them
    period = get_period(period_text)
    return select(code, period, get_structure(structure, period))


@pytest.mark.django_db
def test_every_table_of_a_report_foots():
    world = make_world()
    figures = figures_of(selection_of(world.region, QUARTER))

    assert figures["totals"] == {
        "people": 5,
        "newcomers": 4,
        "participations": 6,
        "minutes": 495,
        "events": 4,
        "sessions": 6,
        "organisations": 2,
    }
    assert tuple(sorted(figures["tables"])) == tuple(sorted(DIMENSION_CODES))
    for dimension in DIMENSIONS:
        more = overlap(rows_of(figures, dimension.code).values(), figures["totals"])
        assert all(more[code] == 0 for code in ADDS_UP), dimension.code
        assert all(more[code] >= 0 for code in MEASURE_CODES), dimension.code
        if dimension.splits_people:
            assert more["people"] == more["newcomers"] == 0, dimension.code
    assert rows_of(figures, "age")["14_17"]["people"] >= 1
    assert {row["key"]: row["counts"]["minutes"] for row in figures["outside"]} == {"under_14": 55, "35_up": 25}


@pytest.mark.django_db
def test_figures_are_those_of_the_slow_query():
    world = make_world()
    for unit in (world.region, world.district, world.village):
        figures, slow = figures_of(selection_of(unit, QUARTER)), participation(unit, QUARTER)

        assert (figures["totals"]["people"], figures["totals"]["minutes"]) == (slow.people, slow.minutes)
        assert figures["totals"]["newcomers"] == slow.newcomers
        assert {key: (row["people"], row["minutes"]) for key, row in rows_of(figures, "district").items()} == {
            row.territory.key: (row.people, row.minutes) for row in slow.districts
        }
        assert rows_of(figures, "cause")[Cause.ECOLOGY]["people"] == slow.causes[0].people


@pytest.mark.django_db
def test_what_nobody_is_asked_stands_as_not_stated():
    figures = figures_of(selection_of(make_world().region, QUARTER))

    for table in ("status", "disability", "programme", "sex"):
        assert rows_of(figures, table)[NOT_STATED]["people"] == 5
    assert rows_of(figures, "sex")["f"]["people"] == 0


facts = st.builds(
    lambda person, day, minutes, shift, age, rows: Fact(
        person, date(2026, 1, 1 + day), minutes, shift // 2, shift, shift % 3, age, person % 2 == 0, rows
    ),
    st.integers(1, 6),
    st.integers(0, 27),
    st.integers(15, 240),
    st.integers(1, 8),
    st.integers(12, 37),
    st.fixed_dictionaries(
        {one.code: st.sampled_from(one.rows or ("a", "b")) for one in DIMENSIONS if one.code != "age"}
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(facts, max_size=20))
def test_minutes_and_attendances_foot_whatever_happened(found):
    tables = tabulate(found, AgeBand(14, 34))

    for rows in tables.rows.values():
        more = overlap(rows.values(), tables.totals)
        assert more["minutes"] == more["participations"] == 0
        assert max((row["people"] for row in rows.values()), default=0) <= tables.totals["people"]
    assert overlap(tables.rows["age"].values(), tables.totals)["people"] == 0


@pytest.mark.django_db
def test_a_place_of_a_region_founded_later_counts_in_the_one_that_held_it():
    ulytau = region("620000000")
    zhezkazgan = make_territory(name="Жезқазған", parent=ulytau, kind="city")
    for place in (zhezkazgan, settlement(KARAGANDA)):
        work(make_volunteer(), make_opportunity(venue=place), date(2019, 5, 4), 60, age_years=20)

    then, now = figures_of(asked("350000000", "2019-Q2")), figures_of(asked("350000000", "2019-Q2", "2022"))

    assert (then["structure"], then["ages"], then["totals"]["people"]) == ("2019", [14, 28], 2)
    assert (now["structure"], now["ages"], now["totals"]["people"]) == ("2022", [14, 28], 1)
    assert figures_of(asked("620000000", "2019-Q2", "2022"))["totals"]["people"] == 1
    assert then["not_mapped"] == {}


@pytest.mark.django_db
def test_a_unit_that_was_divided_is_shown_as_not_mapped_and_never_split():
    old = asked("350000000", "2019-Q2").territory
    work(make_volunteer(), make_opportunity(venue=old), date(2019, 5, 4), 60, age_years=20)
    new = region("350000000")
    half = make_territory(name="Көкпекті", parent=new, kind="district", valid_until=date(2024, 1, 1))
    for name in ("Абай жағы", "Самар"):
        make_territory(name=name, parent=new, kind="district", valid_from=date(2024, 1, 1), predecessor=half)
    work(make_volunteer(), make_opportunity(venue=half), date(2023, 5, 4), 30)

    lost = figures_of(asked("350000000", "2019-Q2", "2022"))
    inside = figures_of(asked("350000000", "2023-Q2"))
    later = selection_of(new, read_period("2023-Q2"))

    assert (lost["totals"]["people"], lost["not_mapped"]["people"], lost["not_mapped"]["minutes"]) == (0, 1, 60)
    assert figures_of(asked("620000000", "2019-Q2", "2022"))["not_mapped"]["people"] == 1
    assert rows_of(inside, "district")[half.key]["minutes"] == 30
    found = figures_of(later)
    assert (rows_of(found, "district")[NOT_MAPPED]["minutes"], found["totals"]["minutes"]) == (30, 30)


@pytest.mark.django_db
@pytest.mark.parametrize("days", ["2019-Q2", "2019-04-02_2019-06-29"], ids=["kept ready", "counted"])
def test_work_in_a_divided_region_is_told_beside_the_totals_of_its_parts(days):
    old = asked("350000000", "2019-Q2").territory
    begun = date(2019, 1, 1)
    gone = make_territory(name="Жаңаарқа", parent=old, kind="district", valid_from=begun, valid_until=date(2020, 1, 1))
    for name in ("Солтүстік", "Оңтүстік"):
        make_territory(name=name, parent=old, kind="district", valid_from=date(2020, 1, 1), predecessor=gone)
    for place, birth in ((old, 2000), (gone, 2000), (gone, 2000), (old, 1985)):
        volunteer = make_volunteer(birth_date=date(birth, 1, 1))
        work(volunteer, make_opportunity(venue=place), date(2019, 5, 4), 60, age_years=2019 - birth)
    work(make_volunteer(), make_opportunity(venue=region("470000000")), date(2019, 5, 4), 60, age_years=20)
    catch_up()

    assert [unmapped(asked(code, days, "2022")) for code in ("350000000", "620000000", "470000000")] == [3, 3, 0]
    assert unmapped(asked("350000000", days)) == 0


@pytest.mark.django_db
def test_a_unit_founded_after_the_period_is_refused_with_the_day():
    with pytest.raises(TerritoryNotThen) as refused:
        asked("620000000", "2019-Q2")
    assert "2022-06-08" in str(refused.value)
    assert "2019" in str(refused.value)
    late = make_territory(
        name="Жаңасемей", parent=region("100000000"), kind="district", code_system="kato", valid_from=date(2024, 1, 1)
    )
    with pytest.raises(TerritoryNotThen):
        asked(late.code, "2023")
    assert asked(late.code, "2024").territory == late


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "period", "structure", "error"),
    [
        ("350000000", "2019-06-30_2019-04-01", "", PeriodReversed),
        ("350000000", "2019-Q2", "1990", StructureUnknown),
        ("999999999", "2019-Q2", "", TerritoryUnknown),
    ],
)
def test_bad_questions_are_refused_with_the_reason(code, period, structure, error):
    with pytest.raises(error) as refused:
        asked(code, period, structure)
    assert len(str(refused.value)) > 30


@pytest.mark.django_db
def test_rates_need_a_population_and_parts_that_miss_the_whole_are_shown():
    world = make_world()
    assert figures_of(selection_of(world.region, QUARTER))["population"] == {}
    for unit, people in ((world.region, 1000), (world.district, 600), (world.city, 350)):
        YouthPopulation.objects.create(
            territory=unit, year=2026, youngest=14, oldest=34, people=people, source="Bureau of statistics"
        )

    found = figures_of(selection_of(world.region, QUARTER))["population"]

    assert (found["people"], found["rows"][world.district.key], found["parts_miss"]) == (1000, 600, 50)
    assert figures_of(selection_of(world.region, read_period("2025")))["population"] == {}


@pytest.mark.django_db
def test_figures_at_a_head_stay_as_they_were():
    world = make_world()
    head = {shard: end.position for shard, end in tally().heads.items()}
    before = figures_of(selection_of(world.region, QUARTER), head)
    work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 2), 60)

    assert figures_of(selection_of(world.region, QUARTER), head) == before
    assert figures_of(selection_of(world.region, QUARTER))["totals"]["people"] == 6
