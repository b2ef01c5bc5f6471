from hashlib import sha256

import pytest
import time_machine

from events.enums import ScanOutcome
from events.models import GateScan
from events.queries.gate import keys
from events.queries.gate.words import OWN_SENTENCES, SENTENCES, own_sentence_of, sentence_of, tone_of
from tests.events.gate.doors import pass_scan
from tests.factories.accounts import make_user
from tests.factories.events import make_scan, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def door(desk, shift, at):
    with time_machine.travel(at, tick=False):
        return desk.get(f"/api/v1/shifts/{shift.public_id}/door", headers={"accept-language": "en"})


def test_a_phone_keeps_names_roles_standing_and_marks_and_nothing_else(desk, shift, start, signup, answers, dana):
    answers([pass_scan(signup, start)], start)

    kept = door(desk, shift, start).json()
    person = kept["people"][0]

    assert set(person) == {
        "signup_id", "name", "role_id", "is_allowed", "standing", "is_waiting_for_guardian", "marks",
        "checked_in_at", "checked_in_by", "checked_out_at",
    }  # fmt: skip
    assert (person["name"], person["standing"], person["checked_in_by"]) == (
        "Әлия С.",
        "May take this shift.",
        "Дана Ә.",
    )
    assert kept["server_time"].startswith("2026-05-04T")


def test_a_phone_knows_a_code_by_its_mark_without_keeping_the_code(desk, shift, start, signup):
    kept = door(desk, shift, start).json()
    token = keys.pass_token(signup.volunteer_id, shift.starts_on)
    letters = keys.pass_letters(signup.volunteer_id, shift.starts_on)[0]

    marks = [sha256((kept["salt"] + code).encode()).hexdigest()[:32] for code in (token, letters)]

    assert kept["people"][0]["marks"] == marks
    assert token not in str(kept)
    assert letters not in str(kept)


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_however_many_come(desk, shift, start, role, people, assert_chained_queries):
    for _ in range(people):
        make_signup(role, make_volunteer(user=make_user()))

    with assert_chained_queries(20):
        assert door(desk, shift, start).status_code == 200


@pytest.mark.parametrize("scans", [1, 3])
def test_the_review_costs_the_same_however_much_there_is(desk, shift, start, role, scans, assert_chained_queries):
    for _ in range(scans):
        make_scan(make_signup(role, make_volunteer(user=make_user())))

    with assert_chained_queries(15), time_machine.travel(start, tick=False):
        found = desk.get(f"/api/v1/shifts/{shift.public_id}/gate-review").json()

    assert (len(found["to_look_at"]), found["expected_count"]) == (scans, scans)


def test_the_screen_gets_ten_minutes_of_codes(desk, shift, start):
    with time_machine.travel(start, tick=False):
        found = desk.get(f"/api/v1/shifts/{shift.public_id}/gate-codes").json()

    assert len({one["code"] for one in found["codes"]}) == 20
    assert found["codes"][0]["path"] == f"/g/{found['codes'][0]['code']}"
    assert found["word"] == keys.word_of_the_day(shift)


@pytest.mark.parametrize("outcome", ScanOutcome)
def test_every_answer_has_a_colour_and_a_sentence(outcome, shift):
    details = {"minutes": 12, "at": shift.starts_at.isoformat(), "gate": "minimum_age", "years": 18}
    scan = GateScan(outcome=outcome, details=details)

    assert tone_of(outcome) in ("good", "warn", "bad")
    assert len(sentence_of(scan, {}, "Asia/Almaty")) > 3
    if outcome in OWN_SENTENCES or outcome in SENTENCES:
        assert len(own_sentence_of(scan)) > 3
