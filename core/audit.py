"""The one room that writes audit lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Max, Model, QuerySet

from core import chains
from core.models import AuditLine, Look


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


def record_look(
    what: str,
    *,
    viewer: Actor | None,
    role: str,
    person: Actor,
    purpose: str,
    about: Model | None = None,
    at: datetime,
) -> None:
    """Write that somebody was shown sensitive data of a person; part of the transaction that shows it.

    Nothing is written when people look at their own data.
    """
    record_looks(what, viewer=viewer, role=role, people=[person], purpose=purpose, about=about, at=at)


def record_looks(
    what: str,
    *,
    viewer: Actor | None,
    role: str,
    people: Sequence[Actor],
    purpose: str,
    about: Model | None = None,
    at: datetime,
) -> None:
    """Write the same look at each of many people, a line each, as ``record_look`` does."""
    chains.append_all(
        [
            Look(
                viewer=viewer.public_id if viewer else None,
                viewer_role=role,
                person=person.public_id,
                what=what,
                purpose=purpose,
                about_type=about._meta.label_lower if about else "",
                about_id=str(getattr(about, "public_id", None) or about.pk) if about else "",
                happened_at=at,
            )
            for person in people
            if viewer is None or person.public_id != viewer.public_id
        ]
    )


def count_of(action: str, *, actor: Actor, since: datetime) -> int:
    """Count how often somebody has done something after a moment."""
    return AuditLine.objects.filter(action=action, actor=actor.public_id, happened_at__gt=since).count()


def latest(action: str, subjects: Sequence[Model]) -> dict[str, datetime]:
    """Return when something was last done to each of some things of one kind, by the id that lines know them by."""
    if not subjects:
        return {}
    lines = AuditLine.objects.filter(
        action=action, subject_type=subjects[0]._meta.label_lower, subject_id__in=[_id_of(one) for one in subjects]
    )
    return dict(lines.order_by().values_list("subject_id").annotate(last=Max("happened_at")))


def last_done(actions: Sequence[str], *, since: datetime) -> dict[str, datetime]:
    """Return when any of some things was last done after a moment, by the id that lines know the thing by."""
    lines = AuditLine.objects.filter(action__in=actions, happened_at__gte=since)
    return dict(lines.order_by().values_list("subject_id").annotate(last=Max("happened_at")))


def looks_at(person: Actor) -> QuerySet[Look]:
    """Return who looked at a person's data, the latest first."""
    return Look.objects.filter(person=person.public_id).order_by("-happened_at", "-pk")


def looks_by(viewer: Actor, *, what: Sequence[str], since: datetime) -> QuerySet[Look]:
    """Return the looks somebody took at some kinds of data after a moment."""
    return Look.objects.filter(viewer=viewer.public_id, what__in=what, happened_at__gt=since)


def _id_of(subject: Model) -> str:
    return str(getattr(subject, "public_id", None) or subject.pk)


def _line(action: str, actor: Actor | None, subject: Model, at: datetime, details: dict[str, Any]) -> AuditLine:
    return AuditLine(
        action=action,
        actor=actor.public_id if actor else None,
        subject_type=subject._meta.label_lower,
        subject_id=_id_of(subject),
        details=details,
        happened_at=at,
    )
