"""Nominations that people agreed to, with their evidence: for the reviewer, and as a file for the commission."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from core.clock import local_day, now
from portal.templatetags.dates import language
from recognition.access import nominations_for_reviewer
from recognition.documents import CSV_TYPE, nominations_csv
from recognition.documents.words import round_name
from recognition.merits import Round, rounds_begun
from recognition.queries.nominations import rows_of
from recognition.services.nominating import note_nominations_read

ROWS = 50


@never_cache
@require_safe
def nominations(request: HttpRequest) -> HttpResponse:
    """One round: whom organisations proposed and who agreed, then and now."""
    mine, moment = nominations_for_reviewer(request.user), now()
    rounds, chosen = _rounds(request)
    page = Paginator(mine.filter(round=chosen.code if chosen else ""), ROWS).get_page(request.GET.get("page"))
    shown = list(page)
    note_nominations_read(found=shown, viewer=signed_in(request.user), every_time=False, now=moment)
    context = {
        "section": "moderator",
        "page": page,
        "rows": rows_of(shown),
        "chosen": chosen,
        "rounds": [(one, round_name(one.code, language())) for one in rounds],
    }
    return render(request, "portal/moderator/nominations.html", context)


@never_cache
@require_safe
def nominations_file(request: HttpRequest) -> HttpResponse:
    """The same round as a table of text, written down as a look at everybody in it."""
    mine, moment = nominations_for_reviewer(request.user), now()
    _all, chosen = _rounds(request)
    found = list(mine.filter(round=chosen.code if chosen else "").order_by("category", "proposed_at", "pk"))
    note_nominations_read(found=found, viewer=signed_in(request.user), every_time=True, now=moment)
    name = f"nominations-{chosen.code if chosen else 'none'}.csv"
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    headers = {"Content-Disposition": disposition}
    return HttpResponse(nominations_csv(rows_of(found)), content_type=CSV_TYPE, headers=headers)


def _rounds(request: HttpRequest) -> tuple[list[Round], Round | None]:
    """Return the rounds that have begun, and the one the address names, else the latest."""
    begun = rounds_begun(local_day(now()))
    named = [one for one in begun if one.code == request.GET.get("round")]
    return begun, next(iter(named + begun), None)
