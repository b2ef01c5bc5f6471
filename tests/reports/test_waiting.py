"""What waits for nobody: another unit's reports under a reused code, and what can never be published."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from accounts.enums import Role
from reports import errors
from reports.indicators import read_period, structure_named
from reports.queries import select, selection_of
from reports.queries.snapshots import newest_publications, publications_in, snapshots_in
from reports.queries.waiting import waiting_for
from reports.services import freeze, sign
from reports.services.apart import refusal_of
from tests.factories.accounts import make_grant, make_user
from tests.factories.participation import make_world
from tests.factories.places import make_territory, region
from tests.factories.reports import make_publication

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 25, 5, 0, tzinfo=UTC)
HANDED_ON = date(2026, 1, 1)
KATO = {"code": "777700000", "kind": "district", "code_system": "kato"}


@pytest.fixture
def officer():
    user = make_user()
    make_grant(user, Role.AKIMAT_OFFICER, region("350000000"))
    return user


def frozen(territory, period):
    return freeze(selection=selection_of(territory, read_period(period)), actor=make_user(), now=NOW)


def waits(user, *territories):
    return [one.snapshot for one in waiting_for(user, territories, now=NOW)]


def test_a_reused_code_mixes_no_units_in_the_letter_the_list_and_the_public_page():
    first = make_territory(parent=region("350000000"), valid_until=HANDED_ON, **KATO)
    second = make_territory(parent=region("190000000"), valid_from=HANDED_ON, **KATO)
    of_first, of_second = frozen(first, "2025-Q4"), frozen(second, "2026-Q1")
    hers = make_user()
    make_grant(hers, Role.AKIMAT_OFFICER, second)

    assert waits(hers, second) == [of_second]
    assert list(snapshots_in(second)) == [of_second]
    publication = make_publication(of_first, NOW)
    assert newest_publications(second, limit=3) == list(publications_in(second)) == []
    assert newest_publications(first, limit=3) == list(publications_in(first)) == [publication]


def test_what_a_unit_was_before_under_its_code_is_hers():
    old = make_territory(parent=region("350000000"), valid_until=HANDED_ON, **KATO)
    new = make_territory(parent=region("350000000"), valid_from=HANDED_ON, predecessor=old, **KATO)
    of_old = frozen(old, "2025-Q4")
    hers = make_user()
    make_grant(hers, Role.AKIMAT_OFFICER, new)

    assert waits(hers, new) == list(snapshots_in(new)) == [of_old]


def test_days_that_cross_a_public_report_wait_for_nobody_signed_or_not(officer):
    world = make_world()
    inside, across, elsewhere = (
        frozen(unit, period)
        for unit, period in (
            (world.region, "2026-01"),
            (world.region, "2025-12-15_2026-02-14"),
            (region("470000000"), "2025-12-15_2026-02-14"),
        )
    )
    assert waits(officer, world.region) == [inside, across]
    make_publication(frozen(world.region, "2026-Q1"), NOW)

    assert waits(officer, world.region) == [inside]
    sign(snapshot=across, actor=officer, now=NOW)
    assert waits(officer, world.region) == [inside]
    assert waits(officer, region("470000000")) == [elsewhere]
    assert refusal_of(inside) is refusal_of(elsewhere) is None


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "2026 жылғы ақпан"), ("ru", "февраль 2026"), ("en", "February 2026")],
)
def test_the_refusal_names_the_days_in_words(officer, language, words):
    world = make_world()
    make_publication(frozen(world.region, "2026-02"), NOW)
    across = frozen(world.region, "2026-02-10_2026-03-20")

    with override(language):
        refused = refusal_of(across)
        assert isinstance(refused, errors.PeriodOverlaps)
        assert words in str(refused)
        assert "2026-02" not in str(refused)


def test_a_unit_that_has_ended_is_said_to_have_ended():
    make_territory(parent=region("350000000"), valid_from=date(2019, 1, 1), valid_until=date(2020, 1, 1), **KATO)

    with override("en"), pytest.raises(errors.TerritoryEnded) as ended:
        select("777700000", read_period("2026-Q1"), structure_named("2022"))
    with override("en"), pytest.raises(errors.TerritoryNotThen) as early:
        select("777700000", read_period("2018-Q1"), structure_named("2018"))

    assert "ended on 2019-12-31" in str(ended.value)
    assert "begins on 2019-01-01" in str(early.value)
