"""How many minutes a shift can give, and how many it gave: places times duration against what was credited."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from core.invariants import Finding, invariant
from events.models import Shift, ShiftRole
from recognition.enums import ADDING, EntryKind
from recognition.models import Correction, LedgerEntry


def claimable_minutes(shift: Shift) -> int:
    """Return the minutes all places of a shift can earn together."""
    places = ShiftRole.objects.filter(shift=shift).aggregate(places=Sum("capacity"))["places"] or 0
    return int(places) * shift.minutes


def claimed_minutes(shift: Shift) -> int:
    """Return the net minutes credited for a shift."""
    entries = LedgerEntry.objects.filter(attendance__signup__shift=shift)
    return entries.aggregate(minutes=Sum("minutes"))["minutes"] or 0


def _other_minutes(entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
    return entries.exclude(minutes=F("attendance__minutes")).order_by("pk")


@invariant("recognition.ledger")
def _ledger(now: datetime) -> Iterator[Finding]:
    """A credit is as long as its attendance, what follows another entry is about the same, and a reversal is exact.

    An attendance that was corrected is as long as what stands for it now.
    """
    entries = LedgerEntry.objects.order_by("pk")
    corrected = Exists(Correction.objects.filter(attendance=OuterRef("attendance")))
    first = LedgerEntry.objects.filter(~corrected, kind=EntryKind.CREDIT)
    last = LedgerEntry.objects.standing().filter(corrected)
    for entry in (*_other_minutes(first), *_other_minutes(last)):
        yield Finding(f"ledger entry {entry.pk}", f"{entry.minutes} minutes for attendance {entry.attendance_id}")
    inexact = Q(kind=EntryKind.REVERSAL) & ~Q(minutes=-F("follows__minutes"))
    wrong_place = Q(kind=EntryKind.REVERSAL) & ~Q(follows__kind__in=ADDING)
    wrong_place |= Q(kind=EntryKind.CORRECTION) & ~Q(follows__kind=EntryKind.REVERSAL)
    other = Q(follows__isnull=False) & ~Q(attendance=F("follows__attendance"), volunteer=F("follows__volunteer"))
    for entry in entries.filter(inexact | wrong_place | other):
        yield Finding(f"ledger entry {entry.pk}", f"does not fit the entry {entry.follows_id} that it follows")


@invariant("recognition.claims")
def _claims(now: datetime) -> Iterator[Finding]:
    """No shift gave more minutes than its places times its duration."""
    credited = LedgerEntry.objects.filter(attendance__signup__shift=OuterRef("pk"))
    claimed = dict(
        LedgerEntry.objects.order_by().values_list("attendance__signup__shift").annotate(minutes=Sum("minutes"))
    )
    places = dict(ShiftRole.objects.order_by().values_list("shift").annotate(places=Sum("capacity")))
    for shift in Shift.objects.filter(Exists(credited)).order_by("pk").iterator(chunk_size=2_000):
        spent, has = claimed[shift.pk], places.get(shift.pk, 0)
        if spent > has * shift.minutes:
            yield Finding(f"shift {shift.pk}", f"{spent} minutes credited, {has} places of {shift.minutes}")
