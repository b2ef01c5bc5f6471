"""Reads of the ledger."""

from recognition.queries.hours import (
    HoursSummary,
    entries_of,
    hours_summary,
    minutes_of,
    standing_entries,
    waiting_signups,
)

__all__ = ["HoursSummary", "entries_of", "hours_summary", "minutes_of", "standing_entries", "waiting_signups"]
