"""Who looked at a person's data, in the order and words she reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.queries import people_by_public_id
from core.audit import looks_at
from core.models import Look
from events.models import Opportunity, Shift
from ngos.models import Organisation


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look: when, by whom for which organisation, at what and why.

    ``viewer`` is the first name and initial, or nothing for somebody who has left and for the system.
    """

    happened_at: datetime
    viewer: str
    role: str
    organisation: Organisation | None
    what: str
    purpose: str


def looks_about(user: User, *, limit: int, offset: int = 0) -> list[LookRow]:
    """Return who looked at a person's data, the latest first; five queries whatever the number."""
    looks = list(looks_at(user)[offset : offset + limit])
    viewers = people_by_public_id(look.viewer for look in looks if look.viewer)
    hosts = _hosts(looks)
    return [
        LookRow(
            happened_at=look.happened_at,
            viewer=viewers[look.viewer].short_name if look.viewer in viewers else "",
            role=look.viewer_role,
            organisation=hosts.get((look.about_type, look.about_id)),
            what=look.what,
            purpose=look.purpose,
        )
        for look in looks
    ]


def _hosts(looks: Iterable[Look]) -> dict[tuple[str, str], Organisation]:
    """Return the organisation each look was for, by what it was about."""
    ids: dict[str, set[UUID]] = {}
    for look in looks:
        if look.about_type in ("events.opportunity", "events.shift", "ngos.organisation"):
            ids.setdefault(look.about_type, set()).add(UUID(look.about_id))
    found: dict[tuple[str, str], Organisation] = {}
    events = Opportunity.objects.filter(public_id__in=ids.get("events.opportunity", ()))
    for event in events.select_related("organisation"):
        found["events.opportunity", str(event.public_id)] = event.organisation
    shifts = Shift.objects.filter(public_id__in=ids.get("events.shift", ()))
    for shift in shifts.select_related("opportunity__organisation"):
        found["events.shift", str(shift.public_id)] = shift.opportunity.organisation
    for organisation in Organisation.objects.filter(public_id__in=ids.get("ngos.organisation", ())):
        found["ngos.organisation", str(organisation.public_id)] = organisation
    return found
