"""Web hooks of an organisation: addresses, what they are told, and what became of each call. Owners only."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Action
from core.clock import now
from ngos.access import organisation_for
from ngos.queries.webhooks import latest_calls, webhooks_of
from ngos.services import webhooks as services
from portal.errors import attempt
from portal.ngo.doors import desk, person_of
from portal.ngo.forms import WebhookForm

if TYPE_CHECKING:
    from ngos.models import Organisation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hooks(request: HttpRequest, slug: str) -> HttpResponse:
    """The addresses and the latest calls; adding one shows its secret once."""
    organisation = organisation_for(request.user, slug, Action.ORGANISATION_EDIT)
    form = WebhookForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: services.add_webhook(
                organisation=organisation,
                url=form.cleaned_data["url"],
                topics=form.cleaned_data["topics"],
                actor=person_of(request),
                now=now(),
            ),
        )
        if made.value:
            secret, form = made.value[1], WebhookForm()
    return _page(request, organisation, form, secret)


def _page(request: HttpRequest, organisation: "Organisation", form: WebhookForm, secret: str) -> HttpResponse:
    context = desk(organisation, "organisation", now=now()) | {
        "form": form,
        "secret": secret,
        "hooks": webhooks_of(organisation),
        "calls": latest_calls(organisation),
    }
    return render(request, "portal/ngo/hooks.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def test(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Call an address to see whether it listens."""
    organisation = organisation_for(request.user, slug, Action.ORGANISATION_EDIT)
    services.send_test(organisation=organisation, public_id=public_id, now=now())
    messages.success(request, _("The test is on its way. Load this page again to see the answer."))
    return redirect("ngo:hooks", slug)


@never_cache
@require_POST
def again(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Repeat a call under the id it had."""
    organisation = organisation_for(request.user, slug, Action.ORGANISATION_EDIT)
    services.send_again(organisation=organisation, public_id=public_id, now=now())
    messages.success(request, _("It is sent once more, with the same id."))
    return redirect("ngo:hooks", slug)


@never_cache
@require_POST
def remove(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Forget an address."""
    organisation = organisation_for(request.user, slug, Action.ORGANISATION_EDIT)
    services.remove_webhook(organisation=organisation, public_id=public_id, actor=person_of(request), now=now())
    messages.success(request, _("The web hook is removed. Nothing is sent there any more."))
    return redirect("ngo:hooks", slug)
