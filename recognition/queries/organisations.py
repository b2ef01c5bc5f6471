"""Reads of the ledger about an organisation."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache

from ngos.models import Organisation
from ngos.queries.listing import entry_key, family_of
from recognition.merits.settled import settled_total
from recognition.models import LedgerEntry, MonthClose
from recognition.models.entry import LedgerQuerySet
from recognition.terms import month_of, next_month

HOST = entry_key()
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class PublicMinutes:
    """The minutes at an organisation that anybody may read, and the last day of the newest closed month."""

    minutes: int
    last_day: date


def entries_at(organisation: Organisation) -> LedgerQuerySet:
    """Return the entries at an organisation and at the duplicates joined with it."""
    return LedgerEntry.objects.filter(organisation__in=family_of(organisation).values("pk"))


def public_minutes_at(organisation: Organisation) -> PublicMinutes | None:
    """Return the minutes volunteers worked for an organisation as everybody may read them, None for no number.

    They are those of closed months, as they stood when a month was closed, and change only when at least five
    different people stand behind the change (``settled_total``): two days or two months that follow each other never
    differ by the hours of few. Each entry of the register that was joined counts by itself, so that joining two is no
    such difference either. Corrections of closed months come in with the next close. Worked out once for each close,
    with a third query; else two.

    The law lets unpaid work be published: docs/sources.md, "Register of organisations".
    """
    closes = list(MonthClose.objects.order_by("pk"))
    if not closes:
        return None
    family = sorted(family_of(organisation).values_list("pk", flat=True))
    key = f"recognition.public_minutes:{closes[-1].pk}:{'-'.join(map(str, family))[:150]}"
    kept: tuple[list[int], PublicMinutes | None] | None = cache.get(key)
    if kept is None or kept[0] != family:
        kept = family, _worked_out(organisation, closes)
        cache.set(key, kept, KEPT_SECONDS)
    return kept[1]


def _worked_out(organisation: Organisation, closes: Sequence[MonthClose]) -> PublicMinutes | None:
    settled = [settled_total(changes.values()) for changes in _changes_at(organisation, closes).values()]
    known = [minutes for minutes in settled if minutes is not None]
    if not known:
        return None
    newest = max(close.month for close in closes)
    return PublicMinutes(sum(known), next_month(newest) - timedelta(days=1))


def _changes_at(organisation: Organisation, closes: Sequence[MonthClose]) -> dict[int, dict[int, Counter[int]]]:
    """Return what every close brought in of each person, by entry of the register and by close, the oldest first.

    An entry of the ledger comes in with the first close of its month or a later one that was made after it was
    written; which that is never changes.
    """
    found: defaultdict[int, dict[int, Counter[int]]] = defaultdict(lambda: {close.pk: Counter() for close in closes})
    columns = ("organisation_id", "volunteer_id", "minutes", "worked_on", "recorded_at")
    for entry, person, minutes, worked_on, recorded_at in entries_at(organisation).values_list(*columns):
        month = month_of(worked_on)
        close = next((one for one in closes if one.month >= month and one.closed_at >= recorded_at), None)
        if close is not None:
            found[entry][close.pk][person] += minutes
    return found
