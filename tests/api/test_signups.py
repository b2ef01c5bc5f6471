from uuid import uuid4

import pytest

from events.enums import OpportunityStatus, SignUpOrigin, SignUpStatus
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.volunteers import make_volunteer


@pytest.fixture
def role(now, db):
    return make_role(capacity=2)


def claim(caller, role):
    return caller.post(f"/shifts/{role.shift.public_id}/signups", {"role_id": str(role.public_id)})


def test_volunteer_takes_a_place(role, aliya, as_user):
    answer = claim(as_user(aliya), role)

    body = answer.json()
    signup = role.signups.get()
    assert answer.status_code == 201
    assert (body["id"], body["status"], body["origin"]) == (str(signup.public_id), "confirmed", "self")
    assert (body["role"]["name"], body["opportunity"]["title"]) == ("Helper", "Clean the river bank")
    assert body["shift"]["starts_at"] == "2026-05-09T10:00:00+05:00"
    assert signup.volunteer == aliya.volunteer
    role.refresh_from_db()
    assert role.taken_count == 1


def test_full_shift_refuses(role, aliya, as_user, problem_of):
    for _ in range(2):
        make_signup(role, make_volunteer())

    answer = claim(as_user(aliya), role)

    assert problem_of(answer) == (409, "events.shift_full")
    assert answer.json()["detail"] == "This shift is full. Choose another shift below."


def test_full_shift_leads_to_other_shifts_of_the_event_then_to_what_fits_then_to_the_queue(role, aliya, as_user):
    for _ in range(2):
        make_signup(role, make_volunteer())
    other = make_role(make_shift(role.shift.opportunity, days_ahead=7))

    steps = claim(as_user(aliya), role).json()["next"]

    assert [(step["rel"], step["method"], step["href"]) for step in steps] == [
        ("alternative", "POST", f"/api/v1/shifts/{other.shift.public_id}/signups"),
        ("suggestions", "GET", "/api/v1/me/suggestions"),
        ("waitlist", "POST", f"/api/v1/shifts/{role.shift.public_id}/waitlist"),
    ]
    assert (steps[0]["title"], steps[0]["body"]) == ("11.05.2026 10:00 · Helper", {"role_id": str(other.public_id)})
    caller = as_user(aliya)
    assert caller.post(steps[0]["href"].removeprefix("/api/v1"), steps[0]["body"]).status_code == 201
    assert caller.post(steps[2]["href"].removeprefix("/api/v1"), steps[2]["body"]).status_code == 201


def test_several_are_taken_at_once_and_each_other_wish_has_its_reason(role, aliya, as_user):
    later = make_role(make_shift(role.shift.opportunity, days_ahead=7), capacity=1)
    clash = make_role(make_shift(make_opportunity(title="Plant trees")))
    make_signup(later, make_volunteer())

    wishes = [str(one.public_id) for one in (later, clash, role)]
    answer = as_user(aliya).post("/me/signups", {"role_ids": wishes})

    items = answer.json()["items"]
    assert (answer.status_code, [one["role_id"] for one in items]) == (200, [wishes[2], wishes[1], wishes[0]])
    assert (items[0]["signup"]["status"], items[0]["problem"]) == ("confirmed", None)
    assert [one["problem"]["code"] for one in items[1:]] == ["events.shifts_clash", "events.shift_full"]
    assert [step["rel"] for step in items[2]["problem"]["next"]] == ["suggestions", "waitlist"]


def test_an_unknown_role_among_several_takes_nothing(role, aliya, as_user, problem_of):
    answer = as_user(aliya).post("/me/signups", {"role_ids": [str(role.public_id), str(uuid4())]})

    assert problem_of(answer) == (404, "events.role_not_found")
    assert not role.signups.exists()


def test_second_claim_refuses(role, aliya, as_user, problem_of):
    caller = as_user(aliya)
    assert claim(caller, role).status_code == 201

    assert problem_of(claim(caller, role)) == (409, "events.already_signed_up")


def test_clash_names_the_other_shift(role, aliya, as_user, problem_of):
    other = make_role(make_shift(make_opportunity(title="Plant trees"), days_ahead=5))
    make_signup(other, aliya.volunteer)

    answer = claim(as_user(aliya), role)

    assert problem_of(answer) == (409, "events.shifts_clash")
    assert "09.05.2026" in answer.json()["detail"]


def test_minor_with_consent_has_a_place_and_without_one_that_waits(role, bekzat, as_user):
    without = make_volunteer(age=15).user

    answers = [claim(as_user(minor), role) for minor in (bekzat, without)]

    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [
        (201, "confirmed"),
        (201, "awaiting"),
    ]


def test_minor_may_not_work_with_children(now, bekzat, as_user, problem_of):
    role = make_role(make_shift(make_opportunity(cause="child_protection")))

    assert problem_of(claim(as_user(bekzat), role)) == (403, "events.adults_only")


@pytest.mark.parametrize(
    ("wants", "code"),
    [
        ({"min_age": 30}, "events.too_young_for_role"),
        ({"required": {"first_aid": 2}}, "events.skill_missing"),
        ({"languages": 8}, "events.language_missing"),
    ],
)
def test_role_asks_for_more(now, aliya, as_user, problem_of, wants, code):
    role = make_role(make_shift(), **wants)

    assert problem_of(claim(as_user(aliya), role)) == (403, code)


