"""Reads of the ledger."""

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
    "as_jwk",
    "entries_of",
    "hours_summary",
    "minutes_of",
    "opened",
    "public_keys",
    "waiting_signups",
]
