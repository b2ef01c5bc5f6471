"""Two commits at once, a seat taken during a commit, a worker killed in the middle: never half an allocation."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.models import Count, F

from core import clock
from core.errors import DomainError
from events.enums import SignUpStatus
from events.models import ShiftRole, SignUp
from events.services.signups import accept_invitation, claim_seat
from matching.enums import RunStatus
from matching.errors import WorldMoved
from matching.models import MatchRun, RunRecord, Suggestion
from matching.services.commits import commit_run, undo_run
from matching.services.runs import Plan, allocate_now, request_allocation
from matching.services.upkeep import LOST_AFTER, revive_runs
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.volunteers import make_volunteer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[2]
# A worker that solves one run; it says so and then takes its time, as a large region would.
SLOW_WORKER = """
import sys, time, django
django.setup()
from core import clock
from matching import engine
from matching.models import MatchRun
from matching.services import runs
solve = engine.solve
def slow_solve(*arguments, **options):
    print("solving", flush=True)
    time.sleep(60)
    return solve(*arguments, **options)
engine.solve = slow_solve
runs.solve_run(run=MatchRun.objects.get(pk=int(sys.argv[1])), now=clock.now())
"""


def town():
    """Four shifts of three places, six people."""
    for days in (3, 4, 5, 6):
        make_role(make_shift(make_opportunity(), days_ahead=days), capacity=3)
    for _ in range(6):
        make_volunteer(user=make_user())


def draft():
    town()
    return allocate_now(plan=Plan(None), actor=None, now=clock.now())


def at_once(*jobs):
    """Run the jobs behind one barrier, each on a connection of its own; return what each returned or raised."""
    barrier, outcomes = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        barrier.wait()
        try:
            outcomes[number] = job()
        except DomainError as refusal:
            outcomes[number] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def counts_hold():
    """Every counter says what the rows say."""
    held = SignUp.objects.holding_a_seat().order_by().values_list("role").annotate(count=Count("pk"))
    rows = dict(held)
    return all(role.taken_count == rows.get(role.pk, 0) for role in ShiftRole.objects.all())


def test_of_two_commits_at_once_one_sends_and_the_other_finds_no_draft():
    run, officer = draft(), make_user()

    def commit():
        return commit_run(run=MatchRun.objects.get(pk=run.pk), actor=officer, now=clock.now())

    outcomes = at_once(commit, commit, commit)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["RunNotDraft", "RunNotDraft", "list"]
    assert SignUp.objects.count() == run.placed_count == 12
    assert counts_hold()


@pytest.mark.parametrize("attempt", range(3))
def test_a_seat_taken_during_a_commit_never_overbooks_and_never_sends_half(attempt):
    run, officer = draft(), make_user()
    stranger, role = make_volunteer(user=make_user()), ShiftRole.objects.select_related("shift").first()

    committed, claimed = at_once(
        lambda: commit_run(run=MatchRun.objects.get(pk=run.pk), actor=officer, now=clock.now()),
        lambda: claim_seat(role=role, volunteer=stranger, actor=stranger.user, now=clock.now()),
    )

    sent = SignUp.objects.filter(status=SignUpStatus.INVITED).count()
    if isinstance(committed, WorldMoved):
        assert (sent, isinstance(claimed, SignUp)) == (0, True)
        assert MatchRun.objects.get(pk=run.pk).status == RunStatus.DRAFT
    else:
        assert (sent, isinstance(claimed, DomainError)) == (12, True)
    assert not ShiftRole.objects.filter(taken_count__gt=F("capacity")).exists()
    assert counts_hold()


def test_two_drafts_of_the_same_places_are_not_both_sent():
    first, officer = draft(), make_user()
    second = allocate_now(plan=Plan(None), actor=None, now=clock.now())

    outcomes = at_once(
        *(lambda run=run: commit_run(run=run, actor=officer, now=clock.now()) for run in (first, second))
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["WorldMoved", "list"]
    assert SignUp.objects.count() == 12
    assert counts_hold()


@pytest.mark.parametrize("attempt", range(3))
def test_an_answer_during_an_undo_is_kept_or_comes_too_late(attempt):
    run, officer = draft(), make_user()
    signup = commit_run(run=run, actor=officer, now=clock.now())[0]

    undone, answered = at_once(
        lambda: undo_run(run=MatchRun.objects.get(pk=run.pk), actor=officer, now=clock.now()),
        lambda: accept_invitation(signup=signup, actor=signup.volunteer.user, now=clock.now()),
    )

    said_yes = SignUp.objects.filter(status=SignUpStatus.CONFIRMED).count()
    assert (isinstance(undone, list), isinstance(answered, SignUp), said_yes) in ((True, False, 0), (False, True, 1))
    assert counts_hold()


def slow_worker(run):
    """Start a worker of its own on the test's database; return once it solves."""
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT'] or 5432}"
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_WORKER, str(run.pk)],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": f"postgresql://{address}/{database['NAME']}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": settings.SECRET_KEY,
        },
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process.stdout as said:
        assert said.readline() == "solving\n", "the worker did not begin"
    return process


def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_solves_the_run():
    town()
    run = request_waiting()
    process = slow_worker(run)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)

    run.refresh_from_db()
    assert (run.status, run.attempt) == (RunStatus.RUNNING, 1)
    assert (Suggestion.objects.count(), RunRecord.objects.count(), SignUp.objects.count()) == (0, 0, 0)
    assert revive_runs(now=clock.now()) == 0
    assert revive_runs(now=clock.now() + LOST_AFTER + timedelta(minutes=1)) == 1

    run.refresh_from_db()
    assert (run.status, run.attempt, run.placed_count, run.is_verified) == (RunStatus.DRAFT, 2, 12, True)


def request_waiting():
    """A run that waits, as if the broker had not handed it out yet."""
    run = request_allocation(plan=Plan(None), actor=None, now=clock.now())
    if MatchRun.objects.get(pk=run.pk).status != RunStatus.QUEUED:
        Suggestion.objects.all().delete()
        RunRecord.objects.all().delete()
        MatchRun.objects.filter(pk=run.pk).update(status=RunStatus.QUEUED, attempt=0, heard_at=None)
    return MatchRun.objects.get(pk=run.pk)
