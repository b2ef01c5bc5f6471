"""What waits for the officer, and which reports the ledger has gone beyond."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from portal.akimat.periods import period_words
from portal.akimat.reports.shown import Shown
from reports.access import Person, what_waits_for
from reports.enums import Step
from reports.queries.overtaken import is_overtaken

if TYPE_CHECKING:
    from reports.models import Snapshot


@dataclass(frozen=True, slots=True)
class Row:
    """One report with its days in words; in the queue also the next step, and since when it waits."""

    snapshot: "Snapshot"
    period_words: str
    step: Step | None = None
    since: datetime | None = None


def queue_of(person: Person, *, now: datetime) -> list[Row]:
    """Prepare what waits for an officer, the oldest first."""
    waiting = what_waits_for(person, now=now)
    return [Row(one.snapshot, period_words(one.snapshot.period), one.step, one.since) for one in waiting]


def rows_of(snapshots: "Iterable[Snapshot]") -> list[Row]:
    """Prepare the rows of the list."""
    return [Row(snapshot, period_words(snapshot.period)) for snapshot in snapshots]


def can_be_counted_again(snapshot: "Snapshot", shown: Shown) -> bool:
    """Say whether hours came to the ledger after a draft was frozen, or after a report was published.

    A published one is held against the ledger by night, a draft now: the officer is about to sign it.
    """
    if shown.state == "frozen":
        return is_overtaken(snapshot)
    return shown.state == "public" and hasattr(snapshot, "comparison") and bool(snapshot.comparison.differs_since)
