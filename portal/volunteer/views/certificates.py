"""Documents about hours: made in two taps, downloaded, shown by a code, withdrawn."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import now
from portal.errors import attempt, attempt_or_message
from portal.qr import qr_svg
from portal.templatetags.dates import language, today
from portal.volunteer.forms.certificates import CertificateForm
from portal.volunteer.forms.fields import answers
from portal.volunteer.guards import with_profile
from recognition.access import own_certificate, own_standing_certificate
from recognition.documents import PDF_TYPE, check_url, paper_file
from recognition.enums import Verdict, WithdrawnBy
from recognition.queries import certificates_of, outside_minutes, worked_between
from recognition.services import issue_certificate, signed_badge, withdraw_certificate

if TYPE_CHECKING:
    from recognition.models import Certificate
    from volunteers.models import Volunteer

READ_OR_SEND = ("GET", "HEAD", "POST")
TONES = {Verdict.GENUINE: "ok", Verdict.WITHDRAWN: "err", Verdict.EXPIRED: "plain"}


@require_safe
@with_profile
def certificates(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Every document of the person's own, the newest first."""
    moment = now()
    rows = [
        {"certificate": one, "verdict": verdict.label, "tone": TONES[verdict]}
        for one in certificates_of(volunteer)
        for verdict in (one.verdict_at(moment),)
    ]
    return render(request, "portal/volunteer/certificates.html", {"section": "hours", "rows": rows})


@require_http_methods(READ_OR_SEND)
@with_profile
def new_certificate(request: HttpRequest, volunteer: "Volunteer") -> HttpResponse:
    """Four questions that have answers already, and one button."""
    form = CertificateForm(answers(request), initial={"language": language()})
    if request.method == "POST" and form.is_valid():
        wish = form.wish(today=today(), worked=worked_between(volunteer))
        made = attempt(
            form,
            lambda: issue_certificate(volunteer=volunteer, wish=wish, actor=volunteer.user, now=now()),
        )
        if made.value is not None:
            messages.success(request, _("Done. Download it, or show the code."))
            return redirect("volunteer:certificate", made.value.public_id)
    context = {"section": "hours", "form": form, "has_outside": outside_minutes(volunteer) > 0}
    return render(request, "portal/volunteer/new_certificate.html", context, status=422 if form.errors else 200)


@require_safe
@with_profile
def certificate(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """One document: how it stands, its files, its code, and withdrawing it."""
    found = own_certificate(request.user, public_id)
    verdict = found.verdict_at(now())
    url = check_url(found)
    context = {
        "section": "hours",
        "certificate": found,
        "verdict": verdict.label,
        "tone": TONES[verdict],
        "is_genuine": verdict == Verdict.GENUINE,
        "withdrawn_by": WithdrawnBy(found.withdrawn_by).label if found.withdrawn_by else "",
        "check_url": url,
        "picture": qr_svg(url) if verdict == Verdict.GENUINE else "",
    }
    return render(request, "portal/volunteer/certificate.html", context)


@require_safe
@with_profile
def paper(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """The PDF."""
    found = own_standing_certificate(request.user, public_id, now=now())
    return _file(found, paper_file(found), PDF_TYPE, "pdf")


@require_safe
@with_profile
def badge(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """The signed badge, which any reader of Open Badges 3.0 checks."""
    moment = now()
    found = own_standing_certificate(request.user, public_id, now=moment)
    return _file(found, signed_badge(certificate=found, now=moment).encode(), "application/jwt", "jwt")


@require_http_methods(READ_OR_SEND)
@with_profile
def withdraw(request: HttpRequest, volunteer: "Volunteer", public_id: UUID) -> HttpResponse:
    """Ask once, then withdraw for good."""
    found = own_certificate(request.user, public_id)
    if request.method == "POST":
        done = attempt_or_message(
            request,
            lambda: withdraw_certificate(certificate=found, actor=volunteer.user, by=WithdrawnBy.HOLDER, now=now()),
        )
        if done:
            messages.success(request, _("Withdrawn. Whoever checks it reads so from now on."))
        return redirect("volunteer:certificate", public_id)
    return render(request, "portal/volunteer/withdraw.html", {"section": "hours", "certificate": found})


def _file(certificate: "Certificate", content: bytes, content_type: str, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="asar-{certificate.shown_code}.{ending}"'
    return answer
