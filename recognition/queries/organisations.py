"""Reads of the ledger about an organisation."""

from django.db.models import Sum

from ngos.models import Organisation
from ngos.queries.listing import family_of
from recognition.models import LedgerEntry


def minutes_at(organisation: Organisation) -> int:
    """Return the minutes volunteers worked for an organisation and its joined duplicates, confirmed and net.

    The law lets unpaid work be published: docs/sources.md, "Register of organisations".
    """
    entries = LedgerEntry.objects.filter(organisation__in=family_of(organisation).values("pk"))
    return entries.aggregate(total=Sum("minutes"))["total"] or 0
