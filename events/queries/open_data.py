"""What machines may pass on: one question behind sitemaps, feeds, structured data, pictures and open data."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet

from events.enums import OpportunityStatus, ShiftStatus
from events.models import Opportunity, Shift, ShiftRole
from events.queries.lists import ShiftRow, shift_row
from events.queries.searching import public_shifts
from ngos.enums import OrganisationStatus
from ngos.models import Organisation
from places.models import Territory


def open_to_all(*, now: datetime) -> QuerySet[Shift]:
    """Return shifts that anybody may be told of: public, ahead, with a free place, at no protected place."""
    free = ShiftRole.objects.with_free_seats().filter(shift=OuterRef("pk"))
    return public_shifts(now).filter(Exists(free), opportunity__is_place_protected=False)


def open_among(rows: Sequence[ShiftRow], opportunity: Opportunity, *, now: datetime) -> list[ShiftRow]:
    """Keep the shifts of an opportunity for which :func:`open_to_all` says yes. No query.

    The opportunity is loaded with its organisation, the rows with their roles.
    """
    is_shown = (
        opportunity.status == OpportunityStatus.PUBLISHED
        and opportunity.organisation.status == OrganisationStatus.VERIFIED
        and not opportunity.is_place_protected
    )
    return [row for row in rows if is_shown and _is_open(row, now)]


def _is_open(row: ShiftRow, now: datetime) -> bool:
    return (
        row.shift.status == ShiftStatus.PLANNED
        and row.shift.starts_at > now
        and any(role.free_count > 0 for role in row.roles)
    )


def open_opportunities(
    *, now: datetime, territory: Territory | None = None, organisation: Organisation | None = None, cause: str = ""
) -> QuerySet[Opportunity]:
    """Return opportunities with such a shift, which is in ``open_shifts`` with roles and skills; five queries."""
    shifts = open_to_all(now=now)
    wanted = shifts
    if territory:
        below = wanted.filter(opportunity__venue__path__startswith=territory.inner_path)
        wanted = (wanted.filter(opportunity__venue=territory) | below).filter(opportunity__is_remote=False)
    if organisation:
        wanted = wanted.filter(opportunity__organisation=organisation)
    if cause:
        wanted = wanted.filter(opportunity__cause=cause)
    loaded = shifts.order_by("starts_at", "pk").prefetch_related("roles__skills__skill")
    return (
        Opportunity.objects.filter(pk__in=wanted.values("opportunity_id"))
        .select_related("organisation", "organisation__region", "venue", "venue__region")
        .prefetch_related(Prefetch("shifts", queryset=loaded, to_attr="open_shifts"))
    )


def open_rows(opportunity: Opportunity) -> list[ShiftRow]:
    """Return the open shifts that :func:`open_opportunities` has loaded."""
    shifts: list[Shift] = opportunity.open_shifts  # type: ignore[attr-defined]  # the prefetch above
    return [shift_row(shift) for shift in shifts]


def last_changes(*, now: datetime) -> QuerySet[Opportunity]:
    """Return open opportunities with ``shift_changed_at``, the newest first, for sitemaps. One query."""
    found = Opportunity.objects.filter(pk__in=open_to_all(now=now).values("opportunity_id"))
    return found.annotate(shift_changed_at=Max("shifts__updated_at")).order_by("-published_at", "pk")


def ended_at(opportunity: Opportunity) -> datetime | None:
    """Return when the last shift of an opportunity ended or will end."""
    latest: datetime | None = Shift.objects.filter(opportunity=opportunity).aggregate(last=Max("ends_at"))["last"]
    return latest
