"""The published problems: which hash every size, family and seed gives, on any machine."""

import csv
import sys
from pathlib import Path

from benchmarks.sizes import SIZES
from matching.engine.generate import FAMILIES, generate

TABLE = Path(__file__).with_name("problems.csv")
SEEDS = (1, 2, 3)
Name = tuple[str, str, int]  # size, family, seed


def published() -> dict[Name, str]:
    """Read the hashes."""
    with TABLE.open(encoding="ascii", newline="") as file:
        return {(row["size"], row["family"], int(row["seed"])): row["sha256"] for row in csv.DictReader(file)}


def hashes_of(size: str) -> dict[Name, str]:
    """Draw all problems of a size; a minute at a million people."""
    people, shifts = SIZES[size].volunteers, SIZES[size].shifts
    names = [(size, family, seed) for family in FAMILIES for seed in SEEDS]
    return {name: generate(people, shifts, name[1], name[2]).sha256 for name in names}


def publish(sizes: list[str]) -> None:
    """Renew the hashes of some sizes: needed when the format of problems changes, and a break with earlier figures."""
    known = published() if TABLE.exists() else {}
    for size in sizes:
        known |= hashes_of(size)
    with TABLE.open("w", encoding="ascii", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("size", "family", "seed", "sha256"))
        table.writerows((*name, known[name]) for name in known)


if __name__ == "__main__":
    publish(sys.argv[1:] or list(SIZES))
