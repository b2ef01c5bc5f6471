"""Writes to the ledger."""

from recognition.services.crediting import (
    confirm_attendance,
    confirm_everyone,
    confirm_own_walk_in,
    credit,
    entry_for,
    reverse,
)
from recognition.services.keys import current_key, rotate, sign

__all__ = [
    "confirm_attendance",
    "confirm_everyone",
    "confirm_own_walk_in",
    "credit",
    "current_key",
    "entry_for",
    "reverse",
    "rotate",
    "sign",
]
