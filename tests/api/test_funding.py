from uuid import uuid4

from tests.factories.funding import make_call, make_decided


def test_calls_are_listed_and_filtered(anyone, now):
    make_call(now, published=False)
    call = make_call(now)

    (item,) = anyone.get("/funding/calls").json()["items"]

    assert item == {
        "id": str(call.public_id),
        "title": "Clean rivers",
        "title_i18n": {"kk": "Таза өзендер", "ru": "", "en": "Clean rivers"},
        "kind": "grant_short",
        "area": "ecology",
        "territory": "kato:750000000",
        "phase": "open",
        "sum_mrp": 1000,
        "sum_kzt": 4325000,
        "months": 12,
        "awards": 1,
        "closes_at": "2026-05-24T04:00:00Z",
    }
    assert anyone.get("/funding/calls", kind="prize").json()["items"] == []
    assert len(anyone.get("/funding/calls", territory="kato:750000000").json()["items"]) == 1
    assert anyone.get("/funding/calls", territory="750").status_code == 422


def test_pages_of_calls_follow_each_other(anyone, now):
    wanted = {str(make_call(now).public_id) for _ in range(3)}

    first = anyone.get("/funding/calls", limit=2).json()
    second = anyone.get("/funding/calls", limit=2, cursor=first["next_cursor"]).json()

    assert {item["id"] for item in first["items"] + second["items"]} == wanted
    assert second["next_cursor"] is None


def test_one_call_shows_criteria_and_every_version(anyone, now):
    call = make_call(now)

    found = anyone.get(f"/funding/calls/{call.public_id}").json()

    assert [row["code"] for row in found["criteria"]] == ["need", "plan"]
    assert [row["version"] for row in found["versions"]] == [1]
    assert found["commission_size"] == 3
    draft = make_call(now, published=False)
    for missing in (uuid4(), draft.public_id):
        assert anyone.get(f"/funding/calls/{missing}").json()["code"] == "funding.call_not_found"


def test_results_are_empty_before_the_decision_and_whole_after(anyone, now):
    waiting, (call, *_) = make_call(now), make_decided(now)

    before = anyone.get(f"/funding/calls/{waiting.public_id}/results").json()
    after = anyone.get(f"/funding/calls/{call.public_id}/results").json()

    assert before == {"phase": "open", "protocol_sha256": "", "results": []}
    assert after["protocol_sha256"] == call.protocol.sha256
    assert [(row["place"], row["number"], row["outcome"], row["total"]) for row in after["results"]] == [
        (1, 1, "awarded", "86/1"),
        (2, 2, "reserve", "80/1"),
    ]
