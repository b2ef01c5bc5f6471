"""The link a minor may share: it opens nothing until the guardian has typed a code sent to her own contact."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.clock import now
from events.access import shared_link
from events.services.guardians.asking import check_code, send_code
from portal.errors import attempt
from portal.guardian import shown
from portal.guardian.forms import CodeForm
from portal.guardian.page import draw, guardian_page
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from events.models import ConsentRequest


@guardian_page(shared_link)
def start(request: HttpRequest, found: "ConsentRequest") -> HttpResponse:
    """Send a code to the contact that was named, take it, and lead on to the secret page."""
    if request.method != "POST":
        return _page(request, found, CodeForm())
    form = CodeForm(request.POST)
    if "send" in request.POST:
        form = CodeForm({"code": ""})
        if attempt(_clean(form), lambda: send_code(request=found, now=now())):
            return redirect(request.get_full_path())
        return _page(request, found, form)
    if form.is_valid():
        opened = attempt(form, lambda: check_code(request=found, code=form.cleaned_data["code"], now=now()))
        if opened.value:
            address = redirect("guardian_link", opened.value)
            address["Location"] += f"?lang={language()}"
            return address
    return _page(request, found, form)


def _clean(form: CodeForm) -> CodeForm:
    """Let a form that nobody filled in carry one error of its own."""
    form.fields["code"].required = False
    form.full_clean()
    return form


def _page(request: HttpRequest, found: "ConsentRequest", form: CodeForm) -> HttpResponse:
    context = {"link": found, "name": shown.first_name(found), "form": form, "is_sent": found.code_sent_at is not None}
    return draw(request, "start", context, status=422 if form.errors else 200)
