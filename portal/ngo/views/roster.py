"""The roster of an event: places, what is missing, who would fit, and asking them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action
from core.clock import now
from events.access import role_to_fill_for, signup_for
from events.enums import OpportunityStatus, SignUpOrigin
from events.errors import RoleNotFound, SignUpNotFound
from events.queries import roster
from events.services.signups import cancel_signup, invite
from matching.queries import rank_candidates
from portal.errors import attempt_or_message
from portal.forms import read_uuid
from portal.ngo.board import build_board, days_in_words
from portal.ngo.doors import desk, event_of, person_of

FIRST_CANDIDATES, MORE_CANDIDATES = 6, 30


@require_safe
def event(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The roster beside the people who would fit the chosen role."""
    found = event_of(request, slug, public_id, Action.ROSTER_VIEW)
    moment = now()
    shifts = roster(found)
    ahead = [shift for shift in shifts if shift.ends_at > moment]
    shown = shifts if "past" in request.GET else ahead or shifts
    board = build_board(found, shown, now=moment, chosen_id=read_uuid(request.GET.get("role", "")))
    limit = MORE_CANDIDATES if "more" in request.GET else FIRST_CANDIDATES
    is_open = found.status == OpportunityStatus.PUBLISHED and found.organisation.is_verified
    candidates = rank_candidates(board.chosen, now=moment, limit=limit) if board.chosen and is_open else []
    context = desk(found.organisation, "events", now=moment) | {
        "event": found,
        "board": board,
        "days": days_in_words(ahead or shifts),
        "past_count": len(shifts) - len(shown),
        "candidates": [(person, person.volunteer.age_on(board.chosen.shift.starts_on)) for person in candidates]
        if board.chosen
        else [],
        "can_show_more": len(candidates) == FIRST_CANDIDATES and "more" not in request.GET,
        "is_open": is_open,
    }
    return render(request, "portal/ngo/event.html", context)


@require_POST
def invite_candidate(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Ask one of the people who fit; a place is held for them."""
    found = event_of(request, slug, public_id, Action.SIGNUP_INVITE)
    user, moment = person_of(request), now()
    wanted, person_id = (read_uuid(request.POST.get(name, "")) for name in ("role", "volunteer"))
    if wanted is None:
        raise RoleNotFound
    role = role_to_fill_for(user, wanted, Action.SIGNUP_INVITE, now=moment)
    if role.shift.opportunity != found:
        raise RoleNotFound
    fitting = rank_candidates(role, now=moment, limit=MORE_CANDIDATES)
    person = next((row.volunteer for row in fitting if row.volunteer.public_id == person_id), None)
    if person is None:
        messages.error(request, _("This person no longer fits this place. Choose somebody else."))
    else:
        name = person.user.short_name
        done = attempt_or_message(
            request,
            lambda: invite(role=role, volunteer=person, origin=SignUpOrigin.INVITATION, actor=user, now=moment),
        )
        if done.ok:
            messages.success(request, _("%(name)s is invited. The place is held until the answer.") % {"name": name})
    return redirect(f"{reverse('ngo:event', args=[slug, public_id])}?role={wanted}")


@require_http_methods(("GET", "HEAD", "POST"))
def take_off(request: HttpRequest, slug: str, public_id: UUID, signup_id: UUID) -> HttpResponse:
    """Ask once more, then free the place of one person on a shift ahead."""
    found = event_of(request, slug, public_id, Action.SIGNUP_INVITE)
    signup = signup_for(request.user, signup_id, Action.SIGNUP_INVITE)
    if signup.shift.opportunity != found:
        raise SignUpNotFound
    moment, name = now(), signup.volunteer.user.short_name
    if request.method == "POST":
        user = person_of(request)
        if attempt_or_message(request, lambda: cancel_signup(signup=signup, actor=user, now=moment)):
            messages.success(request, _("%(name)s is off the list. The place is free again.") % {"name": name})
        return redirect("ngo:event", slug, public_id)
    context = desk(found.organisation, "events", now=moment) | {"event": found, "signup": signup, "name": name}
    return render(request, "portal/ngo/take_off.html", context)
