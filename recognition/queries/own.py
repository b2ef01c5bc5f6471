"""A person's own hours as her page shows them: where each comes from, what waits, and what she can object to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from events.enums import Outcome
from events.models import Presence, SignUp
from events.queries.gate.reviewing import seen_minutes
from recognition.enums import ADDING, CorrectionSource, DisputeState
from recognition.models import Correction, Dispute, LedgerEntry, OwnReport, Silence
from recognition.queries.closing import terms_at
from recognition.queries.disputes import latest_disputes
from recognition.queries.hours import waiting_signups
from volunteers.models import Volunteer

ABSENT_SHOWN = timedelta(days=90)


class Origin(TextChoices):
    """By whose word hours count."""

    ORGANISATION = "organisation", pgettext_lazy("hours", "confirmed by the organisation")
    GATE = "gate", pgettext_lazy("hours", "counted from the gate, because the organisation did not answer")
    AGREED = "agreed", pgettext_lazy("hours", "changed by the organisation after your objection")
    OUTSIDE = "outside", pgettext_lazy("hours", "decided by a reviewer from outside")
    BY_HAND = "by_hand", pgettext_lazy("hours", "written down by hand by two people from different teams")
    CORRECTED = "corrected", pgettext_lazy("hours", "corrected by the organisation")


ORIGIN_OF = {
    CorrectionSource.COORDINATOR: Origin.CORRECTED,
    CorrectionSource.AGREED: Origin.AGREED,
    CorrectionSource.MEDIATOR: Origin.OUTSIDE,
    CorrectionSource.GATE: Origin.GATE,
    CorrectionSource.BY_HAND: Origin.BY_HAND,
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the ledger: by whose word and how well known, the correction behind it, and the latest objection."""

    entry: LedgerEntry
    origin: Origin
    evidence: str | Promise
    correction: Correction | None
    dispute: Dispute | None
    can_object: bool


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One place that is over and not counted: what the gate saw, what she says herself, and the latest objection.

    ``is_absent`` where the organisation says that she did not come.
    """

    signup: SignUp
    seen_minutes: int | None
    own_minutes: int | None
    is_unanswered: bool
    is_absent: bool
    dispute: Dispute | None
    can_object: bool

    @property
    def can_report(self) -> bool:
        """Whether her own word is still wanted."""
        return not self.is_absent and self.own_minutes is None and not self.is_open

    @property
    def is_open(self) -> bool:
        """Whether an objection waits for an answer."""
        return self.dispute is not None and self.dispute.is_open


def entry_rows(entries: Sequence[LedgerEntry], *, now: datetime) -> list[EntryRow]:
    """Return lines of the ledger, loaded with their attendance, as the page shows them. Three queries."""
    attendances = [entry.attendance_id for entry in entries]
    signups = [entry.attendance.signup_id for entry in entries]
    disputes = latest_disputes(signups)
    corrections: dict[int, list[Correction]] = {}
    for one in Correction.objects.filter(attendance__in=attendances).order_by("made_at", "pk"):
        corrections.setdefault(one.attendance_id, []).append(one)
    silent = set(Silence.objects.filter(signup__in=signups, is_counted=True).values_list("signup_id", flat=True))
    undone = {entry.follows_id for entry in entries if entry.follows_id}
    days = timedelta(days=terms_at(now).object_days)
    rows = []
    for entry in entries:
        correction = _behind(entry, corrections.get(entry.attendance_id, ()))
        dispute = disputes.get(entry.attendance.signup_id)
        is_standing = entry.kind in ADDING and entry.public_id not in undone
        rows.append(
            EntryRow(
                entry=entry,
                origin=_origin(entry, correction, is_silent=entry.attendance.signup_id in silent),
                evidence=entry.attendance.get_evidence_display(),
                correction=correction if is_standing else None,
                dispute=dispute if is_standing else None,
                can_object=is_standing and now < entry.recorded_at + days and _is_free(dispute, entry.recorded_at),
            )
        )
    return rows


def _behind(entry: LedgerEntry, corrections: Sequence[Correction]) -> Correction | None:
    """Return the correction that a credit was written for."""
    made = [one for one in corrections if one.made_at == entry.recorded_at and one.minutes_after == entry.minutes]
    return made[-1] if made else None


def _origin(entry: LedgerEntry, correction: Correction | None, *, is_silent: bool) -> Origin:
    if correction is not None:
        return ORIGIN_OF[CorrectionSource(correction.source)]
    return Origin.GATE if is_silent and entry.actor_id is None else Origin.ORGANISATION


def _is_free(dispute: Dispute | None, since: datetime) -> bool:
    """Say whether nothing stands against another objection to what was written at a moment."""
    if dispute is None or dispute.state == DisputeState.WITHDRAWN:
        return True
    return dispute.closed_at is not None and dispute.closed_at < since


def waiting_rows(volunteer: Volunteer, *, now: datetime) -> list[WaitingRow]:
    """Return the places that are over and not confirmed, the newest first. Three queries."""
    found = list(waiting_signups(volunteer, now=now).select_related("attendance", "own_report", "silence"))
    return _rows([*found], now=now)


def absent_rows(volunteer: Volunteer, *, now: datetime) -> list[WaitingRow]:
    """Return the places of the last months of which it is written that she did not come, the newest first."""
    found: QuerySet[SignUp] = (
        SignUp.objects.confirmed()
        .filter(volunteer=volunteer, attendance__outcome=Outcome.ABSENT, shift__ends_at__gt=now - ABSENT_SHOWN)
        .select_related("shift__opportunity__organisation", "attendance", "own_report", "silence")
        .order_by("-shift__starts_at", "-pk")
    )
    return _rows(list(found), now=now)


def _rows(signups: Sequence[SignUp], *, now: datetime) -> list[WaitingRow]:
    keys = [signup.pk for signup in signups]
    presences = {one.signup_id: seen_minutes(one).minutes for one in Presence.objects.filter(signup__in=keys)}
    disputes = latest_disputes(keys)
    days = timedelta(days=terms_at(now).object_days)
    rows = []
    for signup in signups:
        attendance, report = getattr(signup, "attendance", None), getattr(signup, "own_report", None)
        silence, dispute = getattr(signup, "silence", None), disputes.get(signup.pk)
        since = attendance.confirmed_at if attendance else signup.shift.ends_at
        rows.append(
            WaitingRow(
                signup=signup,
                seen_minutes=presences.get(signup.pk),
                own_minutes=report.minutes if report else None,
                is_unanswered=silence is not None and not silence.is_counted,
                is_absent=attendance is not None,
                dispute=dispute,
                can_object=now < since + days and _is_free(dispute, since) and not signup.awaits_own_word,
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """What whoever decides may weigh: what the gate saw and how well, and what the person said before."""

    seen_minutes: int | None
    evidence: str | Promise
    is_end_inferred: bool
    own_minutes: int | None


def facts_of_dispute(dispute: Dispute) -> DisputeFacts:
    """Return what is known of a case beyond both sides' words. Two queries."""
    presence = Presence.objects.filter(signup=dispute.signup_id).first()
    report = OwnReport.objects.filter(signup=dispute.signup_id).first()
    return DisputeFacts(
        seen_minutes=seen_minutes(presence).minutes if presence else None,
        evidence=presence.get_evidence_display() if presence else "",
        is_end_inferred=presence is not None and presence.is_end_inferred,
        own_minutes=report.minutes if report else None,
    )
