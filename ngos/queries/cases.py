"""Reads about cases of verification: the queue, ties of reviewers, decisions and how long they took."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from core.clock import local_day
from core.models import AuditLine
from core.workdays import working_days_between
from ngos import disclosure
from ngos.enums import CaseState, Verdict
from ngos.models import (
    CaseDecision,
    ExclusionFlag,
    Membership,
    Organisation,
    OrganisationClaim,
    ReviewerTie,
    VerificationCase,
)
from places.models import Territory

LATELY = timedelta(days=30)
AGAINST = (Verdict.RETURN, Verdict.REFUSE, Verdict.SUSPEND)
# What only somebody who acts for an organisation does; the log outlives memberships.
ACTED = ("organisation.enrolled", "organisation.member_added", "material.posted", "case.sent")


def inside(territories: Iterable[Territory] | None, prefix: str = "organisation__region") -> Q:
    """Return the condition of belonging to some territories; None means the whole country."""
    if territories is None:
        return Q()
    found = Q(pk__in=())
    for territory in territories:
        found |= Q(**{prefix: territory}) | Q(**{f"{prefix}__path__startswith": territory.inner_path})
    return found


def open_cases(territories: Iterable[Territory] | None = None) -> QuerySet[VerificationCase]:
    """Return the cases that are not decided, the oldest first; none that stayed with a joined duplicate."""
    waiting = VerificationCase.objects.exclude(state=CaseState.CLOSED).filter(organisation__merged_into=None)
    return (
        waiting.filter(inside(territories))
        .select_related("organisation", "organisation__region")
        .order_by("opened_at", "pk")
    )


def case_with(public_id: UUID) -> VerificationCase | None:
    """Return a case with its organisation and the decision it objects to."""
    found = VerificationCase.objects.select_related("organisation", "organisation__region", "appealed")
    return found.filter(public_id=public_id).first()


def open_case_of(organisation: Organisation) -> VerificationCase | None:
    """Return the case that is open about an organisation."""
    return organisation.cases.exclude(state=CaseState.CLOSED).first()


def case_decisions(organisation: Organisation) -> QuerySet[CaseDecision]:
    """Return every decision about an organisation's cases, the newest first."""
    found = CaseDecision.objects.filter(case__organisation=organisation).select_related("case")
    return found.order_by("-decided_at", "-pk")


def appealable(organisation: Organisation, *, now: datetime) -> CaseDecision | None:
    """Return the decision an organisation may object to: its latest, against it, in time and not objected to yet."""
    latest = case_decisions(organisation).first()
    if latest is None or latest.verdict not in AGAINST or latest.appeals.exists():
        return None
    return latest if latest.decided_at + disclosure.service().appeal > now else None


def tied_organisations(user: User) -> set[int]:
    """Return the organisations a reviewer is tied to: acts or acted for them, or has said so. At most three queries.

    What was done for a duplicate ties to the entry it was joined with as well.
    """
    acts = Membership.objects.filter(user=user).values_list("organisation", flat=True)
    granted = OrganisationClaim.objects.filter(user=user, is_granted=True).values_list("organisation", flat=True)
    declared = ReviewerTie.objects.filter(user=user).values_list("organisation", flat=True)
    found = set(acts.union(granted, declared))
    acted = AuditLine.objects.filter(
        actor=user.public_id, action__in=ACTED, subject_type=Organisation._meta.label_lower
    ).values_list("subject_id", flat=True)
    ids = {UUID(one) for one in acted}
    if ids:
        for key, survivor in Organisation.objects.filter(public_id__in=ids).values_list("pk", "merged_into"):
            found |= {key, survivor or key}
    return found


def days_waited(case: VerificationCase, *, on: date) -> int:
    """Return for how many working days a case is open."""
    return working_days_between(local_day(case.opened_at), on)


def median_days(*, now: datetime, territories: Iterable[Territory] | None = None) -> int | None:
    """Return the median of working days from opening to decision over the last 30 days; nothing without decisions."""
    decided = CaseDecision.objects.filter(decided_at__gt=now - LATELY).filter(
        inside(territories, "case__organisation__region")
    )
    moments = decided.values_list("case__opened_at", "decided_at")
    days = [working_days_between(local_day(opened), local_day(ended)) for opened, ended in moments]
    return round(median(days)) if days else None


def place_in_queue(case: VerificationCase) -> int:
    """Return how many open cases of the country are older, and one."""
    return open_cases().filter(opened_at__lt=case.opened_at).count() + 1


def flags_of(organisation: Organisation) -> QuerySet[ExclusionFlag]:
    """Return every ground of exclusion that was ever noted, those that stand first."""
    return organisation.exclusion_flags.order_by("until", "-since", "pk")
