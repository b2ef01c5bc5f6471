"""The roster of an event: places, what is missing, who would fit, and asking them."""

from typing import TYPE_CHECKING, Any
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
from events.queries.live import roster_version
from events.services.looking import note_looks
from events.services.signups import cancel_signup, invite
from matching.queries import find_candidates, rank_candidates
from portal.errors import attempt_or_message
from portal.forms import read_uuid
from portal.live import renewed
from portal.ngo.board import Board, build_board, days_in_words, volunteers_on
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.notes import candidates_of, notes_on, people_on
from portal.ngo.safety import safety_of
from portal.ngo.views.guardians import questions_of

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import Opportunity
    from matching.queries import Candidates

FIRST_CANDIDATES, MORE_CANDIDATES, MOST_CANDIDATES = 6, 30, 200


@require_safe
def event(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The roster beside the people who would fit the chosen role."""
    found = event_of(request, slug, public_id, Action.ROSTER_VIEW)
    moment = now()
    drawn = _draw(request, found, moment)
    board: Board = drawn["board"]
    fitting = None
    if board.chosen and drawn["is_open"]:
        fitting = find_candidates(board.chosen, now=moment, limit=FIRST_CANDIDATES)
    _note_candidates(request, found, fitting, moment)
    context = desk(found.organisation, "events", now=moment) | {
        **drawn,
        "version": _version(request, found, moment),
        "candidates": candidates_of(fitting, board.chosen),
        "lacking": fitting.lacking if fitting else [],
        "safety": safety_of(found, drawn["shifts"], now=moment),
        "questions": questions_of(found),
    }
    return render(request, "portal/ngo/event.html", context)


@require_safe
def live(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The parts of the roster that change, for a page that stays open; a roster that is the same says only that."""
    found = event_of(request, slug, public_id, Action.ROSTER_VIEW)
    moment = now()
    return renewed(
        request,
        _version(request, found, moment),
        lambda: render(
            request,
            "portal/ngo/_live.html",
            {"organisation": found.organisation, **_draw(request, found, moment)},
        ),
    )


def _version(request: HttpRequest, event: "Opportunity", moment: "datetime") -> str:
    """Name what the parts show to this person at this address."""
    beside = f"{request.user.pk} {request.GET.urlencode()} {event.status} {event.organisation.status}"
    return roster_version(event, now=moment, beside=beside)


def _draw(request: HttpRequest, event: "Opportunity", moment: "datetime") -> dict[str, Any]:
    """Return what the parts of the roster show, and write down whom they show."""
    shifts = roster(event)
    ahead = [shift for shift in shifts if shift.ends_at > moment]
    shown = shifts if "past" in request.GET else ahead or shifts
    notes = notes_on(request, event.organisation, people_on(shown), now=moment)
    board = build_board(event, shown, now=moment, chosen_id=read_uuid(request.GET.get("role", "")), notes=notes)
    note_looks(
        "name",
        volunteers_on(shown),
        viewer=person_of(request),
        organisation=event.organisation,
        purpose="shift",
        about=event,
        now=moment,
    )
    return {
        "event": event,
        "shifts": shifts,
        "board": board,
        "days": days_in_words(ahead or shifts),
        "past_count": len(shifts) - len(shown),
        "is_open": takes_people(event),
    }


@require_safe
def candidates(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Everybody who fits one role, with reasons, and who would but for one need."""
    found = event_of(request, slug, public_id, Action.CANDIDATE_VIEW)
    moment = now()
    is_open = takes_people(found)
    board = build_board(found, roster(found), now=moment, chosen_id=read_uuid(request.GET.get("role", "")))
    limit = MOST_CANDIDATES if "more" in request.GET else MORE_CANDIDATES
    fitting = find_candidates(board.chosen, now=moment, limit=limit) if board.chosen and is_open else None
    _note_candidates(request, found, fitting, moment)
    context = desk(found.organisation, "events", now=moment) | {
        "event": found,
        "role": board.chosen if fitting else None,
        "choices": board.fillable if is_open else (),
        "found": fitting,
        "people": candidates_of(fitting, board.chosen),
        "can_show_more": bool(fitting and fitting.fitting_count > limit and limit < MOST_CANDIDATES),
    }
    return render(request, "portal/ngo/candidates.html", context)


def _note_candidates(
    request: HttpRequest, event: "Opportunity", fitting: "Candidates | None", moment: "datetime"
) -> None:
    """Write down whom the list of people who fit shows."""
    people = [row.volunteer for row in fitting.ranked] if fitting else []
    note_looks(
        "profile",
        people,
        viewer=person_of(request),
        organisation=event.organisation,
        purpose="filling",
        about=event,
        now=moment,
    )


def takes_people(event: "Opportunity") -> bool:
    """Say whether people may be invited: the event is published and its organisation verified."""
    return event.status == OpportunityStatus.PUBLISHED and event.organisation.is_verified


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
    fitting = rank_candidates(role, now=moment, limit=MOST_CANDIDATES)
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
    page = "ngo:candidates" if "candidates" in request.POST else "ngo:event"
    return redirect(f"{reverse(page, args=[slug, public_id])}?role={wanted}")


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
    note_looks(
        "name",
        [signup.volunteer],
        viewer=person_of(request),
        organisation=found.organisation,
        purpose="shift",
        about=found,
        now=moment,
    )
    context = desk(found.organisation, "events", now=moment) | {"event": found, "signup": signup, "name": name}
    return render(request, "portal/ngo/take_off.html", context)
