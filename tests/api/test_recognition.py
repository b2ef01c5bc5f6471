"""GET /me/recognition."""

import pytest

from recognition.services.opting import set_recognition
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.recognition import make_hours


@pytest.fixture
def hers(now, aliya, as_user):
    make_hours(make_signup(make_role(make_shift(days_ahead=-3)), aliya.volunteer), minutes=1_210)
    return as_user(aliya)


def test_milestones_months_and_schemes(hers, aliya, now):
    body = hers.get("/me/recognition").json()
    assert (body["is_off"], body["minutes"], body["active_months"]) == (False, 1_210, {"2026": [5]})
    assert body["milestones"][0] == {"hours": 10, "reached_on": "2026-05-01", "missing_minutes": 0}
    assert body["milestones"][1] == {"hours": 50, "reached_on": None, "missing_minutes": 1_790}
    (scheme,) = body["schemes"]
    assert (scheme["code"], scheme["year"], scheme["counted_minutes"]) == ("student_credit", 2026, 1_200)
    assert scheme["name"] == "Social student credit"
    assert scheme["best"] == [{"hours": 20, "money_kzt": 20_000, "credits": 2}]
    assert scheme["awards"][1] == {
        "hours": 50,
        "money_kzt": 50_000,
        "credits": 5,
        "reached_on": None,
        "missing_minutes": 1_800,
    }
    assert scheme["left_out"] == [{"reason": "rest", "cause": None, "minutes": 10}]

    set_recognition(volunteer=aliya.volunteer, is_on=False, actor=aliya, now=now)
    off = hers.get("/me/recognition").json()
    assert (off["is_off"], off["milestones"], off["active_months"]) == (True, [], {})
    assert off["schemes"] == body["schemes"]


def test_only_ones_own(anyone, zhanna, as_user, problem_of):
    assert anyone.get("/me/recognition").status_code == 401
    assert problem_of(as_user(zhanna).get("/me/recognition"))[0] == 404
