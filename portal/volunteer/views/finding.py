"""What fits: open roles in order, each with its main reason; and when nothing fits, what to change."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clock import now
from events.queries import OpportunityFilter, search_opportunities
from matching.queries import suggest_roles
from places.distance import GeoPoint
from portal.templatetags.numbers import number
from portal.volunteer.guards import with_profile

if TYPE_CHECKING:
    from datetime import datetime

    from matching.queries import RankedRole
    from matching.reasons import FactorText
    from volunteers.models import Volunteer

ASKED, SHOWN = 60, 20
FARTHER = 3
# What is true of the fewest shifts says most; asking for no skills at all is no reason to name.
MAIN_REASONS = ("required_skills", "skills", "cause", "time", "distance", "language")


@dataclass(frozen=True, slots=True)
class Match:
    """One opportunity of the list with the role that fits best and the reason to name."""

    ranked: "RankedRole"
    reason: "FactorText | None"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the profile that would let more fit."""

    count: int
    words: str
    url: str


@require_safe
@with_profile
def find(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """The person's own list, best first."""
    moment = now()
    matches = best_per_opportunity(suggest_roles(volunteer, now=moment, limit=ASKED))[:SHOWN]
    context = {
        "section": "find",
        "volunteer": volunteer,
        "matches": matches,
        "changes": [] if matches else changes_that_help(volunteer, moment),
    }
    return render(request, "portal/volunteer/find.html", context)


def best_per_opportunity(ranked: "list[RankedRole]") -> list[Match]:
    """Keep the best role of every opportunity, in the order given."""
    best: dict[int, RankedRole] = {}
    for row in ranked:
        best.setdefault(row.role.shift.opportunity_id, row)
    return [Match(ranked=row, reason=main_reason(row)) for row in best.values()]


def main_reason(ranked: "RankedRole") -> "FactorText | None":
    """Return the one reason that says most about this pair."""
    fitting = {factor.code: factor for factor in ranked.factors if factor.verdict == "fits"}
    if not ranked.role.skills.all():
        fitting.pop("skills", None)
    return next((fitting[code] for code in MAIN_REASONS if code in fitting), None)


def changes_that_help(volunteer: "Volunteer", moment: "datetime") -> list[Change]:
    """Count what each single change of the profile would bring within sight, the most helpful first."""
    home = GeoPoint(volunteer.latitude, volunteer.longitude)
    farther_km = volunteer.max_km * FARTHER

    def count(within_km: float, *, online: bool) -> int:
        wish = OpportunityFilter(near=home, within_km=within_km, online="only" if online else "no")
        return search_opportunities(wish, now=moment, limit=0).total

    near = count(volunteer.max_km, online=False) if volunteer.accepts_on_site else 0
    times, place = reverse("volunteer:profile_times"), reverse("volunteer:profile_place")
    changes = [
        Change(near, _("within %(km)s km at other times") % {"km": number(volunteer.max_km)}, times),
        Change(
            count(farther_km, online=False) - near,
            _("farther away, within %(km)s km") % {"km": number(farther_km)},
            place,
        ),
        Change(0 if volunteer.accepts_remote else count(farther_km, online=True), _("online"), place),
    ]
    return sorted((change for change in changes if change.count > 0), key=lambda change: -change.count)
