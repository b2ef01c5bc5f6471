from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from geopy.distance import geodesic

from events.enums import OpportunityStatus
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.places import ASTANA, TALGAR, settlement
from tests.factories.volunteers import make_volunteer

NEAR = (43.25, 76.91)


def open_opportunity(*, days_ahead=5, capacity=5, **columns):
    opportunity = make_opportunity(**columns)
    make_role(make_shift(opportunity, days_ahead=days_ahead), capacity=capacity)
    return opportunity


def ids(answer):
    return [UUID(item["id"]) for item in answer.json()["items"]]


def test_row_says_what_a_reader_needs(now, anyone):
    opportunity = open_opportunity(is_step_free=True)

    (item,) = anyone.get("/opportunities", near="43.25,76.91").json()["items"]

    shift = opportunity.shifts.get()
    assert item == {
        "id": str(opportunity.public_id),
        "title": "Clean the river bank",
        "title_language": "en",
        "title_i18n": {
            "kk": "Clean the river bank (kk)",
            "ru": "Clean the river bank (ru)",
            "en": "Clean the river bank",
        },
        "organisation": {"bin": opportunity.organisation.bin, "name": "Таза Су", "is_verified": True},
        "cause": "ecology",
        "is_remote": False,
        "place": {
            "key": "geonames:1526384",
            "name": "Almaty",
            "address": "Abai avenue 10",
            "latitude": 43.25249,
            "longitude": 76.9115,
        },
        "is_place_protected": False,
        "min_age": 14,
        "is_for_adults": False,
        "languages": ["kk", "ru", "en"],
        "access": {
            "effort": "medium",
            "is_step_free": True,
            "has_accessible_toilet": False,
            "has_sign_language": False,
            "has_quiet_place": False,
            "provides_transport": False,
        },
        "distance_km": item["distance_km"],
        "next_shift": {
            "id": str(shift.public_id),
            "starts_at": "2026-05-09T10:00:00+05:00",
            "ends_at": "2026-05-09T14:00:00+05:00",
            "time_zone": "Asia/Almaty",
            "seats_left": 5,
            "capacity": 5,
        },
    }


def test_title_falls_back_and_says_its_language(anyone):
    open_opportunity(title_en="")

    (item,) = anyone.get("/opportunities").json()["items"]

    assert (item["title"], item["title_language"]) == ("Clean the river bank (kk)", "kk")


def test_distances_agree_with_geopy(anyone):
    points = [(43.2, 76.8), (43.26, 76.93), (43.3, 77.05), (43.68, 77.1), (51.18, 71.45), (43.65, 51.17)]
    for latitude, longitude in points:
        open_opportunity(latitude=latitude, longitude=longitude)

    items = anyone.get("/opportunities", near="43.25,76.91").json()["items"]

    assert len(items) == len(points)
    for item in items:
        truth = geodesic(NEAR, (item["place"]["latitude"], item["place"]["longitude"])).kilometers
        assert item["distance_km"] == pytest.approx(truth, rel=0.005)
    assert [item["distance_km"] for item in items] == sorted(item["distance_km"] for item in items)


def test_kilometres_are_a_circle_around_the_point(anyone):
    here, _far = open_opportunity(), open_opportunity(venue=settlement(ASTANA))
    talgar = open_opportunity(venue=settlement(TALGAR))

    assert ids(anyone.get("/opportunities", near="43.25,76.91", km=10)) == [here.public_id]
    assert ids(anyone.get("/opportunities", near="43.25,76.91", km=40)) == [here.public_id, talgar.public_id]


@pytest.mark.parametrize("name", ["Алматы", "almaty", "АЛМАТЫ"])
def test_near_a_place_by_name(anyone, name):
    here, _far = open_opportunity(), open_opportunity(venue=settlement(ASTANA))

    assert ids(anyone.get("/opportunities", near=name, km=10)) == [here.public_id]


