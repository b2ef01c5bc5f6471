"""Measure the engine beside its peers: ``python3 start.py bench --size 10k``; ``--write`` renews the document."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.alone import measure_alone, measure_gap
from benchmarks.arena import Failed
from benchmarks.contest import hold
from benchmarks.document import RESULTS, write_document
from benchmarks.peers import PEERS
from benchmarks.sizes import SIZES, Size
from benchmarks.tables import beside_tables, comparison_tables, contest_table, machine_line
from matching.engine.generate import FAMILIES

ELSEWHERE = Path(__file__).resolve().parents[1] / "var" / "benchmarks"


def _words(given: str) -> tuple[str, ...]:
    return tuple(word for word in given.split(",") if word)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="start.py bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="10k", help="volunteers and shifts (10k: 10,000 x 1,000)")
    parser.add_argument("--families", type=_words, help=f"of {','.join(FAMILIES)}; default: those of the size")
    parser.add_argument("--seeds", type=_words, help="whole numbers, for instance 1,2,3")
    parser.add_argument("--peers", type=_words, help=f"of {','.join(PEERS)}, on every problem; 'none' for ours alone")
    parser.add_argument("--seconds", type=float, help="what each peer may search for")
    parser.add_argument("--out", type=Path, help="where to write the JSON")
    parser.add_argument("--gap", type=Path, help="a folder of public generalised-assignment cases to solve as well")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md from the kept results and stop")
    return parser


def _is_plain(given: argparse.Namespace) -> bool:
    return not any((given.families, given.seeds, given.peers, given.seconds))


def _peers_of(given: argparse.Namespace, size: Size, *, first: bool) -> tuple[str, ...]:
    if given.peers == ("none",):
        return ()
    return given.peers or (size.peers + size.once if first else size.peers)


def _measure(given: argparse.Namespace) -> dict[str, Any]:
    size, began, before = SIZES[given.size], machine.now(), machine.load()
    contests: list[dict[str, Any]] = []
    for family in given.families or size.families:
        for seed in map(int, given.seeds or size.seeds):
            peers = _peers_of(given, size, first=not contests)
            contests.append(hold(given.size, family, seed, peers, seconds=given.seconds or size.seconds))
            print(contest_table(contests[-1]), end="\n\n", flush=True)
    beside = measure_alone(given.size) if _is_plain(given) else {}
    beside |= {"gap": measure_gap(given.gap)} if given.gap else {}
    return {
        "format": "asar-benchmark-1",
        "size": given.size,
        "volunteers": size.volunteers,
        "shifts": size.shifts,
        "began": began,
        "machine": machine.describe(),
        "load": {"before": before, "after": machine.load()},
        "contests": contests,
        **beside,
    }


def _check(given: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    unknown = [name for name in given.peers or () if name not in (*PEERS, "none")]
    unknown += [name for name in given.families or () if name not in FAMILIES]
    unknown += [name for name in given.seeds or () if not name.isdecimal()]
    if unknown:
        parser.error(f"not known: {', '.join(unknown)}")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables and keep the JSON."""
    parser = _parser()
    given = parser.parse_args(arguments)
    _check(given, parser)
    if given.write:
        print(f"written: {write_document()}")
        return 0
    try:
        result = _measure(given)
    except Failed as failure:
        print(f"nothing to measure: {failure}", file=sys.stderr)
        return 1
    print(comparison_tables(result["contests"]), *beside_tables(result), sep="\n\n", end="\n\n")
    print(machine_line(result))
    out = given.out or (RESULTS if _is_plain(given) else ELSEWHERE) / f"{given.size}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"written: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
