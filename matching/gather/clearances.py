"""Clearances as the engine reads them: a bit for each kind that work may ask for, and on which days each counts."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from events.eligibility import ClearanceFact, all_rules, counts_until, rules_between
from matching.gather.horizon import Horizon
from matching.gather.owners import Owners
from matching.gather.spans import Days, Spans, covering, join
from volunteers.enums import ClearanceKind
from volunteers.models import Clearance

BIT_OF = {kind.value: bit for bit, kind in enumerate(ClearanceKind)}
ASKED = frozenset(kind for rules in all_rules() for kind in rules.clearances_asked)
WIDTH = 1 + max(BIT_OF[kind] for kind in ASKED)
Held = Mapping[int, Mapping[int, Spans]]  # by key of the person, then by bit


def clearance_mask(kinds: Iterable[str]) -> int:
    """Return the bits of kinds of clearance."""
    return sum(1 << BIT_OF[kind] for kind in set(kinds))


def read_clearances(owners: Owners, at: Horizon) -> Held:
    """Return the spans of clearances that are not revoked; one that counts under no rules of these weeks is shorter.

    A rule may trust a clearance for less long than is written down; of several sets of rules the strictest holds.
    """
    sets = rules_between(at.first_day, at.end_day)
    held: dict[int, dict[int, Spans]] = {}
    known = owners.of(Clearance.objects.filter(revoked_at=None, kind__in=sorted(ASKED))).order_by("issued_on", "pk")
    for chunk in owners.chunks(known, "volunteer_id", "kind", "issued_on", "valid_until"):
        for owner, kind, issued_on, valid_until in chunk:
            fact = ClearanceFact(kind, issued_on, valid_until)
            until = min((counts_until(fact, rules) for rules in sets), default=issued_on)
            spans = held.setdefault(owner, {}).setdefault(BIT_OF[kind], [])
            join(spans, issued_on.toordinal(), until.toordinal())
    return held


def clearance_columns(
    held: Held, pks: NDArray[np.int64], days: Days | None
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return from when and until when each kind counts for each person, shape (people, kinds); 0 where never."""
    one_of = covering(days)
    columns = np.zeros((2, len(pks), WIDTH), dtype=np.int32)
    for row in np.flatnonzero(np.isin(pks, list(held))).tolist():
        for bit, spans in held[int(pks[row])].items():
            columns[:, row, bit] = one_of(spans)
    return columns[0], columns[1]
