"""Published reports for programs: where every file is, and the checksum it has."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from tests.factories.participation import make_world
from tests.factories.reports import make_publication, make_snapshot

NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def world(db):
    return make_world()


def publish(place, *, after=0):
    now = NOW + timedelta(hours=after)
    return make_publication(make_snapshot(place, now), now)


def test_everybody_reads_where_the_files_are_and_what_they_weigh(anyone, world, settings):
    publication = publish(world.region)

    (item,) = anyone.get("/reports").json()["items"]

    (file,) = publication.files.all()
    assert item == {
        "number": str(publication.snapshot.public_id),
        "territory": {"key": "kato:350000000", "name": world.region.name_en},
        "period": "2026-Q1",
        "first_day": "2026-01-01",
        "last_day": "2026-03-31",
        "structure": "2022",
        "version": 1,
        "published_at": "2026-04-20T06:00:00Z",
        "digest": publication.digest,
        "address": f"{settings.SITE_URL}/en/reports/350000000/2026-Q1/?structure=2022",
        "files": [
            {
                "name": file.name,
                "language": "kk",
                "format": "json",
                "media_type": "application/json",
                "size_bytes": file.size,
                "sha256": file.digest,
                "address": f"{settings.SITE_URL}/kk/reports/files/{publication.snapshot.public_id}/{file.name}",
            }
        ],
    }
    served = anyone.client.get(item["files"][0]["address"].removeprefix(settings.SITE_URL))
    assert sha256(served.content).hexdigest() == item["files"][0]["sha256"]


def test_what_is_not_published_is_not_listed(anyone, world):
    make_snapshot(world.region, NOW)

    assert anyone.get("/reports").json() == {"items": [], "next_cursor": None}


def test_a_territory_holds_what_lies_below_it(anyone, world, problem_of):
    publish(world.region)
    publish(world.district, after=1)

    def keys(**search):
        return [item["territory"]["key"] for item in anyone.get("/reports", **search).json()["items"]]

    assert keys() == keys(territory="kato:350000000") == ["kato:350000000", "kato:354400000"]
    assert keys(territory="354400000") == ["kato:354400000"]
    assert keys(territory="kato:750000000") == []
    assert problem_of(anyone.get("/reports", territory="999999999"))[0] == 404
    assert problem_of(anyone.get("/reports", territory="Karaganda"))[0] == 422
    assert problem_of(anyone.get("/reports", cursor="x")) == (422, "core.bad_cursor")


def test_pages_follow_each_other_and_new_reports_come_at_the_end(anyone, world):
    first, second = publish(world.region), publish(world.district, after=1)
    page = anyone.get("/reports", limit=1)
    third = publish(world.city, after=2)

    rest = anyone.get("/reports", limit=5, cursor=page.json()["next_cursor"]).json()

    assert 'rel="next"' in page["Link"]
    found = [item["number"] for item in (*page.json()["items"], *rest["items"])]
    assert found == [str(one.snapshot.public_id) for one in (first, second, third)]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_reports(anyone, world, count, django_assert_num_queries):
    for after, place in enumerate((world.region, world.district, world.city)[:count]):
        publish(place, after=after)

    with django_assert_num_queries(2):  # reports with territories, and files without their bytes
        assert len(anyone.get("/reports").json()["items"]) == count
