"""What is kept about a person: who looked, a copy to take along, what she agreed to, and leaving for good."""

from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.enums import AgreementChannel, Role
from accounts.queries import CONSENT_TEXT_VERSION, consent_text, data_consent_of
from core.audit import looks_at
from core.clock import now
from core.privacy.exporting import archive_of
from core.privacy.words import what_was_seen, why
from events.queries import looks_about
from portal.errors import attempt, attempt_or_message
from portal.onwards import own_page
from portal.templatetags.dates import language
from portal.volunteer.agreeing import agree
from portal.volunteer.forms.fields import answers
from portal.volunteer.forms.privacy import LeavingForm, word_to_type
from portal.volunteer.guards import with_account

if TYPE_CHECKING:
    from accounts.models import User
    from events.queries import LookRow

LOOK_ROWS = 30
READ_OR_SEND = ("GET", "HEAD", "POST")


@require_safe
@with_account
def looks(request: HttpRequest, user: "User") -> HttpResponse:
    """Everybody who looked at the person's data, the latest first."""
    page = Paginator(looks_at(user), LOOK_ROWS).get_page(request.GET.get("page"))
    rows = looks_about(user, limit=LOOK_ROWS, offset=(page.number - 1) * LOOK_ROWS)
    context = {
        "section": "profile",
        "page": page,
        "rows": [_in_words(row) for row in rows],
        "count": page.paginator.count,
    }
    return render(request, "portal/volunteer/looks.html", context)


def _in_words(row: "LookRow") -> dict[str, object]:
    role = Role(row.role).label if row.role in Role.values else row.role
    return {"look": row, "role": role, "what": what_was_seen(row.what), "why": why(row.purpose)}


@require_http_methods(READ_OR_SEND)
@with_account
def data(request: HttpRequest, user: "User") -> HttpResponse:
    """One button for a copy of everything."""
    if request.method == "POST":
        made = attempt_or_message(request, lambda: services.copy_of_data(user=user, now=now()))
        if made.value is None:
            return redirect("volunteer:data")
        answer = HttpResponse(archive_of(made.value), content_type="application/zip")
        answer.headers["Content-Disposition"] = 'attachment; filename="asar-my-data.zip"'
        return answer
    return render(request, "portal/volunteer/data.html", {"section": "profile"})


@require_http_methods(READ_OR_SEND)
@with_account
def consent(request: HttpRequest, user: "User") -> HttpResponse:
    """The words about personal data: what was agreed to, and the question when they are new."""
    onwards = own_page(request, request.POST.get("next", "") or request.GET.get("next", ""))
    if request.method == "POST":
        agree(request, user, AgreementChannel.PAGE)
        return redirect(onwards or "volunteer:profile")
    given = data_consent_of(user)
    is_current = given is not None and given.text_version == CONSENT_TEXT_VERSION
    words = consent_text(given.language, version=given.text_version) if given and is_current else None
    shown = words or consent_text(language())
    context = {
        "section": "profile",
        "given": given,
        "is_current": is_current,
        "text": shown.filled_in(person=user.full_name),
        "text_language": shown.language,
        "next": onwards,
    }
    return render(request, "portal/volunteer/consent.html", context)


@require_http_methods(READ_OR_SEND)
@with_account
def leave(request: HttpRequest, user: "User") -> HttpResponse:
    """What happens when somebody leaves for good, and doing it."""
    form = LeavingForm(answers(request))
    if request.method == "POST" and form.is_valid() and attempt(form, form.require_word):
        services.leave(user=user, now=now())
        logout(request)
        return render(request, "portal/volunteer/left.html")
    context = {"section": "profile", "form": form, "word": word_to_type()}
    return render(request, "portal/volunteer/leave_for_good.html", context, status=422 if form.errors else 200)
