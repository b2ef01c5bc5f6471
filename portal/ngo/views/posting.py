"""Posting an event: a new one, one like last time's, and the look at it before everybody sees it."""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from core.clock import now
from events.queries import roster, twins_of
from events.services.publishing import post_opportunity
from events.services.series import post_repeating_opportunity, preview_series
from ngos.access import organisation_for
from portal.errors import attempt
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.drafting import (
    draft_from,
    first_answers,
    last_time,
    plan_from,
    repetition_from,
    roles_from,
    series_from,
)
from portal.ngo.safety import safety_of
from portal.ngo.shift_forms import EventForm
from portal.ngo.wording import marked_texts

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import Opportunity, Shift, ShiftRole
    from events.queries.recurrence import Expansion
    from events.services.publishing import OpportunityDraft
    from ngos.models import Organisation

GET_OR_POST = ("GET", "HEAD", "POST")


@require_http_methods(GET_OR_POST)
def new_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Post an event with its first shifts on one page; it is saved as a draft."""
    organisation = organisation_for(request.user, slug, Action.OPPORTUNITY_EDIT)
    form = EventForm(request.POST or None, initial=first_answers())
    return _post(request, organisation, form)


@require_http_methods(GET_OR_POST)
def duplicate(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Post an event like an old one: the same words and roles, the date moved on."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_EDIT)
    shifts = roster(event)
    form = EventForm(request.POST or None, initial=last_time(event, shifts, now=now()))
    like = list(shifts[-1].roles.all()) if shifts else []
    return _post(request, event.organisation, form, event=event, like=like)


def _post(
    request: HttpRequest,
    organisation: "Organisation",
    form: EventForm,
    *,
    event: "Opportunity | None" = None,
    like: "list[ShiftRole] | None" = None,
) -> HttpResponse:
    """Save the form as a draft, or show it again with what was typed; ``event`` is the one it is made like."""
    moment, days = now(), None
    if "add_role" in request.POST:
        form.without_errors()
    elif request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            days = attempt(form, lambda: _days_of(form, event, moment)).value
        else:
            saved = attempt(form, lambda: _save(request, organisation, form, event, like or [], moment)).value
            if saved:
                messages.success(request, _("Saved as a draft. Look it over, then publish it."))
                return redirect("ngo:preview", organisation.slug, saved.public_id)
    context = desk(organisation, "events", now=moment) | {"form": form, "days": days, "like": event}
    return render(request, "portal/ngo/event_form.html", context, status=422 if form.errors else 200)


def _days_of(form: EventForm, event: "Opportunity | None", moment: "datetime") -> "Expansion":
    """Return the days the form names. Raises as preview_series."""
    draft, plan = _draft(form, event), repetition_from(form.cleaned_data)
    return preview_series(plan=plan, time_zone=draft.time_zone, now=moment)


def _draft(form: EventForm, event: "Opportunity | None") -> "OpportunityDraft":
    """Return what is written; a copy is nobody else's import."""
    return replace(draft_from(form.cleaned_data, event=event), external_key="")


def _save(
    request: HttpRequest,
    organisation: "Organisation",
    form: EventForm,
    event: "Opportunity | None",
    like: "list[ShiftRole]",
    moment: "datetime",
) -> "Opportunity":
    cleaned = form.cleaned_data
    draft, plan = _draft(form, event), series_from(cleaned)
    roles = roles_from(cleaned, written_in=cleaned["text_language"], like=like)
    wish = {"organisation": organisation, "draft": draft, "roles": roles, "actor": person_of(request), "now": moment}
    if plan:
        return post_repeating_opportunity(plan=plan, **wish)
    return post_opportunity(plan=plan_from(cleaned), **wish)


@require_safe
def preview(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Show a draft as volunteers will see it, with long sentences underlined and what still stands in the way."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_EDIT)
    moment = now()
    shifts = [shift for shift in roster(event) if shift.ends_at > moment]
    context = desk(event.organisation, "events", now=moment) | {
        "event": event,
        "shifts": shifts,
        "roles": _roles(shifts),
        "texts": marked_texts(event),
        "twins": twins_of(event, now=moment),
        "safety": safety_of(event, shifts, now=moment),
    }
    return render(request, "portal/ngo/preview.html", context)


def _roles(shifts: "list[Shift]") -> "list[ShiftRole]":
    """Return the roles of the first shift in order."""
    roles = shifts[0].roles.all() if shifts else []
    return sorted(roles, key=lambda role: (role.position, role.pk))
