"""Reads of the ledger."""

from recognition.queries.certificates import (
    Period,
    certificates_of,
    has_list,
    letters_of,
    totals_of,
    worked_between,
    year_of,
)
from recognition.queries.hours import (
    HoursSummary,
    entries_of,
    hours_summary,
    minutes_of,
    waiting_signups,
)
from recognition.queries.keys import as_jwk, opened, public_keys

__all__ = [
    "HoursSummary",
    "Period",
    "as_jwk",
    "certificates_of",
    "entries_of",
    "has_list",
    "hours_summary",
    "letters_of",
    "minutes_of",
    "opened",
    "public_keys",
    "totals_of",
    "waiting_signups",
    "worked_between",
    "year_of",
]
