"""Exceptions: one coordinator asks to let a person in, another member decides."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action
from core.clock import now
from events.access import override_for_member, override_to_invite, role_to_fill_for
from events.eligibility import Gate
from events.enums import SignUpOrigin
from events.errors import OverrideNotFound, RoleNotFound
from events.queries import overrides_of
from events.services.overrides import ask_to_let_in, decide_override
from events.services.signups import invite
from ngos.access import organisation_for
from ngos.queries import members_of
from portal.errors import attempt, attempt_or_message
from portal.forms import VerdictForm, read_uuid
from portal.ngo.doors import desk, event_of, person_of
from portal.ngo.forms import LetInForm
from volunteers.queries import volunteer_with_email

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import GateOverride

VERDICTS = (("yes", gettext_lazy("Let the person in")), ("no", gettext_lazy("Do not let the person in")))
ROWS = 100


@require_safe
def exceptions(request: HttpRequest, slug: str) -> HttpResponse:
    """What was asked for, what waits, and who decides."""
    organisation = organisation_for(request.user, slug, Action.ROSTER_VIEW)
    user = person_of(request)
    rows = [(override, _standing(override, user)) for override in overrides_of(organisation)[:ROWS]]
    is_alone = not any(member.user_id != user.pk for member in members_of(organisation))
    context = desk(organisation, "exceptions", now=now()) | {"rows": rows, "is_alone": is_alone}
    return render(request, "portal/ngo/exceptions.html", context)


def _standing(override: "GateOverride", user: "User") -> str:
    """Say how an exception stands for the person who looks at it."""
    if override.decided_at:
        return "granted" if override.is_granted else "refused"
    if override.gate == Gate.SCHOOL_HOURS:
        return "officer"
    is_own = user.public_id in (override.asked_by, override.volunteer.user.public_id)
    return "other" if is_own else "mine"


@require_http_methods(("GET", "HEAD", "POST"))
def ask_exception(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Ask to let in a person whom only lesson time, a skill or a language keeps out."""
    found, moment, user = event_of(request, slug, public_id, Action.SIGNUP_INVITE), now(), person_of(request)
    role_id = read_uuid(request.GET.get("role", ""))
    if role_id is None:
        raise RoleNotFound
    role = role_to_fill_for(user, role_id, Action.SIGNUP_INVITE, now=moment)
    if role.shift.opportunity != found:
        raise RoleNotFound
    form = LetInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person, reason = volunteer_with_email(form.cleaned_data["email"]), form.cleaned_data["reason"]
        if attempt(form, lambda: ask_to_let_in(role=role, volunteer=person, reason=reason, actor=user, now=moment)):
            messages.success(request, _("Asked. A second person decides, and both of you are told."))
            return redirect("ngo:exceptions", slug)
    context = desk(found.organisation, "events", now=moment) | {"event": found, "role": role, "form": form}
    return render(request, "portal/ngo/ask_exception.html", context, status=422 if form.errors else 200)


@require_http_methods(("GET", "HEAD", "POST"))
def exception(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One exception to a skill or a language, and the decision of another member with its reason."""
    found, moment, user = override_for_member(request.user, public_id), now(), person_of(request)
    organisation = found.role.shift.opportunity.organisation
    if organisation.slug != slug:
        raise OverrideNotFound
    form = VerdictForm(request.POST or None, choices=VERDICTS)
    if request.method == "POST" and form.is_valid():
        yes, reason = form.is_yes, form.cleaned_data["reason"]
        if attempt(
            form, lambda: decide_override(override=found, is_granted=yes, reason=reason, actor=user, now=moment)
        ):
            messages.success(request, _("The decision is recorded. Both sides are told."))
            return redirect("ngo:exceptions", slug)
    context = desk(organisation, "exceptions", now=moment) | {
        "override": found,
        "form": form,
        "standing": _standing(found, user),
    }
    return render(request, "portal/ngo/exception.html", context, status=422 if form.errors else 200)


@require_POST
def invite_by_exception(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Ask a person to come for whom an exception was granted."""
    found, user = override_to_invite(request.user, public_id), person_of(request)
    if found.role.shift.opportunity.organisation.slug != slug:
        raise OverrideNotFound
    person, role = found.volunteer, found.role
    if attempt_or_message(
        request, lambda: invite(role=role, volunteer=person, origin=SignUpOrigin.INVITATION, actor=user, now=now())
    ):
        name = person.user.short_name
        messages.success(request, _("%(name)s is invited. The place is held until the answer.") % {"name": name})
    return redirect("ngo:exceptions", slug)
