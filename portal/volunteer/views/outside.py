"""Hours that travel: one's own to take along, and those from elsewhere to bring in."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.clock import now
from portal.errors import attempt, attempt_or_message
from portal.templatetags.dates import language
from portal.volunteer.forms.outside import LookForm, SendForm
from portal.volunteer.guards import with_profile
from recognition.queries import claims_of, outside_minutes
from recognition.services import take_along as pack
from recognition.services.outside import Reading, look_at, send_outside

if TYPE_CHECKING:
    from volunteers.models import Volunteer

READ_OR_SEND = ("GET", "HEAD", "POST")
ROWS = 30
SHOWN_ROWS = 200


@require_http_methods(READ_OR_SEND)
@with_profile
def take_along(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """One button for everything another platform needs."""
    if request.method == "POST":
        made = attempt_or_message(
            request,
            lambda: pack(volunteer=volunteer, language=language(), actor=volunteer.user, now=now()),
        )
        if made.value is None:
            return redirect("volunteer:take_along")
        answer = HttpResponse(made.value, content_type="application/zip")
        answer.headers["Content-Disposition"] = 'attachment; filename="asar-my-hours.zip"'
        return answer
    return render(request, "portal/volunteer/take_along.html", {"section": "hours"})


@require_http_methods(READ_OR_SEND)
@with_profile
def outside(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """What was sent and what became of it; and a first look at more, of which nothing is kept."""
    form = LookForm(request.POST, request.FILES) if request.method == "POST" else LookForm()
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        read = attempt(form, lambda: look_at(text=text, volunteer=volunteer, now=now()))
        if read.value is not None:
            return _looked(request, read.value, SendForm(initial={"text": text}))
    context = {
        "section": "hours",
        "form": form,
        "page": Paginator(claims_of(volunteer), ROWS).get_page(request.GET.get("page")),
        "minutes": outside_minutes(volunteer),
    }
    return render(request, "portal/volunteer/outside.html", context, status=422 if form.errors else 200)


@require_POST
@with_profile
def send(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Send what was looked at, judged once more."""
    form, moment = SendForm(request.POST, request.FILES), now()
    if form.is_valid():
        sent = attempt(
            form,
            lambda: send_outside(
                volunteer=volunteer,
                text=form.cleaned_data["text"],
                note=form.cleaned_data["note"],
                picture=form.photograph,
                actor=volunteer.user,
                now=moment,
            ),
        )
        if sent:
            messages.success(request, _("Sent. Somebody looks at it, and you are told what was decided."))
            return redirect("volunteer:outside")
    text = str(form.data.get("text", ""))
    read = attempt_or_message(request, lambda: look_at(text=text, volunteer=volunteer, now=moment))
    if read.value is None:
        return redirect("volunteer:outside")
    return _looked(request, read.value, form)


def _looked(request: HttpRequest, reading: Reading, form: SendForm) -> HttpResponse:
    """Show what would be sent and what is left out, with the way to send it."""
    for name in ("note", "picture"):  # the service asks for both behind a table
        form.fields[name].required = reading.record is None
    context: dict[str, Any] = {
        "section": "hours",
        "reading": reading,
        "rows": reading.read.rows[:SHOWN_ROWS],
        "more": max(0, len(reading.read.rows) - SHOWN_ROWS),
        "problems": reading.read.problems[:SHOWN_ROWS],
        "form": form,
    }
    return render(request, "portal/volunteer/outside_look.html", context, status=422 if form.errors else 200)
