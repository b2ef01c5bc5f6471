"""Which cells are not printed: those about few people, and as many others as keep those few unknown."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest

from reports.disclosure.attack import Bounds, exposed, known_too_well
from reports.disclosure.family import Family, Printing, Relation

SMALL_STEPS = 4  # rounds that hide one cell for each that is given away, before the steps grow


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
    everything = {key for key, cell in family.cells.items() if cell.printing is Printing.OPEN}
    already = {(with_floors, bounds.key): bounds for with_floors, bounds in known_too_well(family, everything)}
    rounds = 0
    while found := {bounds.key for _with_floors, bounds in known_too_well(family, hidden, already=already)}:
        rounds += 1
        # One at a time finds the fewest; a large family would take minutes that way. What was too much is taken back.
        chosen = {
            key: _cheapest(family, hidden, key, 2 ** max(0, rounds - SMALL_STEPS))
            for key in family.cells
            if key in found
        }
        for key, choices in chosen.items():
            cause = Cause.CHANGE if family.cells[key].is_change else Cause.COMPLEMENT
            for choice in choices:
                _hide(family, hidden, choice, Hiding(cause, protects=key))
    _take_back(family, hidden, already)
    return Protected(
        hidden, [bounds for bounds in exposed(family, hidden) if bounds.key in {key for _, key in already}]
    )


def _hide(family: Family, hidden: dict[str, Hiding], key: str, why: Hiding) -> None:
    for one in family.together_with(key):
        if family.cells[one].printing is Printing.OPEN:
            hidden.setdefault(one, why)


def _cheapest(family: Family, hidden: dict[str, Hiding], key: str, count: int) -> list[str]:
    """Return the printed cells to hide for one that is given away; none if none is left.

    Of all relations that lead to it over hidden cells: from the one that hides the fewest so far, then the nearest,
    the cell about the fewest people, a part rather than a total. For a cell that is hidden alone others of its kind
    come first. Cells about nobody come last: somebody may know from elsewhere that nobody was there.
    """
    unknown = hidden.keys() | family.unseen()
    ranks: dict[str, tuple[int, int]] = {}
    for distance, relation in _leading_to(family, unknown, key):
        rank = (len(unknown.intersection(relation.keys)), distance)
        for one in relation.keys:
            if one not in unknown:
                ranks[one] = min(rank, ranks.get(one, rank))
    is_alone = len(family.together_with(key)) == 1
    candidates = [one for one in ranks if family.cells[one].printing is Printing.OPEN]
    return nsmallest(
        count,
        candidates,
        key=lambda one: (
            family.cells[one].people == 0,
            is_alone and len(family.together_with(one)) > 1,
            ranks[one],
            _price(family, one),
            one in family.totals,
            one,
        ),
    )


def _leading_to(family: Family, unknown: Collection[str], key: str) -> Iterator[tuple[int, Relation]]:
    """Yield the relations that bind a cell, directly or over other hidden cells, once and with how many steps away."""
    seen, near, distance = {key}, [key], 0
    met: set[Relation] = set()
    while near:
        binding = {relation for one in near for relation in family.binding.get(one, ())} - met
        met |= binding
        yield from ((distance, relation) for relation in binding)
        near = list({one for relation in binding for one in relation.keys if one in unknown} - seen)
        seen.update(near)
        distance += 1


def _price(family: Family, key: str) -> int:
    return max(family.cells[one].people for one in family.together_with(key))


def _take_back(family: Family, hidden: dict[str, Hiding], already: Mapping[tuple[bool, str], Bounds]) -> None:
    """Print again what the few do not need: many groups at once, and their halves where that gives somebody away."""
    groups = {
        tuple(family.together_with(key)): _price(family, key)
        for key, why in hidden.items()
        if why.cause is not Cause.FEW
    }
    waiting = [sorted(groups, key=lambda one: (-groups[one], one))]
    while waiting:
        some = waiting.pop()
        back = {key for group in some for key in group}
        without = {key: why for key, why in hidden.items() if key not in back}
        if len(without) == len(hidden):
            continue
        if next(known_too_well(family, without, already=already), None) is None:
            for key in back:
                hidden.pop(key, None)
        elif len(some) > 1:
            waiting += [some[len(some) // 2 :], some[: len(some) // 2]]
