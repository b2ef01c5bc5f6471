"""The policy sandbox on the officer's pages."""

import re
from datetime import date

import pytest

from accounts.enums import Role
from matching.enums import RunKind, RunStatus
from matching.models import MatchRun
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.places import KARAGANDA, region, settlement
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db

CODE = "350000000"
LIST = f"/en/akimat/{CODE}/policy/"
REAL = {
    "quarter": "2026-Q1", "extra_km": "0", "least_age": "", "distance": "300", "remote": "200", "cause": "300",
    "skills": "200", "skills_unasked": "100", "language": "50", "priority": "50", "seat": "300",
    "seat_priority": "100", "first_new": "200", "first_known": "80",
}  # fmt: skip


@pytest.fixture
def desk(client, now):
    user = make_user(full_name="Гүлшат Ахметова")
    make_grant(user, Role.AKIMAT_OFFICER, region(CODE))
    client.force_login(user)
    return client


def text_of(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_form_shows_the_real_points_and_the_quarters_that_are_over(desk):
    page = desk.get(LIST).content.decode()

    assert all(f'name="{name}" value="{value}"' in page for name, value in REAL.items() if value.isdigit())
    assert 'value="2026-Q1"' in page
    assert 'value="2026-Q2"' not in page


def test_a_policy_is_tried_and_compared(desk, django_capture_on_commit_callbacks):
    event = make_opportunity(venue=settlement(KARAGANDA), min_age=18)
    make_role(make_shift(event, starts_on=date(2026, 2, 2)), capacity=20)
    for number in range(12):
        make_volunteer(user=make_user(), home=settlement(KARAGANDA), age=30 if number < 6 else 19)

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(LIST, REAL | {"least_age": "25", "first_new": "100"})

    run = MatchRun.objects.get()
    assert (run.kind, run.status) == (RunKind.REPLAY, RunStatus.DRAFT)
    page = text_of(desk.get(answer.headers["Location"]))
    for shown in ("0 people gain a place, 6 lose one.", "200 → 100", "Least age 25", "Different people 12 6 −6"):
        assert shown in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"least_age": "13"}, "Please enter 14 or more."),
        ({"distance": "-1"}, "Please enter 0 or more."),
        ({"quarter": "2026-Q2"}, "Please choose one of the options."),
    ],
)
def test_what_cannot_be_is_refused_on_the_form(desk, wrong, sentence):
    assert sentence in text_of(desk.post(LIST, REAL | wrong), 422)
    assert not MatchRun.objects.exists()


def test_a_waiting_replay_and_a_failed_one_have_their_pages(desk):
    answer = desk.post(LIST, REAL)
    assert "Waiting for a worker" in text_of(desk.get(answer.headers["Location"]))
    assert "Nothing differs from the real policy" in text_of(desk.get(answer.headers["Location"]))
    MatchRun.objects.update(status=RunStatus.FAILED, failure="MemoryError")

    assert "it is our fault" in text_of(desk.get(answer.headers["Location"]))


def test_strangers_do_not_find_a_replay_and_it_is_no_allocation(client, desk, aliya):
    where = desk.post(LIST, REAL).headers["Location"]
    assert desk.get(where.replace("/policy/", "/allocations/")).status_code == 404
    client.force_login(aliya)

    assert client.get(where).status_code == 404
    assert client.get(LIST).status_code == 403
