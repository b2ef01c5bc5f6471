from datetime import timedelta

import pytest

from matching.enums import RunStatus
from matching.models import MatchRun, RunRecord
from matching.services.results import KEPT_DAYS
from matching.services.runs import Plan, allocate_now, request_allocation
from matching.services.upkeep import LOST_AFTER, MOST_ATTEMPTS, forget_records, revive_runs
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now):
    return make_role(make_shift(make_opportunity()))


@pytest.fixture
def person(now):
    return make_volunteer(user=make_user())


def lost_run(now, **columns):
    """A run whose worker died after it had taken it up."""
    run = request_allocation(plan=Plan(None), actor=None, now=now)
    MatchRun.objects.filter(pk=run.pk).update(
        **({"status": RunStatus.RUNNING, "attempt": 1, "heard_at": now} | columns)
    )
    return run


def test_a_run_whose_worker_was_lost_is_solved_by_another(now, place, person, django_capture_on_commit_callbacks):
    run = lost_run(now)

    assert revive_runs(now=now + LOST_AFTER) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert revive_runs(now=now + LOST_AFTER + timedelta(seconds=1)) == 1

    run.refresh_from_db()
    assert (run.status, run.attempt, run.placed_count, run.is_verified) == (RunStatus.DRAFT, 2, 1, True)


def test_a_run_whose_message_was_lost_is_sent_again(now, place, person, django_capture_on_commit_callbacks):
    run = request_allocation(plan=Plan(None), actor=None, now=now)

    with django_capture_on_commit_callbacks(execute=True):
        assert revive_runs(now=now + 2 * LOST_AFTER) == 1

    run.refresh_from_db()
    assert run.status == RunStatus.DRAFT


def test_a_run_that_kills_every_worker_fails_for_good(now):
    run = lost_run(now, attempt=MOST_ATTEMPTS)

    assert revive_runs(now=now + 2 * LOST_AFTER) == 0

    run.refresh_from_db()
    assert (run.status, run.failure) == (RunStatus.FAILED, "WorkerLost")


def test_records_are_forgotten_when_their_time_is_up(now, place, person):
    run = allocate_now(plan=Plan(None), actor=None, now=now)

    assert forget_records(now=now + timedelta(days=KEPT_DAYS - 1)) == 0
    assert forget_records(now=now + timedelta(days=KEPT_DAYS)) == 1

    record = RunRecord.objects.get()
    assert (record.problem, bytes(record.prices) != b"") == (None, True)
    assert MatchRun.objects.get().problem_hash == run.problem_hash


def test_a_record_that_names_somebody_who_left_is_forgotten(now, place, person):
    stays, leaves = person, make_volunteer(user=make_user())
    allocate_now(plan=Plan(None), actor=None, now=now)
    assert forget_records(now=now) == 0

    leaves.user.delete()
    allocate_now(plan=Plan(None), actor=None, now=now)

    assert forget_records(now=now) == 1
    assert [record.problem is None for record in RunRecord.objects.order_by("pk")] == [True, False]
    assert stays.user.is_active
