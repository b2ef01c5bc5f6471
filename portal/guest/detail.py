"""The page of one opportunity, with the panel of reasons and the distance for whoever is known."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clock import now
from core.text import localised
from events.access import public_opportunity
from events.eligibility import Gate
from events.queries import bearing_to, clashing_signup, distance_to, judge, open_shifts, signups_of
from matching.queries import explain_role
from places.distance import GeoPoint
from portal.forms import read_uuid
from portal.guest import queues, sharing, shown
from portal.guest.needs import need_lines
from portal.guest.search import WHERE_COOKIE, locate
from portal.templatetags.causes import cause_class
from portal.templatetags.dates import language
from portal.templatetags.opportunities import least_age
from portal.templatetags.ringmap import RingPoint
from volunteers.queries import volunteer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.models import Opportunity, SignUp
    from events.queries import ShiftRow
    from matching.reasons import FactorText
    from volunteers.models import Volunteer

MAP_REACH_KM = 100
MAP_HEIGHT = 300
FIRST_OFFERS = 6
SEAT_HELD = ("invited", "awaiting", "confirmed")


@dataclass(frozen=True, slots=True)
class Why:
    """The panel of reasons."""

    level: str
    factors: "Sequence[FactorText]"
    profile_url: str


@require_safe
def opportunity(request: HttpRequest, public_id: UUID, slug: str) -> HttpResponse:
    """One opportunity: what, when, where, access, who asks; with the panel of reasons for a volunteer."""
    found = public_opportunity(public_id)
    if slug != found.slug:
        return redirect("guest:opportunity", found.public_id, found.slug, permanent=True)
    moment = now()
    volunteer = volunteer_of(request.user)
    rows = open_shifts(found, now=moment) if found.status == "published" else []
    own = _own_signups(found, volunteer)
    wished = [one for one in map(read_uuid, request.GET.getlist("role")) if one]
    suitable = _suitable_role(rows, own, volunteer) if not wished else None
    offers = shown.offers(rows, wished=wished, suitable=suitable, own=own)
    full = queues.queues(offers, volunteer, now=moment)
    context = {
        "section": "find",
        "card": sharing.opportunity_card(found, rows, now=moment),
        "opportunity": found,
        "queues": full,
        "instead": queues.instead(found, volunteer, now=moment) if full else [],
        "offers": offers,
        "first_offers": offers[:FIRST_OFFERS],
        "later_offers": offers[FIRST_OFFERS:],
        "is_later_chosen": any(offer.is_ticked for offer in offers[FIRST_OFFERS:]),
        "chosen": next((offer for offer in offers if offer.is_chosen), None),
        "open_count": sum(offer.seats_left > 0 and not offer.own for offer in offers),
        "why": _why(volunteer, offers, moment),
        "facts": shown.access_facts(found),
        "need_lines": need_lines(found, volunteer),
        "min_age": least_age(found),
        "description": localised(found, "description", language()),
        "bring": shown.lines(found, "bring"),
        "is_past": found.status == "published" and not offers,
        "map_height": MAP_HEIGHT,
        **_map(request, found, volunteer),
    }
    return render(request, "portal/guest/opportunity.html", context)


def _own_signups(found: "Opportunity", volunteer: "Volunteer | None") -> "dict[int, SignUp]":
    if volunteer is None:
        return {}
    own = signups_of(volunteer).filter(shift__opportunity=found, status__in=SEAT_HELD)
    return {signup.shift_id: signup for signup in own}


def _suitable_role(rows: "Sequence[ShiftRow]", own: "dict[int, SignUp]", volunteer: "Volunteer | None") -> UUID | None:
    """Return the first open role that no rule closes to the volunteer, on a shift beside nothing else she does."""
    if volunteer is None:
        return None
    for row in rows:
        if row.shift.pk in own or clashing_signup(volunteer, row.shift):
            continue
        for role in row.roles:
            if role.free_count and set(judge(role, volunteer).gates) <= {Gate.GUARDIAN_CONSENT}:  # a place can wait
                return role.public_id
    return None


def _why(volunteer: "Volunteer | None", offers: "Sequence[shown.Offer]", moment: datetime) -> Why | None:
    """Explain the shift that is chosen beforehand, to a volunteer."""
    chosen = next((offer for offer in offers if offer.is_chosen), None)
    if volunteer is None or chosen is None:
        return None
    explained = explain_role(volunteer, chosen.role, now=moment)
    if not explained.factors:
        return None
    level = str(explained.level.label) if explained.level else _("Does not fit yet")
    return Why(level=level, factors=explained.factors, profile_url=reverse("volunteer:profile"))


def _map(request: HttpRequest, found: "Opportunity", volunteer: "Volunteer | None") -> dict[str, object]:
    """Place the venue on the ring map around the volunteer's home, else around the last place searched for."""
    where = unquote(request.COOKIES.get(WHERE_COOKIE, ""))
    if volunteer is not None:
        middle: GeoPoint | None = GeoPoint(volunteer.latitude, volunteer.longitude)
        middle_name = _("your home")
    else:
        territory = locate(where).territory if where else None
        middle = territory.point if territory else None
        middle_name = localised(territory, "name", language()).text if territory else ""
    distance_km, bearing = distance_to(found, middle), bearing_to(found, middle)
    if distance_km is None or bearing is None or distance_km > MAP_REACH_KM:
        return {"points": []}
    title = localised(found, "title", language()).text
    pin = RingPoint(1, title, distance_km, bearing, cause_class(found.cause), "#place")
    return {"points": [pin], "distance_km": distance_km, "middle_name": middle_name, "reach_km": max(10, distance_km)}
