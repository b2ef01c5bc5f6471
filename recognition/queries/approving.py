"""What a coordinator sees before she approves hours: what was expected, and what is out of the ordinary."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from events.enums import Evidence, ScanVerdict, ScanWay
from events.models import GateScan, Presence, SignUp
from events.queries.gate.reviewing import SeenMinutes, seen_minutes
from recognition.models import Dispute, OwnReport
from recognition.queries.closing import closed_months
from recognition.terms import month_of

PLAN_TOLERANCE_MINUTES = 15
# What somebody at the gate can do without the person; a pass or a code has to come from her telephone.
WITHOUT_HER = (ScanWay.LIST, ScanWay.TICKET, ScanWay.WALK_IN, ScanWay.TYPED)


class Anomaly(TextChoices):
    """What has to be looked at before hours are approved; the order is that of the list, the worst first."""

    CONTESTED = "contested", pgettext_lazy("anomaly", "a check-in to look at")
    SECOND = "second", pgettext_lazy("anomaly", "a second person has to agree")
    DISPUTED = "disputed", pgettext_lazy("anomaly", "the volunteer has objected")
    ONLY_WITNESS = "only_witness", pgettext_lazy("anomaly", "only you saw the person come in")
    SAYS_OTHERWISE = "says_otherwise", pgettext_lazy("anomaly", "the person says otherwise")
    UNSEEN = "unseen", pgettext_lazy("anomaly", "the gate saw others and not this person")
    END_INFERRED = "end_inferred", pgettext_lazy("anomaly", "nobody saw the end")
    OFF_PLAN = "off_plan", pgettext_lazy("anomaly", "differs from the plan")
    LATE = "late", pgettext_lazy("anomaly", "the month is closed: say why")


@dataclass(frozen=True, slots=True)
class Expected:
    """One place before approval: minutes to fill in, what the person says, and what is out of the ordinary."""

    minutes: int
    seen: SeenMinutes | None
    reported_minutes: int | None
    is_month_closed: bool
    is_only_witness: bool
    anomalies: tuple[Anomaly, ...]

    @property
    def is_clean(self) -> bool:
        """Whether one click may approve it among others."""
        return not self.anomalies

    def needs_reason(self, minutes: int) -> bool:
        """Say whether so many minutes contradict what is known, so that a word is owed; 0: did not come."""
        is_against_gate = self.seen is not None and minutes != self.seen.minutes
        is_less_than_said = self.reported_minutes is not None and minutes < self.reported_minutes
        return self.is_month_closed or is_against_gate or is_less_than_said


def expected_of(signups: Sequence[SignUp], *, approver: UUID | None) -> dict[int, Expected]:
    """Return what is expected of places whose shifts are loaded, by key. Six queries, however many there are."""
    keys = [signup.pk for signup in signups]
    presences = {presence.signup_id: presence for presence in Presence.objects.filter(signup__in=keys)}
    reports = dict(OwnReport.objects.filter(signup__in=keys).values_list("signup_id", "minutes"))
    disputed = set(Dispute.objects.open().filter(signup__in=keys).values_list("signup_id", flat=True))
    closed = closed_months({signup.shift.starts_on for signup in signups})
    gates = _gates({signup.shift_id for signup in signups})
    alone = seen_by_one(keys, approver) if approver else set()
    return {
        signup.pk: _expected(
            signup,
            presence=presences.get(signup.pk),
            reported=reports.get(signup.pk),
            is_disputed=signup.pk in disputed,
            has_gate=signup.shift_id in gates,
            has_exit=gates.get(signup.shift_id, False),
            is_alone=signup.pk in alone,
            is_closed=month_of(signup.shift.starts_on) in closed,
        )
        for signup in signups
    }


def _gates(shifts: set[int]) -> dict[int, bool]:
    """Return the shifts whose gate saw anybody, and whether it saw anybody leave. One query."""
    found: dict[int, bool] = {}
    seen = Presence.objects.filter(signup__shift__in=shifts).exclude(evidence=Evidence.MANUAL)
    for shift, seen_out_at in seen.values_list("signup__shift_id", "seen_out_at"):
        found[shift] = found.get(shift, False) or seen_out_at is not None
    return found


def seen_by_one(signups: Sequence[int], approver: UUID) -> set[int]:
    """Return the places of which nothing but one person's own scans says that somebody was there; one query."""
    scans = GateScan.objects.counted().filter(signup__in=signups).exclude(verdict=ScanVerdict.DROPPED)
    by_place: dict[int, set[bool]] = {}
    for signup, scanned_by, way in scans.values_list("signup_id", "scanned_by", "way"):
        if signup is not None:
            by_place.setdefault(signup, set()).add(scanned_by == approver and way in WITHOUT_HER)
    return {signup for signup, own in by_place.items() if own == {True}}


def _expected(
    signup: SignUp,
    *,
    presence: Presence | None,
    reported: int | None,
    is_disputed: bool,
    has_gate: bool,
    has_exit: bool,
    is_alone: bool,
    is_closed: bool,
) -> Expected:
    seen = seen_minutes(presence) if presence else None
    planned = signup.shift.minutes
    minutes = seen.minutes if seen else planned
    is_alone = is_alone and reported is None
    found = {
        Anomaly.CONTESTED: seen is not None and seen.is_contested,
        Anomaly.SECOND: seen is not None and seen.needs_second,
        Anomaly.DISPUTED: is_disputed,
        Anomaly.ONLY_WITNESS: is_alone,
        Anomaly.SAYS_OTHERWISE: reported is not None and abs(reported - minutes) > PLAN_TOLERANCE_MINUTES,
        Anomaly.UNSEEN: seen is None and has_gate,
        Anomaly.END_INFERRED: seen is not None and seen.is_end_inferred and has_exit,
        Anomaly.OFF_PLAN: abs(minutes - planned) > PLAN_TOLERANCE_MINUTES,
        Anomaly.LATE: is_closed,
    }
    return Expected(
        minutes=minutes,
        seen=seen,
        reported_minutes=reported,
        is_month_closed=is_closed,
        is_only_witness=is_alone,
        anomalies=tuple(anomaly for anomaly in Anomaly if found[anomaly]),
    )
