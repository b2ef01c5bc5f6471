"""Reads of the ledger."""

from recognition.queries.chain import (
    LedgerReport,
    Tally,
    entry_by_public_id,
    examine_ledger,
    head_document,
    head_of_day,
    heads_of,
    is_proved,
    proof_of,
    published_heads,
    records,
    tally,
    token_digest,
    totals_by_replay,
    totals_by_sql,
)
from recognition.queries.claims import claimable_minutes, claimed_minutes
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
    "LedgerReport",
    "Tally",
    "as_jwk",
    "claimable_minutes",
    "claimed_minutes",
    "entries_of",
    "entry_by_public_id",
    "examine_ledger",
    "head_document",
    "head_of_day",
    "heads_of",
    "hours_summary",
    "is_proved",
    "minutes_of",
    "opened",
    "proof_of",
    "public_keys",
    "published_heads",
    "records",
    "tally",
    "token_digest",
    "totals_by_replay",
    "totals_by_sql",
    "waiting_signups",
]
