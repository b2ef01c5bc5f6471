import pytest

from ngos.enums import MembershipRole
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_skill


def test_account_with_roles(erlan, as_user):
    assert as_user(erlan).get("/me").json() == {
        "id": str(erlan.public_id),
        "email": "erlan@example.org",
        "phone": None,
        "full_name": "Ерлан Жақсыбеков",
        "language": "en",
        "grants": [{"role": "akimat_officer", "territory": "kato:750000000"}],
    }


def test_account_changes_only_what_is_sent(aliya, as_user):
    body = as_user(aliya).send("PATCH", "/me", {"language": "kk"}).json()

    assert (body["language"], body["full_name"]) == ("kk", "Әлия Серікова")


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"language": "de"}, "/language", "enum"),
        ({"full_name": ""}, "/full_name", "string_too_short"),
        ({"full_name": "   "}, "/full_name", "string_too_short"),
        ({"full_name": "x" * 151}, "/full_name", "string_too_long"),
        ({"full_name": "a\x00"}, "/full_name", "string_pattern_mismatch"),
        ({"full_name": 7}, "/full_name", "string_type"),
    ],
)
def test_account_refuses(aliya, as_user, problem_of, change, pointer, code):
    answer = as_user(aliya).send("PATCH", "/me", change)

    assert problem_of(answer) == (422, "core.invalid_input")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_profile(now, aliya, as_user):
    body = as_user(aliya).get("/me/profile").json()

    assert body["home"]["key"] == "geonames:1526384"
    assert (body["birth_date"], body["max_km"], body["languages"]) == ("2005-01-01", 25, ["kk", "ru", "en"])
    assert body["cause_weights"] == {"ecology": 1, "child_protection": 1, "inclusion": 1}
    assert len(body["free_times"]) == 21
    assert body["skills"] == {}


def test_profile_changes(aliya, as_user):
    change = {
        "home": "Талғар",
        "max_km": 40,
        "accepts_remote": False,
        "languages": ["kk", "sign"],
        "cause_weights": {"ecology": 3},
        "free_times": [{"weekday": 5, "part": 0}, {"weekday": 6, "part": 2}],
        "max_minutes_week": 600,
        "max_shifts_week": 2,
    }
    caller = as_user(aliya)

    answer = caller.send("PATCH", "/me/profile", change)

    body = answer.json()
    assert answer.status_code == 200
    assert body == caller.get("/me/profile").json()
    assert (body["home"]["key"], body["home"]["latitude"]) == ("geonames:1518518", 43.30235)
    assert body["cause_weights"] == {"ecology": 3, "child_protection": 1, "inclusion": 1}
    unchanged = {"home", "cause_weights", "birth_date"}
    assert {name: body[name] for name in change.keys() - unchanged} == {
        name: change[name] for name in change.keys() - unchanged
    }


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"home": "Нигде"}, "/home", "places.unknown_place"),
        ({"home": "0,0"}, "/home", "places.point_outside_country"),
        ({"max_km": 0}, None, "volunteers.profile_out_of_range"),
        ({"max_km": 10**9}, None, "volunteers.profile_out_of_range"),
        ({"max_shifts_week": 8}, None, "volunteers.profile_out_of_range"),
        ({"max_minutes_week": -5}, None, "volunteers.profile_out_of_range"),
        ({"cause_weights": {"ecology": 4}}, None, "volunteers.profile_out_of_range"),
        ({"cause_weights": {"sport": 1}}, "/cause_weights/sport", "enum"),
        ({"languages": []}, "/languages", "too_short"),
        ({"languages": ["de"]}, "/languages/0", "literal_error"),
        ({"free_times": [{"weekday": 7, "part": 0}]}, "/free_times/0/weekday", "less_than_equal"),
        ({"free_times": [{"weekday": 0, "part": 3}]}, "/free_times/0/part", "enum"),
        ({"max_km": "far"}, "/max_km", "int_parsing"),
    ],
)
def test_profile_refuses(aliya, as_user, problem_of, change, pointer, code):
    answer = as_user(aliya).send("PATCH", "/me/profile", change)

    status, problem_code = problem_of(answer)
    errors = [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert status == 422
    assert errors == ([(pointer, code)] if pointer else [])
    assert problem_code == (code if "." in code else "core.invalid_input")


def test_skills_become_exactly_these(aliya, as_user):
    make_skill("first_aid"), make_skill("driving")
    caller = as_user(aliya)
    caller.send("PUT", "/me/skills", {"skills": {"first_aid": 2, "driving": 1}})

    body = caller.send("PUT", "/me/skills", {"skills": {"driving": 3}}).json()

    assert body["skills"] == {"driving": 3}


@pytest.mark.parametrize(
    ("skills", "code"),
    [({"flying": 1}, "volunteers.skill_unknown"), ({"first_aid": 4}, "volunteers.skill_level_unknown")],
)
def test_skills_refused(aliya, as_user, problem_of, skills, code):
    make_skill("first_aid")

    assert problem_of(as_user(aliya).send("PUT", "/me/skills", {"skills": skills})) == (422, code)


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [("GET", "/me/profile", None), ("PATCH", "/me/profile", {}), ("PUT", "/me/skills", {"skills": {}})],
)
def test_profile_is_for_volunteers(anyone, zhanna, as_user, problem_of, verb, path, body):
    assert problem_of(anyone.send(verb, path, body)) == (401, "core.not_signed_in")
    assert problem_of(as_user(zhanna).send(verb, path, body)) == (404, "volunteers.no_profile")


@pytest.mark.parametrize("count", [1, 3])
def test_organisations_i_act_for(zhanna, as_user, django_assert_num_queries, count):
    for _ in range(count):
        make_member(make_organisation(), user=zhanna, role=MembershipRole.OWNER)
    make_organisation()
    caller = as_user(zhanna)

    with django_assert_num_queries(3):  # session, account, memberships
        items = caller.get("/me/organisations").json()["items"]

    assert [item["role"] for item in items] == ["org_owner"] * count


def test_skill_catalogue_in_the_readers_language(db, as_user):
    make_skill("first_aid")

    items = as_user(language="ru").get("/skills").json()["items"]

    first_aid = next(item for item in items if item["code"] == "first_aid")
    assert first_aid["name"] == first_aid["name_i18n"]["ru"]
    assert [item["group"] for item in items] == sorted(item["group"] for item in items)
