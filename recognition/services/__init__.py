"""Writes to the ledger."""

from recognition.services.chaining import append, append_all, chain
from recognition.services.crediting import (
    confirm_attendance,
    confirm_everyone,
    confirm_own_walk_in,
    correct,
    credit,
    entry_for,
    reverse,
)
from recognition.services.heads import publish_head
from recognition.services.keys import current_key, rotate, sign

__all__ = [
    "append",
    "append_all",
    "chain",
    "confirm_attendance",
    "confirm_everyone",
    "confirm_own_walk_in",
    "correct",
    "credit",
    "current_key",
    "entry_for",
    "publish_head",
    "reverse",
    "rotate",
    "sign",
]
