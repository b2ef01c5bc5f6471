"""The cube says at any moment what the ledger says, however entries arrive, and can be built from nothing."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from places.models import Territory
from recognition.models import LedgerEntry
from recognition.services import correct, reverse
from reports.indicators import AgeBand, read_period, youth_ages
from reports.models import CubeCell, CubeFact, CubeShard
from reports.queries import (
    cube_months,
    cube_participation,
    cube_people_by_region,
    cube_totals,
    is_behind,
    selection_of,
)
from reports.services import catch_up, check_cube, rebuild
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.places import make_territory, region, settlement
from tests.factories.volunteers import make_volunteer
from tests.participation import participation, people_by_month, people_by_region, totals

pytestmark = pytest.mark.django_db
YEAR, QUARTER, MONTH = read_period("2026"), read_period("2026-Q1"), read_period("2026-02")
DAYS = read_period("2026-01-03_2026-02-20")  # of which no count is kept ready


def agree(territory, period, ages=None) -> None:
    """Every number of a page, from the cube and from the ledger."""
    selection = selection_of(territory, period, ages=ages)
    band = selection.ages
    assert cube_participation(selection) == participation(territory, period, ages=band)
    assert cube_totals(selection) == totals(territory, period, ages=band)
    assert {month: one.people for month, one in cube_months(selection).items()} == people_by_month(
        territory, period, ages=band
    )
    assert cube_people_by_region(period, ages=band) == people_by_region(period, ages=band)


def test_the_cube_gives_what_the_ledger_gives_for_every_kind_of_unit():
    world = make_world()
    work(world.arai, make_opportunity(venue=world.region), date(2026, 3, 1), 10)
    assert catch_up() == LedgerEntry.objects.count()

    for unit in (world.region, world.district, world.village, world.city, region("470000000")):
        for period in (QUARTER, YEAR, MONTH, DAYS):
            agree(unit, period)
    agree(world.region, QUARTER, AgeBand(0, 99))
    assert check_cube().agrees


def test_reading_again_changes_nothing(django_assert_num_queries):
    make_world()
    catch_up()
    before = list(CubeFact.objects.order_by("entry").values())

    with django_assert_num_queries(2):
        assert catch_up() == 0

    assert list(CubeFact.objects.order_by("entry").values()) == before


def test_the_job_reads_the_cube_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        entry = work(make_volunteer(), make_opportunity(venue=settlement()), date(2026, 1, 10), 60)
        assert not CubeFact.objects.exists()

    assert CubeFact.objects.get().entry_id == entry.pk
    assert not is_behind()


def test_hours_taken_back_and_corrected_leave_one_fact_each():
    world = make_world()
    catch_up()
    first = LedgerEntry.objects.filter(volunteer=world.arai, minutes=120).get()
    actor = make_user()
    correct(entry=first, minutes=90, reason="Left early.", actor=actor, now=first.recorded_at)
    second = LedgerEntry.objects.filter(volunteer=world.baur, minutes=90).get()
    reverse(entry=second, reason="Was ill.", actor=actor, now=second.recorded_at)

    assert catch_up() == 3

    assert CubeFact.objects.get(volunteer=world.arai, worked_on=date(2026, 1, 10)).minutes == 90
    assert not CubeFact.objects.filter(entry=second).exists()
    agree(world.region, QUARTER)


def test_a_reversal_that_is_read_before_its_credit_counts():
    entry = work(make_volunteer(), make_opportunity(venue=settlement()), date(2026, 1, 10), 60)
    reverse(entry=entry, reason="Was ill.", actor=make_user(), now=entry.recorded_at)
    CubeShard.objects.create(shard=entry.shard, position=entry.position)
    catch_up()
    CubeShard.objects.all().update(position=0)

    catch_up()

    assert CubeFact.objects.count() == 0


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["work", "work", "work", "reverse", "correct", "read"]),
            st.integers(0, 3),
            st.integers(0, 2),
            st.integers(0, 120),
            st.sampled_from([15, 30, 60, 90]),
        ),
        min_size=1,
        max_size=14,
    )
)
def test_the_cube_equals_the_ledger_after_any_history(db, steps):
    karaganda = region("350000000")
    district = make_territory(name="Аудан", parent=karaganda, kind="district")
    places = [make_territory(parent=district, region=karaganda), district, settlement("609655")]
    people = [make_volunteer() for _ in range(4)]
    events = [make_opportunity(venue=place) for place in places]
    written: list[LedgerEntry] = []
    actor = make_user()
    for what, who, where, day, minutes in steps:
        open_ones = [one for one in written if not LedgerEntry.objects.filter(follows=one.public_id).exists()]
        if what == "work":
            written.append(work(people[who], events[where], date(2026, 1, 1) + timedelta(days=day), minutes))
        elif what == "reverse" and open_ones:
            reverse(entry=open_ones[who % len(open_ones)], reason="No.", actor=actor, now=written[0].recorded_at)
        elif what == "correct" and open_ones:
            entry = open_ones[who % len(open_ones)]
            if entry.minutes != minutes:
                written.append(correct(entry=entry, minutes=minutes, reason="No.", actor=actor, now=entry.recorded_at))
        elif what == "read":
            catch_up()
    catch_up()

    for unit, period in product((karaganda, district, *places), (QUARTER, MONTH, DAYS)):
        agree(unit, period)
    kept = all_rows()
    rebuild()
    assert all_rows() == kept


def all_rows():
    """The whole cube, without the keys of its rows."""
    tables = (CubeFact, CubeCell)
    names = [[field.name for field in table._meta.concrete_fields if field.name != "id"] for table in tables]
    return [sorted(table.objects.values_list(*columns)) for table, columns in zip(tables, names, strict=True)]


def test_check_names_what_somebody_changed_and_rebuild_mends_it(capsys):
    world = make_world()
    catch_up()
    spoilt, lost = CubeFact.objects.filter(region=world.region).order_by("pk")[:2]
    CubeFact.objects.filter(pk=spoilt.pk).update(minutes=1)
    CubeFact.objects.filter(pk=lost.pk).delete()

    found = check_cube()

    assert sorted(found.missing) == sorted((spoilt.entry_id, lost.entry_id))
    assert found.wrong == (spoilt.entry_id,)
    with pytest.raises(CommandError) as told:
        call_command("cube", "check")
    assert told.value.returncode == 6
    call_command("cube", "rebuild")
    call_command("cube", "check")
    CubeCell.objects.filter(unit=world.region, period="2026-Q1", dimension="").update(people=F("people") + 1)
    assert check_cube().cells == (f"{world.region.pk} 2026-Q1  ",)
    with pytest.raises(CommandError):
        call_command("cube", "check")
    call_command("cube", "rebuild")
    assert check_cube().agrees
    assert "agrees" in capsys.readouterr().out


def test_as_many_queries_for_three_districts_as_for_one(django_assert_num_queries):
    karaganda = region("350000000")
    districts = [make_territory(name=f"Аудан {name}", parent=karaganda, kind="district") for name in "АӘБ"]
    villages = [make_territory(parent=district, region=karaganda) for district in districts]
    work(make_volunteer(), make_opportunity(venue=villages[0]), date(2026, 1, 3), 60)
    catch_up()
    kept, counted = 4, 10
    with django_assert_num_queries(kept):
        assert len(cube_participation(selection_of(karaganda, QUARTER)).districts) == 1
    with django_assert_num_queries(counted):
        assert len(cube_participation(selection_of(karaganda, DAYS)).districts) == 1
    for village in villages[1:]:
        work(make_volunteer(), make_opportunity(venue=village), date(2026, 1, 3), 60)
    catch_up()

    with django_assert_num_queries(kept):
        assert len(cube_participation(selection_of(karaganda, QUARTER)).districts) == 3
    with django_assert_num_queries(counted):
        assert len(cube_participation(selection_of(karaganda, DAYS)).districts) == 3


def test_nobody_stays_in_a_count_who_is_in_none_of_its_attendances():
    entry = work(make_volunteer(), make_opportunity(venue=settlement()), date(2026, 1, 10), 60)
    catch_up()
    assert set(CubeCell.objects.values_list("period", flat=True)) == {"2026", "2026-Q1", "2026-01"}
    assert {row.people for row in CubeCell.objects.all()} == {1}

    reverse(entry=entry, reason="Was ill.", actor=make_user(), now=entry.recorded_at)
    catch_up()

    assert not CubeCell.objects.exists()


def test_who_is_youth_only_since_the_law_is_in_the_counts_of_what_began_since():
    grown = make_volunteer(birth_date=date(1991, 1, 1))
    for day in (date(2022, 6, 1), date(2023, 6, 1)):
        work(grown, make_opportunity(venue=settlement()), day, 60)
    catch_up()

    assert set(CubeCell.objects.values_list("period", flat=True)) == {"2023-Q2", "2023-06"}
    for name in ("2022", "2023"):
        agree(settlement().region, read_period(name))


def test_earlier_work_that_is_read_later_makes_nobody_new_twice():
    person, village = make_volunteer(), settlement()
    work(person, make_opportunity(venue=village), date(2026, 5, 1), 60)
    catch_up()
    spring = selection_of(village.region, read_period("2026-Q2"))
    assert cube_participation(spring).newcomers == 1

    work(person, make_opportunity(venue=village), date(2026, 1, 1), 60)
    catch_up()

    assert cube_participation(spring).newcomers == 0
    agree(village.region, YEAR)


def test_people_of_two_versions_of_a_region_count_once():
    old = region("350000000")
    new = region("350000000")
    Territory.objects.filter(pk=old.pk).update(valid_until=date(2026, 2, 1))
    new.pk, new.valid_from, new.predecessor = None, date(2026, 2, 1), old
    new._state.adding = True
    new.save()
    person = make_volunteer()
    work(person, make_opportunity(venue=make_territory(parent=old, region=old)), date(2026, 1, 10), 60)
    work(person, make_opportunity(venue=make_territory(parent=new, region=new)), date(2026, 2, 10), 60)
    catch_up()

    assert cube_participation(selection_of(new, QUARTER)).people == 1
    assert cube_people_by_region(QUARTER) == {"35": 1}
    months = cube_months(selection_of(new, QUARTER))
    assert [counted.people for counted in months.values()] == [1, 1, 0]


def test_the_age_band_is_that_of_the_time():
    assert (youth_ages(date(2019, 6, 1)).oldest, youth_ages(date(2023, 3, 1)).oldest) == (28, 34)
