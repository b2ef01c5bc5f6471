"""What is known of one organisation, for reviewers: history, materials, grounds of exclusion, ties and information."""

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import signed_in
from core.clock import local_day, now
from core.enums import Cause
from ngos.access import flag_of, organisation_for_reviewer
from ngos.enums import CaseGround, ExclusionKind
from ngos.queries import decisions_about, members_of
from ngos.queries.cases import case_decisions, flags_of, open_case_of, tied_organisations
from ngos.queries.levels import level_of
from ngos.queries.materials import public_materials
from ngos.services.exclusions import end_exclusion, note_exclusion
from ngos.services.opening import declare_tie, open_on_information
from ngos.validators import read_bin
from portal.errors import attempt
from portal.moderator.case_forms import EndFlagForm, FlagForm, InformationForm, TieForm
from portal.templatetags.dates import month

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from ngos.models import Organisation

# Source: docs/sources.md, "BIN".
BIN_TYPES: dict[str, str | Promise] = {
    "4": gettext_lazy("resident legal entity"),
    "5": gettext_lazy("non-resident legal entity"),
    "6": gettext_lazy("joint enterprise"),
}
BIN_SUBTYPES: dict[str, str | Promise] = {
    "0": gettext_lazy("head office"),
    "1": gettext_lazy("branch"),
    "2": gettext_lazy("representative office"),
    "3": gettext_lazy("peasant farm"),
}


@require_http_methods(("GET", "HEAD", "POST"))
def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is known of an organisation; a reviewer opens a case here on what became known."""
    found, user, moment = organisation_for_reviewer(request.user, public_id), signed_in(request.user), now()
    form = InformationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ground, note = CaseGround(form.cleaned_data["ground"]), form.cleaned_data["note"]
        done = attempt(
            form,
            lambda: open_on_information(organisation=found, ground=ground, note=note, reviewer=user, now=moment),
        )
        if done.value:
            messages.success(request, _("A case is open. Another reviewer or you may take it."))
            return redirect("moderator:case", done.value.public_id)
    return _page(request, found, user, information=form)


@require_POST
def note_flag(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Note a ground of exclusion with its source."""
    found, user = organisation_for_reviewer(request.user, public_id), signed_in(request.user)
    form = FlagForm(request.POST)
    if form.is_valid():
        kind, since, source = (form.cleaned_data[name] for name in ("kind", "since", "source"))
        noted = partial(note_exclusion, organisation=found, kind=ExclusionKind(kind), reviewer=user, now=now())
        if attempt(form, lambda: noted(since=since, source=source)):
            messages.success(request, _("Noted. It keeps the organisation from grants until it is ended."))
            return redirect("moderator:organisation", public_id)
    return _page(request, found, user, flag=form)


@require_http_methods(("GET", "HEAD", "POST"))
def end_flag(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """End a ground of exclusion with its source."""
    found, user = organisation_for_reviewer(request.user, public_id), signed_in(request.user)
    flag, form = flag_of(found, number), EndFlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        until, source = form.cleaned_data["until"], form.cleaned_data["source"]
        if attempt(form, lambda: end_exclusion(flag=flag, until=until, source=source, reviewer=user, now=now())):
            messages.success(request, _("Ended. It stays in the history."))
            return redirect("moderator:organisation", public_id)
    context = {"section": "moderator", "organisation": found, "flag": flag, "form": form}
    return render(request, "portal/moderator/end_flag.html", context, status=422 if form.errors else 200)


@require_POST
def tie(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Declare a tie: the reviewer does not decide about this organisation any more."""
    found, user = organisation_for_reviewer(request.user, public_id), signed_in(request.user)
    form = TieForm(request.POST)
    if form.is_valid():
        declare_tie(organisation=found, kind=form.cleaned_data["tie"], reviewer=user, now=now())
        messages.success(request, _("Declared. You do not decide about this organisation any more."))
    return redirect("moderator:organisation", public_id)


def _page(
    request: HttpRequest,
    found: "Organisation",
    user: "User",
    *,
    information: InformationForm | None = None,
    flag: FlagForm | None = None,
) -> HttpResponse:
    moment = now()
    form = flag or information
    context = {
        "section": "moderator",
        "organisation": found,
        "bin_facts": bin_facts(found, moment),
        "causes": [cause.value for cause in Cause if getattr(found, f"works_in_{cause.value}")],
        "member_count": members_of(found).count(),
        "decisions": decisions_about(found),
        "case_decisions": list(case_decisions(found)),
        "case": open_case_of(found),
        "level": level_of(found, on=local_day(moment)).label,
        "materials": list(public_materials(found)),
        "flags": list(flags_of(found)),
        "is_tied": found.pk in tied_organisations(user),
        "form": form,
        "information_form": information or InformationForm(),
        "flag_form": flag or FlagForm(),
        "tie_form": TieForm(),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "portal/moderator/organisation.html", context, status=status)


def bin_facts(found: "Organisation", moment: "datetime") -> list[tuple[str, str]]:
    """Say in words what the BIN itself tells; nothing of a volunteer group without one."""
    if not found.bin:
        return [(_("BIN"), _("none"))]
    facts = read_bin(found.bin, on=local_day(moment))
    unknown = _("unknown")
    return [
        (_("BIN"), found.bin),
        (_("Registered in"), month(facts.registered_in)),
        (_("Type"), str(BIN_TYPES.get(facts.type_digit, unknown))),
        (_("Kind of unit"), str(BIN_SUBTYPES.get(facts.subtype_digit, unknown))),
    ]
