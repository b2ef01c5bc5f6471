"""Allocations: ask for one, watch it, look it over, send it, take it back."""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import signed_in
from accounts.permissions import Action
from core.clock import now
from core.text import localised
from matching.access import COUNTRY, allocation_for, proposal_in, role_in, scope_for
from matching.enums import RunStatus, SuggestionStatus
from matching.errors import WorldMoved
from matching.fairness import Report
from matching.queries.region import (
    ReviewFilter,
    allocations_of,
    answers_to,
    certificate_of,
    districts_of_work,
    people_proposed_for,
    roles_proposed_for,
)
from matching.services.commits import commit_run, leave_out, leave_out_changed, undo_run
from matching.services.runs import Plan, request_allocation
from portal.akimat.allocations import words
from portal.akimat.allocations.forms import AllocationForm, ReviewForm
from portal.errors import attempt, attempt_catching, attempt_or_message
from portal.templatetags.dates import language
from portal.templatetags.dates import when as time_words

if TYPE_CHECKING:
    from events.models import Opportunity, ShiftRole
    from matching.models import MatchRun

ROLES_ON_A_PAGE = 40
UNDER_WAY = (RunStatus.QUEUED, RunStatus.RUNNING)


def code_of(run: "MatchRun") -> str:
    """Return what stands for the run's territory in addresses."""
    return run.territory.code if run.territory else COUNTRY


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def allocations(request: HttpRequest, code: str) -> HttpResponse:
    """List the allocations of a territory; ask for a new one."""
    territory = scope_for(request.user, code, Action.ALLOCATION_DRAFT)
    form = AllocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plan = Plan(territory, weeks=form.cleaned_data["weeks"], weights_version=form.cleaned_data["weights"])
        run = attempt(form, lambda: request_allocation(plan=plan, actor=signed_in(request.user), now=now())).value
        if run:
            return redirect("akimat:allocation", run.public_id)
    page = Paginator(allocations_of(territory), 20).get_page(request.GET.get("page"))
    context = {"section": "akimat", "territory": territory, "code": code, "form": form, "page": page}
    status = 422 if form.errors else 200
    return render(request, "portal/akimat/allocations/list.html", context, status=status)


@require_safe
@cache_control(private=True)
def allocation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One allocation: how far it is, or what it found and who gains."""
    run = allocation_for(request.user, public_id, Action.ALLOCATION_DRAFT)
    context = _context(run)
    if run.status in UNDER_WAY:
        context |= {"gap": words.percent_of_ppm(run.gap_ppm)}
        return render(request, "portal/akimat/allocations/under_way.html", context)
    if run.status == RunStatus.FAILED:
        return render(request, "portal/akimat/allocations/failed.html", context)
    report = Report.of(run.report)
    context |= {
        "proof": words.proof_of(run),
        "numbers": words.numbers_of(report),
        "districts": words.district_table(report),
        "tables": words.group_tables(report),
        "report": report,
        "fairness": words.fairness_words(report),
        "evenness": words.evenness_words(report),
        "answers": answers_to(run),
    }
    return render(request, "portal/akimat/allocations/allocation.html", context)


@require_safe
@cache_control(private=True)
def certificate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The numbers that prove a run, for whoever has the problem; it names nobody."""
    run = allocation_for(request.user, public_id, Action.ALLOCATION_DRAFT)
    text = json.dumps(certificate_of(run), indent=1) + "\n"
    disposition = content_disposition_header(as_attachment=True, filename=f"certificate-{run.public_id}.json")
    return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": disposition or ""})


