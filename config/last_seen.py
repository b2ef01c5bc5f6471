"""When a session was last used, kept coarse: one small write every few minutes, none on most pages."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core.clock import now

SEEN_KEY = "seen_at"
PAUSE = timedelta(minutes=5)


def begin_seen(request: HttpRequest) -> None:
    """Let a session that has just been signed in be noted from now on."""
    request.session[SEEN_KEY] = now().timestamp()


def last_seen(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Note that a signed-in session was used, unless that was noted a moment ago."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and _is_due(request) and request.user.is_authenticated:
            begin_seen(request)
            UserSession.objects.create_from_request(request)
        return get_response(request)

    return middleware


def _is_due(request: HttpRequest) -> bool:
    seen = request.session.get(SEEN_KEY)
    return seen is not None and now().timestamp() - seen >= PAUSE.total_seconds()
