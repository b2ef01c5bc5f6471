"""The one room that writes audit lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model

from core import chains
from core.models import AuditLine


class Actor(Protocol):
    """Whoever acts is known by a public id alone, so a line outlives the account."""

    public_id: UUID


def record(action: str, *, actor: Actor | None, subject: Model, at: datetime, **details: Any) -> AuditLine:
    """Write who did what to what; ``details`` holds codes and whole numbers, never names or contacts."""
    line = _line(action, actor, subject, at, details)
    chains.append(line)
    return line


def record_all(action: str, *, actor: Actor | None, subjects: Sequence[Model], at: datetime, **details: Any) -> None:
    """Write the same thing done to each of many, a line each, as ``record`` does."""
    chains.append_all([_line(action, actor, subject, at, details) for subject in subjects])


def _line(action: str, actor: Actor | None, subject: Model, at: datetime, details: dict[str, Any]) -> AuditLine:
    return AuditLine(
        action=action,
        actor=actor.public_id if actor else None,
        subject_type=subject._meta.label_lower,
        subject_id=str(getattr(subject, "public_id", None) or subject.pk),
        details=details,
        happened_at=at,
    )
