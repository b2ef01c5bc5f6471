"""Fewer places than people: a number, a reason, and a look at who leaves before anybody does."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from core.clock import now
from events.access import role_for
from events.errors import RoleNotFound
from events.services.looking import note_looks
from events.services.reducing import holders, reduce_capacity
from portal.errors import attempt
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.forms import ReduceForm


@require_http_methods(("GET", "HEAD", "POST"))
def reduce_role(request: HttpRequest, slug: str, public_id: UUID, role_id: UUID) -> HttpResponse:
    """Ask how many places are left and why, show who would leave, then end exactly those places."""
    event = event_of(request, slug, public_id, Action.OPPORTUNITY_EDIT)
    role = role_for(request.user, role_id, Action.OPPORTUNITY_EDIT)
    if role.shift.opportunity_id != event.pk:
        raise RoleNotFound
    moment, user = now(), person_of(request)
    people = holders(role)
    form = ReduceForm(request.POST if request.method == "POST" else None, role=role, people=people)
    if form.is_valid():
        made = attempt(
            form,
            lambda: reduce_capacity(
                role=role,
                capacity=form.cleaned_data["capacity"],
                reason=form.cleaned_data["reason"],
                leaving=form.chosen,
                actor=user,
                now=moment,
            ),
        )
        if made.value:
            count = made.value.ended.count()
            words = ngettext(
                "%(count)s person has lost a place and reads your reason.",
                "%(count)s people have lost their places and read your reason.",
                count,
            )
            messages.success(request, words % {"count": count})
            return redirect("ngo:event", slug, public_id)
    note_looks(
        "name",
        [signup.volunteer for signup in people],
        viewer=user,
        organisation=event.organisation,
        purpose="shift",
        about=event,
        now=moment,
    )
    context = desk(event.organisation, "events", now=moment) | {"event": event, "role": role, "form": form}
    return render(request, "portal/ngo/reduce.html", context, status=422 if form.errors else 200)
