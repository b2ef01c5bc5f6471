"""Writes to the ledger."""

from recognition.services.certificates import (
    VALID_DAYS,
    Wish,
    issue_certificate,
    withdraw_certificate,
    withdraw_overstated,
    write_letter,
)
from recognition.services.chaining import append, append_all, chain
from recognition.services.credentials import signed_badge, signed_status_list
from recognition.services.crediting import (
    confirm_attendance,
    confirm_own_walk_in,
    correct,
    credit,
    entry_for,
    reverse,
)
from recognition.services.heads import publish_head
from recognition.services.keys import current_key, rotate, sign
from recognition.services.plausibility import ask_for_exception, refuse_impossible
from recognition.services.records import record_of, take_along
from recognition.services.suspecting import decide_suspicion, suspect

__all__ = [
    "VALID_DAYS",
    "Wish",
    "append",
    "append_all",
    "ask_for_exception",
    "chain",
    "confirm_attendance",
    "confirm_own_walk_in",
    "correct",
    "credit",
    "current_key",
    "decide_suspicion",
    "entry_for",
    "issue_certificate",
    "publish_head",
    "record_of",
    "refuse_impossible",
    "reverse",
    "rotate",
    "sign",
    "signed_badge",
    "signed_status_list",
    "suspect",
    "take_along",
    "withdraw_certificate",
    "withdraw_overstated",
    "write_letter",
]
