"""Reads of the ledger."""

from recognition.queries.certificates import Period, certificates_of, letters_of, totals_of
from recognition.queries.hours import (
    HoursSummary,
    entries_of,
    hours_summary,
    minutes_of,
    waiting_signups,
)

__all__ = [
    "HoursSummary",
    "Period",
    "certificates_of",
    "entries_of",
    "hours_summary",
    "letters_of",
    "minutes_of",
    "totals_of",
    "waiting_signups",
]
