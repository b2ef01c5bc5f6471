"""Reads about calls."""

from funding.queries.applicants import Standing, asked_of, standing_for
from funding.queries.calls import calls_of, canonical, digest_of, public_calls, terms_document
from funding.queries.commission import (
    SheetRow,
    conflicts_of,
    has_declared,
    own_seats,
    scorers,
    sheets_of,
    to_declare,
    to_score,
)
from funding.queries.contracts import EventHours, hours_of_lines, left_by_line, reports_of
from funding.queries.decisions import blind, commission_rows, protocol_for, published_protocol, results_of

__all__ = [
    "EventHours",
    "SheetRow",
    "Standing",
    "asked_of",
    "blind",
    "calls_of",
    "canonical",
    "commission_rows",
    "conflicts_of",
    "digest_of",
    "has_declared",
    "hours_of_lines",
    "left_by_line",
    "own_seats",
    "protocol_for",
    "public_calls",
    "published_protocol",
    "reports_of",
    "results_of",
    "scorers",
    "sheets_of",
    "standing_for",
    "terms_document",
    "to_declare",
    "to_score",
]
