"""At the door: letting people in, and adding those who came without signing up."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action
from core.clock import now
from events.access import role_for, shift_for, signup_for
from events.errors import RoleNotFound, SignUpNotFound
from events.queries import shift_row
from events.services.attendance import check_in as let_in
from events.services.walk_ins import add_walk_in
from portal.errors import attempt, attempt_or_message
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.forms import WalkInForm

if TYPE_CHECKING:
    from events.models import Shift


@require_POST
def check_in(request: HttpRequest, slug: str, public_id: UUID, signup_id: UUID) -> HttpResponse:
    """Let one person in and go back to the list."""
    found = event_of(request, slug, public_id, Action.ATTENDANCE_CONFIRM)
    signup = signup_for(request.user, signup_id, Action.ATTENDANCE_CONFIRM)
    if signup.shift.opportunity != found:
        raise SignUpNotFound
    user, name = person_of(request), signup.volunteer.user.short_name
    is_parent_here = request.POST.get("is_parent_here") == "1"
    done = attempt_or_message(
        request, lambda: let_in(signup=signup, is_parent_here=is_parent_here, actor=user, now=now())
    )
    if done:
        messages.success(request, _("%(name)s is here.") % {"name": name})
    return redirect(_door(slug, public_id, signup.shift))


@require_http_methods(("GET", "HEAD", "POST"))
def walk_in(request: HttpRequest, slug: str, public_id: UUID, shift_id: UUID) -> HttpResponse:
    """Add somebody who came; whoever has no account is shown the way to one and nothing is kept."""
    found = event_of(request, slug, public_id, Action.ATTENDANCE_CONFIRM)
    shift = shift_for(request.user, shift_id, Action.ATTENDANCE_CONFIRM)
    if shift.opportunity != found:
        raise RoleNotFound
    user, moment = person_of(request), now()
    form = WalkInForm(request.POST if request.method == "POST" else None, roles=shift_row(shift).roles)
    if form.is_valid():
        added = attempt(
            form,
            lambda: add_walk_in(
                role=role_for(user, form.cleaned_data["role"], Action.ATTENDANCE_CONFIRM),
                name=form.cleaned_data["name"],
                contact=form.cleaned_data["contact"],
                is_parent_here=form.cleaned_data["is_parent_here"],
                actor=user,
                now=moment,
            ),
        )
        if added.value is not None:
            name = added.value.volunteer.user.short_name
            messages.success(request, _("%(name)s is on the list.") % {"name": name})
            return redirect(f"{_door(slug, public_id, shift)}#p-{added.value.public_id}")
    context = desk(found.organisation, "events", now=moment) | {
        "event": found,
        "shift": shift,
        "form": form,
        "back_url": _door(slug, public_id, shift),
        "join_url": request.build_absolute_uri(reverse("short_event", args=[found.public_id])),
    }
    return render(request, "portal/ngo/walk_in.html", context, status=422 if form.errors else 200)


def _door(slug: str, public_id: UUID, shift: "Shift") -> str:
    return f"{reverse('ngo:door', args=[slug, public_id])}?shift={shift.public_id}"
