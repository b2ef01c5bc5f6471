"""What every page behind a guardian's link has in common: found, in her language, and leaving no trace."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events.errors import GuardianLinkUnknown
from portal.context import LANGUAGE_WORDS, LanguageLink
from portal.errors import attempt_catching

if TYPE_CHECKING:
    from events.models import ConsentRequest

K = TypeVar("K")

# A mail scanner may read as often as it likes: only POST answers.
READ_OR_ANSWER = ("GET", "HEAD", "OPTIONS", "POST")


def guardian_page(
    find: "Callable[[K], ConsentRequest]",
) -> "Callable[[Callable[[HttpRequest, ConsentRequest], HttpResponse]], Callable[[HttpRequest, K], HttpResponse]]":
    """Hand a view the request behind its address, or say that the link does not work.

    No cookie is set or needed: whoever forges an answer would have to know the address, which is the secret itself.
    The address is told to nobody: no Referer, no index, no cache.
    """

    def guard(
        view: "Callable[[HttpRequest, ConsentRequest], HttpResponse]",
    ) -> Callable[[HttpRequest, K], HttpResponse]:
        @csrf_exempt
        @never_cache
        @require_http_methods(READ_OR_ANSWER)
        @wraps(view)
        def guarded(request: HttpRequest, key: K) -> HttpResponse:
            found = attempt_catching(GuardianLinkUnknown, lambda: find(key))
            with translation.override(_language(request, found)):
                if isinstance(found, GuardianLinkUnknown):
                    response = draw(request, "unknown", {}, status=404)
                else:
                    response = view(request, found)
                response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return guarded

    return guard


def _language(request: HttpRequest, found: "ConsentRequest | GuardianLinkUnknown") -> str:
    """Return the language asked for, else the guardian's, else the browser's."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGE_WORDS:
        return asked
    if isinstance(found, GuardianLinkUnknown):
        return get_language_from_request(request)
    return str(found.guardian.language)


def draw(request: HttpRequest, name: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Draw a page of this door: without menus, sessions or the bar of the demonstration."""
    shared = {"visit": None, "demo_buttons": [], "messages": [], "language_links": _language_links(request)}
    return render(request, f"portal/guardian/{name}.html", shared | context, status=status)


def _language_links(request: HttpRequest) -> list[LanguageLink]:
    current = translation.get_language()
    return [
        LanguageLink(code=code, short=short, rest=rest, url=f"{request.path}?lang={code}", is_current=code == current)
        for code, (short, rest) in LANGUAGE_WORDS.items()
    ]
