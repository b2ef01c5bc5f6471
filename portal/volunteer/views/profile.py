"""The profile: a list of what we know with a way to change each line, and one page per change."""

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.services import update_account
from core.clock import now
from events.queries import own_overrides
from places.queries import place_label
from portal.errors import attempt
from portal.forms import PageForm
from portal.templatetags.dates import language
from portal.volunteer.forms import profile as forms
from portal.volunteer.forms.fields import answers
from portal.volunteer.guards import with_profile
from portal.volunteer.suggested import (
    asked_date,
    asked_languages,
    asked_number,
    asked_skill,
    asked_ticks,
    asked_times,
    comes_from_list,
)
from portal.volunteer.summary import profile_lines, skill_names
from portal.volunteer.views.start import READ_OR_SEND, save
from portal.volunteer.week import part_heads, week_rows
from volunteers.queries import clearances_of, skill_catalogue
from volunteers.services import ProfileChange, replace_exceptions, replace_skills

if TYPE_CHECKING:
    from volunteers.models import Volunteer


@require_safe
@with_profile
def profile(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Everything a person told us, line by line."""
    context = {
        "section": "profile",
        "lines": profile_lines(volunteer, skill_names(volunteer)),
        "clearances": clearances_of(volunteer),
        "overrides": own_overrides(volunteer),
        "today": _today(),
    }
    return render(request, "portal/volunteer/profile.html", context)


@require_http_methods(READ_OR_SEND)
@with_profile
def about(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Name and language of messages."""
    user = volunteer.user
    form = forms.AboutForm(answers(request), initial={"full_name": user.full_name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: update_account(
                user=user, full_name=given["full_name"], language=given["language"], actor=user, now=now()
            ),
        ):
            return _saved(request)
    return _page(request, form, _("About you"))


@require_http_methods(READ_OR_SEND)
@with_profile
def place(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Home, distance, on site or online."""
    start = {
        "place": place_label(volunteer.home, language()),
        "max_km": volunteer.max_km,
        "accepts_on_site": volunteer.accepts_on_site,
        "accepts_remote": volunteer.accepts_remote,
    }
    start |= {**asked_number(request, "max_km"), **asked_ticks(request, "accepts_on_site", "accepts_remote")}
    form = forms.HomeForm(answers(request), initial=start)
    if request.method == "POST" and form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("max_km", "accepts_on_site", "accepts_remote")}
        if save(volunteer, form, ProfileChange(home=form.home, **kept)):
            return _saved(request)
    return _page(request, form, _("Place and distance"))


@require_http_methods(READ_OR_SEND)
@with_profile
def languages(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Languages of work."""
    start = forms.LanguagesForm.start_from(volunteer, added=asked_languages(request))
    form = forms.LanguagesForm(answers(request), initial=start)
    if request.method == "POST" and form.is_valid() and save(volunteer, form, ProfileChange(languages=form.mask)):
        return _saved(request)
    return _page(request, form, _("Languages"))


@require_http_methods(READ_OR_SEND)
@with_profile
def causes(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """How much each cause matters."""
    form = forms.CauseWeightsForm(answers(request), initial=forms.CauseWeightsForm.start_from(volunteer))
    if request.method == "POST" and form.is_valid():
        change = ProfileChange(cause_weights=form.cleaned_data)
        if save(volunteer, form, change):
            return _saved(request)
    return _page(request, form, _("Your causes"))


@require_http_methods(READ_OR_SEND)
@with_profile
def limits(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Hours and shifts a week."""
    start = forms.LimitsForm.start_from(volunteer) | asked_number(request, "hours") | asked_number(request, "shifts")
    form = forms.LimitsForm(answers(request), initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        change = ProfileChange(
            max_minutes_week=given["hours"] * forms.MINUTES_IN_HOUR, max_shifts_week=given["shifts"]
        )
        if save(volunteer, form, change):
            return _saved(request)
    return _page(request, form, _("Your week at most"))


@require_http_methods(READ_OR_SEND)
@with_profile
def times(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """The week, and the dates on which it does not hold."""
    start = forms.TimesForm.start_from(volunteer)
    form = forms.TimesForm(answers(request), initial={"free": [*start["free"], *asked_times(request)]})
    if request.method == "POST" and form.is_valid():
        if not form.free_times:
            form.add_error("free", _("Tick at least one time."))
        elif save(volunteer, form, ProfileChange(free_times=form.free_times)):
            return _saved(request)
    context = {
        "section": "profile",
        "form": form,
        "week": week_rows(set(form["free"].value() or [])),
        "heads": part_heads(),
        "exceptions": volunteer.exceptions.filter(on_date__gte=_today()).order_by("on_date"),
        "comes_from_list": comes_from_list(request),
    }
    return render(request, "portal/volunteer/profile_times.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_OR_SEND)
@with_profile
def exceptions(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Add a date, or take one out with the button beside it."""
    kept = {row.on_date: row.kind for row in volunteer.exceptions.filter(on_date__gte=_today())}
    removed = request.POST.get("remove", "")
    form = forms.ExceptionForm(None if removed else answers(request), today=_today(), initial=asked_date(request))
    if removed:
        kinds = {day: kind for day, kind in kept.items() if day.isoformat() != removed}
    elif request.method == "POST" and form.is_valid():
        kinds = kept | {form.cleaned_data["on_date"]: form.cleaned_data["kind"]}
    else:
        return _page(request, form, _("A date that is different"), "volunteer:profile_times")
    replace_exceptions(volunteer=volunteer, kinds=kinds, actor=volunteer.user, now=now())
    return _saved(request) if comes_from_list(request) else redirect("volunteer:profile_times")


@require_http_methods(READ_OR_SEND)
@with_profile
def skills(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Skills with levels."""
    catalogue = list(skill_catalogue())
    known = dict(volunteer.skills.values_list("skill__code", "level"))
    form = forms.SkillLevelsForm(answers(request), catalogue=catalogue, initial=known | asked_skill(request))
    if request.method == "POST" and form.is_valid():
        levels = form.levels
        if attempt(form, lambda: replace_skills(volunteer=volunteer, levels=levels, actor=volunteer.user, now=now())):
            return _saved(request)
    rows = [(skill, form[skill.code]) for skill in catalogue]
    context = {"section": "profile", "form": form, "rows": rows, "comes_from_list": comes_from_list(request)}
    return render(request, "portal/volunteer/profile_skills.html", context, status=422 if form.errors else 200)


def _today() -> date:
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("volunteer:find" if comes_from_list(request) else "volunteer:profile")


def _page(request: HttpRequest, form: PageForm, title: str, back: str = "volunteer:profile") -> HttpResponse:
    context = {
        "section": "profile",
        "form": form,
        "title": title,
        "back": back,
        "comes_from_list": comes_from_list(request),
    }
    return render(request, "portal/volunteer/profile_edit.html", context, status=422 if form.errors else 200)