def test_shift_that_takes_nobody(now, aliya, as_user, problem_of):
    caller = as_user(aliya)
    closed = make_role(make_shift(make_opportunity(status=OpportunityStatus.CLOSED)))
    unverified = make_role(make_shift(make_opportunity(organisation=make_organisation(verified=False))))
    held = make_role(make_shift(days_ahead=-1))

    assert problem_of(claim(caller, closed)) == (409, "events.shift_not_open")
    assert problem_of(claim(caller, unverified)) == (409, "events.shift_not_open")
    assert problem_of(claim(caller, held)) == (409, "events.shift_started")


def test_role_of_another_shift_or_a_draft_is_not_found(role, aliya, as_user, problem_of):
    caller = as_user(aliya)
    draft = make_role(make_shift(make_opportunity(published=False)))

    crossed = caller.post(f"/shifts/{draft.shift.public_id}/signups", {"role_id": str(role.public_id)})

    assert problem_of(crossed) == (404, "events.role_not_found")
    assert problem_of(claim(caller, draft)) == (404, "events.role_not_found")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [({}, "/role_id", "missing"), ({"role_id": "x"}, "/role_id", "uuid_parsing"), (None, "", "missing")],
)
def test_claim_without_a_role(role, aliya, as_user, problem_of, body, pointer, code):
    answer = as_user(aliya).post(f"/shifts/{role.shift.public_id}/signups", body)

    assert problem_of(answer) == (422, "core.invalid_input")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_only_volunteers_claim(role, anyone, zhanna, dana, erlan, as_user, problem_of):
    assert problem_of(claim(anyone, role)) == (401, "core.not_signed_in")
    for user in (zhanna, dana, erlan):
        assert problem_of(claim(as_user(user), role)) == (404, "volunteers.no_profile")
    role.refresh_from_db()
    assert role.taken_count == 0


def test_place_given_back(role, aliya, as_user, problem_of):
    signup = make_signup(role, aliya.volunteer)
    caller = as_user(aliya)

    answer = caller.send("DELETE", f"/signups/{signup.public_id}")

    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    role.refresh_from_db()
    assert role.taken_count == 0
    assert problem_of(caller.send("DELETE", f"/signups/{signup.public_id}")) == (409, "events.signup_closed")
    assert claim(caller, role).status_code == 201


@pytest.mark.parametrize(("answer", "status", "taken"), [("accept", "confirmed", 1), ("decline", "declined", 0)])
def test_invitation_answered(role, aliya, as_user, problem_of, answer, status, taken):
    signup = make_signup(role, aliya.volunteer, status=SignUpStatus.INVITED, origin=SignUpOrigin.INVITATION)
    caller = as_user(aliya)

    done = caller.post(f"/signups/{signup.public_id}/{answer}")

    assert (done.status_code, done.json()["status"]) == (200, status)
    role.refresh_from_db()
    assert role.taken_count == taken
    assert problem_of(caller.post(f"/signups/{signup.public_id}/{answer}")) == (409, "events.signup_closed")


@pytest.mark.parametrize(("verb", "tail"), [("DELETE", ""), ("POST", "/accept"), ("POST", "/decline")])
def test_places_of_others_are_not_found(role, aliya, zhanna, dana, as_user, anyone, problem_of, verb, tail):
    signup = make_signup(role, make_volunteer(), status=SignUpStatus.INVITED)
    path = f"/signups/{signup.public_id}{tail}"

    assert problem_of(anyone.send(verb, path)) == (401, "core.not_signed_in")
    assert problem_of(as_user(aliya).send(verb, path)) == (404, "events.signup_not_found")
    assert problem_of(as_user(zhanna).send(verb, path)) == (404, "volunteers.no_profile")
    assert problem_of(as_user(dana).send(verb, path)) == (404, "volunteers.no_profile")
    assert problem_of(as_user(aliya).send(verb, f"/signups/{uuid4()}{tail}")) == (404, "events.signup_not_found")


@pytest.mark.parametrize("count", [1, 3])
def test_my_places_cost_the_same_however_many(now, aliya, as_user, django_assert_num_queries, count):
    for ahead in range(count):
        make_signup(make_role(make_shift(days_ahead=ahead + 1)), aliya.volunteer)
    make_signup(make_role(), make_volunteer())
    caller = as_user(aliya)

    with django_assert_num_queries(4):  # session, account, profile, places
        body = caller.get("/me/signups").json()

    starts = [item["shift"]["starts_at"] for item in body["items"]]
    assert len(starts) == count
    assert starts == sorted(starts)


def test_my_places_page_by_page(now, aliya, as_user):
    shift_days = (3, 1, 2, 2, 5)
    made = {make_signup(make_role(make_shift(days_ahead=day)), aliya.volunteer).public_id for day in shift_days}
    caller, seen, cursor = as_user(aliya), [], ""

    while cursor is not None:
        body = caller.get("/me/signups", limit=2, cursor=cursor).json()
        seen += body["items"]
        cursor = body["next_cursor"]

    assert {item["id"] for item in seen} == {str(public_id) for public_id in made}
    assert len(seen) == len(shift_days)
    assert [item["shift"]["starts_at"][8:10] for item in seen] == ["05", "06", "06", "07", "09"]


def test_my_places_are_for_volunteers(anyone, zhanna, as_user, problem_of):
    assert problem_of(anyone.get("/me/signups")) == (401, "core.not_signed_in")
    assert problem_of(as_user(zhanna).get("/me/signups")) == (404, "volunteers.no_profile")


def test_closed_account_is_nobody(role, as_user, problem_of):
    user = make_user(is_active=False)

    assert problem_of(as_user(user).get("/me")) == (401, "core.not_signed_in")
