from copy import deepcopy

import pytest

from events.enums import OpportunityStatus
from events.models import Opportunity
from ngos.enums import MembershipRole
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation
from tests.factories.volunteers import make_skill, make_volunteer

SHIFT = {
    "starts_on": "2026-05-09",
    "start_time": "10:00",
    "ends_on": "2026-05-09",
    "end_time": "14:00",
    "roles": [
        {
            "name_i18n": {"kk": "Көмекші", "en": "Helper"},
            "capacity": 10,
            "minimum": 4,
            "min_age": 16,
            "languages": ["kk"],
            "required_skills": {"first_aid": 2},
            "wanted_skills": {"driving": 1},
        }
    ],
}
WISH = {
    "cause": "ecology",
    "title_i18n": {"kk": "Өзен жағасын тазалау", "en": "Clean the river bank"},
    "description_i18n": {"en": "We pick up litter."},
    "place": "Алматы",
    "address": "Abai avenue 10",
    "languages": ["kk", "ru"],
    "min_age": 16,
    "contact_name": "Dana",
    "hazards": [],
    "contact_phone": "+7 701 000 00 00",
    "access": {"is_step_free": True, "effort": "heavy"},
    "shift": SHIFT,
}


@pytest.fixture
def wish(now, db):
    make_skill("first_aid"), make_skill("driving")
    return deepcopy(WISH)


def post_wish(caller, organisation, wish):
    return caller.post(f"/organisations/{organisation.bin}/opportunities", wish)


def test_draft_with_its_first_shift(wish, dana, taza_su, as_user, anyone):
    answer = post_wish(as_user(dana), taza_su, wish)

    body = answer.json()
    (shift,) = body["shifts"]
    (role,) = shift["roles"]
    assert answer.status_code == 201
    assert (body["status"], body["title"], body["languages"]) == ("draft", "Clean the river bank", ["kk", "ru"])
    assert body["place"] == {
        "key": "geonames:1526384",
        "name": "Almaty",
        "address": "Abai avenue 10",
        "latitude": 43.25249,
        "longitude": 76.9115,
    }
    assert (body["access"]["is_step_free"], body["access"]["effort"]) == (True, "heavy")
    assert (shift["starts_at"], shift["duration_minutes"]) == ("2026-05-09T10:00:00+05:00", 240)
    assert (role["capacity"], role["minimum"], role["min_age"], role["languages"]) == (10, 4, 16, ["kk"])
    assert len(role["skills"]) == 2
    assert anyone.get(f"/opportunities/{body['id']}").status_code == 404


def test_draft_at_a_point_of_its_own(wish, dana, taza_su, as_user):
    body = post_wish(as_user(dana), taza_su, wish | {"place": "43.20, 76.80"}).json()

    assert (body["place"]["latitude"], body["place"]["longitude"]) == (43.2, 76.8)
    assert body["place"]["key"].startswith("geonames:")


def test_online_draft_needs_no_place(wish, dana, taza_su, as_user):
    body = post_wish(as_user(dana), taza_su, wish | {"is_remote": True, "place": ""}).json()

    assert (body["is_remote"], body["place"]) == (True, None)


def test_draft_shift_publish_and_found(wish, dana, taza_su, as_user, anyone):
    caller = as_user(dana)
    draft = post_wish(caller, taza_su, wish).json()
    more = SHIFT | {"starts_on": "2026-05-10", "ends_on": "2026-05-11", "start_time": "22:00", "end_time": "06:00"}

    longer = caller.post(f"/opportunities/{draft['id']}/shifts", more)
    published = caller.post(f"/opportunities/{draft['id']}/publish")

    assert (longer.status_code, len(longer.json()["shifts"])) == (201, 2)
    assert (published.status_code, published.json()["status"]) == (200, "published")
    assert [item["id"] for item in anyone.get("/opportunities").json()["items"]] == [draft["id"]]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"title_i18n": {}}, "/title", "events.title_missing"),
        ({"place": ""}, "/place", "events.place_missing"),
        ({"place": "Нигде"}, "/place", "places.unknown_place"),
        ({"min_age": 13}, "/min_age", "events.minimum_age_impossible"),
        ({"min_age": 10**6}, "/min_age", "events.minimum_age_impossible"),
        ({"cause": "sport"}, "/cause", "enum"),
        ({"languages": ["de"]}, "/languages/0", "literal_error"),
        ({"contact_name": " "}, "/contact_name", "string_too_short"),
        ({"title_i18n": {"en": "x" * 141}}, "/title_i18n/en", "string_too_long"),
        ({"bring_i18n": {"en": "x" * 301}}, "/bring_i18n/en", "string_too_long"),
        ({"title_i18n": {"en": "a\x00b"}}, "/title_i18n/en", "string_pattern_mismatch"),
    ],
)
def test_draft_refused(wish, dana, taza_su, as_user, problem_of, change, pointer, code):
    answer = post_wish(as_user(dana), taza_su, wish | change)

    assert problem_of(answer)[0] == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"end_time": "09:00"}, "/end_time", "events.shift_ends_before_start"),
        ({"ends_on": "2026-05-12"}, "/end_time", "events.shift_too_long"),
        ({"starts_on": "2020-05-09", "ends_on": "2020-05-09"}, "/starts_on", "events.shift_date_impossible"),
        ({"starts_on": "9.5.2026"}, "/shift/starts_on", "date_from_datetime_parsing"),
        ({"start_time": "25:00"}, "/shift/start_time", "time_parsing"),
        ({"roles": []}, "/shift/roles", "too_short"),
    ],
)
def test_first_shift_refused(wish, dana, taza_su, as_user, problem_of, change, pointer, code):
    answer = post_wish(as_user(dana), taza_su, wish | {"shift": SHIFT | change})

    assert problem_of(answer)[0] == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minimum": 11}, "events.capacity_impossible"),
        ({"capacity": 0}, "core.invalid_input"),
        ({"min_age": 12}, "events.minimum_age_impossible"),
        ({"name_i18n": {}}, "events.role_name_missing"),
        ({"name_i18n": {"en": "x" * 81}}, "core.invalid_input"),
        ({"required_skills": {"flying": 1}}, "volunteers.skill_unknown"),
        ({"required_skills": {"first_aid": 4}}, "core.invalid_input"),
        ({"wanted_skills": {"first_aid": 1}}, "events.skill_asked_twice"),
    ],
)
def test_role_refused(wish, dana, taza_su, as_user, problem_of, change, code):
    wish["shift"]["roles"][0] |= change

    answer = post_wish(as_user(dana), taza_su, wish)

    assert problem_of(answer) == (422, code)
    assert not Opportunity.objects.exists()


