import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from matching import engine, errors
from matching.enums import RunStatus
from matching.management.commands.match import progress_bar
from matching.models import MatchRun, RunRecord, Suggestion
from matching.queries.region import verify_run
from matching.services.runs import Plan, allocate_now, request_allocation, solve_run
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.ngos import make_organisation
from tests.factories.places import KARAGANDA, region, settlement
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def crowd(count, **columns):
    return [make_volunteer(user=make_user(), age=20 + number, **columns) for number in range(count)]


def small_town():
    """Three people, two of them newcomers to nothing, and two shifts of two places in Almaty."""
    for days in (3, 4):
        make_role(make_shift(make_opportunity(), days_ahead=days), capacity=2)
    return crowd(3)


def refusal_of(run):
    verdict = verify_run(run)
    assert not verdict.accepted
    return {reason.code for reason in verdict.reasons}


def test_a_requested_allocation_is_solved_and_kept_as_a_draft(now, erlan, django_capture_on_commit_callbacks):
    small_town()

    with django_capture_on_commit_callbacks(execute=True):
        run = request_allocation(plan=Plan(region()), actor=erlan, now=now)
        assert run.status == RunStatus.QUEUED
    run.refresh_from_db()

    assert (run.status, run.attempt, run.placed_count, run.is_verified) == (RunStatus.DRAFT, 1, 4, True)
    assert (run.until_day - run.from_day, run.actor) == (timedelta(weeks=4), erlan)
    assert run.options["weights"]["version"] == run.weights_version == engine.CURRENT
    assert all(sum(suggestion.parts.values()) == suggestion.score for suggestion in run.suggestions.all())


def test_an_allocation_asks_only_people_and_places_of_its_region(now):
    karaganda = settlement(KARAGANDA)
    here, elsewhere = make_opportunity(venue=karaganda), make_opportunity()
    online = make_opportunity(is_remote=True, organisation=make_organisation(region=region("350000000")))
    far_online = make_opportunity(is_remote=True, organisation=make_organisation(region=region()))
    places = [make_role(make_shift(event, days_ahead=3 + day)) for day, event in enumerate((here, online))]
    for event in (elsewhere, far_online):
        make_role(make_shift(event))
    resident = crowd(1, home=karaganda)[0]
    crowd(1)

    run = allocate_now(plan=Plan(region("350000000")), actor=None, now=now)

    assert set(run.suggestions.values_list("volunteer", "role")) == {(resident.pk, place.pk) for place in places}


def test_an_allocation_looks_only_so_many_weeks_ahead(now):
    crowd(1)
    soon, later = (make_role(make_shift(days_ahead=days)) for days in (6, 8))

    one_week = allocate_now(plan=Plan(None, weeks=1), actor=None, now=now)
    two_weeks = allocate_now(plan=Plan(None, weeks=2), actor=None, now=now)

    assert set(one_week.suggestions.values_list("role", flat=True)) == {soon.pk}
    assert set(two_weeks.suggestions.values_list("role", flat=True)) == {soon.pk, later.pk}


@pytest.mark.parametrize("weeks", [0, 12])
def test_weeks_beyond_the_horizon_are_refused(now, weeks):
    with pytest.raises(errors.WeeksOutOfRange):
        request_allocation(plan=Plan(None, weeks=weeks), actor=None, now=now)


def test_the_same_allocation_twice_is_the_same(now):
    small_town()

    one, other = (allocate_now(plan=Plan(None, seed=7), actor=None, now=now) for _again in range(2))

    pairs = [set(run.suggestions.values_list("volunteer_id", "role_id", "score")) for run in (one, other)]
    assert pairs[0] == pairs[1]
    assert (one.objective, one.bound, one.problem_hash) == (other.objective, other.bound, other.problem_hash)


def test_a_run_delivered_twice_is_solved_once(now):
    small_town()
    run = allocate_now(plan=Plan(None), actor=None, now=now)

    again = solve_run(run=MatchRun.objects.get(pk=run.pk), now=now)

    assert (again.attempt, again.finished_at) == (1, run.finished_at)
    assert Suggestion.objects.count() == run.placed_count


def test_a_worker_that_was_replaced_keeps_nothing(now, monkeypatch):
    small_town()
    run = MatchRun.objects.create(
        status=RunStatus.QUEUED, kind="allocation", made_at=now, seed=1, weights_version=engine.CURRENT,
        until_day=now.date() + timedelta(weeks=4), from_day=now.date(),
        options={"weights": {"version": engine.CURRENT}, "limits": {}},
    )  # fmt: skip
    solve = engine.solve

    def slow_solve(*arguments, **options):
        MatchRun.objects.filter(pk=run.pk).update(attempt=2)
        return solve(*arguments, **options)

    monkeypatch.setattr(engine, "solve", slow_solve)
    solve_run(run=run, now=now)

    assert (run.status, run.attempt) == (RunStatus.RUNNING, 2)
    assert (Suggestion.objects.count(), RunRecord.objects.count()) == (0, 0)


