"""An official report asks in the units of its structure and period, whoever freezes it, and a check finds it equal."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from accounts.enums import Role
from places.models import Territory
from recognition.services.closing import close_month
from reports.errors import TerritoryNotThen
from reports.indicators import read_period, structure_named
from reports.models import Snapshot
from reports.queries import get_structure, select, selection_of
from reports.queries.overtaken import is_overtaken
from reports.services import freeze, own_document
from reports.services.drafts import prepare_drafts
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_organisation
from tests.factories.participation import work
from tests.factories.places import make_territory, region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 25, 6, 0, tzinfo=UTC)
FOUNDED = date(2026, 4, 1)
QUARTER = read_period("2026-Q1")
KATO = {"kind": "district", "code_system": "kato"}


@pytest.fixture
def succeeded():
    """A district with hours in February, and the one that took its place on 1 April under another code."""
    karaganda = region("350000000")
    old = make_territory(name="Ескі", parent=karaganda, code="777700000", valid_until=FOUNDED, **KATO)
    new = make_territory(name="Жаңа", parent=karaganda, code="777800000", valid_from=FOUNDED, predecessor=old, **KATO)
    trees = make_opportunity(organisation=make_organisation(region=karaganda), venue=old)
    for _person in range(9):
        work(make_volunteer(home=old), trees, date(2026, 2, 10), 60)
    return karaganda, old, new


def districts_of(snapshot):
    return [row["key"] for row in snapshot.content["tables"]["district"]]


def check(snapshot, folder):
    """Write the report's file and hold it against the ledger; what differs raises CommandError."""
    file = folder / f"{snapshot.pk}.json"
    file.write_text(json.dumps(own_document(snapshot), ensure_ascii=False), encoding="utf-8")
    call_command("report", "verify", str(file), "--language", "en")


@pytest.mark.parametrize("name", ["2026-Q1", "2026-02", "2026-02-01_2026-03-10", "2025"])
def test_a_report_frozen_after_a_district_was_succeeded_is_checked_equal(succeeded, tmp_path, name):
    karaganda, old, new = succeeded
    period = read_period(name)

    frozen = freeze(selection=selection_of(karaganda, period), actor=make_user(), now=NOW)

    assert new.key not in districts_of(frozen)
    assert (old.key in districts_of(frozen)) is (name != "2025")
    assert frozen == freeze(selection=select("350000000", period, get_structure("", period)), actor=None, now=NOW)
    check(frozen, tmp_path)


def test_the_page_and_the_night_freeze_one_and_the_same_report(succeeded, tmp_path):
    karaganda = succeeded[0]
    officer = make_user()
    make_grant(officer, Role.AKIMAT_OFFICER, karaganda)
    for month in (1, 2, 3):
        close_month(month=date(2026, month, 1), actor=None, now=NOW)
    mine = freeze(selection=selection_of(karaganda, read_period("2026-03")), actor=officer, now=NOW)

    made = prepare_drafts(now=NOW)

    (quarter,) = made  # the month is frozen already
    assert freeze(selection=selection_of(karaganda, QUARTER), actor=officer, now=NOW) == quarter
    for one in (mine, quarter):
        check(one, tmp_path)


def test_entries_after_the_head_do_not_make_other_units_of_it(succeeded):
    karaganda, old, _new = succeeded
    frozen = freeze(selection=selection_of(karaganda, QUARTER), actor=make_user(), now=NOW)
    assert not is_overtaken(frozen)
    work(make_volunteer(home=old), make_opportunity(venue=old), date(2026, 4, 2), 60)  # days that do not count

    assert not is_overtaken(Snapshot.objects.get(pk=frozen.pk))


def test_a_district_founded_after_the_period_has_no_report_and_nothing_is_kept(succeeded):
    _karaganda, old, new = succeeded

    with pytest.raises(TerritoryNotThen) as refused:
        freeze(selection=selection_of(new, QUARTER), actor=make_user(), now=NOW)

    assert refused.value.context == {
        "code": "777800000",
        "structure": "2022",
        "day": "2026-03-31",
        "since": "2026-04-01",
    }
    assert not Snapshot.objects.exists()
    assert freeze(selection=selection_of(old, QUARTER), actor=make_user(), now=NOW).content["totals"]["people"] == 9


def test_a_code_given_to_another_unit_leads_to_no_report_of_the_first(tmp_path):
    """Neither by hand nor by night: who reports for the new unit has no report about days before it."""
    first = make_territory(parent=region("350000000"), code="777700000", valid_until=date(2026, 3, 31), **KATO)
    second = make_territory(parent=region("190000000"), code="777700000", valid_from=date(2026, 3, 31), **KATO)
    work(make_volunteer(home=first), make_opportunity(venue=first), date(2026, 2, 10), 60)
    make_grant(make_user(), Role.AKIMAT_OFFICER, second)
    for month in (1, 2):
        close_month(month=date(2026, month, 1), actor=None, now=NOW)

    assert prepare_drafts(now=NOW) == []
    with pytest.raises(TerritoryNotThen):
        freeze(selection=selection_of(second, read_period("2026-02")), actor=make_user(), now=NOW)
    check(freeze(selection=selection_of(first, read_period("2026-02")), actor=make_user(), now=NOW), tmp_path)


@pytest.mark.parametrize(
    ("period", "name"), [("2022-Q2", "Nur-Sultan"), ("2019-Q1", "Nur-Sultan"), ("2025", "Astana")]
)
def test_a_renamed_unit_is_reported_under_the_name_of_the_time(tmp_path, period, name):
    frozen = freeze(
        selection=selection_of(region("710000000"), read_period(period)).official(
            get_structure("", read_period(period))
        ),
        actor=make_user(),
        now=NOW,
    )

    assert frozen.content["names"]["en"] == name
    check(frozen, tmp_path)


def test_old_days_in_the_structure_of_today_are_asked_on_its_first_day(tmp_path):
    """Ulytau stands only in that of 2022, Karaganda in both."""
    ulytau = selection_of(region("620000000"), read_period("2019-Q2"))

    assert ulytau.official().day == date(2022, 6, 8)
    check(freeze(selection=ulytau, actor=make_user(), now=NOW), tmp_path)
    with pytest.raises(TerritoryNotThen):
        ulytau.official(structure_named("2019"))
    then = selection_of(region("350000000"), read_period("2019-Q2")).official(structure_named("2019")).territory
    assert then == Territory.objects.get(code="350000000", valid_until=date(2022, 6, 8))
