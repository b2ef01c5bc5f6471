"""Outbound shapes of reports: what authorities are handed."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import localised
from events.models import Concern


def concern_record(concern: Concern) -> dict[str, object]:
    """Return everything about one report, with names of fields that do not change with the language."""
    return {
        "id": str(concern.public_id),
        "kind": concern.kind,
        "text": concern.text,
        "language": concern.language,
        "reported_at": _moment(concern.reported_at),
        "sent_from": concern.where_from,
        "organisation": _organisation(concern),
        "opportunity": str(concern.opportunity.public_id) if concern.opportunity else None,
        "shift": str(concern.shift.public_id) if concern.shift else None,
        "reporter": concern.reporter.full_name if concern.reporter else None,
        "contact": concern.contact or None,
        "status": concern.status,
        "taken_at": _moment(concern.taken_at),
        "answer": concern.answer or None,
        "answered_at": _moment(concern.answered_at),
        "outcome": concern.outcome or None,
        "closed_at": _moment(concern.closed_at),
    }


def as_text(record: Mapping[str, object]) -> str:
    """Write a record as lines that can be read and printed."""
    empty = _("not known")
    return "".join(f"{label}: {empty if record[name] is None else record[name]}\n" for name, label in _labels())


def _labels() -> list[tuple[str, str]]:
    return [
        ("id", _("Report")),
        ("reported_at", _("Reported")),
        ("kind", _("Kind")),
        ("organisation", _("Organisation")),
        ("opportunity", _("Opportunity")),
        ("shift", _("Shift")),
        ("sent_from", _("Sent from the page")),
        ("reporter", _("Reported by")),
        ("contact", _("How to reach the reporter")),
        ("text", _("What happened")),
        ("status", _("Status")),
        ("taken_at", _("Taken")),
        ("answer", _("Answer to the reporter")),
        ("answered_at", _("Answered")),
        ("outcome", _("Outcome")),
        ("closed_at", _("Closed")),
    ]


def _organisation(concern: Concern) -> str | None:
    if concern.organisation is None:
        return None
    return f"{localised(concern.organisation, 'name', get_language() or 'kk').text} ({concern.organisation.address})"


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
