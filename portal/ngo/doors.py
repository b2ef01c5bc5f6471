"""The guarded entrances of the desk, and what all its pages have in common."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Action
from core.errors import NotSignedIn
from events.access import opportunity_for
from events.errors import OpportunityNotFound
from events.queries import waiting_for_confirmation
from portal.templatetags.numbers import number

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import Opportunity
    from ngos.models import Organisation


@dataclass(frozen=True, slots=True)
class DeskLink:
    """One entry of the desk's menu."""

    key: str
    label: str
    icon: str
    url: str


def person_of(request: HttpRequest) -> "User":
    """Return who is signed in. Raises NotSignedIn."""
    if not request.user.is_authenticated:
        raise NotSignedIn
    return request.user


def event_of(request: HttpRequest, slug: str, public_id: UUID, action: Action) -> "Opportunity":
    """Return an event of the organisation in the address. Raises NotSignedIn, NotAllowed or OpportunityNotFound."""
    opportunity = opportunity_for(request.user, public_id, action)
    if opportunity.organisation.slug != slug:
        raise OpportunityNotFound
    return opportunity


def desk(organisation: "Organisation", section: str, *, now: datetime) -> dict[str, object]:
    """Return the part of the context every page of the desk shares: its menu and the organisation. One query."""
    waiting_count = waiting_for_confirmation(organisation, now=now).count()
    hours_label = _("Hours to approve (%(count)s)") % {"count": number(waiting_count)}
    entries = (
        ("today", _("Today"), "house"),
        ("events", _("Events"), "calendar"),
        ("volunteers", _("Volunteers"), "users"),
        ("hours", hours_label if waiting_count else _("Hours to approve"), "clock"),
        ("exceptions", _("Exceptions"), "door-open"),
        ("register", _("Register"), "badge-check"),
        ("funding", _("Funding"), "landmark"),
        ("organisation", _("Organisation"), "building-2"),
    )
    return {
        "organisation": organisation,
        "section": section,
        "waiting_count": waiting_count,
        "nav": [
            DeskLink(key, label, icon, reverse(f"ngo:{key}", args=[organisation.slug])) for key, label, icon in entries
        ],
    }
