"""Reads about objections: whose they are, who may decide them, what waits, and what is published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Max, Q, QuerySet

from accounts.enums import Role
from accounts.models import RoleGrant, User
from accounts.permissions import Action, allows
from accounts.queries import grants_of
from events.models import Attendance, SignUp
from ngos.models import Membership, Organisation
from recognition.enums import OPEN_DISPUTES, DisputeReason, DisputeState
from recognition.models import Correction, Dispute, LedgerEntry
from recognition.queries.territories import inside_of
from recognition.terms import terms_on
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Standing:
    """What is written about one place: minutes, or nothing where nobody has said anything; and since when."""

    minutes: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class DisputeCounts:
    """What anybody may read about an organisation's objections; ``answered`` are those it answered in time."""

    opened: int
    answered: int
    agreed: int
    decided_outside: int
    upheld: int
    is_waiting: int


def disputes() -> QuerySet[Dispute]:
    """Return objections with all that their pages and letters read."""
    return Dispute.objects.select_related(
        "organisation__region",
        "signup__volunteer__user",
        "signup__role",
        "signup__shift__opportunity__organisation__region",
        "signup__shift__opportunity__venue__region",
    )


def disputes_of(volunteer: Volunteer) -> QuerySet[Dispute]:
    """Return a person's own objections, the newest first."""
    return disputes().filter(signup__volunteer=volunteer).order_by("-opened_at", "-pk")


def latest_disputes(signups: list[int]) -> dict[int, Dispute]:
    """Return the latest objection of each of some places that has one, by key of the place. One query."""
    found = Dispute.objects.filter(signup__in=signups).order_by("opened_at", "pk")
    return {dispute.signup_id: dispute for dispute in found}


def disputes_at(organisation: Organisation) -> QuerySet[Dispute]:
    """Return the objections at an organisation: those it has to answer first, by deadline, then the others."""
    return disputes().filter(organisation=organisation).order_by(F("due_at").asc(nulls_last=True), "-opened_at", "-pk")


def waiting_at(organisation: Organisation) -> int:
    """Count the objections an organisation has to answer."""
    return Dispute.objects.filter(organisation=organisation, state=DisputeState.WITH_HOST).count()


def overdue_disputes(*, now: datetime) -> QuerySet[Dispute]:
    """Return those whose present state is over, the oldest first."""
    return disputes().filter(state__in=OPEN_DISPUTES, due_at__lte=now).order_by("due_at", "pk")


def may_mediate(user: User | AnonymousUser) -> bool:
    """Say whether a person decides objections anywhere."""
    return user.is_authenticated and any(allows([grant.role], Action.DISPUTE_DECIDE) for grant in grants_of(user))


def disputes_to_decide(user: User) -> QuerySet[Dispute]:
    """Return the objections a person may know of as somebody outside: those that came that far, of her territories.

    Never her own, never of an organisation she acts for.
    """
    theirs = Membership.objects.filter(user=user).values("organisation")
    found = disputes().filter(escalated_at__isnull=False).filter(inside_of(user))
    return found.exclude(organisation__in=theirs).exclude(signup__volunteer__user=user)


def mediators_for(dispute: Dispute) -> list[User]:
    """Return who may decide an objection: reviewers of the territory, else the staff; nobody who is part of it."""
    return outsiders_for(dispute.organisation, without=[dispute.signup.volunteer.user_id])


def outsiders_for(organisation: Organisation, *, without: Iterable[int]) -> list[User]:
    """Return who decides from outside about an organisation's hours: reviewers of its territory, else the staff.

    Nobody who acts for it, and nobody ``without`` whom it has to be decided. Two queries.
    """
    grants = RoleGrant.objects.filter(user__is_active=True).select_related("user", "territory").order_by("pk")
    region = organisation.region
    inside = set(Membership.objects.filter(organisation=organisation).values_list("user_id", flat=True))
    inside.update(without)
    people: dict[str, dict[int, User]] = {Role.REVIEWER: {}, Role.STAFF: {}}
    for grant in grants.filter(role__in=people).exclude(user__in=inside):
        if grant.territory is None or grant.territory.contains(region):
            people[grant.role][grant.user_id] = grant.user
    return list((people[Role.REVIEWER] or people[Role.STAFF]).values())


def standing_of(signup: SignUp) -> Standing:
    """Return what is written about a place, and since when. Three queries."""
    attendance = Attendance.objects.filter(signup=signup).first()
    entries = LedgerEntry.objects.filter(attendance__signup=signup)
    if attendance is None:
        return Standing(None, signup.shift.ends_at)
    corrected = Correction.objects.filter(attendance=attendance).aggregate(last=Max("made_at"))["last"]
    entered = entries.aggregate(last=Max("recorded_at"))["last"]
    since = max(moment for moment in (attendance.confirmed_at, corrected, entered) if moment)
    minutes = sum(entries.values_list("minutes", flat=True)) if entered else attendance.minutes
    return Standing(minutes, since)


def object_until(signup: SignUp, standing: Standing) -> datetime:
    """Return until when a person may object to what is written about a place."""
    return standing.since + timedelta(days=terms_on(signup.shift.starts_on).object_days)


def reasons_for(standing: Standing, *, longest: int) -> list[DisputeReason]:
    """Return what a person can say against what is written."""
    if standing.minutes is None:
        return [DisputeReason.MISSING]
    if standing.minutes == 0:
        return [DisputeReason.CAME]
    more = [DisputeReason.MINUTES] if longest > 1 else []
    return [*more, DisputeReason.NOT_MINE]


def dispute_counts(organisation: Organisation) -> DisputeCounts:
    """Return the public numbers of an organisation. One query."""
    decided = Q(state__in=(DisputeState.UPHELD, DisputeState.REJECTED, DisputeState.SETTLED))
    changed = Q(state=DisputeState.UPHELD) | Q(state=DisputeState.SETTLED, minutes_after=F("wanted_minutes"))
    found = Dispute.objects.filter(organisation=organisation).aggregate(
        opened=Count("pk", filter=~Q(state=DisputeState.WITHDRAWN)),
        answered=Count("pk", filter=Q(answered_at__isnull=False) & ~Q(state=DisputeState.WITHDRAWN)),
        agreed=Count("pk", filter=Q(state=DisputeState.AGREED)),
        decided_outside=Count("pk", filter=decided),
        upheld=Count("pk", filter=changed),
        is_waiting=Count("pk", filter=Q(state=DisputeState.WITH_HOST)),
    )
    return DisputeCounts(**found)
