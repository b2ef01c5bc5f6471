import pytest

from places.models import Territory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/territories"
SUGGEST = "/api/v1/places/suggest"


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["items"]]


def test_list_pages_through_every_unit_in_force_once(client):
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(LIST, {"limit": 100, "cursor": cursor}).json()
        seen += [row["key"] for row in page["items"]]
        cursor = page["next_cursor"]

    assert len(seen) == len(set(seen)) == 371
    assert set(seen) == {territory.key for territory in Territory.objects.current()}


def test_list_narrows_by_kind_parent_and_name(client):
    cities = client.get(LIST, {"kind": "major_city"}, headers={"Accept-Language": "en"})
    below = client.get(LIST, {"parent": "kato:750000000"}, headers={"Accept-Language": "ru"})
    named = client.get(LIST, {"q": "оскемен"}, headers={"Accept-Language": "ru"})

    assert names(cities) == ["Astana", "Almaty", "Shymkent"]
    assert names(below) == ["Первомайка", "Алматы"]
    assert names(named) == ["Усть-Каменогорск"]


def test_row_names_its_region_its_point_and_the_language_it_fell_back_to(client, make_place, region_named):
    make_place("Малое", region=region_named("Акмол"), code="9", latitude=51.5, longitude=70.5)

    (row,) = client.get(LIST, {"q": "малое"}, headers={"Accept-Language": "kk"}).json()["items"]

    assert row == {
        "key": "geonames:9",
        "kind": "settlement",
        "name": "Малое",
        "name_language": "ru",
        "name_kk": "",
        "name_ru": "Малое",
        "name_en": "",
        "parent_key": "kato:110000000",
        "region_key": "kato:110000000",
        "latitude": 51.5,
        "longitude": 70.5,
        "time_zone": "Asia/Almaty",
        "population": None,
        "valid_from": "1900-01-01",
    }


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_questions_for_one_and_for_three(
    client, make_place, region_named, django_assert_num_queries, count
):
    for _ in range(count):
        make_place("Безымянное", region=region_named("Акмол"))

    with django_assert_num_queries(1):
        assert len(names(client.get(LIST, {"q": "безымянное"}))) == count


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"parent": "kato:000000000"}, 404, "places.unknown_territory"),
        ({"cursor": "nonsense"}, 422, "core.bad_cursor"),
        ({"kind": "galaxy"}, 422, "core.invalid_input"),
        ({"limit": "101"}, 422, "core.invalid_input"),
        ({"limit": "0"}, 422, "core.invalid_input"),
        ({"q": "я" * 201}, 422, "core.invalid_input"),
    ],
)
def test_list_refuses_what_makes_no_sense_with_one_shape_of_error(client, query, status, code):
    response = client.get(LIST, query)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_suggest_completes_what_is_typed_with_label_and_point(client):
    response = client.get(SUGGEST, {"q": "жезк", "limit": 1}, headers={"Accept-Language": "kk"})

    assert response.json() == {
        "items": [
            {
                "key": "geonames:1516589",
                "label": "Жезқазған, Ұлытау облысы",
                "latitude": 47.79411,
                "longitude": 67.70628,
            }
        ],
        "did_you_mean": [],
    }


def test_suggest_asks_did_you_mean_for_a_slip(client):
    body = client.get(SUGGEST, {"q": "Шымкетн"}, headers={"Accept-Language": "ru"}).json()

    assert (body["items"], [row["label"] for row in body["did_you_mean"]]) == ([], ["Шымкент"])


@pytest.mark.parametrize("typed", ["", " ", "|", "%", "\x00", "_", "'; drop"])
def test_suggest_of_signs_finds_nothing_and_breaks_nothing(client, typed):
    assert client.get(SUGGEST, {"q": typed}).json() == {"items": [], "did_you_mean": []}
