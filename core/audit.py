"""The one function that writes an audit line."""

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
    line = AuditLine(
        action=action,
        actor=actor.public_id if actor else None,
        subject_type=subject._meta.label_lower,
        subject_id=str(getattr(subject, "public_id", None) or subject.pk),
        details=details,
        happened_at=at,
    )
    chains.append(line)
    return line
