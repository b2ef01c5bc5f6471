"""A person's clearances: found by what stands on a paper, recorded, renewed, revoked. Every look is written down."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action
from core.clock import now
from events.services.clearances import revoke_clearance
from portal.errors import attempt
from portal.forms import PageForm
from portal.safeguarding.forms.people import FindForm, PaperForm, RecordForm, RevokeForm
from portal.safeguarding.guards import OFFICER, for_officers, officer_desk
from portal.templatetags.dates import today
from volunteers.access import (
    clearance_for_officer,
    officer_territories,
    person_called_for_officer,
    person_for_officer,
    person_with_email_for_officer,
)
from volunteers.services import look_at_clearances, record_clearance, renew_clearance

if TYPE_CHECKING:
    from accounts.models import User
    from volunteers.models import Volunteer

READ_OR_SEND = ["GET", "HEAD", "POST"]
RIGHT = Action.CLEARANCE_RECORD


@require_http_methods(READ_OR_SEND)
@for_officers
def find(request: HttpRequest, officer: "User") -> HttpResponse:
    """Ask whose paper it is; nobody is listed, and what was typed stays out of the address."""
    officer_territories(officer, RIGHT)
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who, born_on = form.cleaned_data["who"], form.cleaned_data["birth_date"]
        found = attempt(
            form,
            lambda: (
                person_with_email_for_officer(officer, who, RIGHT)
                if "@" in who
                else person_called_for_officer(officer, who, born_on, RIGHT)
            ),
        ).value
        if found:
            return redirect("safeguarding:person", found.public_id)
    return _page(request, officer, "find", form)


@require_safe
@for_officers
def person(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """What was recorded about a person, as dated facts."""
    found = person_for_officer(officer, public_id, RIGHT)
    rows = look_at_clearances(volunteer=found, viewer=officer, role=OFFICER, now=now())
    context = officer_desk(officer, "people") | {"person": found, "clearances": rows, "today": today()}
    return render(request, "portal/safeguarding/person.html", context)


@require_http_methods(READ_OR_SEND)
@for_officers
def record(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """Write down that a paper was seen."""
    found = person_for_officer(officer, public_id, RIGHT)
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seen = form.seen(form.cleaned_data["kind"])
        if attempt(form, lambda: record_clearance(volunteer=found, seen=seen, actor=officer, now=now())):
            messages.success(request, _("Recorded. Every organisation can rely on it from now on."))
            return redirect("safeguarding:person", public_id)
    return _paper(request, officer, found, form, _("Record what you have seen"))


@require_http_methods(READ_OR_SEND)
@for_officers
def renew(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """Write down that a newer paper of the same kind was seen."""
    clearance = clearance_for_officer(officer, public_id)
    form = PaperForm(request.POST or None, initial={"issuer": clearance.issuer})
    if request.method == "POST" and form.is_valid():
        seen = form.seen(clearance.kind)
        if attempt(form, lambda: renew_clearance(clearance=clearance, seen=seen, actor=officer, now=now())):
            messages.success(request, _("Renewed. The line before it stays in the history."))
            return redirect("safeguarding:person", clearance.volunteer.public_id)
    title = _("Renew: %(kind)s") % {"kind": clearance.get_kind_display()}
    return _paper(request, officer, clearance.volunteer, form, title)


@require_http_methods(READ_OR_SEND)
@for_officers
def revoke(request: HttpRequest, officer: "User", public_id: UUID) -> HttpResponse:
    """End a clearance with a reason; places ahead that need it fall free at once."""
    clearance = clearance_for_officer(officer, public_id)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(form, lambda: revoke_clearance(clearance=clearance, reason=reason, actor=officer, now=now()))
        if done.value is not None:
            count = len(done.value)
            words = ngettext(
                "Revoked. %(count)s place is free again, and everybody concerned is told.",
                "Revoked. %(count)s places are free again, and everybody concerned is told.",
                count,
            )
            messages.success(request, words % {"count": count})
            return redirect("safeguarding:person", clearance.volunteer.public_id)
    return _page(request, officer, "revoke", form, clearance=clearance, person=clearance.volunteer)


def _paper(request: HttpRequest, officer: "User", found: "Volunteer", form: PageForm, title: str) -> HttpResponse:
    """Show the form of a paper beside the name and date of birth to compare it with."""
    look_at_clearances(volunteer=found, viewer=officer, role=OFFICER, now=now())
    return _page(request, officer, "paper", form, person=found, title=title)


def _page(request: HttpRequest, officer: "User", name: str, form: PageForm, **context: object) -> HttpResponse:
    found = officer_desk(officer, "people") | context | {"form": form}
    return render(request, f"portal/safeguarding/{name}.html", found, status=422 if form.errors else 200)
