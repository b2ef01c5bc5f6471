"""Milestones, active months, schemes and nominations: a person's own, compared with nobody's."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.clock import local_day, now
from events.enums import Evidence
from portal.errors import attempt_or_message
from portal.templatetags.dates import language
from portal.volunteer.guards import with_profile
from portal.volunteer.merits import month_heads, scheme_view, year_rows
from recognition.access import own_nomination
from recognition.documents.words import round_name
from recognition.enums import NominationState
from recognition.queries.merits import recognition_of
from recognition.queries.nominations import nominations_of
from recognition.services.nominating import answer_nomination, withdraw_nomination
from recognition.services.opting import set_recognition

if TYPE_CHECKING:
    from recognition.models import Nomination
    from volunteers.models import Volunteer

ROWS = 20
OWN_STATES = {
    NominationState.ASKED: pgettext_lazy("own nomination", "waits for your answer"),
    NominationState.AGREED: pgettext_lazy("own nomination", "you agreed"),
    NominationState.DECLINED: pgettext_lazy("own nomination", "you said no"),
    NominationState.WITHDRAWN: pgettext_lazy("own nomination", "you stepped back"),
}
TONES = {NominationState.ASKED: "warn", NominationState.AGREED: "ok"}


@require_safe
@with_profile
def badges(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Milestones with their days, the months with work, what schemes count and why not, and nominations."""
    moment = now()
    found = recognition_of(volunteer, now=moment)
    context = {
        "section": "hours",
        "found": found,
        "month_heads": month_heads(),
        "years": year_rows(found.months),
        "schemes": [scheme_view(progress) for progress in found.progress],
        "evidence": [(Evidence(level).label, minutes) for level, minutes in found.minutes_by_evidence.items()],
        "nominations": [_shown(one) for one in nominations_of(volunteer)[:ROWS]],
        "this_year": local_day(moment).year,
    }
    return render(request, "portal/volunteer/badges.html", context)


@require_POST
@with_profile
def switch(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Switch milestones and awards off or on again."""
    is_on = request.POST.get("show") == "yes"
    set_recognition(volunteer=volunteer, is_on=is_on, actor=volunteer.user, now=now())
    messages.success(
        request,
        _("Milestones are shown again.") if is_on else _("Milestones are switched off. Your hours stay as they are."),
    )
    return redirect("volunteer:badges")


@require_http_methods(("GET", "HEAD", "POST"))
@with_profile
def nomination(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """One nomination: who, why, with what evidence, and yes, no or no longer."""
    found = own_nomination(request.user, public_id)
    if request.method == "POST":
        if attempt_or_message(request, lambda: _answer(request, found, volunteer)):
            messages.success(request, _("Thank you. The organisation is told."))
        return redirect("volunteer:nomination", public_id)
    return render(request, "portal/volunteer/nomination.html", {"section": "hours", **_shown(found)})


def _answer(request: HttpRequest, found: "Nomination", volunteer: "Volunteer") -> "Nomination":
    if "withdraw" in request.POST:
        return withdraw_nomination(nomination=found, actor=volunteer.user, now=now())
    agrees = request.POST.get("answer") == "yes"
    return answer_nomination(nomination=found, agrees=agrees, actor=volunteer.user, now=now())


def _shown(found: "Nomination") -> dict[str, object]:
    state = NominationState(found.state)
    return {
        "nomination": found,
        "award": round_name(found.round, language()),
        "state": OWN_STATES[state],
        "tone": TONES.get(state, "plain"),
        "is_asked": state == NominationState.ASKED,
        "has_agreed": state == NominationState.AGREED,
        "evidence": [(Evidence(level).label, minutes) for level, minutes in found.minutes_by_evidence.items()],
    }
