"""Who gains from an allocation: counts by group, minimum staffing, and how evenly places are filled.

Plain arithmetic over arrays. Groups describe an answer; none of them is an input of the engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

ENOUGH_TO_COMPARE = 5  # people who could help, below which a district is not called the worst


@dataclass(frozen=True, slots=True)
class GroupRow:
    """People of one group: ``asked`` could be asked at all, ``eligible`` may take something, ``placed`` got a place.

    Each counts people once, and each includes the next.
    """

    key: str
    asked: int
    eligible: int
    placed: int

    @property
    def counts(self) -> tuple[int, ...]:
        """The numbers a table shows."""
        return self.asked, self.eligible, self.placed

    @property
    def differences(self) -> tuple[int, ...]:
        """The numbers a reader can work out from those."""
        return self.asked - self.eligible, self.eligible - self.placed

    @property
    def share(self) -> float:
        """Placed of those who may take something, 0..1; 0 where nobody may."""
        return self.placed / self.eligible if self.eligible else 0.0


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """People of one group with a place under one policy and under another; each person counts once.

    ``gained`` have a place only under the second, ``lost`` only under the first.
    """

    key: str
    before: int
    after: int
    gained: int
    lost: int

    @property
    def counts(self) -> tuple[int, ...]:
        """The numbers a table shows."""
        return self.before, self.after, self.gained, self.lost

    @property
    def differences(self) -> tuple[int, ...]:
        """The numbers a reader can work out from those: who keeps a place."""
        return (self.before - self.lost,)


@dataclass(frozen=True, slots=True)
class Staffing:
    """Roles with a minimum head-count, and how many of them reach it: as things stand, and with the proposals."""

    roles: int
    reached_before: int
    reached: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an allocation is worth to people: places, different people, those among them without any history.

    ``value``: points of the pairs alone, without bonuses.
    """

    value: int
    places: int
    people: int
    newcomers: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a run says about who gains.

    ``gini``: inequality between open roles of the share of their free places filled, 0 (alike) to near 1.
    ``without_fairness``: the outcome if a first place counted nothing, None where that was not worked out.
    """

    groups: Mapping[str, Sequence[GroupRow]]
    staffing: Staffing
    outcome: Outcome
    without_fairness: Outcome | None
    seats: int
    gini: float

    def as_dict(self) -> dict[str, object]:
        """Write the report as plain values, the same for the same allocation."""
        return asdict(self)

    @classmethod
    def of(cls, stored: dict[str, object]) -> "Report":
        """Read what :meth:`as_dict` wrote."""
        groups: dict[str, list[dict[str, object]]] = stored["groups"]  # type: ignore[assignment]  # plain JSON
        without = stored["without_fairness"]
        return cls(
            groups={name: [GroupRow(**row) for row in rows] for name, rows in groups.items()},  # type: ignore[arg-type]  # plain JSON
            staffing=Staffing(**stored["staffing"]),  # type: ignore[arg-type]  # plain JSON
            outcome=Outcome(**stored["outcome"]),  # type: ignore[arg-type]  # plain JSON
            without_fairness=Outcome(**without) if isinstance(without, dict) else None,
            seats=int(stored["seats"]),  # type: ignore[call-overload]  # plain JSON
            gini=float(stored["gini"]),  # type: ignore[arg-type]  # plain JSON
        )


def count_groups(labels: Sequence[str], eligible: NDArray[np.bool_], placed: NDArray[np.bool_]) -> list[GroupRow]:
    """Count people by label, in order of label; a person is eligible if placed or able to take something."""
    names, at = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)
    able = eligible | placed
    asked = np.bincount(at, minlength=len(names))
    could = np.bincount(at[able], minlength=len(names))
    got = np.bincount(at[placed], minlength=len(names))
    return [
        GroupRow(str(name), int(asked[row]), int(could[row]), int(got[row])) for row, name in enumerate(names.tolist())
    ]


def compare_groups(labels: Sequence[str], before: NDArray[np.bool_], after: NDArray[np.bool_]) -> list[ChangeRow]:
    """Count by label who has a place under two policies, in order of label; both arrays say it per person."""
    names, at = np.unique(np.asarray(labels, dtype=object).astype(str), return_inverse=True)
    columns = [
        np.bincount(at[chosen], minlength=len(names)).tolist()
        for chosen in (before, after, after & ~before, before & ~after)
    ]
    return [ChangeRow(str(name), *counts) for name, *counts in zip(names.tolist(), *columns, strict=True)]


def gini(shares: NDArray[np.float64]) -> float:
    """Return how unequal some shares are: 0 if all are the same, near 1 if one has everything; 0 for none."""
    if not shares.size or shares.sum() == 0:
        return 0.0
    ranked = np.sort(shares)
    rank = np.arange(1, len(ranked) + 1)
    return float((2 * rank - len(ranked) - 1) @ ranked / (len(ranked) * ranked.sum()))


def staffing(minimum: NDArray[np.int64], before: NDArray[np.int64], load: NDArray[np.int64]) -> Staffing:
    """Count the roles with a minimum and those that reach it, before and with the proposals; one entry per role."""
    asked = minimum > 0
    return Staffing(
        roles=int(asked.sum()),
        reached_before=int((asked & (before >= minimum)).sum()),
        reached=int((asked & (before + load >= minimum)).sum()),
    )


def worst(rows: Sequence[GroupRow]) -> GroupRow | None:
    """Return the group in which the smallest share of those who could help has a place; ties by key."""
    large = [row for row in rows if row.eligible >= ENOUGH_TO_COMPARE]
    return min(large, key=lambda row: (row.share, row.key), default=None)
