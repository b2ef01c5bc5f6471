"""What providers tell us: messages to the bot, and letters that came back. Each shows a secret, or is not heard."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.services.messages import hear_chat
from core.clock import now
from core.delivery import health
from core.delivery.contract import EMAIL, TELEGRAM, has_channel
from core.delivery.telegram import webhook_secret

MOST_SENT = 100_000
LASTING_BOUNCES = ("hard", "permanent", "complaint")


def _told(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of a request; an empty one for anything else."""
    try:
        told = json.loads(request.body[:MOST_SENT])
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


@csrf_exempt
@require_POST
def telegram(request: HttpRequest) -> HttpResponse:
    """Hear a message to the bot. The answer travels in the response, so no second call is needed."""
    shown = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    if not has_channel(TELEGRAM) or not constant_time_compare(shown, webhook_secret()):
        raise Http404
    reply = hear_chat(_told(request), now=now())
    body = json.dumps({"method": "sendMessage", **reply}) if reply else "{}"
    return HttpResponse(body, content_type="application/json")


@csrf_exempt
@require_POST
def bounce(request: HttpRequest) -> HttpResponse:
    """Hear that a letter came back: ``{"email": ..., "kind": "hard"}``; a soft bounce changes nothing."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.BOUNCE_SECRET or not constant_time_compare(shown, settings.BOUNCE_SECRET):
        raise Http404
    told = _told(request)
    email = str(told.get("email", "")).strip().lower()
    if "@" in email and str(told.get("kind", "")) in LASTING_BOUNCES:
        health.mark_broken(EMAIL, email, f"bounce {told['kind']}", now=now())
    return HttpResponse(status=204)


hook_patterns = [
    path("hooks/telegram/", telegram, name="telegram_hook"),
    path("hooks/bounces/", bounce, name="bounce_hook"),
]