def test_only_its_members_write_for_an_organisation(wish, anyone, aliya, erlan, zhanna, taza_su, as_user, problem_of):
    other = make_member(make_organisation(), user=make_user())

    assert problem_of(post_wish(anyone, taza_su, wish)) == (401, "core.not_signed_in")
    for user in (aliya, erlan, zhanna, other):
        assert problem_of(post_wish(as_user(user), taza_su, wish)) == (404, "ngos.organisation_not_found")


def test_unverified_organisation_writes_but_does_not_publish(wish, as_user, problem_of):
    organisation = make_organisation(verified=False)
    caller = as_user(make_member(organisation, role=MembershipRole.OWNER))
    draft = post_wish(caller, organisation, wish).json()

    answer = caller.post(f"/opportunities/{draft['id']}/publish")

    assert problem_of(answer) == (403, "ngos.organisation_not_verified")


def test_nothing_to_publish_and_published_already(now, dana, taza_su, as_user, problem_of):
    caller = as_user(dana)
    empty = make_opportunity(organisation=taza_su, published=False)
    published = make_opportunity(organisation=taza_su)
    make_role(make_shift(published))

    assert problem_of(caller.post(f"/opportunities/{empty.public_id}/publish")) == (409, "events.nothing_to_publish")
    assert problem_of(caller.post(f"/opportunities/{published.public_id}/publish")) == (409, "events.wrong_status")


@pytest.mark.parametrize("tail", ["publish", "shifts"])
def test_opportunities_of_others_are_not_found(now, anyone, aliya, dana, zhanna, erlan, as_user, problem_of, tail):
    draft = make_opportunity(published=False)
    path = f"/opportunities/{draft.public_id}/{tail}"

    assert problem_of(anyone.post(path, SHIFT)) == (401, "core.not_signed_in")
    for user in (aliya, dana, zhanna, erlan):
        assert problem_of(as_user(user).post(path, SHIFT)) == (404, "events.opportunity_not_found")
    draft.refresh_from_db()
    assert draft.status == OpportunityStatus.DRAFT


@pytest.mark.parametrize("count", [1, 3])
def test_roster_costs_the_same_however_long(now, dana, taza_su, as_user, assert_chained_queries, count):
    role = make_role(make_shift(make_opportunity(organisation=taza_su)))
    for _ in range(count):
        make_signup(role, make_volunteer(user=make_user(full_name="Әлия Серікова")))
    caller = as_user(dana)

    with assert_chained_queries(18):  # session, account, shift, roles, people; how they stand; what they need
        items = caller.get(f"/shifts/{role.shift.public_id}/signups").json()["items"]

    assert [item["volunteer"] for item in items] == ["Әлия С."] * count
    assert {item["attendance"] for item in items} == {None}


def test_roster_is_for_its_coordinators(now, anyone, aliya, zhanna, erlan, taza_su, as_user, problem_of):
    shift = make_role(make_shift(make_opportunity(organisation=taza_su))).shift
    path = f"/shifts/{shift.public_id}/signups"

    assert problem_of(anyone.get(path)) == (401, "core.not_signed_in")
    for user in (aliya, zhanna, erlan):
        assert problem_of(as_user(user).get(path)) == (404, "events.role_not_found")


@pytest.mark.parametrize("given", ["10:00:00Z", "10:00+05:00"])
def test_time_with_a_zone_is_refused(wish, dana, taza_su, as_user, given):
    wish["shift"]["start_time"] = given

    answer = post_wish(as_user(dana), taza_su, wish)

    (error,) = answer.json()["errors"]
    assert answer.status_code == 422
    assert (error["pointer"], error["code"]) == ("/shift/start_time", "time_zone_given")
    assert error["detail"] == "Write the time without a time zone, as 14:30. The place has its own."


def test_time_with_a_zone_is_refused_for_another_shift(wish, dana, taza_su, as_user):
    opportunity = make_opportunity(organisation=taza_su)

    answer = as_user(dana).post(f"/opportunities/{opportunity.public_id}/shifts", SHIFT | {"end_time": "14:00Z"})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/end_time")


def test_unknown_field_deep_in_a_draft_is_refused(wish, dana, taza_su, as_user):
    wish["title_i18n"]["de"] = "Ufer putzen"
    wish["shift"]["roles"][0]["seats"] = 10

    answer = post_wish(as_user(dana), taza_su, wish)

    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert (answer.status_code, pointers) == (422, {"/title_i18n/de", "/shift/roles/0/seats"})
