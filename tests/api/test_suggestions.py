import pytest

from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.places import ASTANA, TALGAR, settlement
from tests.factories.volunteers import make_volunteer


@pytest.mark.parametrize("count", [1, 3])
def test_suggestions_cost_the_same_however_many(now, aliya, as_user, django_assert_num_queries, count):
    for _ in range(count):
        make_role(make_shift(make_opportunity()), wanted={"first_aid": 1})
    caller = as_user(aliya)

    with django_assert_num_queries(18):
        items = caller.get("/me/suggestions").json()["items"]

    assert len(items) == count


def test_parts_add_up_and_reasons_are_sentences(now, aliya, as_user):
    near = make_role(make_shift(make_opportunity(cause="ecology")))
    farther = make_role(make_shift(make_opportunity(venue=settlement(TALGAR)), days_ahead=6))
    make_role(make_shift(make_opportunity(venue=settlement(ASTANA)), days_ahead=7))

    items = as_user(aliya).get("/me/suggestions").json()["items"]

    assert [item["role"]["id"] for item in items] == [str(near.public_id)]
    assert farther.public_id
    for item in items:
        assert sum(item["parts"].values()) == item["score"]
        assert item["level"]["label"]
        assert {reason["verdict"] for reason in item["reasons"]} <= {"fits", "check"}
        assert all(reason["title"] and reason["sentence"] for reason in item["reasons"])
    assert items[0]["distance_km"] == pytest.approx(0, abs=0.01)
    assert items[0]["opportunity"]["title"] == "Clean the river bank"


def test_limit(now, aliya, as_user, problem_of):
    for _ in range(3):
        make_role(make_shift(make_opportunity()))
    caller = as_user(aliya)

    assert len(caller.get("/me/suggestions", limit=2).json()["items"]) == 2
    assert problem_of(caller.get("/me/suggestions", limit=0)) == (422, "core.invalid_input")


def test_suggestions_are_for_volunteers(anyone, zhanna, as_user, problem_of):
    assert problem_of(anyone.get("/me/suggestions")) == (401, "core.not_signed_in")
    assert problem_of(as_user(zhanna).get("/me/suggestions")) == (404, "volunteers.no_profile")


def test_candidates_best_first_without_what_is_private(now, dana, taza_su, as_user):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)), required={"first_aid": 2})
    skilled = make_volunteer(user=make_user(full_name="Әлия Серікова"), skills={"first_aid": 3})
    make_volunteer(user=make_user(full_name="Марат Ли"))

    items = as_user(dana).get(f"/roles/{role.public_id}/candidates").json()["items"]

    (item,) = items
    assert (item["volunteer_id"], item["volunteer"]) == (str(skilled.public_id), "Әлия С.")
    assert sum(item["parts"].values()) == item["score"]
    assert set(item["distance"]) == {"code", "label"}
    assert "Серікова" not in str(items)
    assert "@" not in str(items)


def test_candidates_are_for_its_coordinators(now, anyone, aliya, zhanna, erlan, taza_su, as_user, problem_of):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)))
    path = f"/roles/{role.public_id}/candidates"

    assert problem_of(anyone.get(path)) == (401, "core.not_signed_in")
    for user in (aliya, zhanna, erlan):
        assert problem_of(as_user(user).get(path)) == (404, "events.role_not_found")


def test_changes_say_exactly_what_they_add_and_the_list_agrees_when_they_are_made(now, aliya, as_user):
    make_role(make_shift(make_opportunity()))
    make_role(make_shift(make_opportunity(is_remote=True), days_ahead=6))
    type(aliya.volunteer).objects.filter(pk=aliya.volunteer.pk).update(accepts_remote=False)
    caller = as_user(aliya)
    before = caller.get("/me/suggestions").json()["opportunity_count"]

    (change,) = caller.get("/me/changes").json()["items"]
    type(aliya.volunteer).objects.filter(pk=aliya.volunteer.pk).update(accepts_remote=True)

    assert change["steps"] == [{"code": "remote", "label": "Online work too", "values": {"accepts_remote": "1"}}]
    assert caller.get("/me/suggestions").json()["opportunity_count"] == before + change["opportunity_count"] == 2


def test_changes_are_for_volunteers(anyone, zhanna, as_user, problem_of):
    assert problem_of(anyone.get("/me/changes")) == (401, "core.not_signed_in")
    assert problem_of(as_user(zhanna).get("/me/changes")) == (404, "volunteers.no_profile")


def test_candidates_say_how_many_fit_and_who_lacks_one_thing(now, dana, taza_su, as_user):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)), required={"first_aid": 2})
    for skills in ({"first_aid": 3}, *[{}] * 5):
        make_volunteer(skills=skills)

    found = as_user(dana).get(f"/roles/{role.public_id}/candidates").json()

    assert found["fitting_count"] == len(found["items"]) == 1
    assert found["lacking"] == ["5 people: all fits but the skill “First aid”"]
