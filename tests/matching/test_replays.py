import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from core.enums import Cause
from matching import errors
from matching.enums import RunStatus
from matching.models import MatchRun
from matching.services.replays import Wanted, request_replay
from matching.services.runs import replay_now
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.places import KARAGANDA, region, settlement
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db

QUARTER = {"first_day": date(2026, 1, 1), "end_day": date(2026, 4, 1)}


def past_role(on, **columns):
    opportunity = {name: columns.pop(name) for name in ("cause", "venue", "min_age") if name in columns}
    return make_role(make_shift(make_opportunity(**opportunity), starts_on=on), **columns)


def replayed(now, **wanted):
    return replay_now(wanted=Wanted(None, **QUARTER, **wanted), actor=None, now=now).report


def test_a_quarter_is_replayed_from_its_first_day_to_its_last(now):
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1)):
        past_role(day, capacity=1)
    make_volunteer(user=make_user())

    report = replayed(now)

    assert (report["real"]["seats"], report["real"]["outcome"]["places"]) == (2, 2)
    assert report["real"] == report["draft"]


def test_places_that_were_taken_are_open_again_and_hours_of_the_quarter_make_nobody_known(now):
    role = past_role(date(2026, 2, 2), capacity=1)
    veteran, newcomer = (make_volunteer(user=make_user()) for _ in range(2))
    make_hours(make_signup(past_role(date(2025, 11, 3)), veteran), minutes=60)
    make_hours(make_signup(role, newcomer), minutes=60)

    report = replayed(now)

    assert report["real"]["seats"] == 1
    assert report["real"]["outcome"]["newcomers"] == 1
    experience = {row["key"]: row["placed"] for row in report["real"]["groups"]["experience"]}
    assert experience == {"known": 0, "new": 1}


def test_other_weights_say_who_gains_and_who_loses(now):
    past_role(date(2026, 2, 2), capacity=1, cause=Cause.ECOLOGY)
    near = make_volunteer(user=make_user(), cause_ecology=0, sex="f")
    keen = make_volunteer(user=make_user(), cause_ecology=3, sex="m", latitude=near.latitude + 0.2, max_km=25)

    report = replayed(now, points={"cause": 0})

    everybody = report["changes"]["all"]
    assert everybody == [{"key": "all", "before": 1, "after": 1, "gained": 1, "lost": 1}]
    assert report["changes"]["sex"] == [
        {"key": "f", "before": 0, "after": 1, "gained": 1, "lost": 0},
        {"key": "m", "before": 1, "after": 0, "gained": 0, "lost": 1},
    ]
    assert keen.pk


def test_longer_ways_and_a_lower_age_let_more_people_help(now):
    past_role(date(2026, 2, 2), capacity=3, min_age=20)
    make_volunteer(user=make_user(), age=18)
    make_volunteer(user=make_user(), age=30, latitude=settlement().latitude + 0.1, max_km=5)

    assert replayed(now)["draft"]["outcome"]["people"] == 0
    assert replayed(now, extra_km=20)["draft"]["outcome"]["people"] == 1
    assert replayed(now, extra_km=20, least_age=14)["draft"]["outcome"]["people"] == 2


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"least_age": 13}, errors.AgeBelowLaw),
        ({"extra_km": 501}, errors.ExtraKmImpossible),
        ({"points": {"distance": -1}}, errors.WeightsImpossible),
        ({"points": {"distance": 40_000}}, errors.WeightsImpossible),
        ({"points": {"gender": 5}}, errors.WeightsImpossible),
        ({"end_day": date(2026, 7, 1)}, errors.PeriodNotOver),
    ],
)
def test_a_policy_that_cannot_be_is_refused(now, wanted, refusal):
    with pytest.raises(refusal):
        request_replay(wanted=Wanted(None, **(QUARTER | wanted)), actor=None, now=now)


def test_a_replay_in_the_queue_is_solved_proposes_nobody_and_keeps_no_record(now, django_capture_on_commit_callbacks):
    past_role(date(2026, 2, 2))
    make_volunteer(user=make_user())

    with django_capture_on_commit_callbacks(execute=True):
        request_replay(wanted=Wanted(None, **QUARTER), actor=None, now=now)

    run = MatchRun.objects.get()
    assert (run.status, run.is_verified, run.placed_count) == (RunStatus.DRAFT, True, 1)
    assert not run.suggestions.exists()
    assert not hasattr(run, "record")


def test_the_command_prints_the_same_bytes_twice(now, capsys):
    for day in (2, 3, 9):
        past_role(date(2026, 2, day), capacity=2, venue=settlement(KARAGANDA))
    past_role(date(2026, 2, 4))
    for _ in range(5):
        make_volunteer(user=make_user(), home=settlement(KARAGANDA))
    command = ["match", "replay", "--region", region("350000000").code, "--quarter", "2026-Q1"]

    printed = []
    for _again in range(2):
        call_command(*command, "--points", "distance=0", "--points", "first_new=0", "--json")
        printed.append(capsys.readouterr().out)

    assert printed[0] == printed[1]
    assert json.loads(printed[0])["draft"]["seats"] == 6


@pytest.mark.parametrize("given", [["--quarter", "2026"], ["--quarter", "2026-Q1", "--points", "distance"]])
def test_the_command_refuses_what_it_cannot_read(given):
    with pytest.raises(CommandError, match="write it like"):
        call_command("match", "replay", *given)
