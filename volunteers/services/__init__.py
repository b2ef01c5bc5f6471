"""Writes about volunteers, by use case."""

from volunteers.services.birth_dates import ask_correction, change_birth_date, close_correction, look_at_correction
from volunteers.services.clearances import (
    SeenClearance,
    ask_renewals,
    look_at_clearances,
    record_clearance,
    renew_clearance,
    revoke_clearance,
)
from volunteers.services.profile import (
    ProfileChange,
    create_profile,
    join,
    replace_exceptions,
    replace_skills,
    update_profile,
)

__all__ = [
    "ProfileChange",
    "SeenClearance",
    "ask_correction",
    "ask_renewals",
    "change_birth_date",
    "close_correction",
    "create_profile",
    "join",
    "look_at_clearances",
    "look_at_correction",
    "record_clearance",
    "renew_clearance",
    "replace_exceptions",
    "replace_skills",
    "revoke_clearance",
    "update_profile",
]
