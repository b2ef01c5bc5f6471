"""Writes to the ledger."""

from recognition.services.crediting import (
    confirm_attendance,
    confirm_everyone,
    confirm_own_walk_in,
    credit,
    entry_for,
    reverse,
)

__all__ = [
    "confirm_attendance",
    "confirm_everyone",
    "confirm_own_walk_in",
    "credit",
    "entry_for",
    "reverse",
]
