"""The engine on the command line: ``python -m matching.engine generate|solve|verify|rank|explain`` on CSV folders."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from matching.engine.commands import main_form, scored_form
from matching.engine.commands.output import show
from matching.engine.files.compact import write_problem
from matching.engine.files.sheets import describe
from matching.engine.generate import FAMILIES, generate
from matching.engine.result import Limits
from matching.engine.tables import Fault, ProblemError

FORMS = {"volunteers.csv": main_form, "people.csv": scored_form}  # the file that tells which form a folder has


def _form(folder: Path) -> ModuleType:
    """Return the commands for the form of a folder."""
    found = [name for name in FORMS if (folder / name).is_file()]
    if len(found) != 1:
        told = "holds both volunteers.csv and people.csv" if found else "holds neither volunteers.csv nor people.csv"
        raise ProblemError([Fault("", -1, str(folder), told)])
    return FORMS[found[0]]


def _generate(given: argparse.Namespace) -> int:
    problem = generate(given.volunteers, given.shifts, given.family, given.seed, conditions=given.conditions)
    write_problem(problem, given.out)
    show({"problem_sha256": problem.sha256, "out": str(given.out)}, given.json)
    return 0


def _run(name: str) -> Callable[[argparse.Namespace], int]:
    """Return the command of this name, whichever form the folder turns out to have."""

    def run(given: argparse.Namespace) -> int:
        return int(getattr(_form(given.problem), f"run_{name}")(given))

    return run


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
    made.add_argument("--conditions", action="store_true", help="shifts open only with their minimum and two adults")
    made.add_argument("--out", type=Path, required=True)
    solved = command("solve", _run("solve"), "propose places for everybody and certify how good they are")
    solved.add_argument("problem", type=Path)
    solved.add_argument("--out", type=Path, required=True)
    solved.add_argument("--gap-ppm", type=int, default=0)
    solved.add_argument("--seconds", type=float, default=600.0)
    solved.add_argument("--rounds", type=int, default=Limits().rounds)
    solved.add_argument("--threads", type=int)
    solved.add_argument("--workers", type=int, help="share a large problem out among so many processes")
    solved.add_argument("--seed", type=int, default=0)
    solved.add_argument("--warm", type=Path, help="an earlier answer to start from")
    checked = command("verify", _run("verify"), "check an answer from the problem and its certificate alone")
    checked.add_argument("problem", type=Path)
    checked.add_argument("answer", type=Path)
    ranked = command("rank", _run("rank"), "rank roles for a volunteer, or volunteers for a role")
    ranked.add_argument("problem", type=Path)
    ranked.add_argument("--count", type=int, default=20)
    whom = ranked.add_mutually_exclusive_group(required=True)
    whom.add_argument("--volunteer", "--person")
    whom.add_argument("--role", "--place")
    told = command("explain", _run("explain"), "say why a volunteer, a role or a pair fared as it did")
    told.add_argument("problem", type=Path)
    told.add_argument("answer", type=Path)
    told.add_argument("--volunteer", "--person")
    told.add_argument("--role", "--place")
    return parser


def _check(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    if "answer" in given and "role" in given and given.volunteer is None and given.role is None:
        parser.error("explain needs --volunteer, --role or both")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 refused, 2 unusable input."""
    parser = _parser()
    given = parser.parse_args(arguments)
    _check(parser, given)
    try:
        return int(given.run(given))
    except ProblemError as error:
        print("\n".join(describe(fault) for fault in error.faults), file=sys.stderr)
    except (OSError, ValueError, KeyError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
