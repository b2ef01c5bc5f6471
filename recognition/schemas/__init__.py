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
from events.enums import Evidence
from events.schemas import OpportunityBrief
from recognition.documents import check_url
from recognition.documents.words import line_name, named
from recognition.enums import Detail, EntryKind, PaperKind, Verdict, WithdrawnBy
from recognition.merits import Award, AwardLine, Milestone, Progress, Reason
from recognition.models import Certificate, LedgerEntry
from recognition.queries import HoursSummary
from recognition.queries.merits import Recognition
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


class MilestoneOut(Schema):
    """So many hours of a lifetime, and the local day they were full."""

    hours: int
    reached_on: date | None
    missing_minutes: int

    @classmethod
    def of(cls, milestone: Milestone) -> "MilestoneOut":
        """Shape a milestone."""
        return cls(hours=milestone.hours, reached_on=milestone.reached_on, missing_minutes=milestone.missing_minutes)


class AwardOut(Schema):
    """What so many hours of a scheme give."""

    hours: int
    money_kzt: int
    credits: int

    @classmethod
    def of(cls, award: Award) -> "AwardOut":
        """Shape an award."""
        return cls(hours=award.hours, money_kzt=award.money_kzt, credits=award.credits)


class AwardLineOut(AwardOut):
    """One award by itself, and how far it is."""

    reached_on: date | None
    missing_minutes: int

    @classmethod
    def of_line(cls, line: AwardLine) -> "AwardLineOut":
        """Shape an award with its progress."""
        plain = AwardOut.of(line.award).dict()
        return cls(**plain, reached_on=line.reached_on, missing_minutes=line.missing_minutes)


class LeftOutOut(Schema):
    """Minutes of a year that do not count, and why; without a cause where that is not the reason."""

    reason: Reason
    cause: Cause | None
    minutes: int


class SchemeOut(Schema):
    """One scheme in one financial year; ``best`` are the awards the counted minutes pay for together."""

    code: str
    version: str
    name: str
    year: int
    first_on: date
    last_on: date
    cap_hours: int
    cap_credits: int
    counted_minutes: int
    is_capped: bool
    awards: list[AwardLineOut]
    best: list[AwardOut]
    left_out: list[LeftOutOut]

    @classmethod
    def of(cls, progress: Progress) -> "SchemeOut":
        """Shape one line of progress, with the name in the reader's language."""
        scheme = progress.scheme
        return cls(
            code=scheme.code,
            version=scheme.version,
            name=named(dict(scheme.names), get_language() or settings.LANGUAGE_CODE),
            year=progress.year,
            first_on=scheme.first_day(progress.year),
            last_on=scheme.last_day(progress.year),
            cap_hours=scheme.cap_hours,
            cap_credits=scheme.cap_credits,
            counted_minutes=progress.counted_minutes,
            is_capped=progress.is_capped,
            awards=[AwardLineOut.of_line(line) for line in progress.awards],
            best=[AwardOut.of(award) for award in progress.best],
            left_out=[
                LeftOutOut(reason=one.reason, cause=Cause(one.cause) if one.cause else None, minutes=one.minutes)
                for one in progress.left_out
            ],
        )


class RecognitionOut(Schema):
    """What a person's standing hours give. Without milestones and months for whoever switched them off."""

    is_off: bool
    minutes: int
    minutes_by_evidence: dict[Evidence, int]
    milestones: list[MilestoneOut]
    active_months: dict[int, list[int]]
    schemes: list[SchemeOut]

    @classmethod
    def of(cls, found: Recognition) -> "RecognitionOut":
        """Shape what the ledger gives."""
        return cls(
            is_off=found.is_off,
            minutes=found.minutes,
            minutes_by_evidence={Evidence(level): minutes for level, minutes in found.minutes_by_evidence.items()},
            milestones=[MilestoneOut.of(one) for one in found.milestones],
            active_months={year: sorted(months) for year, months in found.months.items()},
            schemes=[SchemeOut.of(progress) for progress in found.progress],
        )
