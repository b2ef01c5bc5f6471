"""Auto-fill: Asar proposes, the coordinator looks, insists or not, and only then invitations go out."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action
from core.clock import now
from events.access import role_to_fill_for
from events.errors import RoleNotFound
from events.queries import roster, rosters
from events.services.looking import note_looks
from matching.access import run_for
from matching.enums import RunStatus
from matching.errors import RunNotFound
from matching.queries import find_candidates, names_of, reasons_behind, roles_of_filling, suggestions_of
from matching.services import SendResult, insist_on, propose_all, propose_filling, send_proposals, weigh_wish
from ngos.access import organisation_for
from portal.errors import attempt_or_message
from portal.forms import read_uuid
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.insisting import give_way, price_in_words
from portal.ngo.proposal import build_proposal, ids_among, why_not

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import Opportunity, ShiftRole
    from matching.models import MatchRun
    from matching.queries import RankedVolunteer
    from ngos.models import Organisation
    from volunteers.models import Volunteer

INSIST_CHOICES = 30
NOT_READY = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.FAILED)


@require_POST
def propose(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Let Asar propose people for every empty place of an event; nothing is sent."""
    event = event_of(request, slug, public_id, Action.SIGNUP_INVITE)
    run = attempt_or_message(
        request, lambda: propose_filling(opportunity=event, actor=person_of(request), now=now())
    ).value
    return redirect(page_of(run, slug)) if run else redirect("ngo:event", slug, public_id)


@require_POST
def propose_everything(request: HttpRequest, slug: str) -> HttpResponse:
    """Let Asar propose people for every empty place of all events; nothing is sent."""
    organisation = organisation_for(request.user, slug, Action.SIGNUP_INVITE)
    run = attempt_or_message(
        request, lambda: propose_all(organisation=organisation, actor=person_of(request), now=now())
    ).value
    return redirect(page_of(run, slug)) if run else redirect("ngo:events", slug)


def page_of(run: "MatchRun", slug: str) -> str:
    """Return the page on which a filling is looked over."""
    if run.opportunity is None:
        return reverse("ngo:review_all", args=[slug, run.public_id])
    return reverse("ngo:review", args=[slug, run.opportunity.public_id, run.public_id])


def way_back(run: "MatchRun", slug: str) -> str:
    """Return the page a filling was asked for on."""
    return (
        reverse("ngo:event", args=[slug, run.opportunity.public_id])
        if run.opportunity
        else reverse("ngo:events", args=[slug])
    )


@require_http_methods(("GET", "HEAD", "POST"))
def review(request: HttpRequest, slug: str, public_id: UUID, run_id: UUID) -> HttpResponse:
    """Show a proposal for one event with its reasons; send the invitations that stay ticked."""
    event = event_of(request, slug, public_id, Action.SIGNUP_INVITE)
    run = _run_of(request, slug, run_id)
    if run.opportunity != event:
        raise RunNotFound
    return _review(request, slug, run, event)


