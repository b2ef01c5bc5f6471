"""Reports beside each other: versions, districts of a region, months of a quarter; nothing small is left to find."""

from collections.abc import Mapping
from datetime import date
from random import Random

import pytest

from reports.disclosure import TOTALS, Nest, Report, Versions, attack, exposed, family_of, protect
from reports.indicators import AgeBand, Fact, tabulate

YOUTH = AgeBand(14, 34)


def facts(seed: int, *, people: int, districts: int = 5) -> list[Fact]:
    """Attendances of made-up people, few in some districts."""
    rng = Random(seed)
    weights = [2.0**-number for number in range(districts)]
    made = []
    for person in range(people):
        home = rng.choices(range(districts), weights)[0]
        sex, language, age = rng.choice("fm"), rng.choice(["kk", "kk", "ru"]), rng.randint(14, 34)
        for _ in range(rng.choice([1, 1, 2, 4])):
            district = home if rng.random() < 0.9 else rng.randrange(districts)
            month = rng.choice(["2026-04", "2026-05", "2026-06"])
            rows = {
                "district": f"d{district}",
                "cause": rng.choices(["ecology", "inclusion", "child_protection"], [6, 2, 1])[0],
                "month": month,
                "sex": sex,
                "language": language,
            }
            made.append(Fact(person, _day(month), rng.choice([60, 120, 240]), 1, 1, 1, age, rng.random() < 0.3, rows))
    return made


def _day(month: str) -> date:
    return date.fromisoformat(f"{month}-10")


def numbers(found: list[Fact]) -> dict[tuple[str, str], Mapping[str, int]]:
    tables = tabulate(found, YOUTH)
    rows = {(table, row): counts for table, all_rows in tables.rows.items() for row, counts in all_rows.items()}
    return {TOTALS: tables.totals} | rows


def of_district(found: list[Fact], district: str) -> list[Fact]:
    return [fact for fact in found if fact.rows["district"] == district]


@pytest.mark.parametrize("seed", [3, 5, 7])
def test_one_report_prints_nothing_that_tells_of_few(seed: int) -> None:
    report = Report("new", numbers(facts(seed, people=90)), is_new=True)
    family = family_of([report])

    done = protect(family)

    assert protect(family, complementary=False).given_away  # hiding the few alone would not do
    assert exposed(family, done.hidden) == []
    assert f"new|{TOTALS[0]}||people" not in done.hidden


def test_district_published_after_its_region_does_not_give_the_others_away() -> None:
    found = facts(1, people=90)
    region = numbers(found)
    first = family_of([Report("region", region, is_new=True)])
    hidden = protect(first).hidden
    shown = {
        place: {measure: None if f"region|{place[0]}|{place[1]}|{measure}" in hidden else value
                for measure, value in counts.items()}
        for place, counts in region.items()
    }  # fmt: skip
    whole = Report("region", region, shown=shown)
    mine = Report("d0", numbers(of_district(found, "d0")), is_new=True)
    rest = Report("rest", numbers([fact for fact in found if fact.rows["district"] != "d0"]))
    same = [(whole.key(("district", "d0"), "people"), mine.key(TOTALS, "people"))]
    family = family_of([whole, mine, rest], nests=[Nest(whole, (mine, rest))], same=same)

    careless = protect(family_of([mine])).hidden
    done = protect(family)

    assert exposed(family, careless)  # each report protected alone still gives somebody away together
    assert exposed(family, done.hidden) == []
    assert done.given_away == []


def test_second_version_after_one_more_person_prints_no_cell_she_changed() -> None:
    found = facts(2, people=60)
    extra = facts(3, people=1, districts=1)[:1]
    before = Report("v1", numbers(found), shown=numbers(found))
    after = Report("v2", numbers([*found, *(_renamed(fact) for fact in extra)]), is_new=True)
    family = family_of([before, after], versions=[Versions(before, after)])

    done = protect(family)

    changed = [
        place for place in before.numbers
        if place in after.numbers and before.true(place, "people") != after.true(place, "people")
    ]  # fmt: skip
    assert changed
    assert all(after.key(place, "people") in done.hidden for place in changed)


def _renamed(fact: Fact) -> Fact:
    return Fact(9_999, fact.day, fact.minutes, 1, 1, 1, fact.age, fact.is_new, fact.rows)


def test_the_attack_finds_no_bound_tighter_than_the_protection_and_cells_without_it(figure) -> None:
    """One report; where nothing but the small cells is hidden the same attack finds some of them."""
    family = family_of([Report("new", numbers(facts(3, people=30)), is_new=True)])
    done = protect(family)
    alone = {key for key, cell in family.cells.items() if cell.is_sensitive}

    found = attack(family, done.hidden)
    careless = exposed(family, alone)

    tightest = min(bounds.high - bounds.low for bounds in found if not family.cells[bounds.key].is_amount)
    figure(
        "attack on a report",
        cells=len(family.cells),
        about_few=len(found),
        tightest_bound=round(tightest),
        found_without_complements=len(careless),
    )
    assert tightest >= 5
    assert exposed(family, done.hidden) == []
    assert careless
