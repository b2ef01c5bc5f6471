from datetime import date

import pytest

from reports.services import catch_up
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import ASTANA, settlement
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

ALMATY = "kato:750000000"
SPRING = {"territory": ALMATY, "from": "2026-03-01", "to": "2026-05-31"}


def held(*, venue=None, starts_on=date(2026, 4, 10), volunteer=None, cause="ecology"):
    role = make_role(make_shift(make_opportunity(venue=venue, cause=cause), starts_on=starts_on))
    return make_hours(make_signup(role, volunteer or make_volunteer()))


def ask(caller, **changes):
    catch_up()  # as the job after every commit does
    return caller.client.get("/api/v1/reports/participation", SPRING | changes)


def test_officer_sees_people_once_and_minutes_summed(now, erlan, as_user):
    regular = make_volunteer()
    held(volunteer=regular)
    held(volunteer=regular, starts_on=date(2026, 3, 20), cause="inclusion")
    held()
    held(venue=settlement(ASTANA))
    held(starts_on=date(2026, 2, 27))

    body = ask(as_user(erlan)).json()

    assert (body["people"], body["minutes"], body["opportunities"], body["organisations"]) == (2, 720, 3, 3)
    assert (body["first_day"], body["last_day"]) == ("2026-03-01", "2026-05-31")
    assert body["territory"] == {"key": ALMATY, "name": "Almaty"}
    assert {row["cause"]: row["minutes"] for row in body["causes"]} == {
        "ecology": 480,
        "inclusion": 240,
        "child_protection": 0,
    }
    assert {row["month"]: row["people"] for row in body["months"]} == {
        "2026-03-01": 1,
        "2026-04-01": 2,
        "2026-05-01": 0,
    }


def test_both_days_belong_to_the_period(now, erlan, as_user):
    held(starts_on=date(2026, 3, 1)), held(starts_on=date(2026, 5, 3))

    body = ask(as_user(erlan), to="2026-05-03").json()

    assert body["people"] == 2


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"from": "2026-06-01"}, "/to", "core.period_reversed"),
        ({"from": "spring"}, "/from", "date_from_datetime_parsing"),
        ({"from": "1800-01-01"}, "/from", "greater_than_equal"),
        ({"territory": "Almaty"}, "/territory", "string_pattern_mismatch"),
        ({"territory": ""}, "/territory", "string_pattern_mismatch"),
    ],
)
def test_bad_value_is_named(now, erlan, as_user, problem_of, changes, pointer, code):
    answer = ask(as_user(erlan), **changes)

    assert problem_of(answer)[0] == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_officers_see_their_own_territory_only(now, erlan, as_user, problem_of):
    caller = as_user(erlan)

    assert problem_of(ask(caller, territory="kato:350000000")) == (404, "reports.territory_not_yours")
    assert problem_of(ask(caller, territory="999999999")) == (404, "reports.territory_not_yours")


def test_reports_are_for_officers(now, anyone, aliya, dana, zhanna, as_user, problem_of):
    assert problem_of(ask(anyone)) == (401, "core.not_signed_in")
    for user in (aliya, dana, zhanna):
        assert problem_of(ask(as_user(user))) == (403, "core.not_allowed")
