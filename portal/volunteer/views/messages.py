"""Messages: the inbox, what comes which way, linked chats and browsers, and the page that stops a kind."""

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.letters import read_stop
from accounts.queries.messages import channels_on_offer, choices_of, inbox_of, linked_contacts, ways_to
from accounts.services import messages as services
from core.clock import now
from core.delivery.contract import PUSH, TELEGRAM, has_channel
from core.delivery.push import SubscriptionUnreadable, public_key, read_subscription
from portal.errors import attempt, attempt_or_message
from portal.templatetags.dates import language
from portal.volunteer.forms.fields import answers
from portal.volunteer.forms.messages import ChoicesForm
from portal.volunteer.guards import with_account

if TYPE_CHECKING:
    from accounts.models import User

ROWS = 20
MOST_SENT = 4_000
READ_OR_SEND = ("GET", "HEAD", "POST")


@require_safe
@with_account
def inbox(request: HttpRequest, user: "User") -> HttpResponse:
    """What was sent to the person, the latest first."""
    page = Paginator(inbox_of(user), ROWS).get_page(request.GET.get("page"))
    return render(request, "portal/volunteer/inbox.html", {"section": "messages", "page": page, "rows": page})


@require_POST
@with_account
def read(request: HttpRequest, user: "User", public_id: UUID) -> HttpResponse:
    """Mark one message as read, and go where it leads if that was the button."""
    services.mark_read(user=user, public_id=public_id, now=now())
    path = inbox_of(user).filter(public_id=public_id).values_list("path", flat=True).first()
    if path and "open" in request.POST:
        return redirect(f"/{language()}/{path.lstrip('/')}")
    return redirect("volunteer:messages")


@require_POST
@with_account
def read_all(request: HttpRequest, user: "User") -> HttpResponse:
    """Mark everything as read."""
    services.mark_read(user=user, public_id=None, now=now())
    return redirect("volunteer:messages")


@require_http_methods(READ_OR_SEND)
@with_account
def choices(request: HttpRequest, user: "User") -> HttpResponse:
    """Which kinds come which way, quiet hours, and how many a week."""
    chosen = choices_of(user, ways_to(user))
    form = ChoicesForm(answers(request), channels=channels_on_offer(user), initial=ChoicesForm.start_from(chosen))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        hours = {"quiet_from": int(given["quiet_from"]), "quiet_until": int(given["quiet_until"])}
        most = int(given["weekly_most"])
        if attempt(
            form,
            lambda: services.choose(user=user, channels=form.by_kind(), weekly_most=most, now=now(), **hours),
        ):
            messages.success(request, _("Saved. It holds for every message from now on."))
            return redirect("volunteer:message_choices")
    return _choices_page(request, user, form)


def _choices_page(request: HttpRequest, user: "User", form: ChoicesForm, code: str = "") -> HttpResponse:
    contacts = list(linked_contacts(user))
    context = {
        "section": "messages",
        "form": form,
        "chats": [row for row in contacts if row.channel == TELEGRAM],
        "browsers": [row for row in contacts if row.channel == PUSH],
        "has_telegram": has_channel(TELEGRAM),
        "has_push": has_channel(PUSH),
        "push_key": public_key() if has_channel(PUSH) else "",
        "code": code,
        "bot": settings.TELEGRAM_BOT,
    }
    return render(request, "portal/volunteer/message_choices.html", context, status=422 if form.errors else 200)


@require_POST
@with_account
def link_telegram(request: HttpRequest, user: "User") -> HttpResponse:
    """Show a code that links the chat it is sent from."""
    if not has_channel(TELEGRAM):
        raise Http404
    code = services.ask_for_chat(user=user, now=now())
    chosen = choices_of(user, ways_to(user))
    form = ChoicesForm(None, channels=channels_on_offer(user), initial=ChoicesForm.start_from(chosen))
    return _choices_page(request, user, form, code)


@require_POST
@with_account
def link_browser(request: HttpRequest, user: "User") -> HttpResponse:
    """Take what the browser's own push service gave to the page."""
    try:
        sent = json.loads(request.body[:MOST_SENT])
        keys = sent["keys"]
        found = read_subscription(str(sent["endpoint"]), str(keys["p256dh"]), str(keys["auth"]))
    except (ValueError, KeyError, TypeError, SubscriptionUnreadable):
        return JsonResponse(
            {"message": _("This browser did not say how it is reached. Nothing was changed.")}, status=422
        )
    made = attempt_or_message(
        request,
        lambda: services.link_contact(
            user=user, channel=PUSH, contact=found.as_contact(), label=_label(request), now=now()
        ),
    )
    return HttpResponse(status=204 if made else 409)


def _label(request: HttpRequest) -> str:
    """Name a browser by what people call it, and no closer."""
    agent = request.headers.get("User-Agent", "")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux")
    browsers = {"YaBrowser": "Yandex", "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome"}
    browser = next((name for sign, name in browsers.items() if sign in agent), "Safari" if "Safari" in agent else "")
    return " ".join(part for part in (browser, next((name for name in systems if name in agent), "")) if part)


@require_POST
@with_account
def unlink(request: HttpRequest, user: "User", public_id: UUID) -> HttpResponse:
    """Forget a chat or a browser."""
    services.unlink_contact(user=user, public_id=public_id, now=now())
    messages.success(request, _("Removed. Nothing comes there any more."))
    return redirect("volunteer:message_choices")


@require_POST
@with_account
def try_address(request: HttpRequest, user: "User") -> HttpResponse:
    """Believe in the address again."""
    services.try_again(user=user, now=now())
    messages.success(request, _("The next letter goes to your e-mail again. If it comes back, we tell you here."))
    return redirect("volunteer:messages")


@csrf_exempt  # a mail program posts here without having seen a page (RFC 8058); the address itself is the proof
@require_http_methods(READ_OR_SEND)
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a kind without signing in: one button, or one POST of a mail program. Looking changes nothing."""
    found = read_stop(token)
    if found is None:
        raise Http404
    user, kind = found
    with translation.override(user.language):
        if request.method == "POST":
            services.stop_kind(user=user, kind=kind, now=now())
        context = {"kind": kind.label, "is_done": request.method == "POST"}
        return render(request, "portal/volunteer/stop.html", context)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows what was pushed; it may act for its own address only and touches no page."""
    script = render(request, "portal/volunteer/push_worker.js", content_type="text/javascript")
    script.headers["Cache-Control"] = "max-age=3600"
    return script
