"""Writes to the ledger."""

from recognition.services.crediting import (
    confirm_attendance,
    confirm_everyone,
    confirm_own_walk_in,
    credit,
    entry_for,
    reverse,
)
from recognition.services.plausibility import ask_for_exception, refuse_impossible
from recognition.services.suspecting import decide_suspicion, suspect

__all__ = [
    "ask_for_exception",
    "confirm_attendance",
    "confirm_everyone",
    "confirm_own_walk_in",
    "credit",
    "decide_suspicion",
    "entry_for",
    "refuse_impossible",
    "reverse",
    "suspect",
]
