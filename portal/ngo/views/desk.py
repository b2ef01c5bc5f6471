"""The desk itself: which organisation, what needs somebody today, who belongs to it, who came."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Action, allows
from accounts.validators import clean_contact
from core.clock import now
from core.enums import Cause
from events.enums import OpportunityStatus
from events.queries import people_who_came, recent_signups, shifts_to_run, waiting_for_declaration
from events.services.looking import note_looks
from ngos.access import invitation_for, organisation_for
from ngos.enums import MembershipRole
from ngos.queries import decisions_about, members_of, memberships_of, organisation_roles
from ngos.services import NewOrganisation, accept_membership, invite_member
from ngos.services import enrol as enter_register
from portal.errors import attempt
from portal.forms import PageForm
from portal.ngo.day import needs_of
from portal.ngo.doors import desk, person_of
from portal.ngo.forms import EnrolForm, MemberForm
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from events.models import Shift
    from ngos.models import Membership

SOON = timedelta(days=7)
LATELY = timedelta(days=7)
SHOWN_SHIFTS, SHOWN_SIGNUPS, PEOPLE_ROWS = 8, 8, 50
GET_OR_POST = ("GET", "HEAD", "POST")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first organisation of the person, or to enrolling one."""
    membership = memberships_of(person_of(request)).first()
    return redirect("ngo:today", membership.organisation.slug) if membership else redirect("ngo:enrol")


@require_safe
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from the bare address of an organisation to its day."""
    return redirect("ngo:today", organisation_for(request.user, slug, Action.ROSTER_VIEW).slug)


@require_http_methods(GET_OR_POST)
def enrol(request: HttpRequest) -> HttpResponse:
    """Enter an organisation into the register by its BIN."""
    user = person_of(request)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        organisation = NewOrganisation(
            bin=cleaned["bin"],
            legal_form=cleaned["legal_form"],
            region=form.regions[cleaned["region"]],
            name_kk=cleaned["name_kk"],
            name_ru=cleaned["name_ru"],
            name_en=cleaned["name_en"],
            causes=frozenset(Cause(cause) for cause in cleaned["causes"]),
        )
        done = attempt(form, lambda: enter_register(organisation=organisation, owner=user, now=now()))
        if done.value:
            return redirect("ngo:register", done.value.slug)
    return render(request, "portal/ngo/enrol.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def today(request: HttpRequest, slug: str) -> HttpResponse:
    """What needs somebody: shifts that start soon, places missing, hours to approve, who signed up."""
    organisation = organisation_for(request.user, slug, Action.ROSTER_VIEW)
    moment = now()
    shifts = list(shifts_to_run(organisation, now=moment))
    soon = [shift for shift in shifts if shift.starts_at <= moment + SOON]
    signups = list(recent_signups(organisation, since=moment - LATELY))
    note_looks(
        "name",
        [signup.volunteer for signup in signups[:SHOWN_SIGNUPS]],
        viewer=person_of(request),
        organisation=organisation,
        purpose="shift",
        now=moment,
    )
    context = desk(organisation, "today", now=moment)
    waiting_count = int(str(context["waiting_count"]))
    context |= {
        "needs": needs_of(organisation, shifts, waiting_count=waiting_count, now=moment),
        "shifts": [_with_places(shift) for shift in shifts[:SHOWN_SHIFTS]],
        "soon_count": len(soon),
        "missing_count": sum(_empty_count(shift) for shift in soon),
        "signups": signups[:SHOWN_SIGNUPS],
        "signup_count": len(signups),
        "undeclared": list(waiting_for_declaration(organisation)),
    }
    return render(request, "portal/ngo/today.html", context)


def _empty_count(shift: "Shift") -> int:
    if shift.opportunity.status != OpportunityStatus.PUBLISHED:
        return 0
    return sum(role.free_count for role in shift.roles.all())


def _with_places(shift: "Shift") -> "tuple[Shift, int, int]":
    """Return a shift with the places taken and offered."""
    roles = shift.roles.all()
    return shift, sum(role.taken_count for role in roles), sum(role.capacity for role in roles)


@require_http_methods(GET_OR_POST)
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The organisation's own entry: status with its reason, history, members; an owner invites people here."""
    is_adding = request.method == "POST"
    found = organisation_for(request.user, slug, Action.ORGANISATION_EDIT if is_adding else Action.ROSTER_VIEW)
    moment = now()
    form = MemberForm(request.POST or None)
    if is_adding and form.is_valid():
        asked = partial(invite_member, organisation=found, actor=person_of(request), language=language(), now=moment)
        role = MembershipRole(form.cleaned_data["role"])
        done = attempt(form, lambda: asked(contact=clean_contact(form.cleaned_data["email"]), role=role))
        if done:
            messages.success(request, _member_words(done.value))
            return redirect("ngo:organisation", slug)
    context = desk(found, "organisation", now=moment) | {
        "decisions": decisions_about(found),
        "members": members_of(found),
        "causes": [cause.value for cause in Cause if getattr(found, f"works_in_{cause.value}")],
        "form": form if allows(organisation_roles(request.user, found), Action.ORGANISATION_EDIT) else None,
    }
    return render(request, "portal/ngo/organisation.html", context, status=422 if form.errors else 200)


def _member_words(changed: "Membership | None") -> str:
    if changed is not None:
        return _("%(name)s: %(role)s.") % {"name": changed.user.short_name, "role": changed.get_role_display()}
    return _("A letter is on its way. Whoever it reaches can act for the organisation after saying yes.")


@require_http_methods(GET_OR_POST)
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the person whom an owner has invited; only a press of the button changes anything."""
    invitation = invitation_for(request.user, token)
    form = PageForm()
    if request.method == "POST":
        done = attempt(form, lambda: accept_membership(invitation=invitation, user=person_of(request), now=now()))
        if done.value:
            return redirect("ngo:start", invitation.organisation.slug)
    context = {"invitation": invitation, "form": form}
    return render(request, "portal/ngo/invited.html", context, status=422 if form.errors else 200)


@require_safe
def volunteers(request: HttpRequest, slug: str) -> HttpResponse:
    """People who came, the latest first; nobody is ranked."""
    found = organisation_for(request.user, slug, Action.ROSTER_VIEW)
    page = Paginator(people_who_came(found), PEOPLE_ROWS).get_page(request.GET.get("page"))
    moment = now()
    note_looks("name", page, viewer=person_of(request), organisation=found, purpose="hours", now=moment)
    return render(request, "portal/ngo/volunteers.html", desk(found, "volunteers", now=moment) | {"page": page})
