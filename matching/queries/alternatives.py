"""What else somebody could take when a shift cannot be had: the same event first, then what fits near by."""

from datetime import datetime

from events.models import Opportunity, ShiftRole
from events.services.joining import is_free, others_of
from matching.queries.ranking import find_roles
from volunteers.models import Volunteer

SHOWN = 3


def alternatives_to(opportunity: Opportunity, volunteer: Volunteer, *, now: datetime) -> list[ShiftRole]:
    """Return free roles the person could take now: up to three of the same event, then up to three elsewhere.

    Elsewhere means the ranking of everything that fits, the best role of each event, best first.
    """
    here = others_of(opportunity, volunteer, now=now, limit=SHOWN)
    ranked = find_roles(volunteer, now=now, limit=2 * SHOWN, one_each=True).ranked
    elsewhere = [row.role for row in ranked if row.role.shift.opportunity_id != opportunity.pk]
    return here + [role for role in elsewhere if is_free(role, volunteer, now=now)][:SHOWN]
