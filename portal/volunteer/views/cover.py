"""Coming instead of somebody: the question, the answer, and the wish not to be asked."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.clock import now
from events.access import own_cover_ask
from events.services import covering
from portal.errors import attempt_or_message
from portal.volunteer.guards import with_profile

if TYPE_CHECKING:
    from events.models import CoverAsk
    from volunteers.models import Volunteer


@require_http_methods(["GET", "HEAD", "POST"])
@with_profile
def cover(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """One question: what is missing, yes, no, or no and never again; the first yes has the place."""
    ask = own_cover_ask(volunteer.user, public_id)
    if request.method == "POST":
        return _answer(request, volunteer, ask, request.POST.get("answer", ""))
    is_open = not ask.answer and not ask.search.end and ask.search.role.shift.starts_at > now()
    context = {"section": "shifts", "ask": ask, "is_open": is_open}
    return render(request, "portal/volunteer/cover.html", context)


def _answer(request: HttpRequest, volunteer: "Volunteer", ask: "CoverAsk", said: str) -> HttpResponse:
    user, moment = volunteer.user, now()
    if said == "yes":
        taken = attempt_or_message(request, lambda: covering.accept_cover(ask=ask, actor=user, now=moment))
        if taken.value:
            return redirect("volunteer:shift", taken.value.public_id)
    elif said in ("no", "never"):
        never = said == "never"
        declined = attempt_or_message(
            request, lambda: covering.decline_cover(ask=ask, actor=user, now=moment, never_again=never)
        )
        if declined:
            messages.success(
                request,
                _("Thank you for answering. We do not ask you again when others drop out.")
                if never
                else _("Thank you for answering. Somebody else is asked."),
            )
    return redirect("volunteer:shifts")


@require_POST
@with_profile
def cover_asks(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Say whether one wants to be asked when others drop out."""
    if request.POST.get("ask") == "yes":
        covering.ask_again_when_needed(volunteer=volunteer, actor=volunteer.user, now=now())
        messages.success(request, _("You may be asked again when somebody is missing."))
    else:
        covering.ask_no_more(volunteer=volunteer, actor=volunteer.user, now=now())
        messages.success(request, _("We do not ask you when others drop out."))
    return redirect("volunteer:shifts")
