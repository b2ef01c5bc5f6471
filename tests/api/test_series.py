"""Shifts that repeat, through the API: looked at, made, moved and called off."""

import pytest

from events.models import Shift, ShiftSeries
from tests.factories.events import make_opportunity, make_role, make_shift

RULE = {
    "rule": "FREQ=WEEKLY;INTERVAL=2;COUNT=4",
    "first_on": "2026-05-09",
    "start_time": "10:00",
    "end_time": "14:00",
    "except_on": ["2026-06-06"],
    "skips_holidays": True,
}
ROLES = {"roles": [{"name_i18n": {"en": "Helper"}, "capacity": 3}]}


@pytest.fixture
def event(now, taza_su):
    return make_opportunity(organisation=taza_su, published=False)


@pytest.fixture
def caller(as_user, dana):
    return as_user(dana)


def series_of(event, end=""):
    return f"/opportunities/{event.public_id}/series{end}"


def test_looking_first_says_which_days_and_why_not_the_others(caller, event):
    answer = caller.post(series_of(event, "/preview"), RULE)

    assert answer.status_code == 200
    assert answer.json() == {
        "days": ["2026-05-23", "2026-06-20"],
        "left_out": [
            {"day": "2026-05-09", "holiday": "Victory Day", "is_estimated": False},
            {"day": "2026-06-06", "holiday": None, "is_estimated": False},
        ],
        "unknown_holidays": [],
    }
    assert not Shift.objects.exists()


def test_made_moved_and_called_off(caller, event):
    made = caller.post(series_of(event), RULE | ROLES)
    first, second = [shift["id"] for shift in made.json()["items"]]
    times = {"starts_on": "2026-05-24", "start_time": "11:00", "ends_on": "2026-05-24", "end_time": "15:00"}

    moved = caller.post(f"/shifts/{first}/move", {**times, "scope": "all"})
    ended = caller.post(f"/shifts/{second}/call-off", {"reason": "Storm warning.", "scope": "following"})

    assert (made.status_code, made.json()["rule"]) == (201, "FREQ=WEEKLY;INTERVAL=2;COUNT=4")
    assert [shift["starts_at"] for shift in moved.json()["items"]] == [
        "2026-05-24T11:00:00+05:00", "2026-06-21T11:00:00+05:00",
    ]  # fmt: skip
    assert [(shift["id"], shift["status"]) for shift in ended.json()["items"]] == [(second, "cancelled")]


REFUSED = {
    "never ends": ({"rule": "FREQ=WEEKLY"}, "events.rule_never_ends"),
    "every second": ({"rule": "FREQ=SECONDLY;COUNT=3"}, "events.rule_unsupported"),
    "nothing": ({"rule": ""}, "events.nothing_repeats"),
    "1970": ({"first_on": "1970-01-01"}, "events.shift_date_impossible"),
    "2999": ({"first_on": "2999-01-01"}, "events.shift_date_impossible"),
    "the last of all days": ({"first_on": "9999-12-31", "ends_next_day": True}, "events.shift_date_impossible"),
    "end before start": ({"end_time": "09:00"}, "events.shift_ends_before_start"),
    "far too many": ({"rule": "FREQ=DAILY;COUNT=999999999"}, "events.too_many_shifts"),
    "a reversed period": ({"rule": "FREQ=DAILY;UNTIL=20260101"}, "events.rule_ends_before_start"),
    "a zone in the time": ({"start_time": "10:00+05:00"}, "time_zone_given"),
    "a day that is none": ({"dates": ["2026-02-31"]}, "date_from_datetime_parsing"),
    "what does not exist": ({"exdate": []}, "extra_forbidden"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_code_and_nothing_is_made(caller, event, case):
    change, code = REFUSED[case]

    answer = caller.post(series_of(event), RULE | ROLES | change)

    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == [code]
    assert not ShiftSeries.objects.exists()


def test_a_shift_that_stands_alone_has_no_following(caller, event):
    shift = make_shift(event)
    make_role(shift)

    answer = caller.post(f"/shifts/{shift.public_id}/call-off", {"reason": "Storm", "scope": "following"})

    assert (answer.status_code, answer.json()["code"]) == (409, "events.shift_stands_alone")


def test_no_reason_no_calling_off(caller, event):
    shift = make_shift(event)

    answer = caller.post(f"/shifts/{shift.public_id}/call-off", {"reason": "  "})

    assert answer.status_code == 422
    assert Shift.objects.get().status == "planned"
