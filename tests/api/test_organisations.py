import pytest

from ngos.enums import OrganisationStatus
from tests.factories.ngos import make_organisation
from tests.factories.places import KARAGANDA_REGION_CODE, region


def slugs(answer):
    return [item["slug"] for item in answer.json()["items"]]


def test_row_of_the_register(anyone):
    organisation = make_organisation(name_ru="Чистая вода")

    (item,) = anyone.get("/organisations").json()["items"]

    assert item == {
        "bin": organisation.bin,
        "name": "Таза Су",
        "is_verified": True,
        "slug": organisation.slug,
        "name_i18n": {"kk": "Таза Су", "ru": "Чистая вода", "en": "Таза Су"},
        "region": {"key": "kato:750000000", "name": "Almaty"},
        "causes": ["ecology"],
        "status": "verified",
        "legal_form": None,
        "legal_status": None,
    }


def test_filters(anyone):
    water = make_organisation(slug="water", name="Қаражат")
    make_organisation(
        slug="suspended",
        region=region(KARAGANDA_REGION_CODE),
        works_in_inclusion=True,
        works_in_ecology=False,
        status=OrganisationStatus.SUSPENDED,
    )

    assert slugs(anyone.get("/organisations")) == ["suspended", "water"]
    assert slugs(anyone.get("/organisations", q="каражат")) == ["water"]
    assert slugs(anyone.get("/organisations", q=water.bin)) == ["water"]
    assert slugs(anyone.get("/organisations", region="kato:350000000")) == ["suspended"]
    assert slugs(anyone.get("/organisations", region="750000000")) == ["water"]
    assert slugs(anyone.get("/organisations", cause="inclusion")) == ["suspended"]
    assert slugs(anyone.get("/organisations", status="verified")) == ["water"]


@pytest.mark.parametrize(
    ("parameters", "pointer", "code"),
    [
        ({"region": "Almaty"}, "/region", "string_pattern_mismatch"),
        ({"cause": "sport"}, "/cause", "enum"),
        ({"status": "good"}, "/status", "enum"),
        ({"q": "\x00"}, "/q", "string_pattern_mismatch"),
        ({"limit": "many"}, "/limit", "int_parsing"),
    ],
)
def test_bad_value_is_named(anyone, problem_of, parameters, pointer, code):
    answer = anyone.get("/organisations", **parameters)

    assert problem_of(answer) == (422, "core.invalid_input")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_however_long(anyone, django_assert_num_queries, count):
    for _ in range(count):
        make_organisation()

    with django_assert_num_queries(1):
        answer = anyone.get("/organisations")

    assert len(answer.json()["items"]) == count


def test_pages(anyone):
    for letter in "edcba":
        make_organisation(slug=letter)

    first = anyone.get("/organisations", limit=2)
    make_organisation(slug="aa")
    second = anyone.client.get(first["Link"][1 : first["Link"].index(">")])
    third = anyone.client.get(second["Link"][1 : second["Link"].index(">")])

    assert (slugs(first), slugs(second), slugs(third)) == (["a", "b"], ["c", "d"], ["e"])
    assert third.json()["next_cursor"] is None


def test_one_organisation(anyone):
    organisation = make_organisation(about_en="We clean rivers.")

    body = anyone.get(f"/organisations/{organisation.bin}").json()

    assert (body["bin"], body["about"], body["about_i18n"]["kk"]) == (organisation.bin, "We clean rivers.", "")


@pytest.mark.parametrize(
    ("number", "expected"),
    [("200440999999", (404, "ngos.organisation_not_found")), ("20044", (422, "core.invalid_input"))],
)
def test_no_such_organisation(anyone, problem_of, number, expected):
    assert problem_of(anyone.get(f"/organisations/{number}")) == expected
