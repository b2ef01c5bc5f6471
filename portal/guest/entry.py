"""What changed in an entry of the register, in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from core.text import localised
from ngos.directions import directions_named
from ngos.enums import BodyKind, ChangeKind, LegalForm, LegalStatus, OrganisationStatus, Source
from ngos.queries.entries import HistoryLine
from portal.templatetags.dates import full_date, language

DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Line:
    """One change: what it is about, what it was and became, who is behind it, and when."""

    title: str
    before: str
    after: str
    who: str
    at: datetime


def history_lines(history: list[HistoryLine]) -> list[Line]:
    """Put the changes of an entry into the reader's language."""
    return [_line(change) for change in history]


def _line(change: HistoryLine) -> Line:
    if change.kind == DECISION:
        return Line(
            title=_("Decision of a reviewer"),
            before="",
            after=str(OrganisationStatus(change.after).label),
            who=change.words,
            at=change.at,
        )
    title = str(ChangeKind(change.kind).label).capitalize()
    if change.kind == ChangeKind.LEGAL_STATUS:
        since = _("since %(day)s") % {"day": full_date(date.fromisoformat(change.before))}
        return Line(title, "", f"{LegalStatus(change.after).label}, {since}", change.words, change.at)
    read = _READERS.get(change.kind, str)
    who = str(Source(change.words).label)
    return Line(title, read(change.before), read(change.after), who, change.at)


def _form(code: str) -> str:
    return str(LegalForm(code).label) if code else ""


def _directions(codes: str) -> str:
    return "; ".join(localised(one, "name", language()).text for one in directions_named(codes.split(", ")))


def _bodies(text: str) -> str:
    labels = dict(BodyKind.choices)
    parts = (part.partition(": ") for part in text.split(" · ") if part)
    return ", ".join(f"{labels.get(kind, kind)}: {count}" for kind, _colon, count in parts)


_READERS: dict[str, Callable[[str], str]] = {
    ChangeKind.LEGAL_FORM: _form,
    ChangeKind.DIRECTIONS: _directions,
    ChangeKind.BODIES: _bodies,
}
