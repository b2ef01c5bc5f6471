"""Reads about calls."""

from funding.queries.applicants import Standing, asked_of, standing_for, standings_for
from funding.queries.calls import calls_of, canonical, digest_of, public_calls, terms_document
from funding.queries.commission import (
    SheetRow,
    TieRow,
    by_name,
    conflicts_of,
    has_declared,
    is_scoring,
    own_seats,
    scorers,
    sheets_of,
    ties_of,
    to_declare,
    to_score,
)
from funding.queries.contracts import EventHours, LineHours, hours_of_lines, left_by_line, money_of
from funding.queries.decisions import (
    blind,
    commission_rows,
    names_of,
    protocol_for,
    published_protocol,
    results_of,
)

__all__ = [
    "EventHours",
    "LineHours",
    "SheetRow",
    "Standing",
    "TieRow",
    "asked_of",
    "blind",
    "by_name",
    "calls_of",
    "canonical",
    "commission_rows",
    "conflicts_of",
    "digest_of",
    "has_declared",
    "hours_of_lines",
    "is_scoring",
    "left_by_line",
    "money_of",
    "names_of",
    "own_seats",
    "protocol_for",
    "public_calls",
    "published_protocol",
    "results_of",
    "scorers",
    "sheets_of",
    "standing_for",
    "standings_for",
    "terms_document",
    "ties_of",
    "to_declare",
    "to_score",
]
