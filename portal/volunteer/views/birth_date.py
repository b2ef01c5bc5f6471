"""The date of birth: changed by the person until her first shift, afterwards corrected by an officer."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.clock import now
from events.queries import was_ever_there
from events.services.birth_dates import ask_correction, change_birth_date
from portal.errors import attempt
from portal.forms import PageForm
from portal.volunteer.forms.fields import BirthDateForm, answers
from portal.volunteer.forms.profile import CorrectionForm
from portal.volunteer.guards import with_profile
from portal.volunteer.views.start import READ_OR_SEND
from volunteers.queries import waiting_correction

if TYPE_CHECKING:
    from volunteers.models import Volunteer


@require_http_methods(READ_OR_SEND)
@with_profile
def birth_date(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Change the date, or ask for a correction once the first shift is confirmed."""
    if was_ever_there(volunteer):
        return _correct(request, volunteer)
    form = BirthDateForm(answers(request), initial={"birth_date": volunteer.birth_date})
    if request.method == "POST" and form.is_valid():
        date = form.cleaned_data["birth_date"]
        done = attempt(
            form, lambda: change_birth_date(volunteer=volunteer, birth_date=date, actor=volunteer.user, now=now())
        )
        if done.value is not None:
            messages.success(request, _("Saved."))
            _say_what_fell_free(request, len(done.value))
            return redirect("volunteer:profile")
    return _page(request, form, is_fixed=False)


def _correct(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    form = CorrectionForm(answers(request))
    if request.method == "POST" and form.is_valid():
        date, reason = form.cleaned_data["birth_date"], form.cleaned_data["reason"]
        if attempt(
            form,
            lambda: ask_correction(
                volunteer=volunteer, birth_date=date, reason=reason, actor=volunteer.user, now=now()
            ),
        ):
            messages.success(request, _("Sent. A safeguarding officer decides and you get a letter."))
            return redirect("volunteer:profile")
    return _page(request, form, is_fixed=True, waiting=waiting_correction(volunteer))


def _say_what_fell_free(request: HttpRequest, count: int) -> None:
    if count:
        words = ngettext(
            "At your age %(count)s place you had is not possible. It is free again; a letter says why.",
            "At your age %(count)s places you had are not possible. They are free again; letters say why.",
            count,
        )
        messages.warning(request, words % {"count": count})


def _page(request: HttpRequest, form: PageForm, **context: object) -> HttpResponse:
    found = {"section": "profile", "form": form} | context
    return render(request, "portal/volunteer/birth_date.html", found, status=422 if form.errors else 200)
