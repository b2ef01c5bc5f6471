"""Reads of the ledger about an organisation."""

from django.db.models import Sum

from ngos.models import Organisation
from ngos.queries.listing import entry_key, family_of
from recognition.models import LedgerEntry
from recognition.models.entry import LedgerQuerySet

HOST = entry_key()


def entries_at(organisation: Organisation) -> LedgerQuerySet:
    """Return the entries at an organisation and at the duplicates joined with it."""
    return LedgerEntry.objects.filter(organisation__in=family_of(organisation).values("pk"))


def minutes_at(organisation: Organisation) -> int:
    """Return the minutes volunteers worked for an organisation and its joined duplicates, confirmed and net.

    The law lets unpaid work be published: docs/sources.md, "Register of organisations".
    """
    return entries_at(organisation).aggregate(total=Sum("minutes"))["total"] or 0
