"""Which cells are not printed: those about few people, and as many others as keep those few unknown."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from reports.disclosure.attack import Bounds, bound_one_by_one, exposed
from reports.disclosure.family import Family, Printing, Relation


class Cause(StrEnum):
    """Why a cell is not printed: few people, others who would be given away, or too small a change since a version."""

    FEW = "few"
    COMPLEMENT = "complement"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Hiding:
    """Why one cell is not printed; ``protects`` is the cell about few people that it would give away."""

    cause: Cause
    protects: str = ""


@dataclass(frozen=True, slots=True)
class Protected:
    """What is hidden and why, and what the attack still learns.

    ``given_away`` are cells about few people that earlier publications give away together: nothing hidden now would
    help. It is empty where every publication was protected.
    """

    hidden: dict[str, Hiding]
    given_away: list[Bounds]


def protect(family: Family, *, complementary: bool = True) -> Protected:
    """Choose the cells of a family that are not printed.

    The attack is asked again after every choice until it learns nothing; then each choice that turned out not to be
    needed is taken back, dearest first. ``complementary=False`` hides only the cells about few people, to show what
    that gives away.
    """
    hidden: dict[str, Hiding] = {}
    for key in family.sensitive():
        _hide(family, hidden, key, Hiding(Cause.FEW))
    if not complementary:
        return Protected(hidden, exposed(family, hidden))
    beyond_help: set[str] = set()
    while found := [bounds for bounds in exposed(family, hidden) if bounds.key not in beyond_help]:
        chosen = {bounds.key: _cheapest(family, hidden, bounds.key) for bounds in found}
        beyond_help |= {key for key, choice in chosen.items() if choice is None}
        for key, choice in chosen.items():
            if choice is not None and choice not in hidden:
                cause = Cause.CHANGE if family.cells[key].is_change else Cause.COMPLEMENT
                _hide(family, hidden, choice, Hiding(cause, protects=key))
    _take_back(family, hidden, beyond_help)
    return Protected(hidden, [bounds for bounds in exposed(family, hidden) if bounds.key in beyond_help])


def _hide(family: Family, hidden: dict[str, Hiding], key: str, why: Hiding) -> None:
    for one in family.together_with(key):
        if family.cells[one].printing is Printing.OPEN:
            hidden.setdefault(one, why)


def _cheapest(family: Family, hidden: dict[str, Hiding], key: str) -> str | None:
    """Return the printed cell to hide for one that is given away; nothing if none is left.

    Of all relations that lead to it over hidden cells: from the one that hides the fewest so far, then the nearest,
    the cell about the fewest people, a part rather than a total. Cells about nobody come last: somebody may know from
    elsewhere that nobody was there.
    """
    unknown = hidden.keys() | family.unseen()
    totals = {relation.total for relation in family.relations}
    ranks: dict[str, tuple[int, int]] = {}
    for distance, relation in _leading_to(family, unknown, key):
        rank = (len(unknown.intersection(relation.keys)), distance)
        ranks |= {one: min(rank, ranks.get(one, rank)) for one in relation.keys if one not in unknown}
    candidates = [one for one in ranks if family.cells[one].printing is Printing.OPEN]
    return min(
        candidates,
        key=lambda one: (family.cells[one].people == 0, ranks[one], _price(family, one), one in totals, one),
        default=None,
    )


def _leading_to(family: Family, unknown: Collection[str], key: str) -> Iterator[tuple[int, Relation]]:
    """Yield the relations that bind a cell, directly or over other hidden cells, with how many steps away."""
    seen, near, distance = {key}, {key}, 0
    while near:
        binding = [relation for relation in family.relations if near.intersection(relation.keys)]
        yield from ((distance, relation) for relation in binding)
        near = {one for relation in binding for one in relation.keys if one in unknown} - seen
        seen |= near
        distance += 1


def _price(family: Family, key: str) -> int:
    return max(family.cells[one].people for one in family.together_with(key))


def _take_back(family: Family, hidden: dict[str, Hiding], beyond_help: set[str]) -> None:
    """Print again what the few do not need."""
    groups = {
        tuple(family.together_with(key)): _price(family, key)
        for key, why in hidden.items()
        if why.cause is not Cause.FEW
    }
    for group in sorted(groups, key=lambda one: (-groups[one], one)):
        without = {key: why for key, why in hidden.items() if key not in group}
        if len(without) < len(hidden) and not _gives_away(family, without, beyond_help):
            for key in group:
                hidden.pop(key, None)


def _gives_away(family: Family, hidden: dict[str, Hiding], beyond_help: set[str]) -> bool:
    return any(
        not family.cells[bounds.key].is_covered_by(bounds.low, bounds.high)
        for bounds in bound_one_by_one(family, hidden)
        if bounds.key not in beyond_help
    )
