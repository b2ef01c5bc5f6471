"""Reporting a concern, by anybody from any page, and reading the answer with a code."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import is_valid_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.addresses import address_of
from core.clock import now
from core.errors import DomainError
from events.access import concern_subject, concern_with_receipt
from events.enums import ConcernKind
from events.queries.concerns import ConcernState, ConcernSubject
from events.services.concerns import NewConcern, report_concern
from portal.errors import attempt_catching
from portal.forms import read_uuid
from portal.guest.addresses import read_short
from portal.guest.forms import PLACE_MAX, ConcernForm, ReceiptForm
from portal.onwards import own_page
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from accounts.models import User

FORM_METHODS = ("GET", "HEAD", "POST")


@never_cache
@require_http_methods(FORM_METHODS)
def concern(request: HttpRequest) -> HttpResponse:
    """The phone numbers, then three questions; sent again, the same words are one report."""
    member = _signed_in(request)
    about = request.POST.get("about") or request.GET.get("about", "")
    subject = _subject(about)
    start = {"about": about[:36], "place": _place(request)}
    form = ConcernForm(request.POST or None, initial=start, is_signed_in=member is not None)
    status, wait = 422 if form.errors else 200, ""
    if request.method == "POST" and form.is_valid():
        report = _report(form, subject, member)
        outcome = attempt_catching(
            DomainError, lambda: report_concern(report=report, counted=_counted(request), now=now())
        )
        if isinstance(outcome, str):
            return render(
                request, "portal/guest/concern_sent.html", {"section": "concern", "code": outcome}, status=201
            )
        status, wait = _refuse(form, outcome)
    context = {"section": "concern", "form": form, "subject": subject}
    return _answer(render(request, "portal/guest/concern.html", context, status=status), wait)


@never_cache
@require_http_methods(FORM_METHODS)
def concern_status(request: HttpRequest) -> HttpResponse:
    """How far a report is, and the answer, for whoever has its code."""
    form = ReceiptForm(request.POST or None)
    status, wait, state = 422 if form.errors else 200, "", None
    if request.method == "POST" and form.is_valid():
        code, who = form.cleaned_data["code"], ("receipts_of_address", address_of(request))
        outcome = attempt_catching(DomainError, lambda: concern_with_receipt(code, counted=who, now=now()))
        if isinstance(outcome, ConcernState):
            state = outcome
        else:
            status, wait = _refuse(form, outcome)
    context = {"section": "concern", "form": form, "state": state}
    return _answer(render(request, "portal/guest/concern_status.html", context, status=status), wait)


def _signed_in(request: HttpRequest) -> "User | None":
    return request.user if request.user.is_authenticated else None


def _counted(request: HttpRequest) -> tuple[str, str]:
    member = _signed_in(request)
    return ("concerns_of_account", str(member.pk)) if member else ("concerns_of_address", address_of(request))


def _report(form: ConcernForm, subject: ConcernSubject, member: "User | None") -> NewConcern:
    answers = form.cleaned_data
    return NewConcern(
        kind=ConcernKind(answers["kind"]),
        text=answers["text"],
        language=language(),
        token=str(answers["token"]),
        subject=subject,
        where_from=answers["place"],
        contact=answers["contact"],
        reporter=member if answers.get("named") else None,
    )


def _subject(about: str) -> ConcernSubject:
    """Return what the page before was about; whatever is not known there is told in words."""
    found = read_short(about) or read_uuid(about) or about
    outcome = attempt_catching(DomainError, lambda: concern_subject(str(found)))
    return outcome if isinstance(outcome, ConcernSubject) else ConcernSubject()


def _place(request: HttpRequest) -> str:
    """Return the path of the page before, without its query; for pages of one person, only their pattern."""
    before = urlsplit(request.META.get("HTTP_REFERER", ""))
    path = own_page(request, before.path) if before.netloc == request.get_host() else ""
    match = is_valid_path(path)
    if not match:
        return ""
    is_public = match.app_names[:1] == ["guest"]
    return (path if is_public else f"/{match.route}")[:PLACE_MAX]


def _refuse(form: ConcernForm | ReceiptForm, refusal: DomainError) -> tuple[int, str]:
    """Put a refusal on the form; return the status, and the seconds to wait where there are some."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return refusal.status, str(refusal.context.get("seconds", ""))


def _answer(response: HttpResponse, wait: str) -> HttpResponse:
    if wait:
        response.headers["Retry-After"] = wait
    return response
