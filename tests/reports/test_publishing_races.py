"""Two officers publish at once: the second knows of the first. Without the lock nobody does."""

import threading
from datetime import UTC, date, datetime

import pytest

from reports import errors
from reports.indicators import read_period
from reports.models import Publication
from reports.queries import selection_of
from reports.services import freeze, publish, sign, snapshots
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.volunteers import make_volunteer
from tests.races.threads import at_once, faults

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def world():
    made = make_world()
    garden = make_opportunity(organisation=made.green, venue=made.city)
    for number in range(8):
        work(make_volunteer(home=made.village), garden, date(2026, 1 + number % 3, 10), 60)
    return made


def signed(territory, period):
    officer = make_user()
    frozen = freeze(selection=selection_of(territory, read_period(period)), actor=officer, now=NOW)
    sign(snapshot=frozen, actor=officer, now=NOW)
    return frozen


def both(*reports):
    """Publish reports at the same moment; return what became of each."""
    officer = make_user()
    return at_once(*(lambda one=one: publish(snapshot=one, actor=officer, now=NOW) for one in reports))


def test_of_two_reports_that_tell_of_few_together_one_is_published(world):
    found = both(signed(world.region, "2026-Q1"), signed(world.region, "2026-02-15_2026-04-10"))

    assert faults(found) == []
    assert Publication.objects.count() == 1
    assert [type(one) for one in found if not isinstance(one, Publication)] == [errors.PeriodOverlaps]


def test_one_report_pressed_twice_is_published_once(world):
    report = signed(world.region, "2026-Q1")

    found = both(report, report)

    assert faults(found) == []
    assert [type(one) for one in found if not isinstance(one, Publication)] == [errors.AlreadyPublished]


def test_a_district_beside_its_region_is_worked_out_with_it(world):
    found = both(signed(world.region, "2026-Q1"), signed(world.city, "2026-Q1"))

    assert faults(found) == []
    assert [type(one) for one in found] == [Publication, Publication]


def test_without_the_lock_both_are_published(world, monkeypatch):
    """The control: both have looked before either has published."""
    looked, concealed = threading.Barrier(2, timeout=60), snapshots.concealed

    def look_together(snapshot):
        looked.wait()
        return concealed(snapshot)

    monkeypatch.setattr(snapshots, "hold", lambda name: None)
    monkeypatch.setattr(snapshots, "concealed", look_together)

    found = both(signed(world.region, "2026-Q1"), signed(world.region, "2026-02-15_2026-04-10"))

    assert faults(found) == []
    assert Publication.objects.count() == 2
