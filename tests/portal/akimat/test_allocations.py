"""Allocations on the officer's pages: who may, what is shown, what is sent and taken back."""

import re
from datetime import timedelta

import pytest

from accounts.enums import Role
from events.enums import SignUpStatus
from events.models import SignUp
from matching.enums import RunStatus, SuggestionStatus
from matching.models import MatchRun
from matching.services.runs import Plan, allocate_now, request_allocation
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, region, settlement
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db

CODE = "350000000"
LIST = f"/en/akimat/{CODE}/allocations/"


@pytest.fixture
def officer(now):
    user = make_user(full_name="Гүлшат Ахметова")
    make_grant(user, Role.AKIMAT_OFFICER, region(CODE))
    return user


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def draft(officer, now):
    """Twelve people of Karaganda, two events of six places."""
    for days in (3, 4):
        event = make_opportunity(venue=settlement(KARAGANDA), title=f"Event {days}")
        make_role(make_shift(event, days_ahead=days), capacity=6, minimum=5)
    for number in range(12):
        make_volunteer(user=make_user(full_name=f"Тегі{number} Аты{number}"), home=settlement(KARAGANDA), sex="f")
    return allocate_now(plan=Plan(region(CODE)), actor=officer, now=now)


def address(run, *parts):
    return "/".join([f"/en/akimat/allocations/{run.public_id}", *map(str, parts), ""])


