"""The organisation's page in the register: what is known, what is missing, documents, and sending them for a check."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action
from core.clock import local_day, now
from ngos.access import material_of, organisation_for
from ngos.disclosure import filing_due_on
from ngos.enums import DisclosureLevel, MaterialKind
from ngos.queries.cases import appealable, case_decisions, median_days, open_case_of, place_in_queue
from ngos.queries.levels import level_of
from ngos.queries.ratings import what_would_raise
from ngos.queries.rights import standings
from ngos.queries.tasks import tasks_of
from ngos.services import opening
from ngos.services.materials import NewMaterial, withdraw_material
from ngos.services.materials import post_material as keep_material
from portal.errors import attempt, attempt_or_message
from portal.forms import read_uuid
from portal.ngo.doors import desk, person_of
from portal.ngo.register_forms import AppealForm, MaterialForm
from portal.templatetags.ratings import points
from recognition.exports import annual_workbook

if TYPE_CHECKING:
    from ngos.models import Material, Organisation

GET_OR_POST = ("GET", "HEAD", "POST")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _owned(request: HttpRequest, slug: str) -> "Organisation":
    return organisation_for(request.user, slug, Action.ORGANISATION_EDIT)


@require_safe
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """The task list: every document with its state, the level, what it opens, the case and the last decision."""
    organisation, moment = _owned(request, slug), now()
    today = local_day(moment)
    case = open_case_of(organisation)
    year = today.year - 1
    context = desk(organisation, "register", now=moment) | {
        "tasks": tasks_of(organisation, on=today),
        "level": level_of(organisation, on=today),
        "levels": [level for level in DisclosureLevel if level],
        "rights": standings(organisation, on=today),
        "case": case,
        "place": place_in_queue(case) if case else 0,
        "usual_days": median_days(now=moment),
        "decision": case_decisions(organisation).first(),
        "can_appeal": case is None and appealable(organisation, now=moment) is not None,
        "filing_year": str(year),  # a number would be grouped
        "filing_due_on": filing_due_on(year),
        "is_filing_ahead": filing_due_on(year) >= today,
        "would_raise": {step.paper: points(step.tenths) for step in what_would_raise(organisation) if step.paper},
    }
    return render(request, "portal/ngo/register.html", context)


@require_http_methods(GET_OR_POST)
def post_material(request: HttpRequest, slug: str) -> HttpResponse:
    """Post a document, or a newer one in the place of another."""
    organisation, moment = _owned(request, slug), now()
    older = _older(request, organisation)
    kind = older.kind if older else request.GET.get("kind", "")
    form = MaterialForm(request.POST or None, request.FILES or None, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        sent = cleaned["file"]
        material = NewMaterial(
            kind=MaterialKind(cleaned["kind"]),
            issued_on=cleaned["issued_on"],
            content=sent.read(),
            has_statement=cleaned["statement"],
            about_from=cleaned["about_from"],
            about_until=cleaned["about_until"],
            valid_until=cleaned["valid_until"],
            replaces=older,
        )
        actor = person_of(request)
        if attempt(
            form,
            lambda: keep_material(organisation=organisation, material=material, actor=actor, now=moment),
        ):
            messages.success(request, _("Saved. Nobody but you and the reviewers sees it until it is checked."))
            return redirect("ngo:register", slug)
    context = desk(organisation, "register", now=moment) | {"form": form, "older": older}
    return render(request, "portal/ngo/post_material.html", context, status=422 if form.errors else 200)


def _older(request: HttpRequest, organisation: "Organisation") -> "Material | None":
    public_id = read_uuid(request.GET.get("instead", ""))
    return material_of(organisation, public_id) if public_id else None


@require_POST
def take_back_material(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Withdraw a document."""
    organisation = _owned(request, slug)
    material = material_of(organisation, public_id)
    if attempt_or_message(request, lambda: withdraw_material(material=material, actor=person_of(request), now=now())):
        messages.success(request, _("Withdrawn. Its file is deleted after 90 days."))
    return redirect("ngo:register", slug)


@require_POST
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Send everything that was posted for a check."""
    organisation = _owned(request, slug)
    actor = person_of(request)
    if attempt_or_message(request, lambda: opening.send_for_check(organisation=organisation, actor=actor, now=now())):
        messages.success(request, _("Sent. You will get a letter when a reviewer has decided."))
    return redirect("ngo:register", slug)


@require_http_methods(GET_OR_POST)
def appeal(request: HttpRequest, slug: str) -> HttpResponse:
    """Object to the last decision; another reviewer reads it."""
    organisation, moment = _owned(request, slug), now()
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words, actor = form.cleaned_data["words"], person_of(request)
        if attempt(form, lambda: opening.appeal(organisation=organisation, words=words, actor=actor, now=moment)):
            messages.success(request, _("Sent. A reviewer who has not decided before reads it."))
            return redirect("ngo:register", slug)
    context = desk(organisation, "register", now=moment) | {
        "form": form,
        "decision": case_decisions(organisation).first(),
    }
    return render(request, "portal/ngo/appeal.html", context, status=422 if form.errors else 200)


@require_safe
def filing(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The hours, events and people of a year in one file, as material for the annual filing."""
    organisation = _owned(request, slug)
    answer = HttpResponse(annual_workbook(organisation, year=year), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{organisation.address}-{year}.xlsx"'
    return answer
