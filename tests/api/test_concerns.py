"""Reports sent by programs."""

import pytest

from events.models import Concern
from tests.factories.events import make_opportunity


@pytest.fixture
def river(now, taza_su):
    return make_opportunity(organisation=taza_su)


def test_anyone_reports_and_gets_a_code(anyone, river):
    answer = anyone.post("/concerns", {"kind": "unsafe", "text": "No rail.", "about": str(river.public_id)})

    concern = Concern.objects.get()
    assert answer.status_code == 201
    assert answer.json().keys() == {"receipt_code"}
    assert (concern.opportunity, concern.organisation, concern.reporter) == (river, river.organisation, None)


def test_who_is_signed_in_stays_unknown(aliya, as_user, now):
    assert as_user(aliya).post("/concerns", {"kind": "other", "text": "Hm."}).status_code == 201
    assert Concern.objects.get().reporter is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "unsafe"}, (422, "core.invalid_input")),
        ({"kind": "unsafe", "text": " "}, (422, "core.invalid_input")),
        ({"kind": "nonsense", "text": "x"}, (422, "core.invalid_input")),
        ({"kind": "unsafe", "text": "x" * 4001}, (422, "core.invalid_input")),
        ({"kind": "unsafe", "text": "x", "about": "nobody"}, (404, "events.concern_subject_not_found")),
        ({"kind": "unsafe", "text": "x", "reporter": 1}, (422, "core.invalid_input")),
    ],
)
def test_nonsense_is_refused_and_nothing_kept(anyone, db, problem_of, body, code):
    assert problem_of(anyone.post("/concerns", body)) == code
    assert Concern.objects.count() == 0


def test_sixth_in_an_hour_waits(anyone, db, now, problem_of):
    answers = [anyone.post("/concerns", {"kind": "other", "text": f"Report {number}"}) for number in range(6)]

    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert 0 < int(answers[5]["Retry-After"]) <= 3600
