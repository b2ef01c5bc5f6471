"""Allocations through the API: asked for, read, sent, taken back, by the officers of the territory alone."""

import pytest

from accounts.enums import Role
from events.enums import SignUpStatus
from events.models import SignUp
from matching.models import MatchRun
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db

URL = "/api/v1/allocations"


@pytest.fixture
def desk(client, now, erlan):
    make_role(make_shift(make_opportunity()), capacity=2)
    for _ in range(3):
        make_volunteer(user=make_user())
    client.force_login(erlan)
    return client


def asked_for(client, capture, **wanted):
    with capture(execute=True):
        return client.post(URL, {"territory": region().code} | wanted, content_type="application/json")


def test_an_allocation_is_asked_for_read_sent_and_taken_back(desk, django_capture_on_commit_callbacks):
    created = asked_for(desk, django_capture_on_commit_callbacks, weeks=1)
    assert (created.status_code, created.json()["status"]) == (201, "queued")
    where = f"{URL}/{created.json()['id']}"

    run = desk.get(where).json()
    assert (run["status"], run["placed"], run["verified"], run["territory"]) == ("draft", 2, True, region().key)
    assert desk.get(URL, {"territory": region().code}).json()["items"] == [run]
    certificate = desk.get(f"{where}/certificate").json()
    assert (certificate["problem_sha256"], certificate["bound"]) == (run["problem_sha256"], run["bound"])

    assert desk.post(f"{where}/commit").json() == {"count": 2}
    assert desk.post(f"{where}/commit").json()["code"] == "matching.run_not_draft"
    assert desk.post(f"{where}/undo").json() == {"count": 2}
    assert set(SignUp.objects.values_list("status", flat=True)) == {SignUpStatus.CANCELLED}


def test_what_cannot_be_asked_for_is_refused(desk, django_capture_on_commit_callbacks):
    answers = [
        asked_for(desk, django_capture_on_commit_callbacks, **wanted)
        for wanted in ({"weeks": 12}, {"weights": "1999-1"}, {"territory": "99"}, {"territory": "country"})
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 404, 403]
    assert not MatchRun.objects.exists()


def test_strangers_find_nothing(client, desk, dana, django_capture_on_commit_callbacks):
    where = f"{URL}/{asked_for(desk, django_capture_on_commit_callbacks).json()['id']}"
    far_away = make_user()
    make_grant(far_away, Role.AKIMAT_OFFICER, region("350000000"))

    for user in (dana, far_away):
        client.force_login(user)
        assert [client.get(path).status_code for path in (where, f"{where}/certificate")] == [404, 404]
        assert [client.post(f"{where}/{verb}").status_code for verb in ("commit", "undo")] == [404, 404]
        assert client.get(URL, {"territory": region().code}).status_code == 403
    client.logout()
    assert client.get(where).status_code == 401
