"""Open opportunities in the terms of the Volunteering Data Standard: organisation, activity, role, session."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.enums import Cause
from core.text import localised
from events.exports.linked_data import least_age, opportunity_address, picture_address
from events.models import Opportunity, Shift, ShiftRole
from events.queries.lists import ShiftRow
from events.queries.open_data import open_rows
from ngos.models import Organisation
from places.queries import place_label
from volunteers.enums import DAY_PART_HOURS, DayPart

Node = dict[str, Any]
CONTEXT = "https://api.volunteeringdata.io/context/v1"
STANDARD = "https://ns.volunteeringdata.io/"
LICENCE = "CC-BY-4.0"
CAUSES = {
    Cause.ECOLOGY: "Environment",
    Cause.CHILD_PROTECTION: "YouthAndChildren",
    Cause.INCLUSION: "Disability",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = {DayPart.MORNING: "Morning", DayPart.DAY: "Afternoon", DayPart.EVENING: "Evening"}


def graph_of(opportunities: Sequence[Opportunity], *, language: str) -> list[Node]:
    """Return one node per organisation with what it asks for, from what ``open_opportunities`` loaded."""
    with override(language):
        return [
            _organisation(organisation, list(asked), language)
            for organisation, asked in groupby(opportunities, key=lambda found: found.organisation)
        ]


def changed_at(opportunities: Iterable[Opportunity], *, now: datetime) -> datetime:
    """Return when anything among the opportunities last changed; now where there are none."""
    changes = [
        moment
        for found in opportunities
        for moment in (found.updated_at, *(row.shift.updated_at for row in open_rows(found)))
    ]
    return max(changes, default=now)


def _organisation(organisation: Organisation, asked: list[Opportunity], language: str) -> Node:
    page = settings.SITE_URL + reverse("guest:organisation", args=[organisation.address])
    return _without_gaps(
        {
            "type": "Organisation",
            "id": f"{settings.SITE_URL}/organisations/{organisation.address}#organisation",
            "name": localised(organisation, "name", language).text,
            "description": localised(organisation, "about", language).text,
            "website": page,
            "charityNumber": organisation.bin,
            "cause": [STANDARD + term for cause, term in CAUSES.items() if getattr(organisation, f"works_in_{cause}")],
            "activity": [_activity(opportunity, language) for opportunity in asked],
        }
    )


def _activity(opportunity: Opportunity, language: str) -> Node:
    rows = open_rows(opportunity)
    return _without_gaps(
        {
            "type": "Activity",
            "id": settings.SITE_URL + reverse("short_event", args=[opportunity.public_id]),
            "title": localised(opportunity, "title", language).text,
            "description": localised(opportunity, "description", language).text,
            "image": picture_address(opportunity, language),
            "cause": [STANDARD + CAUSES[Cause(opportunity.cause)]],
            "role": list(_roles(opportunity, rows, language)),
            "session": [_session(opportunity, row.shift, language) for row in rows],
        }
    )


def _roles(opportunity: Opportunity, rows: list[ShiftRow], language: str) -> Iterator[Node]:
    """Describe each kind of work once, however many shifts it has; a full one is left out."""
    named: dict[str, tuple[ShiftRole, list[Shift]]] = {}
    for row in rows:
        for role in row.roles:
            if role.free_count > 0:
                named.setdefault(localised(role, "name", language).text, (role, []))[1].append(row.shift)
    for title, (role, shifts) in named.items():
        yield _role(opportunity, role, shifts, title, language)


def _role(opportunity: Opportunity, role: ShiftRole, shifts: list[Shift], title: str, language: str) -> Node:
    asked = list(role.skills.all())
    return _without_gaps(
        {
            "type": "Role",
            "id": f"{settings.SITE_URL}/api/v1/shifts/{shifts[0].public_id}#{role.public_id}",
            "title": title,
            "commitment": _commitment(shifts),
            "applyLink": f"{opportunity_address(opportunity)}?role={role.public_id}",
            "allowsRemoteParticipation": opportunity.is_remote,
            "minimumAge": str(max(least_age(opportunity), role.min_age or 0)),
            "requirement": [
                *(_skill(need.skill, language) for need in asked if need.is_required),
                *([_clearance()] if opportunity.has_child_contact else []),
            ],
            "skill": [_skill(need.skill, language) for need in asked],
            "accessibility": _accessibility(opportunity),
        }
    )


def _skill(skill: Any, language: str) -> Node:
    """Name a skill by its place in our own catalogue; the standard's list of skills is another."""
    return {"id": f"{settings.SITE_URL}/api/v1/skills#{skill.code}", "name": localised(skill, "name", language).text}


def _clearance() -> Node:
    return {"id": f"{settings.SITE_URL}{reverse('guest:rules')}#clearance", "name": _("Cleared to work with children")}


def _accessibility(opportunity: Opportunity) -> list[str]:
    said = {
        "BuildingAccessibilityFeatures": opportunity.is_step_free or opportunity.has_accessible_toilet,
        "RemoteAccessibility": opportunity.is_remote,
    }
    return [STANDARD + term for term, holds in said.items() if holds]


def _commitment(shifts: list[Shift]) -> str:
    """Say how long and how often: one shift, or so many to choose from."""
    hours = f"{max(shift.minutes for shift in shifts) / 60:g}"
    count = len(shifts)
    return ngettext("One shift of %(hours)s h", "%(count)s shifts of up to %(hours)s h, take one or more", count) % {
        "hours": hours,
        "count": count,
    }


def _session(opportunity: Opportunity, shift: Shift, language: str) -> Node:
    zone = ZoneInfo(shift.time_zone)
    return _without_gaps(
        {
            "type": "Session",
            "id": f"{settings.SITE_URL}/api/v1/shifts/{shift.public_id}",
            "startDate": shift.starts_at.astimezone(zone).isoformat(),
            "endDate": shift.ends_at.astimezone(zone).isoformat(),
            "location": _location(opportunity, language),
            "time": [STANDARD + slot for slot in time_slots(shift)],
        }
    )


def _location(opportunity: Opportunity, language: str) -> Node:
    if opportunity.is_remote or opportunity.venue is None:
        return {}
    place = place_label(opportunity.venue, language)
    return {
        "name": opportunity.address or place,
        "address": f"{opportunity.address}, {place}" if opportunity.address else place,
        "latitude": str(opportunity.latitude),
        "longitude": str(opportunity.longitude),
    }


def time_slots(shift: Shift) -> list[str]:
    """Return the parts of the week a shift touches, such as SaturdayMorning, by the clock of its place."""
    zone = ZoneInfo(shift.time_zone)
    starts, ends = (moment.astimezone(zone).replace(tzinfo=None) for moment in (shift.starts_at, shift.ends_at))
    slots, day = [], starts.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < ends:
        for part, (first, last) in DAY_PART_HOURS.items():
            if day + timedelta(hours=first) < ends and starts < day + timedelta(hours=last):
                slots.append(DAYS[day.weekday()] + PARTS[part])
        day += timedelta(days=1)
    return slots


def _without_gaps(node: Node) -> Node:
    """Leave out what is empty; ``false`` is an answer."""
    return {name: value for name, value in node.items() if value not in ("", [], {})}
