"""Drafts that come by themselves, what waits for whom, and published reports that are held against the ledger."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.enums import Role
from core.errors import NotAllowed
from core.models import AuditLine
from recognition.services import reverse
from recognition.services.closing import close_month
from reports.access import how_many_wait_for, what_waits_for
from reports.enums import Step
from reports.indicators import read_period
from reports.models import Comparison, Snapshot
from reports.queries import selection_of
from reports.queries.overtaken import is_overtaken
from reports.queries.waiting import REMEMBERED
from reports.services import freeze, sign
from reports.services.drafts import compare_published, newest_closed, prepare_drafts
from reports.tasks import prepare
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.places import region
from tests.factories.reports import make_publication
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
# The hours of March close on 25 April by the clock of Astana; this is ten in the morning there.
NOW = datetime(2026, 4, 25, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
QUARTER = read_period("2026-Q1")


@pytest.fixture
def world():
    return make_world()


def make_officer(territory, **columns):
    user = make_user(**columns)
    make_grant(user, Role.AKIMAT_OFFICER, territory)
    return user


@pytest.fixture
def officer(world):
    return make_officer(world.region)


@pytest.fixture
def closed(world):
    """January, February and March are closed."""
    for month in (1, 2, 3):
        close_month(month=date(2026, month, 1), actor=None, now=NOW)


def waits(user, now=NOW):
    return [(one.snapshot.name_of_period, one.step) for one in what_waits_for(user, now=now)]


def made_public(territory, officer):
    frozen = freeze(selection=selection_of(territory, QUARTER), actor=officer, now=NOW)
    make_publication(frozen, NOW, actor=officer)
    return Snapshot.objects.get(pk=frozen.pk)


def late_hours(world, on=date(2026, 3, 2), place=None):
    return work(make_volunteer(), make_opportunity(venue=place or world.city), on, 60)


def test_a_month_and_a_quarter_are_drafted_when_their_hours_are_closed(world, officer, closed):
    made = prepare_drafts(now=NOW)

    assert [(one.territory, one.name_of_period, one.made_by, one.version) for one in made] == [
        (world.region, "2026-03", None, 1),
        (world.region, "2026-Q1", None, 1),
    ]
    assert freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=NOW) == made[1]
    assert AuditLine.objects.filter(action="report.frozen", actor=None).count() == 2


def test_before_the_close_nothing_is_drafted_and_then_the_newest_that_is_over(world, officer):
    assert newest_closed() == []
    assert prepare_drafts(now=NOW) == []
    close_month(month=date(2026, 1, 1), actor=None, now=NOW)

    made = prepare_drafts(now=NOW)

    assert newest_closed() == [read_period("2026-01"), read_period("2025-Q4")]
    assert [one.name_of_period for one in made] == ["2026-01", "2025-Q4"]


def test_twice_makes_nothing_new_even_when_hours_came_meanwhile(world, officer, closed):
    with time_machine.travel(NOW, tick=False):
        prepare()
        before = list(Snapshot.objects.order_by("pk").values_list("digest", flat=True))
        late_hours(world)
        prepare()

    assert len(before) == 2
    assert list(Snapshot.objects.order_by("pk").values_list("digest", flat=True)) == before


@pytest.mark.parametrize("state", ["frozen", "signed", "public"])
def test_a_report_that_is_there_is_left_alone(world, officer, closed, state):
    own = freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=NOW)
    if state == "signed":
        sign(snapshot=own, actor=officer, now=NOW)
    if state == "public":
        make_publication(own, NOW, actor=officer)
    late_hours(world)

    made = prepare_drafts(now=NOW)

    assert [one.name_of_period for one in made] == ["2026-03"]
    assert Snapshot.objects.get(first_day=QUARTER.first_day, end_day=QUARTER.end_day) == own


def test_only_territories_of_officers_that_can_have_a_report_are_drafted(world, closed):
    make_officer(world.village)  # it lies below a district
    make_officer(region("190000000"))  # nobody took part there
    make_officer(world.region, is_active=False)
    make_grant(make_user(), Role.REVIEWER, world.region)
    make_grant(make_user(), Role.AKIMAT_OFFICER)
    make_officer(world.district)

    made = prepare_drafts(now=NOW)

    assert [(one.territory, one.name_of_period) for one in made] == [
        (world.district, "2026-03"),
        (world.district, "2026-Q1"),
    ]


def test_a_report_waits_for_its_next_step_the_oldest_first(world, officer, closed):
    month, quarter = prepare_drafts(now=NOW)
    assert waits(officer) == [("2026-03", Step.SIGN), ("2026-Q1", Step.SIGN)]

    sign(snapshot=month, actor=officer, now=NOW + DAY)
    assert waits(officer, NOW + DAY) == [("2026-Q1", Step.SIGN), ("2026-03", Step.PUBLISH)]
    make_publication(quarter, NOW + DAY, actor=officer)

    assert waits(officer, NOW + DAY) == [("2026-03", Step.PUBLISH)]


def test_what_nobody_touched_for_a_quarter_waits_no_more(world, officer, closed):
    prepare_drafts(now=NOW)

    assert len(waits(officer, NOW + REMEMBERED)) == 2
    assert waits(officer, NOW + REMEMBERED + DAY) == []


def test_officers_of_other_territories_see_nothing_and_a_district_with_an_officer_is_hers(world, officer, closed):
    prepare_drafts(now=NOW)
    freeze(selection=selection_of(world.district, QUARTER), actor=officer, now=NOW)
    elsewhere = make_officer(region("750000000"))
    assert waits(elsewhere) == []
    assert len(waits(officer)) == 3
    hers = make_officer(world.district)

    assert waits(hers) == [("2026-Q1", Step.SIGN)]
    assert len(waits(officer)) == 2
    assert [how_many_wait_for(one, now=NOW) for one in (elsewhere, hers, officer)] == [0, 1, 2]
    with pytest.raises(NotAllowed):
        what_waits_for(make_user(), now=NOW)


def test_a_published_report_whose_hours_were_corrected_waits_for_a_correction(world, officer):
    public = made_public(world.region, officer)
    assert compare_published(now=NOW) == []
    assert not Comparison.objects.exists()
    late = late_hours(world)

    assert compare_published(now=NOW + DAY) == [public]
    assert compare_published(now=NOW + 2 * DAY) == []  # nothing is newer than what was counted
    assert waits(officer, NOW + 2 * DAY) == [("2026-Q1", Step.CORRECT)]
    assert public.comparison.differs_since == NOW + DAY

    reverse(entry=late, reason="No.", actor=make_user(), now=NOW + 2 * DAY)
    assert compare_published(now=NOW + 3 * DAY) == []
    assert waits(officer, NOW + 3 * DAY) == []


def test_a_correction_under_way_waits_as_a_draft_and_the_old_version_no_more(world, officer):
    made_public(world.region, officer)
    late_hours(world)
    compare_published(now=NOW + DAY)

    second = freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=NOW + DAY)

    assert [(one.snapshot, one.step) for one in what_waits_for(officer, now=NOW + DAY)] == [(second, Step.SIGN)]
    late_hours(world)
    assert compare_published(now=NOW + 2 * DAY) == []


def test_hours_of_other_days_and_other_ground_change_no_report(world, officer):
    public = made_public(world.district, officer)
    late_hours(world, on=date(2026, 4, 2), place=world.village)
    late_hours(world, place=world.city)

    assert compare_published(now=NOW + DAY) == []
    assert not Comparison.objects.exists()
    assert not is_overtaken(public)
    reverse(entry=late_hours(world, place=world.village), reason="No.", actor=make_user(), now=NOW)
    assert not is_overtaken(public)
    late_hours(world, place=world.village)
    assert is_overtaken(public)
    assert compare_published(now=NOW + DAY) == [public]


def test_a_changed_profile_asks_for_no_correction(world, officer):
    made_public(world.region, officer)
    world.arai.user.language = "ru"
    world.arai.user.save(update_fields=["language"])
    reverse(entry=late_hours(world), reason="No.", actor=make_user(), now=NOW)

    assert compare_published(now=NOW + DAY) == []
    assert Comparison.objects.get().differs_since is None


def test_as_many_questions_for_several_reports_of_a_period_as_for_one(world, officer, django_assert_num_queries):
    made_public(world.region, officer)
    compare_published(now=NOW)
    with django_assert_num_queries(7):
        compare_published(now=NOW)
    with django_assert_num_queries(2):
        waits(officer)
