"""What search engines read about an opportunity: schema.org in JSON-LD, one Event per open shift."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.text import localised
from events.eligibility import ADULT_AGE_YEARS
from events.models import Opportunity, Shift
from events.queries.lists import ShiftRow
from ngos.models import Organisation
from places.models import Territory

Node = dict[str, Any]
CONTEXT = "https://schema.org"
MOST_EVENTS = 20


def event_nodes(opportunity: Opportunity, rows: Sequence[ShiftRow], *, language: str) -> list[Node]:
    """Return an Event for each row, soonest first. The opportunity is loaded with organisation, venue and region."""
    with override(language):
        return [_event(opportunity, row, language) for row in rows[:MOST_EVENTS]]


def organisation_node(organisation: Organisation, *, language: str) -> Node:
    """Return an organisation that is in the register."""
    about = localised(organisation, "about", language).text
    with override(language):
        page = settings.SITE_URL + reverse("guest:organisation", args=[organisation.address])
    node: Node = {
        "@context": CONTEXT,
        "@type": "NGO",
        "@id": _organisation_id(organisation),
        "name": localised(organisation, "name", language).text,
        "url": page,
        "areaServed": {"@type": "AdministrativeArea", "name": localised(organisation.region, "name", language).text},
    }
    if organisation.bin:
        node["identifier"] = {"@type": "PropertyValue", "propertyID": "BIN", "value": organisation.bin}
    return node | ({"description": about} if about else {})


def crumbs_node(crumbs: Sequence[tuple[str, str]]) -> Node:
    """Return the way to a page: names and paths, from the front page."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": settings.SITE_URL + path}
            for position, (name, path) in enumerate(crumbs, start=1)
        ],
    }


def opportunity_address(opportunity: Opportunity) -> str:
    """Return the address of an opportunity's page in the language in force."""
    return settings.SITE_URL + reverse("guest:opportunity", args=[opportunity.public_id, opportunity.slug])


def picture_address(opportunity: Opportunity, language: str) -> str:
    """Return the address of the picture that stands for an opportunity."""
    return settings.SITE_URL + reverse("event_picture", args=[language, opportunity.public_id])


def _event(opportunity: Opportunity, row: ShiftRow, language: str) -> Node:
    shift, title = row.shift, localised(opportunity, "title", language)
    address = opportunity_address(opportunity)
    return {
        "@context": CONTEXT,
        "@type": "Event",
        "@id": f"{settings.SITE_URL}{reverse('short_event', args=[opportunity.public_id])}#{shift.public_id}",
        "name": title.text,
        "inLanguage": title.language,
        "url": address,
        "startDate": _local(shift.starts_at, shift),
        "endDate": _local(shift.ends_at, shift),
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "eventAttendanceMode": f"{CONTEXT}/{'Online' if opportunity.is_remote else 'Offline'}EventAttendanceMode",
        "location": _location(opportunity, address, language),
        "image": [picture_address(opportunity, language)],
        "description": localised(opportunity, "description", language).text or title.text,
        "isAccessibleForFree": True,
        "typicalAgeRange": f"{least_age(opportunity)}-",
        "maximumAttendeeCapacity": row.capacity,
        "remainingAttendeeCapacity": row.seats_left,
        "organizer": {
            "@type": "NGO",
            "@id": _organisation_id(opportunity.organisation),
            "name": localised(opportunity.organisation, "name", language).text,
            "url": settings.SITE_URL + reverse("guest:organisation", args=[opportunity.organisation.address]),
        },
        "offers": _offer(opportunity, shift, address),
    }


def least_age(opportunity: Opportunity) -> int:
    """Return from which age people may take part."""
    return max(opportunity.min_age, ADULT_AGE_YEARS if opportunity.is_for_adults else 0)


def _location(opportunity: Opportunity, address: str, language: str) -> Node:
    venue = opportunity.venue
    if opportunity.is_remote or venue is None:
        return {"@type": "VirtualLocation", "name": _("Online"), "url": address}
    return {
        "@type": "Place",
        "name": opportunity.address or localised(venue, "name", language).text,
        "address": _address(opportunity, venue, language),
        "geo": {"@type": "GeoCoordinates", "latitude": opportunity.latitude, "longitude": opportunity.longitude},
    }


def _address(opportunity: Opportunity, venue: Territory, language: str) -> Node:
    address = {
        "@type": "PostalAddress",
        "streetAddress": opportunity.address,
        "addressLocality": localised(venue, "name", language).text,
        "addressRegion": localised(venue.region or venue, "name", language).text,
        "addressCountry": "KZ",
    }
    return {name: value for name, value in address.items() if value}


def _offer(opportunity: Opportunity, shift: Shift, address: str) -> Node:
    published = opportunity.published_at or opportunity.created_at
    return {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "KZT",
        "url": address,
        "availability": f"{CONTEXT}/InStock",
        "validFrom": _local(published, shift),
    }


def _local(moment: datetime, shift: Shift) -> str:
    """Write a moment with the offset that clocks at the place show."""
    return moment.astimezone(ZoneInfo(shift.time_zone)).isoformat()


def _organisation_id(organisation: Organisation) -> str:
    return f"{settings.SITE_URL}/organisations/{organisation.address}#organisation"
