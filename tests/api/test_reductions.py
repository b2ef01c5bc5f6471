import pytest

from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer


@pytest.fixture
def role(now, db, taza_su):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)), capacity=3)
    for _ in range(3):
        make_signup(role, make_volunteer())
    return role


def reduce(caller, role, **wish):
    return caller.post(f"/roles/{role.public_id}/reductions", {"capacity": 2, "reason": "Rain."} | wish)


def test_a_coordinator_lowers_the_places_and_reads_who_left(role, dana, as_user):
    answer = reduce(as_user(dana), role)

    body, last = answer.json(), role.signups.order_by("pk").last()
    assert answer.status_code == 201
    assert (body["capacity_before"], body["capacity"], body["reason"]) == (3, 2, "Rain.")
    assert body["ended"] == [str(last.public_id)]
    assert last.status == "cancelled"


def test_nobody_too_many_is_a_conflict(role, dana, as_user, problem_of):
    assert problem_of(reduce(as_user(dana), role, capacity=3)) == (409, "events.nothing_to_reduce")


def test_a_wrong_number_of_people_is_named(role, dana, as_user, problem_of):
    assert problem_of(reduce(as_user(dana), role, leaving=[])) == (422, "events.leaving_miscounted")


def test_a_volunteer_does_not_find_it(role, aliya, as_user, problem_of):
    assert problem_of(reduce(as_user(aliya), role)) == (404, "events.role_not_found")
