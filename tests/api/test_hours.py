import pytest

from events.enums import SignUpStatus
from recognition.models import LedgerEntry
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer


@pytest.fixture
def held(now, taza_su, aliya):
    role = make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-2))
    return make_signup(role, aliya.volunteer)


def confirm(caller, signup, **word):
    return caller.post(f"/signups/{signup.public_id}/attendance", {"outcome": "present", "minutes": 240} | word)


def test_confirmed_shift_becomes_hours(held, aliya, dana, as_user):
    before = as_user(aliya).get("/me/hours").json()

    answer = confirm(as_user(dana), held, minutes=180)

    after = as_user(aliya).get("/me/hours").json()
    assert (answer.status_code, answer.json()["attendance"]["minutes"]) == (201, 180)
    assert (before["confirmed_minutes"], before["waiting_minutes"]) == (0, 240)
    assert (after["confirmed_minutes"], after["waiting_minutes"], after["active_months"]) == (180, 0, 1)
    assert after["minutes_by_cause"] == {"ecology": 180, "child_protection": 0, "inclusion": 0}
    (entry,) = after["entries"]
    assert (entry["worked_on"], entry["minutes"], entry["kind"]) == ("2026-05-02", 180, "credit")
    assert entry["opportunity"]["title"] == "Clean the river bank"


def test_who_did_not_come_earns_nothing(held, dana, as_user):
    answer = confirm(as_user(dana), held, outcome="absent", minutes=0)

    assert (answer.status_code, answer.json()["attendance"]["outcome"]) == (201, "absent")
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ({"minutes": 0}, (422, "events.minutes_impossible")),
        ({"minutes": 241}, (422, "events.minutes_impossible")),
        ({"minutes": -1}, (422, "core.invalid_input")),
        ({"minutes": "all"}, (422, "core.invalid_input")),
        ({"outcome": "late"}, (422, "core.invalid_input")),
    ],
)
def test_impossible_word(held, dana, as_user, problem_of, word, expected):
    assert problem_of(confirm(as_user(dana), held, **word)) == expected
    assert not LedgerEntry.objects.exists()


def test_one_word_only_after_the_shift_about_people_who_were_to_come(held, dana, taza_su, as_user, problem_of):
    caller = as_user(dana)
    ahead = make_signup(make_role(make_shift(make_opportunity(organisation=taza_su))), make_volunteer())
    gone = make_signup(held.role, make_volunteer(), status=SignUpStatus.WITHDRAWN)
    confirm(caller, held)

    assert problem_of(confirm(caller, held)) == (409, "events.already_confirmed")
    assert problem_of(confirm(caller, ahead)) == (409, "events.shift_not_over")
    assert problem_of(confirm(caller, gone)) == (409, "events.signup_closed")
    assert LedgerEntry.objects.count() == 1


def test_nobody_confirms_their_own_hours(held, aliya, taza_su, as_user, problem_of):
    make_member(taza_su, user=aliya)

    assert problem_of(confirm(as_user(aliya), held)) == (403, "recognition.own_hours")


def test_attendance_is_for_its_coordinators(held, anyone, aliya, zhanna, erlan, as_user, problem_of):
    assert problem_of(confirm(anyone, held)) == (401, "core.not_signed_in")
    for user in (aliya, zhanna, erlan):
        assert problem_of(confirm(as_user(user), held)) == (404, "events.signup_not_found")


@pytest.mark.parametrize("count", [1, 3])
def test_hours_cost_the_same_however_many(now, aliya, as_user, django_assert_num_queries, count):
    for day in range(count):
        make_hours(make_signup(make_role(make_shift(days_ahead=-3 - day)), aliya.volunteer))
    caller = as_user(aliya)

    with django_assert_num_queries(5):  # session, account, profile, entries, waiting
        body = caller.get("/me/hours").json()

    assert body["confirmed_minutes"] == 240 * count


def test_hours_are_for_volunteers(anyone, zhanna, as_user, problem_of):
    assert problem_of(anyone.get("/me/hours")) == (401, "core.not_signed_in")
    assert problem_of(as_user(zhanna).get("/me/hours")) == (404, "volunteers.no_profile")
