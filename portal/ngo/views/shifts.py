"""One shift of an event: adding it, moving it, calling it off, and its roles; alone or with those after it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from core.clock import now
from events.access import role_for, shift_for
from events.errors import RoleNotFound
from events.queries import roster
from events.services.publishing import add_shift
from events.services.scopes import (
    add_roles,
    cancel_shifts,
    change_roles,
    foresee_moves,
    move_shifts,
    remove_roles,
)
from events.services.series import create_series, preview_series
from portal.errors import attempt
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.drafting import plan_from, repetition_from, role_like, roles_from, series_from, shift_like, times_of
from portal.ngo.reaching import choices_of, reaches_of
from portal.ngo.shift_forms import CallOffForm, MoveForm, RoleForm, ShiftForm
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import Opportunity, Shift
    from events.queries.recurrence import Expansion

GET_OR_POST = ("GET", "HEAD", "POST")


@require_http_methods(GET_OR_POST)
def new_shift(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Add one more shift, or many; hours and roles of the last one are filled in."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_EDIT)
    moment, days = now(), None
    shifts = roster(event)
    last = shifts[-1] if shifts else None
    form = ShiftForm(request.POST or None, initial=shift_like(last))
    if "add_role" in request.POST:
        form.without_errors()
    elif request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            days = attempt(form, lambda: _days(form, event, moment)).value
        elif attempt(form, lambda: _add(request, event, form, last, moment)):
            repeats = form.cleaned_data["repeat"]
            messages.success(request, _("The shifts are added.") if repeats else _("The shift is added."))
            return redirect("ngo:event", slug, public_id)
    context = desk(event.organisation, "events", now=moment) | {"form": form, "event": event, "days": days}
    return render(request, "portal/ngo/shift_form.html", context, status=422 if form.errors else 200)


def _days(form: ShiftForm, event: "Opportunity", moment: "datetime") -> "Expansion":
    return preview_series(plan=repetition_from(form.cleaned_data), time_zone=event.time_zone, now=moment)


def _add(
    request: HttpRequest, event: "Opportunity", form: ShiftForm, last: "Shift | None", moment: "datetime"
) -> None:
    cleaned, actor = form.cleaned_data, person_of(request)
    roles = roles_from(cleaned, written_in=language(), like=list(last.roles.all()) if last else [])
    plan = series_from(cleaned)
    if plan:
        create_series(opportunity=event, plan=plan, roles=roles, actor=actor, now=moment)
    else:
        add_shift(opportunity=event, plan=plan_from(cleaned), roles=roles, actor=actor, now=moment)


def _shift_of(request: HttpRequest, event: "Opportunity", shift_id: UUID) -> "Shift":
    """Return a shift of this event. Raises RoleNotFound."""
    shift = shift_for(request.user, shift_id, Action.OPPORTUNITY_EDIT)
    if shift.opportunity != event:
        raise RoleNotFound
    return shift


@require_http_methods(GET_OR_POST)
def move(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Give a shift, it and those after it, or all ahead another time; says first how many people are asked again."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_EDIT)
    shift, moment = _shift_of(request, event, shift_id), now()
    reaches = reaches_of(shift, now=moment, is_move=True)
    form, foreseen = MoveForm(request.POST or None, initial=times_of(shift), scopes=choices_of(reaches)), None
    if request.method == "POST" and form.is_valid():
        plan, scope, actor = plan_from(form.cleaned_data), form.scope, person_of(request)
        if "move" not in request.POST:
            foreseen = attempt(form, lambda: foresee_moves(shift=shift, plan=plan, scope=scope, now=moment)).value
        elif done := attempt(
            form, lambda: move_shifts(shift=shift, plan=plan, scope=scope, actor=actor, now=moment)
        ).value:
            words = ngettext("%(count)s shift has a new time.", "%(count)s shifts have a new time.", len(done))
            messages.success(request, words % {"count": len(done)})
            return redirect("ngo:event", slug, public_id)
    context = desk(event.organisation, "events", now=moment) | {"form": form, "event": event, "shift": shift}
    context |= {"reaches": reaches, "foreseen": foreseen}
    return render(request, "portal/ngo/move_shift.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def call_off(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Call off a shift, it and those after it, or all ahead; says first who loses a place."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_PUBLISH)
    shift, moment = _shift_of(request, event, shift_id), now()
    reaches = reaches_of(shift, now=moment)
    form = CallOffForm(request.POST or None, scopes=choices_of(reaches))
    if request.method == "POST" and form.is_valid():
        reason, scope, actor = form.cleaned_data["reason"], form.scope, person_of(request)
        done = attempt(form, lambda: cancel_shifts(shift=shift, scope=scope, reason=reason, actor=actor, now=moment))
        if done.value:
            count = len(done.value)
            messages.success(
                request,
                ngettext("%(count)s shift is called off.", "%(count)s shifts are called off.", count)
                % {"count": count},
            )
            return redirect("ngo:event", slug, public_id)
    context = desk(event.organisation, "events", now=moment) | {"form": form, "event": event, "shift": shift}
    context |= {"reaches": reaches}
    return render(request, "portal/ngo/call_off.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def edit_role(request: HttpRequest, slug: str, public_id: UUID, role_id: UUID) -> HttpResponse:
    """Change a role, on one shift or on more; never to fewer places than people who already have one."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_EDIT)
    role = role_for(request.user, role_id, Action.OPPORTUNITY_EDIT)
    if role.shift.opportunity != event:
        raise RoleNotFound
    moment, actor = now(), person_of(request)
    scopes = choices_of(reaches_of(role.shift, now=moment))
    form = RoleForm(request.POST or None, initial=role_like(role), scopes=scopes)
    if request.method == "POST" and form.is_valid():
        plan, *_further = roles_from(form.cleaned_data, written_in=language(), like=[role])
        scope = form.scope
        if "remove" in request.POST:
            done = attempt(form, lambda: remove_roles(role=role, scope=scope, actor=actor, now=moment))
        else:
            done = attempt(form, lambda: change_roles(role=role, plan=plan, scope=scope, actor=actor, now=moment))
        if done.ok:
            messages.success(request, _("Your changes are saved."))
            return redirect("ngo:event", slug, public_id)
    context = desk(event.organisation, "events", now=moment) | {"form": form, "event": event, "role": role}
    return render(request, "portal/ngo/role_form.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def new_role(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Add a role to a shift, or to more of them."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_EDIT)
    shift, moment, actor = _shift_of(request, event, shift_id), now(), person_of(request)
    form = RoleForm(request.POST or None, scopes=choices_of(reaches_of(shift, now=moment)))
    if request.method == "POST" and form.is_valid():
        plan, *_further = roles_from(form.cleaned_data, written_in=language())
        scope = form.scope
        done = attempt(form, lambda: add_roles(shift=shift, plan=plan, scope=scope, actor=actor, now=moment))
        if done.ok:
            messages.success(request, _("Your changes are saved."))
            return redirect("ngo:event", slug, public_id)
    context = desk(event.organisation, "events", now=moment) | {"form": form, "event": event, "shift": shift}
    return render(request, "portal/ngo/role_form.html", context, status=422 if form.errors else 200)
