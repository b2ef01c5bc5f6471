"""Hours written down by hand: what an organisation wishes, and what became of it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from core.clock import now
from events.access import role_for
from events.errors import RoleNotFound
from events.services.looking import note_looks
from ngos.access import organisation_for
from portal.errors import attempt
from portal.ngo.doors import desk, person_of
from portal.ngo.forms import HandCreditForm
from recognition.queries.by_hand import cap_on, hand_credits_at, roles_over
from recognition.services.by_hand import propose_by_hand

ROWS = 50
RECENT = timedelta(days=60)


@require_safe
def hand_credits(request: HttpRequest, slug: str) -> HttpResponse:
    """The wishes and their answers, and the shifts of the last weeks to write another for."""
    organisation, moment = organisation_for(request.user, slug, Action.ATTENDANCE_CONFIRM), now()
    page = Paginator(hand_credits_at(organisation), ROWS).get_page(request.GET.get("page"))
    note_looks(
        "name",
        [wish.volunteer for wish in page],
        viewer=person_of(request),
        organisation=organisation,
        purpose="hours",
        now=moment,
    )
    context = desk(organisation, "hours", now=moment) | {
        "page": page,
        "roles": roles_over(organisation, since=moment - RECENT, now=moment)[:ROWS],
    }
    return render(request, "portal/ngo/hand_credits.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
def hand_credit(request: HttpRequest, slug: str, role_id: UUID) -> HttpResponse:
    """One wish: who, how long and why."""
    role, moment, user = role_for(request.user, role_id, Action.ATTENDANCE_CONFIRM), now(), person_of(request)
    organisation = role.shift.opportunity.organisation
    if organisation.slug != slug:
        raise RoleNotFound
    form = HandCreditForm(request.POST or None, initial={"minutes": role.shift.minutes})
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        done = attempt(form, lambda: propose_by_hand(role=role, **wish, actor=user, now=moment))
        if done.ok:
            messages.success(request, _("Sent. Somebody from another team decides."))
            return redirect("ngo:hand_credits", slug)
    context = desk(organisation, "hours", now=moment) | {
        "role": role,
        "form": form,
        "cap": cap_on(role.shift.starts_on),
    }
    return render(request, "portal/ngo/hand_credit.html", context, status=422 if form.errors else 200)