def test_an_error_leaves_a_failed_run_with_its_name(now, monkeypatch):
    def broken(*arguments, **options):
        raise MemoryError

    monkeypatch.setattr(engine, "solve", broken)
    with pytest.raises(MemoryError):
        allocate_now(plan=Plan(None), actor=None, now=now)

    run = MatchRun.objects.get()
    assert (run.status, run.failure) == (RunStatus.FAILED, "MemoryError")


def test_a_kept_run_is_accepted_after_the_tables_have_moved_on(now):
    people = small_town()
    run = allocate_now(plan=Plan(None), actor=None, now=now)
    type(people[0]).objects.update(max_km=1, free_parts=0)
    crowd(2)

    verdict = verify_run(run)

    assert (verdict.accepted, verdict.objective, verdict.bound) == (True, run.objective, run.bound)


def test_a_changed_assignment_is_refused(now):
    small_town()
    run = allocate_now(plan=Plan(None), actor=None, now=now)
    first, second = run.suggestions.order_by("pk")[:2]
    stranger = crowd(1)[0]

    Suggestion.objects.filter(pk=first.pk).update(score=first.score + 1)
    assert refusal_of(run) == {"wrong_score"}
    Suggestion.objects.filter(pk=first.pk).update(score=first.score, volunteer=stranger)
    assert "other_problem" in refusal_of(run)
    Suggestion.objects.filter(pk=first.pk).update(volunteer=first.volunteer_id)
    assert verify_run(run).accepted
    second.delete()
    assert "objective" in " ".join(refusal_of(run))


def test_another_problems_certificate_is_refused(now):
    small_town()
    run = allocate_now(plan=Plan(None), actor=None, now=now)
    make_role(make_shift(days_ahead=5))
    other = allocate_now(plan=Plan(None), actor=None, now=now)

    RunRecord.objects.filter(run=run).update(problem=other.record.problem)

    assert refusal_of(run) == {"other_problem"}


def test_a_forgotten_record_cannot_be_checked(now):
    small_town()
    run = allocate_now(plan=Plan(None), actor=None, now=now)
    RunRecord.objects.filter(run=run).update(problem=None, forgotten_at=now)

    with pytest.raises(errors.RecordForgotten):
        verify_run(run)


def test_match_command_prints_one_object_and_verifies_it(now, capsys):
    small_town()

    call_command("match", "--region", region().code, "--json")
    answer = json.loads(capsys.readouterr().out)
    call_command("match", "verify", answer["run"], "--json")
    verdict = json.loads(capsys.readouterr().out)

    expected = {"volunteers": 3, "shifts": 2, "seats": 4, "placed": 4, "gap_ppm": 0.0, "verified": True}
    assert expected.items() <= answer.items()
    assert verdict["accepted"]
    assert (verdict["objective"], verdict["bound"]) == (answer["objective"], answer["bound"])


def test_match_command_needs_a_place_where_celery_workers_meet(settings):
    settings.HAS_SHARED_CACHE = False

    with pytest.raises(CommandError, match="set REDIS_URL, or use --workers") as refused:
        call_command("match", "--sharded", "2")

    assert refused.value.returncode == 4


def test_progress_bar_shows_the_rounds_and_what_is_proven():
    bar = progress_bar(engine.Progress(round=2, lower=990, upper=1_000, gap_ppm=10_000, seconds=1.25))

    assert bar == "[##......] round 2: 990 of at most 1000, 10000 ppm, 1.2 s"


def test_match_verify_refuses_with_the_reason(now, capsys):
    small_town()
    run = allocate_now(plan=Plan(None), actor=None, now=now)
    Suggestion.objects.filter(run=run).update(score=999)

    with pytest.raises(CommandError, match="wrong_score") as refused:
        call_command("match", "verify", str(run.public_id))

    assert refused.value.returncode == 6


def test_match_command_names_what_it_cannot_find(now):
    with pytest.raises(CommandError, match="code 99") as no_place:
        call_command("match", "--region", "99")
    with pytest.raises(CommandError) as no_run:
        call_command("match", "verify", "00000000-0000-0000-0000-000000000000")

    assert (no_place.value.returncode, no_run.value.returncode) == (3, 3)
