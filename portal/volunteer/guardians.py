"""What a minor sees of a place that waits for a guardian: until when, whom we asked, and how to hurry it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.queries import LinkState, OpportunityFilter, last_request, link_state, search_opportunities
from places.distance import GeoPoint
from portal.volunteer.forms.guardian import GuardianForm

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import ConsentRequest, Opportunity, SignUp
    from volunteers.models import Volunteer

SHOWN_OTHERS, NEAR_KM = 4, 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One place that waits: the request under way and a link to share, or the form where nobody was asked yet."""

    request: "ConsentRequest | None"
    share_url: str
    form: GuardianForm


def waiting_of(request: HttpRequest, signup: "SignUp", *, now: "datetime") -> Waiting:
    """Say how the asking about a place stands."""
    asked = last_request(signup)
    form = GuardianForm(initial={"language": signup.volunteer.user.language})
    if asked is None or link_state(asked, now=now) != LinkState.OPEN:
        return Waiting(request=None, share_url="", form=form)
    return Waiting(request=asked, share_url=_share_url(request, asked), form=form)


def _share_url(request: HttpRequest, asked: "ConsentRequest") -> str:
    """Return a WhatsApp message in the guardian's language. It names nobody, and its link opens nothing by itself."""
    address = request.build_absolute_uri(reverse("guardian_start", args=[asked.public_id]))
    with translation.override(asked.guardian.language):
        words = _("Please look at this. I need your agreement to help as a volunteer: %(link)s") % {"link": address}
    return f"https://wa.me/?{urlencode({'text': words})}"


def ending_of(signup: "SignUp") -> str:
    """Say why a place that waited ended: refused, unanswered, or nothing to tell."""
    if signup.status != "cancelled" or signup.held_until is None:
        return ""
    asked = last_request(signup)
    if asked is not None and asked.answer == "refused":
        return "refused"
    is_late = signup.answered_at is not None and signup.answered_at >= signup.held_until
    return "unanswered" if is_late else ""


def other_events(volunteer: "Volunteer", *, now: "datetime") -> "list[Opportunity]":
    """Return a few other events near home for her age, for somebody who has just heard a no."""
    home = GeoPoint(volunteer.latitude, volunteer.longitude)
    wanted = OpportunityFilter(near=home, within_km=NEAR_KM, age=volunteer.age_on(timezone.localdate(now)))
    return [row.opportunity for row in search_opportunities(wanted, now=now, limit=SHOWN_OTHERS).rows]
