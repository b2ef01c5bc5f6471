"""``match``: allocate everybody to every open place of a region or the country, check a run, or try a policy."""

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from matching import engine
from matching.engine.shards import worker_processes
from matching.models import MatchRun
from matching.queries.region import verify_run
from matching.services.replays import Wanted
from matching.services.results import DEFAULT_SEED
from matching.services.runs import DEFAULT_WEEKS, Plan, allocate_now, replay_now
from matching.shards import queued_workers
from places.models import Territory

if TYPE_CHECKING:
    from matching.engine.shards.sharded import Workers

NOT_FOUND, CONFLICT, FINDINGS = 3, 4, 6


class Command(BaseCommand):
    """Propose an allocation, or verify one; nothing is sent."""

    help = (
        "match --region 75 --json: fill every open place of a region (the country without --region), verify the "
        "result and keep it as a draft. match verify RUN: check a kept run from its problem and prices alone. "
        "match replay --quarter 2026-Q3 --points distance=0: allocate a past quarter again under other weights."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to allocate, and the check."""
        parser.add_argument("--region", metavar="CODE", help="code of a territory; the whole country without it")
        parser.add_argument("--weeks", type=int, default=DEFAULT_WEEKS, help="weeks ahead, from today")
        parser.add_argument("--weights", default=engine.CURRENT, choices=sorted(engine.VERSIONS))
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="same problem and seed, same answer")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        shared = parser.add_mutually_exclusive_group()
        shared.add_argument(
            "--workers", type=int, default=0, metavar="N", help="share a large problem out among N processes"
        )
        shared.add_argument(
            "--sharded",
            type=int,
            default=settings.MATCH_SHARDS,
            metavar="N",
            help="share a large problem out among Celery workers of the queue shards, in N parts",
        )
        actions = parser.add_subparsers(dest="action", metavar="verify | replay")
        again = actions.add_parser("replay", help="allocate a quarter that is over under other weights or rules")
        again.add_argument("--region", metavar="CODE", help="code of a territory; the whole country without it")
        again.add_argument("--quarter", type=quarter_days, required=True, help="such as 2026-Q3")
        again.add_argument("--points", type=points_of, action="append", default=[], metavar="NAME=POINTS")
        again.add_argument("--extra-km", type=int, default=0, help="added to everybody's own limit")
        again.add_argument("--least-age", type=int, help="replaces the age every role asks for; never below the law")
        again.add_argument("--seed", type=int, default=DEFAULT_SEED, help="same quarter and seed, same bytes")
        again.add_argument("--json", action="store_true", help="print one JSON object")
        check = actions.add_parser("verify", help="check a kept run")
        check.add_argument("run", type=UUID, help="public id of the run")
        check.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Allocate, unless a check is asked for."""
        actions = {"verify": self._verify, "replay": self._replay}
        try:
            answer, refusal = actions.get(options["action"], self._allocate)(options)
        except DomainError as refused:
            raise CommandError(str(refused), returncode=CONFLICT) from refused
        if options["json"]:
            self.stdout.write(json.dumps(answer, sort_keys=options["action"] == "replay"))
        else:
            for name, value in answer.items():
                self.stdout.write(f"{name:>12}  {value}")
        if refusal:
            raise CommandError(refusal, returncode=FINDINGS)

    def _allocate(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        plan = Plan(
            territory=territory_of(options["region"]),
            weeks=options["weeks"],
            weights_version=options["weights"],
            seed=options["seed"],
        )
        with self._workers(options) as workers:
            run = allocate_now(plan=plan, actor=None, now=clock.now(), tell=self._tell, workers=workers)
        self._end_bar()
        refusal = "The verifier refused this result; it is kept for inspection and must not be used."
        return outcome_of(run), "" if run.is_verified else refusal

    def _workers(self, options: dict[str, Any]) -> "AbstractContextManager[Workers | None]":
        if options["workers"]:
            return worker_processes(options["workers"])
        if options["sharded"] and not settings.HAS_SHARED_CACHE:
            raise CommandError("Celery workers meet in Redis: set REDIS_URL, or use --workers.", returncode=CONFLICT)
        return queued_workers(options["sharded"])

    def _replay(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        first_day, end_day = options["quarter"]
        wanted = Wanted(
            territory=territory_of(options["region"]),
            first_day=first_day,
            end_day=end_day,
            points=dict(options["points"]),
            extra_km=options["extra_km"],
            least_age=options["least_age"],
            seed=options["seed"],
        )
        run = replay_now(wanted=wanted, actor=None, now=clock.now())
        refusal = "The verifier refused one of the two allocations; the comparison must not be used."
        return run.report, "" if run.is_verified else refusal

    def _tell(self, step: engine.Progress) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{progress_bar(step)}", ending="")

    def _end_bar(self) -> None:
        if sys.stderr.isatty():
            self.stderr.write("")

    def _verify(self, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
        run = MatchRun.objects.filter(public_id=options["run"]).first()
        if run is None:
            raise CommandError("There is no run with this id.", returncode=NOT_FOUND)
        verdict = verify_run(run)
        reasons = [str(reason) for reason in verdict.reasons]
        answer = {
            "run": str(run.public_id),
            "problem": run.problem_hash,
            "accepted": verdict.accepted,
            "objective": verdict.objective,
            "bound": verdict.bound,
            "gap_ppm": verdict.gap_ppm,
            "reasons": reasons,
        }
        return answer, "" if verdict.accepted else f"Refused: {'; '.join(reasons[:3])}"


def progress_bar(step: engine.Progress) -> str:
    """Show the rounds done of those allowed; most runs need fewer."""
    most = engine.Limits().rounds
    done = min(step.round, most)
    return (
        f"[{'#' * done}{'.' * (most - done)}] round {step.round}: {step.lower} of at most {step.upper}, "
        f"{step.gap_ppm} ppm, {step.seconds:.1f} s"
    )


def outcome_of(run: MatchRun) -> dict[str, Any]:
    """Write a run as plain values."""
    return {
        "run": str(run.public_id),
        "problem": run.problem_hash,
        "volunteers": run.volunteers_count,
        "shifts": run.shifts_count,
        "seats": run.seats_count,
        "placed": run.placed_count,
        "objective": run.objective,
        "bound": run.bound,
        "gap_ppm": run.gap_ppm,
        "stopped_by": run.stopped_by,
        "seconds": run.seconds,
        "verified": run.is_verified,
    }


def territory_of(code: str | None) -> Territory | None:
    """Return the territory in force with a code, of the state classifier first; None without a code."""
    if code is None:
        return None
    found = Territory.objects.current().filter(code=code).order_by("-code_system").first()
    if found is None:
        raise CommandError(f"No territory in force has the code {code}.", returncode=NOT_FOUND)
    return found


def quarter_days(text: str) -> tuple[date, date]:
    """Return the first day of a quarter such as 2026-Q3 and the first day after it."""
    found = re.fullmatch(r"(\d{4})-Q([1-4])", text)
    if found is None:
        raise ArgumentTypeError(f"{text!r} is not a quarter; write it like 2026-Q3")
    year, quarter = int(found[1]), int(found[2])
    return date(year, 3 * quarter - 2, 1), date(year + quarter // 4, 3 * quarter % 12 + 1, 1)


def points_of(text: str) -> tuple[str, int]:
    """Read one weight, such as distance=0."""
    name, sign, points = text.partition("=")
    if not sign or not points.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not a weight; write it like distance=0")
    return name, int(points)
