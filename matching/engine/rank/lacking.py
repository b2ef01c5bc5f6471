"""Who would take a role but for one thing: the needs that keep people out, each with how many it keeps out alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.facts import skill_rows
from matching.engine.hard import RULES, Pairs, failed_bits
from matching.engine.index import Index

SEVERAL = -1  # more than one skill or language missing


@dataclass(frozen=True, slots=True)
class Lack:
    """One need: the code of its rule, the skill (row) or language (bit) it is about, and how many people only lack it.

    ``value`` is 0 for rules that are about neither, and ``SEVERAL`` where more than one is missing.
    """

    code: str
    value: int
    count: int


def lacking_one(index: Index, role: int, *, bits: NDArray[np.uint32] | None = None) -> list[Lack]:
    """Count the people who fail exactly one rule for a role, most first. O(people).

    Without the need, exactly so many more people of the problem may take the role. ``bits``: failed rules of every
    person, if they are known already.
    """
    bits = failed_bits(Pairs(index, slice(None), np.array([role])))[:, 0] if bits is None else bits
    found = []
    for rule in RULES:
        people = np.flatnonzero(bits == rule.bit)
        if people.size:
            found += [Lack(rule.code, value, count) for value, count in _split(index, role, rule.code, people)]
    return sorted(found, key=lambda lack: (-lack.count, lack.code, lack.value))


def _split(index: Index, role: int, code: str, people: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Tell the skills and the languages apart."""
    if code == "skills":
        missing = np.bitwise_or.reduce(
            index.problem.roles.need[role] & ~index.problem.volunteers.skills[people], axis=1
        )
        kinds = [skill_rows(row) for row in missing]
    elif code == "languages":
        spoken = index.problem.roles.languages[role] & ~index.problem.volunteers.languages[people]
        kinds = [tuple(1 << bit for bit in range(8) if mask >> bit & 1) for mask in spoken.tolist()]
    else:
        return [(0, len(people))]
    values = [kind[0] if len(kind) == 1 else SEVERAL for kind in kinds]
    return sorted((value, values.count(value)) for value in set(values))
