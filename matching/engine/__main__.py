"""The engine on the command line: ``python -m matching.engine generate|solve|verify|rank|explain`` on CSV folders."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine.choices import explain_choice, explain_role, explain_volunteer
from matching.engine.explain import explain_pair
from matching.engine.files import read_problem, read_solution, write_problem, write_solution
from matching.engine.generate import FAMILIES, generate
from matching.engine.index import build_index
from matching.engine.problem import Problem
from matching.engine.rank import top_k_roles, top_k_volunteers
from matching.engine.result import Limits, Progress
from matching.engine.shards import worker_processes
from matching.engine.solve import solve
from matching.engine.tables import ProblemError
from matching.engine.verify import verify


def _show(value: object, as_json: bool) -> None:
    if as_json:
        print(json.dumps(value, ensure_ascii=False))
    elif isinstance(value, dict):
        print("\n".join(f"{name}: {part}" for name, part in value.items()))
    else:
        print("\n".join(map(str, value if isinstance(value, list) else [value])))


def _generate(given: argparse.Namespace) -> int:
    problem = generate(given.volunteers, given.shifts, given.family, given.seed)
    write_problem(problem, given.out)
    _show({"problem_sha256": problem.sha256, "out": str(given.out)}, given.json)
    return 0


def _tell(step: Progress) -> None:
    gap = f"{step.gap_ppm} ppm"
    print(f"round {step.round}: {step.lower} of at most {step.upper}, {gap}, {step.seconds:.1f} s", file=sys.stderr)


def _solve(given: argparse.Namespace) -> int:
    problem, began = read_problem(given.problem), time.monotonic()
    limits = Limits(gap_ppm=given.gap_ppm, seconds=given.seconds, rounds=given.rounds)
    warm = read_solution(problem, given.warm) if given.warm else None
    with worker_processes(given.workers) as workers:
        answer = solve(
            problem,
            limits=limits,
            seed=given.seed,
            threads=given.threads,
            warm=warm,
            workers=workers,
            on_progress=_tell,
        )
    seconds = round(time.monotonic() - began, 2)
    verdict = verify(problem, answer)
    _show(write_solution(problem, answer, given.out, seconds=seconds, verified=verdict.accepted), given.json)
    return 0 if verdict.accepted else 1


def _verify(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    verdict = verify(problem, read_solution(problem, given.answer))
    reasons = [str(reason) for reason in verdict.reasons]
    facts = {"accepted": verdict.accepted, "objective": verdict.objective, "bound": verdict.bound}
    _show(facts | {"gap_ppm": verdict.gap_ppm, "reasons": reasons}, given.json)
    return 0 if verdict.accepted else 1


def _row(problem: Problem, table: str, name: str) -> int:
    ids = problem.volunteers.ids if table == "volunteer" else problem.roles.ids
    found = np.flatnonzero(ids == name.encode())
    if not found.size:
        raise SystemExit(f"there is no {table} {name}")
    return int(found[0])


def _rank(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    index = build_index(problem)
    if given.volunteer is not None:
        best = top_k_roles(index, _row(problem, "volunteer", given.volunteer), given.count)
        ids = problem.roles.ids
    else:
        best = top_k_volunteers(index, _row(problem, "role", given.role), given.count)
        ids = problem.volunteers.ids
    pairs = zip(best.rows.tolist(), best.scores.tolist(), strict=True)
    _show([{"id": ids[row].decode(), "score": score} for row, score in pairs], given.json)
    return 0


def _explain(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    index, answer = build_index(problem), read_solution(problem, given.answer)
    found: dict[str, Any]
    if given.volunteer is not None and given.role is not None:
        volunteer, role = _row(problem, "volunteer", given.volunteer), _row(problem, "role", given.role)
        choice = explain_choice(index, answer, volunteer, role)
        factors = [(f.code, f.verdict, f.points, f.values) for f in explain_pair(index, volunteer, role)]
        found = {"code": choice.code, "values": choice.values, "factors": factors}
    elif given.volunteer is not None:
        outcome = explain_volunteer(index, answer, _row(problem, "volunteer", given.volunteer))
        found = {"code": outcome.code, "values": outcome.values}
    else:
        outcome = explain_role(index, answer, _row(problem, "role", given.role))
        found = {"code": outcome.code, "values": outcome.values}
    _show(found, given.json)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching.engine", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        added.add_argument("--json", action="store_true", help="print JSON")
        return added

    made = command("generate", _generate, "write a seeded synthetic problem")
    made.add_argument("--volunteers", type=int, required=True)
    made.add_argument("--shifts", type=int, required=True)
    made.add_argument("--family", choices=sorted(FAMILIES), default="base")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--out", type=Path, required=True)
    solved = command("solve", _solve, "propose places for everybody and certify how good they are")
    solved.add_argument("problem", type=Path)
    solved.add_argument("--out", type=Path, required=True)
    solved.add_argument("--gap-ppm", type=int, default=0)
    solved.add_argument("--seconds", type=float, default=600.0)
    solved.add_argument("--rounds", type=int, default=Limits().rounds)
    solved.add_argument("--threads", type=int)
    solved.add_argument("--workers", type=int, help="share a large problem out among so many processes")
    solved.add_argument("--seed", type=int, default=0)
    solved.add_argument("--warm", type=Path, help="an earlier answer to start from")
    checked = command("verify", _verify, "check an answer from the problem and its certificate alone")
    checked.add_argument("problem", type=Path)
    checked.add_argument("answer", type=Path)
    ranked = command("rank", _rank, "rank roles for a volunteer, or volunteers for a role")
    ranked.add_argument("problem", type=Path)
    ranked.add_argument("--count", type=int, default=20)
    whom = ranked.add_mutually_exclusive_group(required=True)
    whom.add_argument("--volunteer")
    whom.add_argument("--role")
    told = command("explain", _explain, "say why a volunteer, a role or a pair fared as it did")
    told.add_argument("problem", type=Path)
    told.add_argument("answer", type=Path)
    told.add_argument("--volunteer")
    told.add_argument("--role")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 refused, 2 unusable input."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except ProblemError as error:
        print("\n".join(str(fault) for fault in error.faults), file=sys.stderr)
    except (OSError, ValueError, KeyError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
