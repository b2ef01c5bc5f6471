"""Youth population hangs on a version of a unit; every version of the same ground has it, parts of it have not."""

from datetime import date

import pytest

from places.models import Territory
from reports.indicators import read_period, structure_named
from reports.models import YouthPopulation
from reports.queries import get_structure, selection_of
from reports.queries.populations import population_of
from reports.services.populations import import_populations
from tests.factories.places import make_territory, region

pytestmark = pytest.mark.django_db
KATO = {"kind": "district", "code_system": "kato"}


@pytest.fixture
def take_in(tmp_path, now):
    """Import one number as published, by code and year."""

    def take(code: str, year: int, people: int, ages: str = "14;28") -> None:
        file = tmp_path / "youth.csv"
        file.write_text(f"code;year;people;age_from;age_to\n{code};{year};{people};{ages}\n", encoding="utf-8")
        report = import_populations(path=file, source="Bureau", year=None, actor=None, now=now, dry_run=False)
        assert (report.created, report.faults) == (1, [])

    return take


def people(code, name, structure=None):
    period = read_period(name)
    selection = selection_of(region(code), period)
    found = population_of(selection.official(structure_named(structure)) if structure else selection)
    return found.get("people")


@pytest.mark.parametrize(
    ("period", "structure", "name"),
    [
        ("2019-01", "2019", "Astana"),  # before it was renamed in March 2019, the number is Nur-Sultan's
        ("2019-Q2", "2019", "Nur-Sultan"),
        ("2019-Q2", None, "Astana"),  # as the page of today asks
        ("2022-Q2", "2022", "Nur-Sultan"),  # before it was renamed in September 2022, the number is Astana's
        ("2022-08", "2022", "Nur-Sultan"),
        ("2022", "2022", "Astana"),
    ],
)
def test_the_capital_has_its_rate_under_each_of_its_names(take_in, period, structure, name):
    take_in("710000000", 2019, 210_000)
    take_in("710000000", 2022, 230_000)
    asked = selection_of(region("710000000"), read_period(period))
    asked = asked.official(structure_named(structure)) if structure else asked

    assert asked.territory.name_en == name
    assert population_of(asked)["people"] == {"2019": 210_000, "2022": 230_000}[period[:4]]


def test_a_number_imported_before_the_unit_was_renamed_is_found_after_it():
    then = Territory.objects.get(code="710000000", valid_until=date(2022, 9, 19))
    YouthPopulation.objects.create(territory=then, year=2022, youngest=14, oldest=28, people=9, source="Bureau")

    assert people("710000000", "2022") == 9


@pytest.mark.parametrize("code", ["350000000", "620000000", "190000000", "330000000", "100000000", "630000000"])
def test_a_divided_region_lends_its_number_to_none_of_its_parts(take_in, code):
    for whole in ("350000000", "190000000", "630000000"):
        take_in(whole, 2019, 400_000)

    assert people(code, "2019-Q2") is None
    assert people(code, "2019-Q2", "2022") is None


def test_nor_does_a_part_lend_it_to_the_whole(take_in):
    take_in("350000000", 2022, 300_000)

    assert people("350000000", "2022-Q1", "2019") is None
    assert people("350000000", "2022-Q3") == 300_000


def test_nor_does_what_came_of_south_kazakhstan(take_in):
    take_in("610000000", 2018, 500_000)
    south = Territory.objects.get(code="510000000")
    period = read_period("2018-Q1")

    assert population_of(selection_of(south, period).official(get_structure("", period))) == {}
    assert people("610000000", "2018-Q3", "2019") == 500_000


def test_a_unit_from_which_another_was_taken_keeps_its_number_to_itself():
    karaganda = region("350000000")
    old = make_territory(parent=karaganda, code="777700000", **KATO)
    taken = make_territory(parent=karaganda, code="777800000", predecessor=old, valid_from=date(2026, 4, 1), **KATO)
    YouthPopulation.objects.create(territory=old, year=2026, youngest=14, oldest=34, people=9, source="Bureau")

    assert population_of(selection_of(taken, read_period("2026-Q2"))) == {}
    assert population_of(selection_of(old, read_period("2026-Q2")))["people"] == 9


def test_parts_stand_under_the_codes_of_the_report():
    """A district that was given another code in April has its number under that, in the first quarter too."""
    karaganda, day = region("350000000"), date(2026, 4, 1)
    old = make_territory(parent=karaganda, code="777700000", valid_until=day, **KATO)
    new = make_territory(parent=karaganda, code="777800000", predecessor=old, valid_from=day, **KATO)
    for unit, count in ((karaganda, 1000), (new, 600)):
        YouthPopulation.objects.create(
            territory=unit, year=2026, youngest=14, oldest=34, people=count, source="Bureau"
        )

    then, today = (selection_of(karaganda, read_period(name)) for name in ("2026-Q1", "2026-Q2"))

    assert population_of(then.official())["rows"] == {old.key: 600}
    assert population_of(today.official())["rows"] == {new.key: 600}
    assert population_of(then.official())["parts_miss"] == 400
