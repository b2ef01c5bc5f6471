"""What a coordinator reviews after the gate: scans to decide about, heads counted, minutes as the gate saw them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from events.enums import Evidence
from events.models import GateScan, HeadCount, Presence, Shift, SignUp


@dataclass(frozen=True, slots=True)
class SeenMinutes:
    """How long the gate saw somebody; ``needs_second`` waits for a second person, ``is_contested`` for a decision."""

    minutes: int
    is_end_inferred: bool
    evidence: Evidence
    is_contested: bool
    needs_second: bool


@dataclass(frozen=True, slots=True)
class GateReview:
    """One shift after the gate: what it saw and what organisers counted."""

    to_look_at: list[GateScan]
    head_counts: list[HeadCount]
    seen_count: int
    inferred_count: int
    expected_count: int


def scans_to_look_at(shift: Shift) -> QuerySet[GateScan]:
    """Return the scans of a shift that a coordinator has to decide about, in the order they happened."""
    waiting = GateScan.objects.to_look_at().filter(shift=shift)
    return waiting.select_related("shift", "signup__volunteer__user").order_by("happened_at", "pk")


def gate_review(shift: Shift) -> GateReview:
    """Return what a coordinator looks at after a shift. Five queries."""
    seen = Presence.objects.filter(signup__shift=shift)
    return GateReview(
        to_look_at=list(scans_to_look_at(shift)),
        head_counts=list(HeadCount.objects.filter(shift=shift).order_by("counted_at", "pk")),
        seen_count=seen.count(),
        inferred_count=seen.filter(is_end_inferred=True).count(),
        expected_count=SignUp.objects.confirmed().filter(shift=shift).count(),
    )


def minutes_seen(signups: Iterable[SignUp]) -> dict[int, SeenMinutes]:
    """Return how long the gate saw people, by key of sign-up; people it did not see are absent. One query."""
    found = Presence.objects.filter(signup__in=[signup.pk for signup in signups])
    return {presence.signup_id: seen_minutes(presence) for presence in found}


def seen_minutes(presence: Presence) -> SeenMinutes:
    """Return how long the gate saw somebody, in whole minutes of UTC."""
    evidence = Evidence(presence.evidence)
    return SeenMinutes(
        minutes=max(1, int((presence.ends_at - presence.starts_at).total_seconds()) // 60),
        is_end_inferred=presence.is_end_inferred,
        evidence=evidence,
        is_contested=presence.is_contested,
        needs_second=evidence == Evidence.MANUAL and presence.confirmed_by is None,
    )


def scan_with_key(key: UUID) -> GateScan | None:
    """Return a scan with all that deciding about it reads."""
    return (
        GateScan.objects.select_related(
            "shift__opportunity__organisation", "signup__role", "signup__shift__opportunity", "signup__volunteer__user"
        )
        .filter(key=key)
        .first()
    )


def presence_of(signup: SignUp) -> Presence | None:
    """Return what the gate saw of a sign-up."""
    return Presence.objects.select_related("signup__shift", "volunteer").filter(signup=signup).first()
