"""Shapes of hours."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language
from ninja import Field, Schema

from accounts.enums import InterfaceLanguage
from core.enums import Cause
from core.schemas import Input
from core.text import localised
from events.schemas import OpportunityBrief
from recognition.documents import check_url
from recognition.documents.words import line_name, named
from recognition.enums import Detail, EntryKind, PaperKind, Verdict, WithdrawnBy
from recognition.models import Certificate, LedgerEntry
from recognition.queries import HoursSummary
from recognition.services import Wish


class EntryOut(Schema):
    """Minutes of one shift; negative where they were taken back. ``worked_on`` is the local day."""

    id: UUID
    kind: EntryKind
    minutes: int
    reason: str
    worked_on: date
    cause: Cause
    opportunity: OpportunityBrief

    @classmethod
    def of(cls, entry: LedgerEntry) -> "EntryOut":
        """Shape an entry loaded with its opportunity and organisation."""
        opportunity = entry.attendance.signup.shift.opportunity
        return cls(
            id=entry.public_id,
            kind=EntryKind(entry.kind),
            minutes=entry.minutes,
            reason=entry.reason,
            worked_on=entry.worked_on,
            cause=Cause(entry.cause),
            opportunity=OpportunityBrief.of(opportunity),
        )


class ReversalIn(Input):
    """Why hours are taken back; the volunteer reads it."""

    reason: str = Field(max_length=300)


class HoursOut(Schema):
    """A person's hours, in minutes: confirmed, and waiting for a coordinator's word."""

    confirmed_minutes: int
    waiting_minutes: int
    active_months: int
    minutes_by_cause: dict[Cause, int]
    entries: list[EntryOut]

    @classmethod
    def of(cls, summary: HoursSummary) -> "HoursOut":
        """Shape a summary."""
        return cls(
            confirmed_minutes=summary.confirmed_minutes,
            waiting_minutes=summary.waiting_minutes,
            active_months=summary.active_months,
            minutes_by_cause={Cause(code): minutes for code, minutes in summary.by_cause.items()},
            entries=[EntryOut.of(entry) for entry in summary.entries],
        )


class PaperIn(Input):
    """What a document shows; both days belong to the period. A book always shows every shift."""

    first_on: date = Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))
    last_on: date = Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))
    language: InterfaceLanguage
    kind: Literal["certificate", "book"] = "certificate"
    detail: Literal["total", "organisations", "causes"] = "total"
    valid_for: Literal["month", "year", "years_5"] = "year"

    def wish(self) -> Wish:
        """Shape what the service is asked for."""
        return Wish(
            first_on=self.first_on,
            last_on=self.last_on,
            language=self.language.value,
            detail=Detail(self.detail),
            kind=PaperKind(self.kind),
            valid_for=self.valid_for,
        )


class PaperLine(Schema):
    """One line of a document: an organisation, a cause, a shift, a letter or a training; ``on`` is a local day."""

    name: str
    minutes: int
    on: date | None = None
    organisation: str = ""
    place: str = ""


class CheckedOut(Schema):
    """What whoever has the code may know: how the document stands, and what its holder chose to show.

    A document that is not genuine shows nothing but its code, its days and how it stands.
    """

    verdict: Verdict
    code: str
    kind: PaperKind
    issued_on: date
    expires_on: date
    withdrawn_by: WithdrawnBy | None = None
    name: str = ""
    first_on: date | None = None
    last_on: date | None = None
    minutes: int | None = None
    lines: list[PaperLine] = Field(default_factory=list)
    text: str = ""
    organisation: str = ""

    @classmethod
    def of(cls, certificate: Certificate, *, now: datetime) -> "CheckedOut":
        """Shape a document loaded with its organisation."""
        verdict = certificate.verdict_at(now)
        shaped = cls(
            verdict=verdict,
            code=certificate.shown_code,
            kind=PaperKind(certificate.kind),
            issued_on=certificate.issued_on,
            expires_on=certificate.expires_on,
            withdrawn_by=WithdrawnBy(certificate.withdrawn_by) if certificate.withdrawn_by else None,
        )
        return shaped._with_content(certificate) if verdict == Verdict.GENUINE else shaped

    def _with_content(self, certificate: Certificate) -> "CheckedOut":
        code = get_language() or settings.LANGUAGE_CODE
        self.name, self.minutes, self.text = certificate.name, certificate.minutes, certificate.text
        self.first_on, self.last_on = certificate.first_on, certificate.last_on
        if certificate.organisation is not None:
            self.organisation = localised(certificate.organisation, "name", code).text
        self.lines = [
            PaperLine(
                name=line_name(line, code),
                minutes=line["minutes"],
                on=date.fromisoformat(line["on"]) if "on" in line else None,
                organisation=named(line.get("organisation", {}), code),
                place=named(line.get("place", {}), code),
            )
            for line in certificate.lines
        ]
        return self


class PaperOut(CheckedOut):
    """A document of one's own, whatever became of it."""

    id: UUID
    language: str
    detail: Detail
    check_url: str

    @classmethod
    def of(cls, certificate: Certificate, *, now: datetime) -> "PaperOut":
        """Shape a document loaded with its organisation."""
        checked = CheckedOut.of(certificate, now=now)._with_content(certificate)
        return cls(
            **checked.dict(),
            id=certificate.public_id,
            language=certificate.language,
            detail=Detail(certificate.detail),
            check_url=check_url(certificate),
        )
