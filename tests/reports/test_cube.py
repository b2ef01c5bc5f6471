"""The cube says at any moment what the ledger says, however entries arrive, and can be built from nothing."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recognition.models import LedgerEntry
from recognition.services import correct, reverse
from reports.indicators import AgeBand, read_period, youth_ages
from reports.models import CubeFact, CubeShard
from reports.queries import (
    cube_participation,
    cube_people_by_month,
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
YEAR, QUARTER = read_period("2026"), read_period("2026-Q1")


def agree(territory, period, ages=None) -> None:
    """Every number of a page, from the cube and from the ledger."""
    selection = selection_of(territory, period, ages=ages)
    band = selection.ages
    assert cube_participation(selection) == participation(territory, period, ages=band)
    assert cube_totals(selection) == totals(territory, period, ages=band)
    assert cube_people_by_month(selection) == people_by_month(territory, period, ages=band)
    assert cube_people_by_region(period, ages=band) == people_by_region(period, ages=band)


def test_the_cube_gives_what_the_ledger_gives_for_every_kind_of_unit():
    world = make_world()
    work(world.arai, make_opportunity(venue=world.region), date(2026, 3, 1), 10)
    assert catch_up() == LedgerEntry.objects.count()

    for unit in (world.region, world.district, world.village, world.city, region("470000000")):
        for period in (QUARTER, YEAR):
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

    for unit in (karaganda, district, *places):
        agree(unit, QUARTER)
    kept = sorted(CubeFact.objects.values_list(*_COLUMNS))
    rebuild()
    assert sorted(CubeFact.objects.values_list(*_COLUMNS)) == kept


_COLUMNS = [field.name for field in CubeFact._meta.concrete_fields if field.name != "id"]


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
    assert "agrees" in capsys.readouterr().out


def test_as_many_queries_for_three_districts_as_for_one(django_assert_num_queries):
    karaganda = region("350000000")
    districts = [make_territory(name=f"Аудан {name}", parent=karaganda, kind="district") for name in "АӘБ"]
    villages = [make_territory(parent=district, region=karaganda) for district in districts]
    work(make_volunteer(), make_opportunity(venue=villages[0]), date(2026, 1, 3), 60)
    catch_up()
    with django_assert_num_queries(8):
        assert len(cube_participation(selection_of(karaganda, QUARTER)).districts) == 1
    for village in villages[1:]:
        work(make_volunteer(), make_opportunity(venue=village), date(2026, 1, 3), 60)
    catch_up()

    with django_assert_num_queries(8):
        assert len(cube_participation(selection_of(karaganda, QUARTER)).districts) == 3


def test_the_age_band_is_that_of_the_time():
    assert (youth_ages(date(2019, 6, 1)).oldest, youth_ages(date(2023, 3, 1)).oldest) == (28, 34)
