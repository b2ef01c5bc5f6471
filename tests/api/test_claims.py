"""What people say about hours, through the API: reported, objected to, answered, corrected, wished for by hand."""

import pytest

from core.models import Look
from recognition.models import Correction, HandCredit
from recognition.queries import minutes_of
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer


@pytest.fixture
def role(now, taza_su):
    return make_role(make_shift(make_opportunity(organisation=taza_su), days_ahead=-2))


@pytest.fixture
def held(role, aliya):
    return make_signup(role, aliya.volunteer)


@pytest.fixture
def confirmed(held):
    make_hours(held, minutes=120)
    return held


def test_a_report_is_declared_and_counts_nothing(held, aliya, as_user, problem_of):
    mine = as_user(aliya)
    told = mine.post(f"/signups/{held.public_id}/own-report", {"minutes": 200})
    assert (told.status_code, told.json()["minutes"]) == (201, 200)
    assert mine.post(f"/signups/{held.public_id}/own-report", {}).json()["minutes"] == 240
    assert minutes_of(aliya.volunteer) == 0
    assert problem_of(mine.post(f"/signups/{held.public_id}/own-report", {"minutes": 241})) == (
        422, "recognition.report_impossible"
    )  # fmt: skip


def test_an_objection_is_opened_listed_answered_and_hours_follow(confirmed, aliya, dana, taza_su, as_user, problem_of):
    word = {"reason": "minutes", "wanted_minutes": 180, "words": "I stayed till one."}
    opened = as_user(aliya).post(f"/signups/{confirmed.public_id}/objections", word)
    assert (opened.status_code, opened.json()["state"], opened.json()["minutes_before"]) == (201, "with_host", 120)
    again = as_user(aliya).post(f"/signups/{confirmed.public_id}/objections", word)
    assert problem_of(again) == (409, "recognition.already_objected")
    fix = as_user(dana).post(f"/signups/{confirmed.public_id}/correction", {"minutes": 60, "reason": "No."})
    assert problem_of(fix) == (409, "recognition.objection_first")

    (listed,) = as_user(dana).get(f"/organisations/{taza_su.bin}/objections").json()
    assert (listed["id"], listed["words"]) == (opened.json()["id"], "I stayed till one.")
    answer = as_user(dana).post(f"/objections/{listed['id']}/answer", {"is_right": True})

    assert (answer.json()["state"], answer.json()["minutes_after"]) == ("agreed", 180)
    assert [one["state"] for one in as_user(aliya).get("/me/objections").json()] == ["agreed"]
    assert minutes_of(aliya.volunteer) == 180
    late = as_user(dana).post(f"/objections/{listed['id']}/answer", {"is_right": True})
    assert problem_of(late) == (409, "recognition.dispute_moved")


def test_a_refusal_needs_words_and_is_taken_further_or_back(confirmed, aliya, dana, as_user, problem_of):
    word = {"reason": "minutes", "wanted_minutes": 180}
    number = as_user(aliya).post(f"/signups/{confirmed.public_id}/objections", word).json()["id"]
    answer = f"/objections/{number}/answer"
    assert problem_of(as_user(dana).post(answer, {"is_right": False})) == (422, "recognition.words_missing")
    assert as_user(dana).post(answer, {"is_right": False, "words": "Gate saw."}).json()["state"] == "refused"

    assert as_user(aliya).post(f"/me/objections/{number}/further").json()["state"] == "mediator"
    assert as_user(aliya).post(f"/me/objections/{number}/withdrawal").json()["state"] == "withdrawn"
    assert problem_of(as_user(dana).post(f"/me/objections/{number}/further")) == (
        404, "recognition.dispute_not_found"
    )  # fmt: skip


def test_a_correction_says_old_and_new(confirmed, aliya, dana, as_user, problem_of):
    path = f"/signups/{confirmed.public_id}/correction"
    made = as_user(dana).post(path, {"minutes": 90, "reason": "She left early."})
    assert (made.status_code, made.json()["minutes_before"], made.json()["minutes_after"]) == (201, 120, 90)
    assert minutes_of(aliya.volunteer) == 90
    assert problem_of(as_user(dana).post(path, {"minutes": 90, "reason": "Again."})) == (
        409, "recognition.minutes_unchanged"
    )  # fmt: skip
    for word in ({"minutes": -1, "reason": "x"}, {"minutes": 1441, "reason": "x"}, {"minutes": 60}):
        assert problem_of(as_user(dana).post(path, word)) == (422, "core.invalid_input")
    assert problem_of(as_user(dana).post(path, {"minutes": 60, "reason": " "})) == (
        422, "recognition.correction_reason_missing"
    )  # fmt: skip
    assert Correction.objects.count() == 1


def test_nobody_corrects_or_answers_her_own(confirmed, aliya, taza_su, as_user, problem_of):
    make_member(taza_su, user=aliya)
    own = as_user(aliya)
    number = own.post(f"/signups/{confirmed.public_id}/objections", {"reason": "not_mine"}).json()["id"]
    assert problem_of(own.post(f"/objections/{number}/answer", {"is_right": True})) == (403, "recognition.own_hours")
    word = {"minutes": 240, "reason": "More."}
    assert problem_of(own.post(f"/signups/{confirmed.public_id}/correction", word)) == (403, "recognition.own_hours")


def test_hours_by_hand_are_wished_for_and_listed(role, dana, taza_su, as_user, problem_of):
    helper = make_volunteer()
    path = f"/roles/{role.public_id}/hand-credits"
    word = {"contact": helper.user.email, "minutes": 120, "reason": "The list was full."}
    wished = as_user(dana).post(path, word)
    assert (wished.status_code, wished.json()["state"]) == (201, "waits")
    assert problem_of(as_user(dana).post(path, word)) == (409, "recognition.hand_credit_twice")
    nobody = as_user(dana).post(path, word | {"contact": "nobody@example.org"})
    assert problem_of(nobody) == (422, "recognition.hand_credit_refused")

    listed = as_user(dana).get(f"/organisations/{taza_su.bin}/hand-credits").json()
    assert [one["id"] for one in listed] == [str(HandCredit.objects.get().public_id)]
    assert Look.objects.filter(person=helper.user.public_id, purpose="hours").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_as_many_queries_however_many(
    count, role, aliya, dana, taza_su, as_user, django_assert_num_queries
):
    for day in range(count):
        place = make_signup(make_role(make_shift(role.shift.opportunity, days_ahead=-4 - day)), aliya.volunteer)
        as_user(aliya).post(f"/signups/{place.public_id}/objections", {"reason": "missing"})
    caller = as_user(aliya)
    with django_assert_num_queries(4):
        assert len(caller.get("/me/objections").json()) == count
    caller = as_user(dana)
    with django_assert_num_queries(5):
        assert len(caller.get(f"/organisations/{taza_su.bin}/objections").json()) == count
