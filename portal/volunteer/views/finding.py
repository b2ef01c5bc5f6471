"""What fits: open roles in order, each with what fits and what to check; and when little fits, what to change."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.clock import now
from matching.queries import changes_that_help, find_roles
from matching.services.shortlists import visit_shortlist
from portal.volunteer.guards import with_profile
from portal.volunteer.suggested import Suggested, suggested

if TYPE_CHECKING:
    from datetime import datetime

    from matching.queries import RankedRole
    from matching.reasons import FactorText
    from volunteers.models import Volunteer

SHOWN, MORE_SHOWN = 20, 100
FEW = 6  # so many opportunities or fewer leave room to say what would open more
SHOWN_CHECKS = 2
# What is true of the fewest shifts says most; asking for no skills at all is no reason to name.
MAIN_REASONS = ("required_skills", "skills", "cause", "time", "distance", "language")


@dataclass(frozen=True, slots=True)
class Match:
    """One opportunity of the list with the role that fits best, the reason to name and what to check."""

    ranked: "RankedRole"
    reason: "FactorText | None"
    checks: "tuple[FactorText, ...]"
    is_new: bool


@require_safe
@with_profile
def find(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """The person's own list, best first."""
    moment = now()
    shown = MORE_SHOWN if "more" in request.GET else SHOWN
    found = find_roles(volunteer, now=moment, limit=shown, one_each=True)
    new_from = visit_shortlist(volunteer=volunteer, now=moment)
    matches = [match_of(row, new_from=new_from) for row in found.ranked]
    context = {
        "section": "find",
        "volunteer": volunteer,
        "matches": matches,
        "count": found.opportunity_count,
        "can_show_more": shown == SHOWN and found.opportunity_count > len(matches),
        "changes": _changes(volunteer, moment) if found.opportunity_count <= FEW else [],
    }
    return render(request, "portal/volunteer/find.html", context)


def _changes(volunteer: "Volunteer", moment: "datetime") -> list[Suggested]:
    return [suggested(change) for change in changes_that_help(volunteer, now=moment)]


def match_of(ranked: "RankedRole", *, new_from: "datetime") -> Match:
    """Choose what to say of a role; what was published after a moment is new."""
    return Match(ranked, main_reason(ranked), checks_of(ranked), _is_new(ranked, new_from))


def _is_new(ranked: "RankedRole", new_from: "datetime") -> bool:
    published_at = ranked.role.shift.opportunity.published_at
    return published_at is not None and published_at > new_from


def main_reason(ranked: "RankedRole") -> "FactorText | None":
    """Return the one reason that says most about this pair."""
    fitting = {factor.code: factor for factor in ranked.factors if factor.verdict == "fits"}
    if not ranked.role.skills.all():
        fitting.pop("skills", None)
    return next((fitting[code] for code in MAIN_REASONS if code in fitting), None)


def checks_of(ranked: "RankedRole") -> "tuple[FactorText, ...]":
    """Return what to look at before joining, in the order of the engine."""
    return tuple(factor for factor in ranked.factors if factor.verdict == "check")[:SHOWN_CHECKS]
