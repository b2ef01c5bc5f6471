"""Publications beside earlier ones: districts after their region, months after their quarter, versions."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from core.enums import Cause as Direction
from reports.disclosure import exposed, protect
from reports.indicators import read_period
from reports.models import Snapshot
from reports.queries import selection_of
from reports.queries.families import family_around
from reports.services import freeze, publish, sign
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)


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


def published(territory, period, officer, now=NOW):
    frozen = freeze(selection=selection_of(territory, read_period(period)), actor=officer, now=now)
    sign(snapshot=frozen, actor=officer, now=now)
    return publish(snapshot=frozen, actor=officer, now=now)


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
    assert done.given_away == []
    assert exposed(family, done.hidden) == []


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
    assert {one["reason"] for one in second.content["hidden"]} >= {"change"}


def test_version_after_many_more_people_prints_the_total(world, officer):
    published(world.region, "2026-Q1", officer)
    garden = make_opportunity(organisation=world.green, venue=world.city)
    for number in range(12):
        work(make_volunteer(home=world.village), garden, date(2026, 2, 10) + timedelta(days=number % 3), 60)

    second = published(world.region, "2026-Q1", officer)

    assert second.content["figures"]["totals"]["people"] == 37
