import json

import pytest
from django.test import Client

from config import problems
from events import queries
from tests.factories.events import make_opportunity, make_role, make_shift

NOBODY = "00000000-0000-0000-0000-000000000000"


def test_unknown_address(anyone, problem_of):
    assert problem_of(anyone.get("/no/such/thing")) == (404, "core.not_found")


def test_unknown_thing(anyone, problem_of):
    assert problem_of(anyone.get(f"/opportunities/{NOBODY}")) == (404, "events.opportunity_not_found")


def test_wrong_method_names_the_right_ones(anyone, problem_of):
    answer = anyone.send("DELETE", "/opportunities")

    assert problem_of(answer) == (405, "core.method_not_allowed")
    assert answer["Allow"] == "GET"


def test_nobody_signed_in(anyone, problem_of):
    assert problem_of(anyone.get("/me")) == (401, "core.not_signed_in")


def test_nobody_signed_in_hears_that_before_the_missing_token(db, problem_of):
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post(f"/api/v1/shifts/{NOBODY}/signups", "{}", content_type="application/json")

    assert problem_of(answer) == (401, "core.not_signed_in")


def test_writing_needs_the_token_of_the_session(aliya, as_user, problem_of):
    caller = as_user(aliya, enforce_csrf_checks=True)

    assert problem_of(caller.send("PATCH", "/me", {"full_name": "Somebody"})) == (403, "core.csrf_missing")


def test_writing_with_the_token_works(aliya, as_user):
    caller = as_user(aliya, enforce_csrf_checks=True)
    token = caller.client.cookies["csrftoken"] = "a" * 32

    answer = caller.client.patch(
        "/api/v1/me", json.dumps({"language": "ru"}), content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert (answer.status_code, answer.json()["language"]) == (200, "ru")


def test_body_that_is_not_json(aliya, as_user, problem_of):
    caller = as_user(aliya)

    answer = caller.client.patch("/api/v1/me", "{not json", content_type="application/json")

    assert problem_of(answer) == (400, "core.request_unreadable")


def test_every_wrong_input_is_named(anyone, problem_of):
    answer = anyone.get("/opportunities", km="-1", limit="101", cause="sport", from_="yesterday")

    assert problem_of(answer) == (422, "core.invalid_input")
    assert {(error["pointer"], error["code"]) for error in answer.json()["errors"]} == {
        ("/km", "greater_than"),
        ("/limit", "less_than_equal"),
        ("/cause/0", "enum"),
        ("/from", "date_from_datetime_parsing"),
    }


def test_wrong_input_deep_in_a_body(dana, taza_su, as_user):
    answer = as_user(dana).post(
        f"/organisations/{taza_su.bin}/opportunities",
        {"cause": "ecology", "title_i18n": {}, "contact_name": "D", "shift": {"roles": [{"capacity": "many"}]}},
    )

    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert {"/shift/roles/0/capacity", "/shift/roles/0/name_i18n", "/shift/starts_on"} <= pointers


def refused_fields(answer):
    return [(error["pointer"], error["code"], error["detail"]) for error in answer.json()["errors"]]


def test_unknown_field_of_a_body_is_named(aliya, as_user, problem_of):
    answer = as_user(aliya).send("PATCH", "/me/profile", {"max_km": 7, "birth_date": "2000-01-01"})

    assert problem_of(answer) == (422, "core.invalid_input")
    assert refused_fields(answer) == [("/birth_date", "extra_forbidden", "We do not know a field named “birth_date”.")]
    assert as_user(aliya).get("/me/profile").json()["max_km"] != 7


@pytest.mark.parametrize("path", ["/opportunities", "/territories", "/skills", f"/shifts/{NOBODY}"])
def test_unknown_name_in_a_query_is_named(anyone, problem_of, path):
    answer = anyone.get(path, topic="ecology")

    assert problem_of(answer) == (422, "core.invalid_input")
    assert refused_fields(answer) == [("/topic", "extra_forbidden", "We do not know a field named “topic”.")]


def test_stranger_with_an_unknown_name_hears_to_sign_in_first(anyone, problem_of):
    assert problem_of(anyone.get("/me", nonsense="1")) == (401, "core.not_signed_in")


@pytest.mark.parametrize(
    ("language", "detail"),
    [("en", "Please sign in first."), ("de", None), ("ru", None), ("kk", None)],
)
def test_answer_names_its_language(db, as_user, language, detail):
    answer = as_user(language=language).get("/me")

    assert answer["Content-Language"] == (language if language != "de" else "kk")
    assert detail is None or answer.json()["detail"] == detail


def test_fault_says_nothing_about_itself(anyone, problem_of, monkeypatch, caplog):
    def broken(*args, **options):
        raise RuntimeError("password=secret")

    monkeypatch.setattr(queries, "search_opportunities", broken)

    answer = anyone.get("/opportunities")

    assert problem_of(answer) == (500, "core.unexpected")
    assert b"secret" not in answer.content
    assert "api.fault" in caplog.text


def test_too_many_calls_say_when_to_come_back(anyone, problem_of, now):
    answers = [anyone.get("/skills") for _ in range(61)]

    assert [answer.status_code for answer in answers[:60]] == [200] * 60
    assert problem_of(answers[60]) == (429, "core.too_many")
    assert 0 < int(answers[60]["Retry-After"]) <= 60


def test_type_of_a_problem_can_be_read_in_three_languages(anyone):
    body = anyone.get("/problems/events.shift_full").json()

    assert (body["code"], body["status"], body["title"]) == ("events.shift_full", 409, "Conflict")
    assert body["detail_i18n"]["en"] == "This shift is full. Choose another shift below."
    assert body["detail_i18n"]["kk"]
    assert body["detail_i18n"]["ru"]


def test_every_known_problem_has_a_page(anyone):
    known = problems.known_problems()

    assert len(known) > 40
    assert {anyone.get(f"/problems/{code}").status_code for code in list(known)[::11]} == {200}


def test_unknown_type_of_a_problem(anyone, problem_of):
    assert problem_of(anyone.get("/problems/core.nonsense")) == (404, "core.not_found")


@pytest.mark.parametrize("cursor", ["%", "abc", "WzFd", "WyJ4Il0", "WyJ4IiwgInkiLCAieiJd"])
def test_cursor_of_somebody_else(aliya, as_user, problem_of, cursor):
    make_role(make_shift(make_opportunity()))
    caller = as_user(aliya)

    for path in ("/opportunities", "/organisations", "/me/signups", "/territories"):
        answer = caller.get(path, cursor=cursor)
        if answer.status_code != 200:  # any text is a possible name in a list ordered by names
            assert problem_of(answer) == (422, "core.bad_cursor")
        else:
            assert path == "/organisations"
