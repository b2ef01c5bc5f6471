"""Letters of recommendation: written by a coordinator, shown by the volunteer, withdrawn by either."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action
from core.clock import now
from events.services.looking import note_looks
from ngos.access import organisation_for
from portal.errors import attempt, attempt_or_message
from portal.ngo.doors import desk, person_of
from portal.ngo.forms import LetterForm
from portal.templatetags.dates import language
from recognition.access import letter_of, person_who_worked
from recognition.enums import WithdrawnBy
from recognition.queries import letters_of
from recognition.services import withdraw_certificate
from recognition.services import write_letter as issue_letter

if TYPE_CHECKING:
    from recognition.models import Certificate

ROWS = 30


@never_cache
@require_safe
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """The letters of the organisation, the newest first."""
    found = organisation_for(request.user, slug, Action.ATTENDANCE_CONFIRM)
    page = Paginator(letters_of(found), ROWS).get_page(request.GET.get("page"))
    moment = now()
    people = [letter.volunteer for letter in page if letter.volunteer is not None]
    note_looks("name", people, viewer=person_of(request), organisation=found, purpose="hours", now=moment)
    rows = [{"letter": letter, "verdict": letter.verdict_at(moment)} for letter in page]
    context = desk(found, "volunteers", now=moment) | {"page": page, "rows": rows}
    return render(request, "portal/ngo/letters.html", context)


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def write_letter(request: HttpRequest, slug: str, volunteer_id: UUID) -> HttpResponse:
    """One box; the hours at the organisation and the code come by themselves."""
    found = organisation_for(request.user, slug, Action.ATTENDANCE_CONFIRM)
    volunteer = person_who_worked(request.user, found, volunteer_id)
    form = LetterForm(request.POST or None, initial={"language": language()})
    moment = now()
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data

        def write() -> "Certificate":
            return issue_letter(
                organisation=found,
                volunteer=volunteer,
                text=words["text"],
                language=words["language"],
                actor=person_of(request),
                now=moment,
            )

        if attempt(form, write):
            messages.success(request, _("The letter is written. The volunteer finds it among the certificates."))
            return redirect("ngo:letters", slug)
    note_looks("name", [volunteer], viewer=person_of(request), organisation=found, purpose="hours", now=moment)
    context = desk(found, "volunteers", now=moment) | {"form": form, "person": volunteer}
    return render(request, "portal/ngo/write_letter.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw_letter(request: HttpRequest, slug: str, letter_id: UUID) -> HttpResponse:
    """Take a letter back for good; whoever checks it reads so."""
    found = organisation_for(request.user, slug, Action.ATTENDANCE_CONFIRM)
    letter = letter_of(request.user, found, letter_id)
    done = attempt_or_message(
        request,
        lambda: withdraw_certificate(certificate=letter, actor=person_of(request), by=WithdrawnBy.ISSUER, now=now()),
    )
    if done:
        messages.success(request, _("Withdrawn. Whoever checks it reads so from now on."))
    return redirect("ngo:letters", slug)
