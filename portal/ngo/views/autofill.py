"""Auto-fill: Asar proposes, the coordinator looks, and only then invitations go out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action
from core.clock import now
from events.queries import roster
from matching.access import run_for
from matching.enums import RunStatus
from matching.errors import RunNotFound
from matching.queries import reasons_behind, roles_to_fill, suggestions_of
from matching.services import SendResult, propose_filling, send_proposals
from portal.errors import attempt_or_message
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.proposal import build_proposal, ids_among, why_not

NOT_READY = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.FAILED)


@require_POST
def propose(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Let Asar propose people for every empty place; nothing is sent."""
    event = event_of(request, slug, public_id, Action.SIGNUP_INVITE)
    run = attempt_or_message(
        request, lambda: propose_filling(opportunity=event, actor=person_of(request), now=now())
    ).value
    return redirect("ngo:review", slug, public_id, run.public_id) if run else redirect("ngo:event", slug, public_id)


@require_http_methods(("GET", "HEAD", "POST"))
def review(request: HttpRequest, slug: str, public_id: UUID, run_id: UUID) -> HttpResponse:
    """Show a proposal with its reasons, or that a worker is at it; send the invitations that stay ticked."""
    event = event_of(request, slug, public_id, Action.SIGNUP_INVITE)
    run = run_for(request.user, run_id)
    if run.opportunity != event:
        raise RunNotFound
    moment = now()
    if run.status in NOT_READY:
        is_failed = run.status == RunStatus.FAILED
        context = desk(event.organisation, "events", now=moment) | {"event": event, "is_failed": is_failed}
        return render(request, "portal/ngo/waiting.html", context)
    suggestions = list(suggestions_of(run))
    if request.method == "POST":
        keep = ids_among(suggestions, request.POST.getlist("keep"))
        result = attempt_or_message(
            request, lambda: send_proposals(run=run, keep=keep, actor=person_of(request), now=moment)
        ).value
        if result:
            _report(request, result)
            return redirect("ngo:event", slug, public_id)
        return redirect("ngo:review", slug, public_id, run_id)
    reasons = reasons_behind(run, suggestions, roles_to_fill(event, now=moment), now=moment)
    context = desk(event.organisation, "events", now=moment) | {
        "event": event,
        "run": run,
        "proposal": build_proposal(run, suggestions, roster(event), reasons, now=moment),
    }
    return render(request, "portal/ngo/review.html", context)


def _report(request: HttpRequest, result: SendResult) -> None:
    """Say what was sent, and for each person who was overtaken by events, why not."""
    count = len(result.sent)
    if count:
        words = ngettext("%(count)s invitation is sent.", "%(count)s invitations are sent.", count)
        messages.success(request, words % {"count": count})
    for suggestion, refusal in result.stale:
        messages.warning(request, why_not(suggestion.volunteer.user.short_name, refusal))
