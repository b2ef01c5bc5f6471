"""Checking a document by its code: the first line says in words how it stands, and nobody needs an account."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.addresses import address_of
from core.clock import now
from core.errors import DomainError
from portal.errors import attempt, attempt_catching
from portal.guest.forms import CheckForm
from portal.templatetags.dates import language
from recognition.access import certificate_with_code
from recognition.documents.words import detail_title, line_name, named
from recognition.enums import Detail, Verdict, WithdrawnBy
from recognition.queries.certificates import OUTSIDE
from recognition.validators import grouped, read_code

if TYPE_CHECKING:
    from recognition.models import Certificate

ROWS = 50
SIGNS = {
    Verdict.GENUINE: ("ok", "badge-check"),
    Verdict.WITHDRAWN: ("err", "ban"),
    Verdict.EXPIRED: ("plain", "clock"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document in the reader's language."""

    name: str
    minutes: int
    organisation: str
    place: str
    on: date | None


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """One box for a code. What can be one leads to its page; what cannot is explained without looking anything up."""
    form = CheckForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        tried = attempt(form, lambda: read_code(form.cleaned_data["code"]))
        if tried:
            return redirect("guest:check", grouped(str(tried.value)))
    status = 422 if form.errors else 200
    return _unseen(render(request, "portal/guest/verify.html", {"form": form}, status=status))


@never_cache
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """How one document stands, and what its holder chose to show as long as it is genuine."""
    moment = now()
    outcome = attempt_catching(DomainError, lambda: certificate_with_code(code, who=address_of(request), now=moment))
    if isinstance(outcome, DomainError):
        return _unseen(_refused(request, code, outcome))
    verdict = outcome.verdict_at(moment)
    context: dict[str, Any] = {
        "certificate": outcome,
        "verdict": verdict.value,
        "tone": SIGNS[verdict][0],
        "sign": SIGNS[verdict][1],
        "withdrawn_by": WithdrawnBy(outcome.withdrawn_by).label if outcome.withdrawn_by else "",
    }
    if verdict == Verdict.GENUINE:
        context |= {
            "elsewhere": sum(line["minutes"] for line in outcome.lines if line.get("what") == OUTSIDE),
            "page": Paginator(lines_of(outcome), ROWS).get_page(request.GET.get("page")),
            "lines_title": detail_title(outcome.detail),
            "is_by_shift": outcome.detail == Detail.SHIFTS,
        }
    return _unseen(render(request, "portal/guest/check.html", context))


def lines_of(certificate: "Certificate") -> list[Line]:
    """Return the lines of a document in the language of the page."""
    code = language()
    return [
        Line(
            name=line_name(line, code),
            minutes=line["minutes"],
            organisation=named(line.get("organisation", {}), code),
            place=named(line.get("place", {}), code),
            on=date.fromisoformat(line["on"]) if "on" in line else None,
        )
        for line in certificate.lines
        if line.get("what") != OUTSIDE
    ]


def _refused(request: HttpRequest, code: str, refusal: DomainError) -> HttpResponse:
    """Say what is wrong with a code, with the box beside it to try again."""
    form = CheckForm({"code": code[:40]})
    form.full_clean()
    form.add_error("code", str(refusal))
    answer = render(request, "portal/guest/verify.html", {"form": form, "refusal": refusal}, status=refusal.status)
    if "seconds" in refusal.context:
        answer.headers["Retry-After"] = str(refusal.context["seconds"])
    return answer


def _unseen(response: HttpResponse) -> HttpResponse:
    """Keep a page that belongs to one code out of search engines, and its address out of other sites."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