@require_http_methods(("GET", "HEAD", "POST"))
def review_all(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Show a proposal for all events with its reasons; send the invitations that stay ticked."""
    run = _run_of(request, slug, run_id)
    if run.opportunity is not None:
        return redirect(page_of(run, slug))
    return _review(request, slug, run, None)


def _run_of(request: HttpRequest, slug: str, run_id: UUID) -> "MatchRun":
    run = run_for(request.user, run_id)
    if run.host is None or run.host.slug != slug:
        raise RunNotFound
    return run


def _review(request: HttpRequest, slug: str, run: "MatchRun", event: "Opportunity | None") -> HttpResponse:
    moment, host = now(), run.host
    assert host is not None  # _run_of
    suggestions = list(suggestions_of(run))
    if request.method == "POST":
        keep = ids_among(suggestions, request.POST.getlist("keep"))
        result = attempt_or_message(
            request, lambda: send_proposals(run=run, keep=keep, actor=person_of(request), now=moment)
        ).value
        if result:
            _report(request, result)
            return redirect(way_back(run, slug))
        return redirect(page_of(run, slug))
    context = desk(host, "events", now=moment) | {"event": event, "run": run, "back_url": way_back(run, slug)}
    if run.status in NOT_READY:
        context["is_failed"] = run.status == RunStatus.FAILED
        return render(request, "portal/ngo/waiting.html", context)
    _note(request, host, [suggestion.volunteer for suggestion in suggestions], run, moment)
    reasons = reasons_behind(run, suggestions, roles_of_filling(run, now=moment), now=moment)
    shifts = roster(event) if event else rosters(host, now=moment)
    context["proposal"] = build_proposal(run, suggestions, shifts, reasons, now=moment)
    return render(request, "portal/ngo/review.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
def insist(request: HttpRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Choose a person for a role, see what that costs and who gives way, then keep her or not."""
    run, moment, user = _run_of(request, slug, run_id), now(), person_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    role_id, person_id = read_uuid(asked.get("role", "")), read_uuid(asked.get("volunteer", ""))
    if role_id is None:
        raise RoleNotFound
    role = role_to_fill_for(user, role_id, Action.SIGNUP_INVITE, now=moment)
    if not roles_of_filling(run, now=moment).filter(pk=role.pk).exists():
        raise RoleNotFound
    fitting = find_candidates(role, now=moment, limit=INSIST_CHOICES)
    proposed = {row.volunteer_id for row in suggestions_of(run) if row.role_id == role.pk}
    people = [row for row in fitting.ranked if row.volunteer.pk not in proposed]
    chosen = next((row for row in people if row.volunteer.public_id == person_id), None)
    if request.method == "POST" and chosen:
        volunteer = chosen.volunteer
        kept = attempt_or_message(
            request, lambda: insist_on(run=run, volunteer=volunteer, role=role, actor=user, now=moment)
        ).value
        if kept:
            name = {"name": volunteer.user.short_name}
            messages.success(request, _("%(name)s is kept in the proposal. Nothing is sent yet.") % name)
            return redirect(page_of(kept, slug))
    host = role.shift.opportunity.organisation
    _note(request, host, [row.volunteer for row in people], run, moment)
    context = desk(host, "events", now=moment) | {
        "run": run,
        "role": role,
        "people": people,
        "chosen": chosen,
        "review_url": page_of(run, slug),
        **(_weighed(request, run, chosen, role) if chosen else {}),
    }
    return render(request, "portal/ngo/insist.html", context)


def _note(
    request: HttpRequest, host: "Organisation", people: "list[Volunteer]", run: "MatchRun", moment: "datetime"
) -> None:
    """Write down whom a proposal shows."""
    viewer, about = person_of(request), run.opportunity
    note_looks("profile", people, viewer=viewer, organisation=host, purpose="filling", about=about, now=moment)


def _weighed(request: HttpRequest, run: "MatchRun", chosen: "RankedVolunteer", role: "ShiftRole") -> dict[str, object]:
    """Return what the page says about the person chosen; nothing where a rule says no, which becomes a message."""
    moment, person = now(), chosen.volunteer
    weighed = attempt_or_message(request, lambda: weigh_wish(run=run, volunteer=person, role=role, now=moment)).value
    if weighed is None:
        return {}
    names = names_of([*weighed.gone, *weighed.new])
    return {"price": price_in_words(weighed), "moves": give_way(weighed, names, chosen=person.pk), "weighed": weighed}


def _report(request: HttpRequest, result: SendResult) -> None:
    """Say what was sent, and for each person who was overtaken by events, why not."""
    count = len(result.sent)
    if count:
        words = ngettext("%(count)s invitation is sent.", "%(count)s invitations are sent.", count)
        messages.success(request, words % {"count": count})
    for suggestion, refusal in result.stale:
        messages.warning(request, why_not(suggestion.volunteer.user.short_name, refusal))
