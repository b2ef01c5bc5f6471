"""A person's hours: confirmed, waiting, by cause, and one line per shift."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clock import now
from core.enums import Cause
from events.access import own_signup
from events.queries.feedback import SHOWN, waiting_for_feedback
from portal.errors import attempt_or_message
from portal.templatetags.causes import cause_class
from portal.templatetags.dates import language
from portal.volunteer.guards import with_profile
from recognition.documents.year_card import draw_year
from recognition.queries import hours_summary, outside_minutes, year_of
from recognition.queries.disputes import disputes_of
from recognition.queries.own import absent_rows, entry_rows, waiting_rows
from recognition.services import confirm_own_walk_in

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from volunteers.models import Volunteer

ROWS = 30
YEARS = 3


@dataclass(frozen=True, slots=True)
class CauseHours:
    """Minutes in one cause."""

    label: "str | Promise"
    css_class: str
    minutes: int


@require_safe
@with_profile
def hours(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """What is confirmed, waits or rests on her own word, each with where it comes from and a way to object."""
    moment = now()
    summary = hours_summary(volunteer, now=moment)
    waiting = waiting_rows(volunteer, now=moment)
    page = Paginator(summary.entries, ROWS).get_page(request.GET.get("page"))
    context = {
        "section": "hours",
        "summary": summary,
        "causes": [
            CauseHours(label, cause_class(cause), summary.by_cause[cause])
            for cause, label in Cause.choices
            if summary.by_cause[cause]
        ],
        "years": [
            str(year) for year in sorted({entry.worked_on.year for entry in summary.entries}, reverse=True)[:YEARS]
        ],
        "page": page,
        "rows": entry_rows(list(page), now=moment),
        "waiting": waiting,
        "to_rate": waiting_for_feedback(volunteer, now=moment)[:SHOWN],
        "declared_minutes": sum(row.own_minutes or 0 for row in waiting if not row.seen_minutes),
        "absent": absent_rows(volunteer, now=moment),
        "outside_minutes": outside_minutes(volunteer),
        "objections": list(disputes_of(volunteer)[:ROWS]),
    }
    return render(request, "portal/volunteer/hours.html", context)


@require_safe
@with_profile
def year_card(request: HttpRequest, volunteer: "Volunteer", year: int) -> HttpResponse:
    """A picture of one year to share: no name, no place, nothing but numbers."""
    shown = year_of(volunteer, year)
    if shown is None:
        raise Http404
    answer = HttpResponse(draw_year(shown, language()), content_type="image/png")
    answer.headers["Content-Disposition"] = f'attachment; filename="asar-{year}.png"'
    return answer


@require_POST
@with_profile
def own_word(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Take the word of somebody who was added on the day."""
    signup = own_signup(request.user, public_id)
    confirmed = attempt_or_message(
        request, lambda: confirm_own_walk_in(signup=signup, actor=volunteer.user, now=now())
    )
    if confirmed:
        messages.success(request, _("Thank you. The hours count once the organisation has approved them."))
    return redirect("volunteer:shift", public_id)
