from datetime import timedelta
from uuid import uuid4

import pytest

from events.enums import SignUpStatus
from events.models import GateScan, Presence, SignUp
from events.services.gate import scans as scans_room
from tests.events.gate.doors import pass_scan, scan, send
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_pass_lets_in_on_time_and_again_says_who_saw_it_when(answers, shift, start, signup):
    first = answers([pass_scan(signup, start - 8 * MINUTE)], start - 8 * MINUTE)[0]
    again = answers([pass_scan(signup, start)], start)[0]

    assert (first["outcome"], first["tone"], first["sentence"]) == ("in_on_time", "good", "In, on time.")
    assert (again["outcome"], again["tone"]) == ("already_in", "bad")
    assert again["sentence"] == "Already in: Дана Ә. saw this person at 14:52."
    presence = Presence.objects.get()
    assert (presence.starts_at, presence.ends_at) == (shift.starts_at, shift.ends_at)
    assert (presence.is_end_inferred, presence.evidence) == (True, "B")


def test_the_same_batch_again_gets_the_same_answers_and_changes_nothing(answers, start, signup):
    at = start + 12 * MINUTE
    scans = [pass_scan(signup, at), scan(at, token="garbage"), {"key": "what?", "way": "pass"}]

    first = answers(scans, at)
    again = answers(scans, at + 9 * MINUTE)

    assert again == first
    assert [answer["outcome"] for answer in first] == ["in_late", "unknown_code", "unreadable"]
    assert first[0]["sentence"] == "In, 12 minutes late."
    assert GateScan.objects.count() == 2
    assert SignUp.objects.get().checked_in_at == at


def test_answers_come_in_the_order_of_the_scans_and_are_judged_in_the_order_of_time(outcomes, start, signup):
    out, came = pass_scan(signup, start + 60 * MINUTE, kind="out"), pass_scan(signup, start)

    assert outcomes([out, came], start + 61 * MINUTE) == ["out", "in_on_time"]
    assert Presence.objects.get().seen_out_at == start + 60 * MINUTE


def test_one_scan_that_breaks_loses_no_other_and_may_come_again(answers, start, signup, role, monkeypatch):
    other = make_signup(role, make_volunteer(user=make_user()))
    scans = [pass_scan(signup, start), pass_scan(other, start)]
    settle = scans_room.settle_presence

    def breaks(place):
        if place.pk == signup.pk:
            raise RuntimeError
        return settle(place)

    with monkeypatch.context() as patch:
        patch.setattr(scans_room, "settle_presence", breaks)
        first = answers(scans, start)
    again = answers(scans, start)

    assert [(answer["outcome"], answer["is_final"]) for answer in first] == [
        ("try_again", False),
        ("in_on_time", True),
    ]
    assert [answer["outcome"] for answer in again] == ["in_on_time", "in_on_time"]


def test_a_key_that_another_shift_used_tells_nothing_of_it(outcomes, start, signup, desk, taza_su):
    sent = pass_scan(signup, start)
    outcomes([sent], start)
    other = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=0)).shift

    assert outcomes([sent], start, to=other) == ["key_taken"]


def test_five_hundred_scans_are_taken_and_ten_thousand_are_refused_whole(desk, shift, start, answers):
    garbage = [scan(start, token="garbage") for _ in range(501)]

    assert len(answers(garbage[:500], start)) == 500
    assert send(desk, shift, garbage, at=start).status_code == 422
    too_many = send(desk, shift, garbage * 20, at=start)
    assert (too_many.status_code, GateScan.objects.count()) == (422, 500)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "not a key"},
        {"scanned_at": "yesterday"},
        {"scanned_at": "2026-05-04T15:00:00"},
        {"scanned_at": "0001-01-01T00:00:00+00:00"},
        {"scanned_at": 1e400},
        {"way": "gate_code"},
        {"token": "A" * 301},
        {"token": "a\x00b"},
        {"clock_offset_ms": 10**30},
        {"surprise": True},
    ],
)
def test_a_scan_that_cannot_be_read_is_answered_and_the_others_count(outcomes, start, signup, wrong):
    if wrong.get("scanned_at") == 1e400:
        wrong = {"scanned_at": "1e400"}
    bad = pass_scan(signup, start) | wrong

    assert outcomes([bad, pass_scan(signup, start)], start) == ["unreadable", "in_on_time"]


@pytest.mark.parametrize(
    ("year", "outcome"), [(1970, "time_impossible"), (2025, "time_impossible"), (2999, "time_impossible")]
)
def test_scans_from_other_times_are_answered_and_count_nothing(outcomes, start, signup, year, outcome):
    assert outcomes([pass_scan(signup, start.replace(year=year))], start) == [outcome]
    assert SignUp.objects.get().checked_in_at is None


def test_a_batch_costs_so_many_queries_for_each_scan_however_many_people(
    desk, shift, start, role, django_assert_max_num_queries
):
    people = [make_signup(role, make_volunteer(user=make_user())) for _ in range(6)]

    counts = []
    for crowd in (people[:1], people[1:]):
        with django_assert_max_num_queries(200) as seen:
            send(desk, shift, [pass_scan(one, start) for one in crowd], at=start)
        counts.append(len(seen))

    fixed, each = 20, 40
    assert counts[0] <= fixed + each
    assert counts[1] - counts[0] <= 4 * each


def test_strangers_find_no_gate(client, zhanna, shift, start):
    client.force_login(zhanna)

    assert client.get(f"/api/v1/shifts/{shift.public_id}/door").status_code == 404
    assert send(client, shift, [scan(start, token="x")], at=start).status_code == 404
    assert client.get(f"/api/v1/shifts/{uuid4()}/gate-codes").status_code == 404


@pytest.mark.parametrize("status", [SignUpStatus.WITHDRAWN, SignUpStatus.CANCELLED, SignUpStatus.DECLINED])
def test_a_place_that_ended_opens_nothing(outcomes, role, aliya, start, status):
    gone = make_signup(role, aliya.volunteer, status=status)

    assert outcomes([pass_scan(gone, start)], start) == ["place_ended"]
    assert not GateScan.objects.get().needs_look