def text_of(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def every_page(run):
    role = run.suggestions.first().role
    return [
        address(run, *parts) for parts in ((), ("proposals",), ("proposals", role.public_id), ("send",), ("undo",))
    ]


def test_asking_for_an_allocation_leads_to_its_page(desk, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(LIST, {"weeks": "2", "weights": "2026-1"})

    run = MatchRun.objects.get()
    assert answer.headers["Location"] == address(run)
    assert (run.actor, run.territory, run.until_day - run.from_day) == (officer, region(CODE), timedelta(weeks=2))
    assert run.status == RunStatus.DRAFT


def test_weeks_that_cannot_be_are_refused_on_the_form(desk):
    assert "Please enter 11 or less." in text_of(desk.post(LIST, {"weeks": "12", "weights": "2026-1"}), 422)
    assert not MatchRun.objects.exists()


def test_a_run_under_way_shows_round_bounds_and_gap(desk, officer, now):
    run = request_allocation(plan=Plan(region(CODE)), actor=officer, now=now)
    waiting = text_of(desk.get(address(run)))
    MatchRun.objects.update(
        status=RunStatus.RUNNING, round=3, objective=5468000, bound=5468100, gap_ppm=18, seconds=4.2
    )

    page = text_of(desk.get(address(run)))

    assert "Waiting for a worker" in waiting
    for shown in ("Round 3", "5,468,000", "5,468,100", "0.0018%", "Seconds 4.2", "Show the latest"):
        assert shown in page


def test_a_failed_run_says_so_and_can_be_tried_again(desk, officer, now):
    run = request_allocation(plan=Plan(region(CODE)), actor=officer, now=now)
    MatchRun.objects.update(status=RunStatus.FAILED, failure="MemoryError")

    page = text_of(desk.get(address(run)))

    assert "it is our fault" in page
    assert "MemoryError" not in page


def test_a_draft_shows_its_proof_and_who_gains_but_no_names(desk, draft):
    page = text_of(desk.get(address(draft)))

    for shown in ("12 places filled", "of 12 open ones", "nothing better exists", "Karaganda", "12 of 12 · 100%"):
        assert shown in page
    assert "Profiles do not say this" in page
    assert "Тегі" not in "".join(desk.get(path).content.decode() for path in every_page(draft))


def test_small_numbers_are_not_shown(desk, draft, now, officer):
    for _ in range(2):
        make_volunteer(user=make_user(), home=settlement(KARAGANDA), sex="m", free_parts=0)
    run = allocate_now(plan=Plan(region(CODE)), actor=officer, now=now)

    by_sex = text_of(desk.get(address(run))).split("By sex")[1].split("First-timers")[0]

    assert "2 rows are not shown" in by_sex
    assert "Women" not in by_sex


def test_the_certificate_names_nobody(desk, draft):
    answer = desk.get(f"/en/akimat/allocations/{draft.public_id}/certificate.json")

    assert answer.json()["problem_sha256"] == draft.problem_hash
    assert len(answer.json()["prices"]) == 2
    assert set(answer.json()) == {
        "run", "problem_sha256", "objective", "bound", "weights", "seed", "stopped_by", "verified", "prices",
        "surcharges",
    }  # fmt: skip


@pytest.mark.parametrize("verb", ["get", "post"])
def test_another_region_does_not_find_it(client, draft, verb):
    stranger = make_user()
    make_grant(stranger, Role.AKIMAT_OFFICER, region())
    client.force_login(stranger)

    for path in every_page(draft):
        answer = getattr(client, verb)(path)
        assert answer.status_code in ((404,) if verb == "get" else (404, 405))
    assert client.get(LIST).status_code == 403
    assert not SignUp.objects.exists()


def test_volunteers_coordinators_and_guests_stay_outside(client, aliya, dana, draft):
    assert all(client.get(path).status_code == 302 for path in [LIST, *every_page(draft)])
    for user in (aliya, dana):
        client.force_login(user)
        assert [client.get(path).status_code for path in every_page(draft)] == [404] * 5
        assert client.get(LIST).status_code == 403


def test_the_country_is_for_those_who_hold_it(client, desk, now):
    country = "/en/akimat/country/allocations/"
    assert desk.get(country).status_code == 403
    staff = make_user()
    make_grant(staff, Role.STAFF, None)
    client.force_login(staff)

    assert "Kazakhstan" in text_of(client.get(country))
    client.post(country, {"weeks": "1", "weights": "2026-1"})
    run = MatchRun.objects.get()
    assert run.territory is None
    assert client.get(address(run)).status_code == 200


def test_proposals_are_filtered(desk, draft):
    first = draft.suggestions.order_by("role__shift__starts_at").first().role
    everything = text_of(desk.get(address(draft, "proposals")))
    assert "Event 3" in everything
    assert "Event 4" in everything

    assert "Nothing here." in text_of(desk.get(address(draft, "proposals"), {"cause": "inclusion"}))
    assert "Nothing here." in text_of(desk.get(address(draft, "proposals"), {"district": "kato:710000000"}))
    assert "Nothing here." in text_of(desk.get(address(draft, "proposals"), {"standing": "short"}))
    desk.post(address(draft, "proposals", first.public_id))
    left_out = text_of(desk.get(address(draft, "proposals"), {"standing": "left_out"}))
    assert "Event 3" in left_out
    assert "Event 4" not in left_out
    assert "Event 3" in text_of(desk.get(address(draft, "proposals"), {"standing": "short"}))


@pytest.mark.parametrize("count", [1, 3])
def test_proposals_cost_the_same_whatever_their_number(client, officer, now, count, django_assert_num_queries):
    for number in range(count):
        event = make_opportunity(venue=settlement(KARAGANDA))
        make_role(make_shift(event, days_ahead=3 + number), capacity=1)
        make_volunteer(user=make_user(), home=settlement(KARAGANDA))
    run = allocate_now(plan=Plan(region(CODE)), actor=officer, now=now)
    client.force_login(officer)

    with django_assert_num_queries(10):
        assert client.get(address(run, "proposals")).status_code == 200


def test_a_person_is_left_out_by_code(desk, draft):
    suggestion = draft.suggestions.first()
    place = address(draft, "proposals", suggestion.role.public_id)
    assert f"Volunteer {str(suggestion.volunteer.public_id)[:8].upper()}" in text_of(desk.get(place))

    page = text_of(desk.post(place, {"person": str(suggestion.public_id)}, follow=True))

    assert "1 proposal is left out." in page
    assert draft.suggestions.filter(status=SuggestionStatus.DROPPED).count() == 1
    assert desk.post(place, {"person": "nobody"}).status_code == 404


def test_sending_and_taking_back(desk, draft):
    assert "Send 12 invitations" in text_of(desk.get(address(draft, "send")))
    assert not SignUp.objects.exists()

    sent = text_of(desk.post(address(draft, "send"), follow=True))
    assert "12 invitations are sent." in sent
    assert "Waiting for an answer 12" in sent
    back = text_of(desk.post(address(draft, "undo"), follow=True))

    assert "12 invitations are taken back." in back
    assert set(SignUp.objects.values_list("status", flat=True)) == {SignUpStatus.CANCELLED}


def test_after_an_answer_nothing_is_taken_back(desk, draft):
    desk.post(address(draft, "send"))
    SignUp.objects.filter(pk=SignUp.objects.first().pk).update(status=SignUpStatus.CONFIRMED)

    page = text_of(desk.post(address(draft, "undo"), follow=True))

    assert "people have answered (1)" in page
    assert SignUp.objects.filter(status=SignUpStatus.CANCELLED).count() == 0


def test_a_world_that_moved_is_named_and_can_be_left_out(desk, draft):
    suggestion = draft.suggestions.order_by("pk").first()
    busy = make_role(make_shift(make_opportunity(venue=settlement(KARAGANDA)), days_ahead=9))
    make_signup(busy, suggestion.volunteer)

    page = text_of(desk.post(address(draft, "send")), 409)
    assert f"Volunteer {str(suggestion.volunteer.public_id)[:8].upper()} sign-ups" in page
    assert not SignUp.objects.filter(status=SignUpStatus.INVITED).exists()
    desk.post(f"/en/akimat/allocations/{draft.public_id}/changed/")
    desk.post(address(draft, "send"))

    assert SignUp.objects.filter(status=SignUpStatus.INVITED).count() == 11


def test_running_again_keeps_the_weeks_and_who_is_left_out(desk, draft, django_capture_on_commit_callbacks):
    role = draft.suggestions.first().role
    desk.post(address(draft, "proposals", role.public_id))

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(f"/en/akimat/allocations/{draft.public_id}/again/")

    fresh = MatchRun.objects.latest("pk")
    assert answer.headers["Location"] == address(fresh)
    assert (fresh.warm_from, fresh.until_day) == (draft, draft.until_day)
    assert not fresh.suggestions.filter(role=role).exists()
    assert fresh.placed_count == 6