@pytest.mark.parametrize(
    ("parameters", "pointer", "code"),
    [
        ({"near": "abc"}, "/near", "places.unknown_place"),
        ({"near": "Алматты"}, "/near", "places.misspelt_place"),
        ({"near": "0,0"}, "/near", "places.point_outside_country"),
        ({"near": "999,999"}, "/near", "places.point_outside_country"),
        ({"km": "5"}, "/near", "events.km_without_near"),
        ({"near": "43.25,76.91", "km": "0"}, "/km", "greater_than"),
        ({"near": "43.25,76.91", "km": "-1"}, "/km", "greater_than"),
        ({"near": "43.25,76.91", "km": "nan"}, "/km", "finite_number"),
        ({"near": "43.25,76.91", "km": "inf"}, "/km", "finite_number"),
        ({"near": "43.25,76.91", "km": "ten"}, "/km", "float_parsing"),
        ({"from": "2026-05-10", "to": "2026-05-09"}, "/to", "core.period_reversed"),
        ({"from": "10.05.2026"}, "/from", "date_from_datetime_parsing"),
        ({"to": "9999-12-31"}, "/to", "less_than_equal"),
        ({"cause": "sport"}, "/cause/0", "enum"),
        ({"language": "de"}, "/language/0", "literal_error"),
        ({"access": "stairs"}, "/access", "literal_error"),
        ({"online": "maybe"}, "/online", "literal_error"),
        ({"order": "best"}, "/order", "literal_error"),
        ({"age": "-1"}, "/age", "greater_than_equal"),
        ({"age": "old"}, "/age", "int_parsing"),
        ({"limit": "0"}, "/limit", "greater_than_equal"),
        ({"limit": "101"}, "/limit", "less_than_equal"),
        ({"q": "a\x00b"}, "/q", "string_pattern_mismatch"),
        ({"q": "a" * 201}, "/q", "string_too_long"),
    ],
)
def test_bad_value_is_named(anyone, problem_of, parameters, pointer, code):
    answer = anyone.client.get("/api/v1/opportunities", parameters)

    assert problem_of(answer)[0] == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_days_are_local_and_both_belong(now, anyone):
    sixth, seventh, eighth = (open_opportunity(days_ahead=ahead) for ahead in (2, 3, 4))

    assert ids(anyone.get("/opportunities", from_="2026-05-06", to="2026-05-07")) == [
        sixth.public_id,
        seventh.public_id,
    ]
    assert ids(anyone.get("/opportunities", from_=date(2026, 5, 8))) == [eighth.public_id]


def test_filters(anyone):
    child = open_opportunity(cause="child_protection", languages=2, min_age=18)
    online = open_opportunity(is_remote=True, cause="inclusion", title="Translate letters", languages=4)
    flat = open_opportunity(is_step_free=True, languages=1)

    def found(**parameters):
        return set(ids(anyone.get("/opportunities", **parameters)))

    everything = {child.public_id, flat.public_id}
    assert found() == everything
    assert found(online="too") == everything | {online.public_id}
    assert found(online="only") == {online.public_id}
    assert found(cause="child_protection") == {child.public_id}
    assert found(cause=["child_protection", "ecology"]) == everything
    assert found(language="ru") == {child.public_id}
    assert found(language=["kk", "ru"]) == everything
    assert found(access="step_free") == {flat.public_id}
    assert found(age=17) == {flat.public_id}
    assert found(q="letters translate", online="too") == {online.public_id}


def test_what_nobody_may_join_is_not_listed(anyone):
    open_opportunity(published=False)
    open_opportunity(organisation=make_organisation(verified=False))
    open_opportunity(days_ahead=-1)
    make_shift(make_opportunity())
    full = open_opportunity(capacity=1)
    make_signup(full.shifts.get().roles.get(), make_volunteer())
    shown = open_opportunity()

    assert ids(anyone.get("/opportunities")) == [shown.public_id]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_long(anyone, django_assert_num_queries, count):
    for _ in range(count):
        open_opportunity()

    with django_assert_num_queries(3):
        answer = anyone.get("/opportunities")

    assert len(answer.json()["items"]) == count


def test_pages_are_stable_while_others_join(anyone):
    first, second, third, fourth = (open_opportunity(days_ahead=ahead, capacity=1) for ahead in (1, 2, 3, 4))
    page = anyone.get("/opportunities", limit=2, near="43.25,76.91")
    assert ids(page) == [first.public_id, second.public_id]
    assert page.json()["total"] == 4

    make_signup(first.shifts.get().roles.get(), make_volunteer())
    rest = anyone.client.get(page["Link"].removeprefix("<").removesuffix('>; rel="next"'))

    assert ids(rest) == [third.public_id, fourth.public_id]
    assert rest.json()["next_cursor"] is None
    assert "Link" not in rest


