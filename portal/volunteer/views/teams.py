"""Coming as a team: places held for people one names, and what each of them answers."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.clock import now
from core.text import localised
from events.access import own_team, own_team_place, public_opportunity, role_to_claim
from events.enums import TeamAnswer, TeamStatus
from events.errors import RoleNotFound
from events.queries import open_shifts
from events.services import teams
from portal.errors import attempt, attempt_or_message
from portal.forms import read_uuid
from portal.templatetags.dates import language, when_short
from portal.volunteer.forms.teams import TeamForm
from portal.volunteer.guards import to_joining, with_profile
from volunteers.queries import volunteer_of

if TYPE_CHECKING:
    from events.models import Opportunity, Team
    from volunteers.models import Volunteer

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def new_team(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name the people; a guest joins Asar first and comes back."""
    event = public_opportunity(public_id)
    if volunteer_of(request.user) is None:
        return to_joining(request.get_full_path())
    return _naming(request, event)


@with_profile
def _naming(request: HttpRequest, volunteer: "Volunteer", event: "Opportunity") -> HttpResponse:
    """The places are held until all have answered, and nobody learns who has an account."""
    roles = _choices(event)
    asked = request.GET.get("role", "")
    initial = {"role": asked if any(asked == key for key, _label in roles) else (roles[0][0] if roles else "")}
    form = TeamForm(request.POST or None, roles=roles, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _reserve(form, volunteer, event))
        if done.value:
            messages.success(request, _("The places are held. Everybody you named has a letter."))
            return redirect("volunteer:team", done.value.public_id)
    context = {"section": "shifts", "event": event, "form": form, "has_roles": bool(roles), "most": teams.MOST}
    return render(request, "portal/volunteer/new_team.html", context, status=422 if form.errors else 200)


def _choices(event: "Opportunity") -> list[tuple[str, str]]:
    return [
        (
            str(role.public_id),
            _("%(when)s, %(role)s: %(free)s free")
            % {
                "when": when_short(row.shift),
                "role": localised(role, "name", language()).text,
                "free": role.free_count,
            },
        )
        for row in open_shifts(event, now=now())
        for role in row.roles
        if role.free_count >= teams.FEWEST
    ]


def _reserve(form: TeamForm, volunteer: "Volunteer", event: "Opportunity") -> "Team":
    wanted = read_uuid(form.cleaned_data["role"])
    if wanted is None:
        raise RoleNotFound
    role = role_to_claim(wanted)
    if role.shift.opportunity != event:
        raise RoleNotFound
    return teams.reserve(role=role, leader=volunteer, invitees=form.invitees(), actor=volunteer.user, now=now())


@require_http_methods(GET_OR_POST)
@with_profile
def team(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """The leader's page: who has answered, and making the team smaller or giving the places back."""
    found = own_team(volunteer.user, public_id)
    if request.method == "POST":
        _change(request, volunteer, found)
        return redirect("volunteer:team", public_id)
    places = sorted(found.places.all(), key=lambda place: place.pk)
    standing = [place for place in places if place.answer in (TeamAnswer.WAITING, TeamAnswer.ACCEPTED)]
    context = {
        "section": "shifts",
        "team": found,
        "places": places,
        "is_gathering": found.status == TeamStatus.GATHERING and found.answer_by > now(),
        "accepted_count": sum(place.answer == TeamAnswer.ACCEPTED for place in standing),
        "standing_count": len(standing),
    }
    return render(request, "portal/volunteer/team.html", context)


def _change(request: HttpRequest, volunteer: "Volunteer", found: "Team") -> None:
    dropped = read_uuid(request.POST.get("drop", ""))
    place = next((one for one in found.places.all() if one.public_id == dropped), None)
    if place is not None:
        place.team = found
        done = attempt_or_message(request, lambda: teams.drop_team_place(place=place, actor=volunteer.user, now=now()))
        if done:
            messages.success(request, _("The team is smaller by one."))
    elif "release" in request.POST and attempt_or_message(
        request, lambda: teams.release_team(team=found, actor=volunteer.user, now=now())
    ):
        messages.success(request, _("The places are given back. Everybody in the team is told."))


@require_http_methods(GET_OR_POST)
@with_profile
def team_place(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """What somebody named reads and answers, signed in at the address the letter went to."""
    place = own_team_place(volunteer.user, public_id)
    if request.method == "POST":
        user, moment = volunteer.user, now()
        if request.POST.get("answer") == "yes":
            done = attempt_or_message(
                request,
                lambda: teams.accept_team_place(place=place, volunteer=volunteer, actor=user, now=moment),
            )
            if done:
                messages.success(request, _("You have accepted. When everybody has, your team is in."))
        elif attempt_or_message(request, lambda: teams.decline_team_place(place=place, actor=user, now=moment)):
            messages.success(request, _("You have said no. The leader of the team is told."))
            return redirect("volunteer:shifts")
        return redirect("volunteer:team_place", public_id)
    is_gathering = place.team.status == TeamStatus.GATHERING and place.team.answer_by > now()
    context = {"section": "shifts", "place": place, "team": place.team, "is_gathering": is_gathering}
    return render(request, "portal/volunteer/team_place.html", context)
