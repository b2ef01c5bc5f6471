"""Codes are reused: whose report something is goes by the ground, and never by the code."""

from datetime import UTC, date, datetime

import pytest

from accounts.enums import Role
from accounts.permissions import Action
from places.models import Territory
from reports.access import (
    how_many_wait_for,
    permitted,
    snapshot_for,
    territory_for,
    what_waits_for,
)
from reports.errors import ReportNotThere, TerritoryNotYours
from reports.indicators import read_period, structure_named
from reports.queries import select, selection_of
from reports.queries.snapshots import snapshots_in
from reports.services import freeze
from tests.factories.accounts import make_grant, make_user
from tests.factories.places import make_territory, region

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
HANDED_ON = date(2026, 1, 1)
CODE, AUTUMN = "777700000", read_period("2025-Q4")
KATO = {"kind": "district", "code_system": "kato"}


def officer_of(*territories, role=Role.AKIMAT_OFFICER):
    user = make_user()
    for territory in territories or (None,):
        make_grant(user, role, territory)
    return user


def frozen(territory, period=AUTUMN, structure=""):
    selection = selection_of(territory, period)
    return freeze(
        selection=selection.official(structure_named(structure)) if structure else selection,
        actor=make_user(),
        now=NOW,
    )


def sees(user, snapshot):
    try:
        return snapshot_for(user, snapshot.public_id) == snapshot
    except ReportNotThere:
        return False


def district(parent, code=CODE, **columns):
    return make_territory(parent=parent, code=code, **KATO, **columns)


@pytest.fixture
def first():
    """A district of Karaganda region until the end of 2025."""
    return district(region("350000000"), name="Бірінші", valid_until=HANDED_ON)


@pytest.fixture
def second(first):
    """A district of Almaty region that was given the same code on the next day."""
    return district(region("190000000"), name="Екінші", valid_from=HANDED_ON)


@pytest.mark.parametrize(
    "action", [Action.REPORT_VIEW, Action.REPORT_EXPORT, Action.REPORT_SIGN, Action.REPORT_PUBLISH]
)
def test_a_report_of_the_first_unit_is_not_there_for_officers_of_the_second(first, second, action):
    snapshot = frozen(first)

    for user in (officer_of(second), officer_of(second.region)):
        with pytest.raises(ReportNotThere):
            snapshot_for(user, snapshot.public_id, action)
    for user in (officer_of(first.region), officer_of(role=Role.STAFF), officer_of(first.region, second)):
        assert snapshot_for(user, snapshot.public_id, action) == snapshot


def test_nor_is_a_question_about_it_hers_to_ask(first, second):
    asked = select(CODE, AUTUMN, structure_named("2022"))
    assert asked.territory == first

    for user in (officer_of(second), officer_of(second.region)):
        territory = territory_for(user, CODE)
        assert territory == second
        with pytest.raises(TerritoryNotYours):
            permitted(user, territory, asked)
    hers = officer_of(first.region)
    assert territory_for(hers, CODE) == first
    assert permitted(hers, first, asked) is asked
    with pytest.raises(TerritoryNotYours):
        permitted(hers, first, select(CODE, read_period("2026-Q1"), structure_named("2022")))


def test_lists_and_queues_name_no_report_of_the_first_unit(first, second):
    snapshot = frozen(first)
    beside = frozen(second, read_period("2026-Q1"))
    hers, theirs = officer_of(second), officer_of(first.region)

    assert list(snapshots_in(second)) == [beside]
    assert [one.snapshot for one in what_waits_for(hers, now=NOW)] == [beside]
    assert how_many_wait_for(hers, now=NOW) == 1
    assert list(snapshots_in(first.region)) == [snapshot]
    assert [one.snapshot for one in what_waits_for(theirs, now=NOW)] == [snapshot]


def test_what_a_unit_was_before_stays_readable():
    """Another code or another name of the same ground, and the ground it was a part of under its own code."""
    karaganda = region("350000000")
    old = district(karaganda, valid_until=HANDED_ON)
    new = district(karaganda, "777800000", valid_from=HANDED_ON, predecessor=old)
    larger = district(karaganda, "777900000", valid_until=HANDED_ON)
    smaller = district(karaganda, "777900000", valid_from=HANDED_ON, predecessor=larger)
    apart = district(karaganda, "778100000", valid_from=HANDED_ON, predecessor=larger)
    of_old, of_larger = frozen(old), frozen(larger)

    assert [sees(officer_of(one), of_old) for one in (new, smaller, karaganda)] == [True, False, True]
    assert [sees(officer_of(one), of_larger) for one in (smaller, apart, karaganda)] == [True, False, True]
    assert territory_for(officer_of(new), CODE) == old
    with pytest.raises(TerritoryNotYours):
        territory_for(officer_of(smaller), CODE)
    assert list(snapshots_in(smaller)) == [of_larger]
    assert list(snapshots_in(apart)) == []


def test_a_part_of_a_region_does_not_open_the_whole_that_was_divided():
    """Decision 45: under its code Karaganda reports for what it was in 2019, Ulytau for nothing of it."""
    whole = frozen(region("350000000"), read_period("2019-Q2"), "2019")
    assert whole.territory == Territory.objects.get(code="350000000", valid_until=date(2022, 6, 8))

    karaganda, ulytau = region("350000000"), region("620000000")
    assert [sees(officer_of(one), whole) for one in (karaganda, ulytau)] == [True, False]
    assert sees(officer_of(role=Role.STAFF), whole)


def test_a_divided_unit_without_its_code_is_read_by_whoever_has_all_its_parts():
    south = frozen(Territory.objects.get(code="510000000"), read_period("2018-Q1"), "2018")
    turkistan, shymkent = region("610000000"), region("790000000")

    assert not sees(officer_of(turkistan), south)
    assert not sees(officer_of(shymkent), south)
    assert sees(officer_of(turkistan, shymkent), south)


def test_the_capital_keeps_its_reports_through_its_names():
    astana = region("710000000")
    found = [frozen(astana, read_period(name), "2019") for name in ("2018-Q4", "2019-Q2")]

    assert [one.territory.name_en for one in found] == ["Astana", "Nur-Sultan"]
    assert all(sees(officer_of(astana), one) for one in found)
    assert list(snapshots_in(territory_for(officer_of(astana), "710000000"))) == found[::-1]
