"""Access needs over the API: mine to set, mine to share for one place, mine to take back."""

import pytest

from events.models import SignUp
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from volunteers.models import Volunteer


@pytest.fixture
def me(now, aliya, as_user):
    return as_user(aliya)


@pytest.fixture
def place(me, aliya):
    me.send("PATCH", "/me/profile", {"access_needs": ["step_free", "breaks"]})
    return make_signup(make_role(make_shift()), aliya.volunteer)


def test_profile_takes_codes_and_gives_them_back_in_order(me, aliya):
    answer = me.send("PATCH", "/me/profile", {"access_needs": ["breaks", "step_free", "breaks"]})

    assert answer.json()["access_needs"] == ["step_free", "breaks"]
    assert answer.json()["filters_by_needs"] is True
    assert Volunteer.objects.get(user=aliya).access_needs == 129
    assert me.send("PATCH", "/me/profile", {"max_km": 7}).json()["access_needs"] == ["step_free", "breaks"]
    assert me.send("PATCH", "/me/profile", {"access_needs": []}).json()["access_needs"] == []


@pytest.mark.parametrize("wrong", [["blind"], ["STEP_FREE"], "step_free", [1], 129])
def test_profile_refuses_what_is_no_need(me, aliya, wrong, problem_of):
    assert problem_of(me.send("PATCH", "/me/profile", {"access_needs": wrong}))[0] == 422
    assert Volunteer.objects.get(user=aliya).access_needs == 0


def test_sharing_and_taking_back(me, place):
    path = f"/signups/{place.public_id}/needs"

    assert me.get(path).json()["needs"] == []
    shared = me.post(path, {"needs": ["step_free"]}).json()
    assert (shared["needs"], shared["sentences"]) == (["step_free"], ["A ramp or level way is needed."])
    assert me.get(path).json() == shared
    for _time in range(2):
        assert me.send("DELETE", path).json()["needs"] == []
    assert SignUp.objects.get().shared_needs == 0


def test_what_the_profile_does_not_say_is_refused(me, place, problem_of):
    path = f"/signups/{place.public_id}/needs"

    assert problem_of(me.post(path, {"needs": ["sign_language"]})) == (422, "events.need_not_named")
    assert problem_of(me.post(path, {"needs": []}))[0] == 422
    assert SignUp.objects.get().shared_needs == 0


def test_somebody_elses_place_is_not_found(me, place, bekzat, dana, anyone, as_user, problem_of):
    path = f"/signups/{place.public_id}/needs"

    for caller, status in ((as_user(bekzat), 404), (as_user(dana), 404), (anyone, 401)):
        for answer in (caller.get(path), caller.post(path, {"needs": ["breaks"]}), caller.send("DELETE", path)):
            assert problem_of(answer)[0] == status


def test_suggestions_say_that_a_place_has_what_she_needs_and_leave_out_the_rest(me, aliya):
    me.send("PATCH", "/me/profile", {"access_needs": ["step_free", "quiet_place"]})
    make_role(make_shift(make_opportunity(title="Stairs", is_step_free=True)))
    make_role(make_shift(make_opportunity(title="Calm", is_step_free=True, has_quiet_place=True), days_ahead=6))

    (only,) = me.get("/me/suggestions").json()["items"]

    assert only["opportunity"]["title"] == "Calm"
    (reason,) = [reason for reason in only["reasons"] if reason["code"] == "access"]
    assert (reason["verdict"], reason["title"]) == ("fits", "It has what you need")
    assert reason["sentence"] == "Here there is: a way without steps, a quiet place to rest."
    me.send("PATCH", "/me/profile", {"filters_by_needs": False})
    assert len(me.get("/me/suggestions").json()["items"]) == 2