def test_every_row_comes_once_over_all_pages(anyone):
    made = {open_opportunity(latitude=43.2 + place / 50).public_id for place in range(5)}
    made |= {open_opportunity(is_remote=True).public_id for _ in range(3)}
    seen, cursor = [], ""

    while cursor is not None:
        answer = anyone.get("/opportunities", near="43.25,76.91", online="too", limit=3, cursor=cursor)
        seen += ids(answer)
        cursor = answer.json()["next_cursor"]

    assert len(seen) == len(made) == 8
    assert set(seen) == made


def test_opportunity_with_shifts_and_roles(now, anyone):
    opportunity = make_opportunity(costs_en="Nothing")
    later, sooner = make_shift(opportunity, days_ahead=9), make_shift(opportunity, days_ahead=2)
    make_shift(opportunity, days_ahead=-2)
    role = make_role(sooner, capacity=4, minimum=2, required={"first_aid": 2}, wanted={"driving": 1}, languages=1)
    make_role(later)

    body = anyone.get(f"/opportunities/{opportunity.public_id}").json()

    assert (body["status"], body["costs"], body["contact_name"]) == ("published", "Nothing", "Dana")
    assert "contact_phone" not in body
    assert [shift["starts_at"] for shift in body["shifts"]] == [
        "2026-05-06T10:00:00+05:00",
        "2026-05-13T10:00:00+05:00",
    ]
    (shown,) = body["shifts"][0]["roles"]
    assert (shown["id"], shown["capacity"], shown["seats_left"], shown["minimum"]) == (str(role.public_id), 4, 4, 2)
    assert shown["languages"] == ["kk"]
    assert {(skill["code"], skill["level"], skill["is_required"]) for skill in shown["skills"]} == {
        ("first_aid", 2, True),
        ("driving", 1, False),
    }


def test_clocks_of_the_place_decide_the_offset(now, anyone):
    before_the_change = make_shift(make_opportunity(), starts_on=date(2023, 7, 1))

    body = anyone.get(f"/shifts/{before_the_change.public_id}").json()

    assert body["starts_at"] == "2023-07-01T10:00:00+06:00"
    moment = datetime.fromisoformat(body["ends_at"]) - datetime.fromisoformat(body["starts_at"])
    assert moment == timedelta(minutes=body["duration_minutes"])


@pytest.mark.parametrize("status", [OpportunityStatus.CLOSED, OpportunityStatus.CANCELLED])
def test_page_of_what_was_published_stays(anyone, status):
    opportunity = open_opportunity(status=status)

    assert anyone.get(f"/opportunities/{opportunity.public_id}").json()["status"] == status


def test_drafts_are_nobodys_business(anyone, problem_of):
    draft = open_opportunity(published=False)

    assert problem_of(anyone.get(f"/opportunities/{draft.public_id}")) == (404, "events.opportunity_not_found")
    assert problem_of(anyone.get(f"/shifts/{draft.shifts.get().public_id}")) == (404, "events.role_not_found")


@pytest.mark.parametrize("path", ["/opportunities/17", "/shifts/abc"])
def test_id_that_is_none(anyone, problem_of, path):
    answer = anyone.get(path)

    assert problem_of(answer) == (422, "core.invalid_input")
    assert answer.json()["errors"][0]["detail"] == "This is not an id of ours."


@pytest.mark.parametrize("columns", [{"hazards": 1}, {"has_child_contact": True}, {"is_hazard_declared": False}])
def test_what_the_law_closes_to_minors_is_not_listed_for_them(now, anyone, as_user, aliya, bekzat, columns):
    barred, allowed = open_opportunity(**columns), open_opportunity()

    assert set(ids(anyone.get("/opportunities"))) == {barred.public_id, allowed.public_id}
    assert set(ids(as_user(aliya).get("/opportunities"))) == {barred.public_id, allowed.public_id}
    assert ids(as_user(bekzat).get("/opportunities")) == [allowed.public_id]
    assert ids(as_user(bekzat).get("/opportunities", age=30)) == [allowed.public_id]
    assert ids(anyone.get("/opportunities", age=17)) == [allowed.public_id]
