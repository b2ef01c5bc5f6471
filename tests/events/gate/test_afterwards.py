"""After the gate: what contradicts what, and heads beside the people who were noted at that moment."""

from datetime import UTC, datetime, time, timedelta

import pytest

from core.intervals import TimeWindow
from core.models import Look
from core.sealing import seal
from events.models import GateScan, HeadCount
from events.queries.gate.afterwards import after_gate, scan_case
from events.services.gate.lists import open_after_gate
from events.validators import moment_within
from tests.events.gate.doors import pass_scan
from tests.factories.events import make_scan, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def count(shift, people, at, by):
    return HeadCount.objects.create(shift=shift, people=people, counted_at=at, counted_by=by.public_id)


def test_heads_stand_beside_those_who_were_noted_at_that_moment(outcomes, shift, role, start, dana):
    early, late = (make_signup(role, make_volunteer()) for _ in range(2))
    outcomes([pass_scan(early, start)], start)
    outcomes([pass_scan(late, start + HOUR)], start + HOUR)
    outcomes([pass_scan(early, start + 2 * HOUR, kind="out")], start + 2 * HOUR)
    for heads, at in ((1, start - MINUTE), (3, start + MINUTE), (2, start + HOUR), (0, start + 2 * HOUR)):
        count(shift, heads, at, dana)

    found = after_gate(shift)

    assert [(one.count.people, one.noted, one.difference) for one in found.heads] == [
        (0, 1, -1), (2, 2, 0), (3, 1, 2), (1, 0, 1),
    ]  # fmt: skip
    assert (len(found.noted), found.inferred_count) == (2, 1)


def test_a_case_shows_all_scans_of_the_person_and_numbers_the_phones(outcomes, shift, signup, start, dana):
    outcomes([pass_scan(signup, start + HOUR)], start + HOUR, device="first")
    outcomes([pass_scan(signup, start, kind="out", was_offline=True)], start + HOUR, device="second")

    case = after_gate(shift).cases[0]

    assert case.scan.outcome == "out_before_in"
    assert [(scan.kind, case.phone_of(scan)) for scan in case.scans] == [("out", 1), ("in", 2)]
    assert case.names == {dana.public_id: dana.short_name}
    assert scan_case(case.scan).scans == case.scans


def test_what_was_typed_at_the_gate_is_read_until_somebody_decides(signup):
    kept = make_scan(signup, way="walk_in", walk_in=seal("Nobody Known\nnobody@example.org"))
    broken = make_scan(signup, way="walk_in", walk_in="not ours")

    assert scan_case(kept).typed == ("Nobody Known", "nobody@example.org")
    assert (scan_case(broken).typed, scan_case(make_scan(signup)).typed) == (("", ""), ("", ""))


def test_everybody_sees_who_looked_after_the_gate(shift, signup, dana, start):
    open_after_gate(shift=shift, viewer=dana, now=start)

    assert Look.objects.get().person == signup.volunteer.user.public_id


@pytest.mark.parametrize("people", [1, 3])
def test_it_takes_five_queries_however_many_came(
    outcomes, shift, role, start, dana, django_assert_num_queries, people
):
    signups = [make_signup(role, make_volunteer()) for _ in range(people)]
    outcomes([pass_scan(one, start) for one in signups], start)
    outcomes([pass_scan(one, start - HOUR, kind="out", was_offline=True) for one in signups], start)
    count(shift, people, start, dana)

    with django_assert_num_queries(5):
        found = after_gate(shift)

    assert (len(found.cases), GateScan.objects.count()) == (people, 2 * people)


def test_a_time_after_midnight_belongs_to_the_second_day():
    night = TimeWindow(datetime(2026, 5, 9, 17, tzinfo=UTC), datetime(2026, 5, 9, 23, tzinfo=UTC))  # 22:00 to 04:00

    read = [moment_within(time(hour), night, "Asia/Almaty") for hour in (22, 23, 1, 4, 12)]

    assert [moment.strftime("%d %H") for moment in read] == ["09 17", "09 18", "09 20", "09 23", "09 07"]
