"""Three questions after joining, one per page, each of them skippable, with what fits so far."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.clock import now
from matching.queries import count_fitting
from portal.errors import attempt
from portal.forms import PageForm
from portal.volunteer.forms.fields import answers
from portal.volunteer.forms.profile import CausesForm, SkillsForm, TimesForm
from portal.volunteer.guards import with_profile
from portal.volunteer.week import part_heads, week_rows, with_ready_set
from volunteers.queries import skill_catalogue
from volunteers.services import ProfileChange, replace_skills, update_profile

if TYPE_CHECKING:
    from volunteers.models import Volunteer

READ_OR_SEND = ["GET", "HEAD", "POST"]


def save(volunteer: "Volunteer", form: PageForm, change: ProfileChange) -> bool:
    """Change the profile; what a rule refuses becomes an error of the form."""
    return attempt(
        form, lambda: update_profile(volunteer=volunteer, change=change, actor=volunteer.user, now=now())
    ).ok


@require_http_methods(READ_OR_SEND)
@with_profile
def causes(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Which causes are yours?"""
    form = CausesForm(answers(request), initial=CausesForm.start_from(volunteer))
    if request.method == "POST" and form.is_valid():
        change = ProfileChange(cause_weights=form.weights)
        if save(volunteer, form, change):
            return redirect("volunteer:start_times")
    return _question(request, volunteer, form, "causes")


@require_http_methods(READ_OR_SEND)
@with_profile
def times(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """When are you usually free? A ready set of times is added and the page shown again; no tick is no answer."""
    form = TimesForm(answers(request), initial=TimesForm.start_from(volunteer, blank_when_all=True))
    if request.method == "POST" and form.is_valid():
        wanted = with_ready_set(form.free_times, request.POST.get("set", ""))
        change = ProfileChange(free_times=wanted or None)
        if save(volunteer, form, change):
            return redirect("volunteer:start_times" if "set" in request.POST else "volunteer:start_skills")
    ticked = set(form["free"].value() or [])
    return _question(request, volunteer, form, "times", week=week_rows(ticked), heads=part_heads())


@require_http_methods(READ_OR_SEND)
@with_profile
def skills(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """What can you do?"""
    catalogue = list(skill_catalogue())
    known = dict(volunteer.skills.values_list("skill__code", "level"))
    form = SkillsForm(answers(request), catalogue=catalogue, initial={"skills": list(known)})
    if request.method == "POST" and form.is_valid():
        levels = form.levels(known)
        if attempt(form, lambda: replace_skills(volunteer=volunteer, levels=levels, actor=volunteer.user, now=now())):
            return redirect("volunteer:find")
    ticked = set(form["skills"].value() or [])
    return _question(request, volunteer, form, "skills", catalogue=catalogue, ticked=ticked)


def _question(request: HttpRequest, volunteer: "Volunteer", form: PageForm, name: str, **more: object) -> HttpResponse:
    context = {"section": "profile", "form": form, "fitting": count_fitting(volunteer, now=now()), **more}
    template = f"portal/volunteer/start_{name}.html"
    return render(request, template, context, status=422 if form.errors else 200)