@require_POST
def again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make a new allocation from an earlier one: its place, weights and prices, and whoever was left out."""
    run = allocation_for(request.user, public_id, Action.ALLOCATION_DRAFT)
    weeks = max(1, (run.until_day - run.from_day).days // 7) if run.until_day and run.from_day else 1
    plan = Plan(run.territory, weeks=weeks, weights_version=run.weights_version, seed=run.seed, warm_from=run)
    fresh = attempt_or_message(
        request, lambda: request_allocation(plan=plan, actor=signed_in(request.user), now=now())
    )
    return redirect("akimat:allocation", fresh.value.public_id if fresh.value else run.public_id)


@require_safe
@cache_control(private=True)
def proposals(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where a draft would send people: by event and role, in numbers."""
    run = allocation_for(request.user, public_id, Action.ALLOCATION_DRAFT)
    chosen = {name: request.GET.get(name, "").strip() for name in ("district", "cause", "standing")}
    roles = roles_proposed_for(run, ReviewFilter(**chosen))
    page = Paginator(roles, ROLES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = _context(run) | {
        "form": ReviewForm(chosen, districts=districts_of_work(run)),
        "page": page,
        "events": _by_event(list(page.object_list)),
    }
    return render(request, "portal/akimat/allocations/proposals.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def people(request: HttpRequest, public_id: UUID, role_id: UUID) -> HttpResponse:
    """The people proposed for one role, as codes; leave one of them out, or the whole role."""
    run = allocation_for(request.user, public_id, Action.ALLOCATION_DRAFT)
    role = role_in(run, role_id)
    if request.method == "POST":
        return _leave_out(request, run, role)
    found = list(people_proposed_for(run, role))
    context = _context(run) | {
        "role": role,
        "people": [(one, words.person_code(one.volunteer.public_id)) for one in found],
        "waiting_count": sum(one.status == SuggestionStatus.PROPOSED for one in found),
    }
    return render(request, "portal/akimat/allocations/people.html", context)


def _leave_out(request: HttpRequest, run: "MatchRun", role: "ShiftRole") -> HttpResponse:
    """Leave out the person whose button was pressed, or the whole role."""
    chosen = request.POST.get("person", "")
    people = [proposal_in(run, chosen).volunteer] if chosen else []
    roles = [] if chosen else [role]
    dropped = attempt_or_message(
        request, lambda: leave_out(run=run, people=people, roles=roles, actor=signed_in(request.user), now=now())
    )
    if dropped:
        _say_dropped(request, dropped.value or 0)
    if chosen:
        return redirect("akimat:people", run.public_id, role.public_id)
    return redirect("akimat:proposals", run.public_id)


def _say_dropped(request: HttpRequest, count: int) -> None:
    said = ngettext("%(count)s proposal is left out.", "%(count)s proposals are left out.", count)
    messages.success(request, said % {"count": count})


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then invite everybody proposed; or say what has changed since the draft."""
    run = allocation_for(request.user, public_id, Action.ALLOCATION_COMMIT)
    if request.method != "POST":
        waiting = run.suggestions.filter(status=SuggestionStatus.PROPOSED)
        context = _context(run) | {
            "waiting_count": waiting.count(),
            "people_count": waiting.values("volunteer").distinct().count(),
        }
        return render(request, "portal/akimat/allocations/send.html", context)
    signups = attempt_catching(WorldMoved, lambda: commit_run(run=run, actor=signed_in(request.user), now=now()))
    if isinstance(signups, WorldMoved):
        run.refresh_from_db()
        return _moved(request, run, signups)
    said = ngettext("%(count)s invitation is sent.", "%(count)s invitations are sent.", len(signups))
    messages.success(request, said % {"count": len(signups)})
    return redirect("akimat:allocation", run.public_id)


def _moved(request: HttpRequest, run: "MatchRun", moved: WorldMoved) -> HttpResponse:
    titles = {}
    for role in roles_proposed_for(run):
        place = f"{localised(role.shift.opportunity, 'title', language()).text}, {time_words(role.shift)}"
        titles[str(role.public_id)] = f"{place}, {localised(role, 'name', language()).text}"
        titles[str(role.shift.public_id)] = place
    touched = {pk for difference in moved.differences for pk in difference.suggestion_ids}
    context = _context(run) | {
        "refusal": moved,
        "changes": words.change_lines(moved.differences, titles),
        "touched_count": len(touched),
    }
    return render(request, "portal/akimat/allocations/moved.html", context, status=409)


@require_POST
def leave_changed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Leave out the proposals whose ground has moved, and ask again."""
    run = allocation_for(request.user, public_id, Action.ALLOCATION_COMMIT)
    dropped = attempt_or_message(request, lambda: leave_out_changed(run=run, actor=signed_in(request.user), now=now()))
    if dropped:
        _say_dropped(request, dropped.value or 0)
    return redirect("akimat:send", run.public_id)


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then take back the invitations nobody has answered."""
    run = allocation_for(request.user, public_id, Action.ALLOCATION_COMMIT)
    if request.method != "POST":
        return render(request, "portal/akimat/allocations/undo.html", _context(run) | {"answers": answers_to(run)})
    taken_back = attempt_or_message(request, lambda: undo_run(run=run, actor=signed_in(request.user), now=now()))
    if taken_back:
        count = len(taken_back.value or [])
        said = ngettext("%(count)s invitation is taken back.", "%(count)s invitations are taken back.", count)
        messages.success(request, said % {"count": count})
    return redirect("akimat:allocation", run.public_id)


def _context(run: "MatchRun") -> dict[str, object]:
    code = code_of(run)
    return {
        "section": "akimat",
        "run": run,
        "territory": run.territory,
        "code": code,
        "last_day": run.until_day,
        "list_url": reverse("akimat:allocations", args=[code]),
    }


def _by_event(roles: "Sequence[ShiftRole]") -> "list[tuple[Opportunity, list[ShiftRole]]]":
    """Group roles, which come in order of their event, under it."""
    found = groupby(roles, key=lambda role: role.shift.opportunity_id)
    grouped = [list(its) for _event, its in found]
    return [(its[0].shift.opportunity, its) for its in grouped]
