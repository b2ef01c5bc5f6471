"""Reads about nominations for awards: whose they are, who may see them, and the evidence behind them."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from ngos.models import Organisation
from places.models import Territory
from recognition.enums import NominationState
from recognition.models import LedgerEntry, LedgerHead, Nomination
from recognition.queries.organisations import HOST, entries_at
from recognition.queries.territories import of_territories
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Proof:
    """What the ledger has of one person at one organisation, and how to find it there again."""

    minutes: int
    entry_count: int
    first_on: date
    last_on: date
    minutes_by_evidence: dict[str, int]
    digest: str
    head_number: int | None


@dataclass(frozen=True, slots=True)
class NominationRow:
    """A nomination, and the minutes that stand today beside the frozen ones."""

    nomination: Nomination
    minutes_now: int

    @property
    def has_changed(self) -> bool:
        """Whether hours came or went since."""
        return self.minutes_now != self.nomination.minutes


def nominations() -> QuerySet[Nomination]:
    """Return nominations with all that their pages and letters read, the newest first."""
    found = Nomination.objects.select_related("organisation__region", "volunteer__user")
    return found.order_by("-proposed_at", "-pk")


def nominations_of(volunteer: Volunteer) -> QuerySet[Nomination]:
    """Return a person's nominations but those the organisation took back."""
    return nominations().filter(volunteer=volunteer).exclude(state=NominationState.TAKEN_BACK)


def nominations_at(organisation: Organisation) -> QuerySet[Nomination]:
    """Return an organisation's nominations."""
    return nominations().filter(organisation=organisation)


def nominations_for_commission(territories: Iterable[Territory] | None) -> QuerySet[Nomination]:
    """Return the nominations people agreed to, by organisations of territories; None is the whole country."""
    return of_territories(nominations().filter(state=NominationState.AGREED), territories)


def rows_of(found: Sequence[Nomination]) -> list[NominationRow]:
    """Put the minutes that stand today beside nominations. One query."""
    people = {nomination.volunteer_id for nomination in found}
    hosts = {nomination.organisation_id for nomination in found}
    entries = LedgerEntry.objects.standing().annotate(host=HOST).filter(volunteer__in=people, host__in=hosts)
    sums = entries.order_by().values("volunteer", "host").annotate(total=Sum("minutes"))
    now = {(row["volunteer"], row["host"]): row["total"] for row in sums}
    return [NominationRow(one, now.get((one.volunteer_id, one.organisation_id), 0)) for one in found]


def proof_of_work(volunteer: Volunteer, organisation: Organisation) -> Proof | None:
    """Return what stands of a person at an organisation, or None without any. Two queries.

    The head is read first: whatever it covers is among the entries.
    """
    head = LedgerHead.objects.order_by("-number").values_list("number", flat=True).first()
    standing = entries_at(organisation).standing().filter(volunteer=volunteer)
    entries = list(standing.order_by("digest").values_list("minutes", "worked_on", "evidence", "digest"))
    if not entries:
        return None
    by_evidence: Counter[str] = Counter()
    for minutes, _day, evidence, _digest in entries:
        by_evidence[evidence] += minutes
    days = [day for _minutes, day, _evidence, _digest in entries]
    return Proof(
        minutes=sum(by_evidence.values()),
        entry_count=len(entries),
        first_on=min(days),
        last_on=max(days),
        minutes_by_evidence=dict(sorted(by_evidence.items())),
        digest=digest_of(digest for *_rest, digest in entries),
        head_number=head,
    )


def digest_of(digests: Iterable[str]) -> str:
    """Return the SHA-256 over digests of entries, sorted, each on a line of its own."""
    return hashlib.sha256("".join(f"{digest}\n" for digest in sorted(digests)).encode()).hexdigest()
