"""The policy sandbox: choose, wait, compare."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from accounts.permissions import Action
from core.clock import now
from matching.access import COUNTRY, allocation_for, scope_for
from matching.enums import RunKind, RunStatus
from matching.queries.region import allocations_of
from matching.services.replays import Wanted, request_replay
from portal.akimat.allocations.words import percent_of_ppm, proof_of
from portal.akimat.policy import words
from portal.akimat.policy.forms import PolicyForm
from portal.errors import attempt
from reports.queries import get_period

UNDER_WAY = (RunStatus.QUEUED, RunStatus.RUNNING)


@require_http_methods(("GET", "HEAD", "POST"))
@cache_control(private=True)
def policies(request: HttpRequest, code: str) -> HttpResponse:
    """List what was tried on a territory; try something else."""
    territory = scope_for(request.user, code, Action.ALLOCATION_DRAFT)
    moment = now()
    zone = territory.time_zone if territory else settings.TIME_ZONE
    form = PolicyForm(request.POST or None, today=moment.astimezone(ZoneInfo(zone)).date())
    if request.method == "POST" and form.is_valid():
        period = get_period(form.cleaned_data["quarter"])
        wanted = Wanted(
            territory,
            period.first_day,
            period.end_day,
            points=form.chosen_points,
            extra_km=form.cleaned_data["extra_km"],
            least_age=form.cleaned_data["least_age"],
        )
        run = attempt(form, lambda: request_replay(wanted=wanted, actor=signed_in(request.user), now=moment)).value
        if run:
            return redirect("akimat:policy", run.public_id)
    page = Paginator(allocations_of(territory, RunKind.REPLAY), 20).get_page(request.GET.get("page"))
    context = {"section": "akimat", "territory": territory, "code": code, "form": form, "page": page}
    status = 422 if form.errors else 200
    return render(request, "portal/akimat/policy/list.html", context, status=status)


@require_safe
@cache_control(private=True)
def policy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One replay: how far it is, or who gains and who loses."""
    run = allocation_for(request.user, public_id, Action.ALLOCATION_DRAFT, RunKind.REPLAY)
    context: dict[str, object] = {
        "section": "akimat",
        "run": run,
        "last_day": (run.until_day or run.made_at.date()) - timedelta(days=1),
        "territory": run.territory,
        "list_url": reverse("akimat:policies", args=[run.territory.code if run.territory else COUNTRY]),
        "tried": words.tried(run),
    }
    if run.status in UNDER_WAY:
        context |= {"gap": percent_of_ppm(run.gap_ppm)}
        return render(request, "portal/akimat/policy/under_way.html", context)
    if run.status == RunStatus.FAILED:
        return render(request, "portal/akimat/policy/failed.html", context)
    context |= {
        "proof": proof_of(run),
        "summary": words.summary(run.report),
        "comparisons": words.comparisons(run.report),
        "tables": words.change_tables(run.report),
    }
    return render(request, "portal/akimat/policy/policy.html", context)
