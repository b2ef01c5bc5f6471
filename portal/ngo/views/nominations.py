"""Nominations for awards: whom an organisation proposed, and one more."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Action
from core.clock import local_day, now
from events.services.looking import note_looks
from ngos.access import organisation_for
from portal.errors import attempt, attempt_or_message
from portal.ngo.doors import desk, person_of
from portal.ngo.forms import NominationForm
from portal.templatetags.dates import language
from recognition.access import nomination_at, person_who_worked
from recognition.documents.words import round_name
from recognition.merits import next_round, open_round
from recognition.queries.nominations import nominations_at, proof_of_work, rows_of
from recognition.services.nominating import nominate as propose
from recognition.services.nominating import take_nomination_back

ROWS = 30


@never_cache
@require_safe
def nominations(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom the organisation nominated, what each said, and the round that is open."""
    found, moment = organisation_for(request.user, slug, Action.ATTENDANCE_CONFIRM), now()
    page = Paginator(nominations_at(found), ROWS).get_page(request.GET.get("page"))
    people = [nomination.volunteer for nomination in page]
    note_looks("name", people, viewer=person_of(request), organisation=found, purpose="hours", now=moment)
    context = desk(found, "volunteers", now=moment) | {
        "page": page,
        "rows": [(row, round_name(row.nomination.round, language())) for row in rows_of(list(page))],
        **_rounds(moment),
    }
    return render(request, "portal/ngo/nominations.html", context)


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
def nominate(request: HttpRequest, slug: str, volunteer_id: UUID) -> HttpResponse:
    """A category and a few sentences; the evidence comes from the ledger by itself."""
    found, moment = organisation_for(request.user, slug, Action.ATTENDANCE_CONFIRM), now()
    volunteer, actor = person_who_worked(request.user, found, volunteer_id), person_of(request)
    current = open_round(local_day(moment))
    form = NominationForm(request.POST or None, categories=current.categories if current else ())
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        done = attempt(
            form, lambda: propose(organisation=found, volunteer=volunteer, **words, actor=actor, now=moment)
        )
        if done:
            messages.success(request, _("Nominated. The person is asked; nobody else sees it before she agrees."))
            return redirect("ngo:nominations", slug)
    note_looks("name", [volunteer], viewer=actor, organisation=found, purpose="hours", now=moment)
    context = desk(found, "volunteers", now=moment) | {
        "form": form,
        "person": volunteer,
        "proof": proof_of_work(volunteer, found),
        **_rounds(moment),
    }
    return render(request, "portal/ngo/nominate.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: HttpRequest, slug: str, nomination_id: UUID) -> HttpResponse:
    """Take a nomination back; the person is told."""
    found = nomination_at(request.user, slug, nomination_id)
    done = attempt_or_message(
        request, lambda: take_nomination_back(nomination=found, actor=person_of(request), now=now())
    )
    if done:
        messages.success(request, _("Taken back. The person is told."))
    return redirect("ngo:nominations", slug)


def _rounds(moment: datetime) -> dict[str, object]:
    """Return the round that is open, its name, and the next one that is not."""
    day = local_day(moment)
    current, coming = open_round(day), next_round(day)
    return {
        "round": current,
        "award": round_name(current.code, language()) if current else "",
        "opens_on": coming.opens_on if coming else None,
    }
