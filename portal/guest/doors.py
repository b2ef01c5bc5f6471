"""Addresses without a language: the bare site, the choice of colours, the demonstration's doors, short links."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.services import demo_user
from core.clock import now
from events.access import public_opportunity
from portal.context import THEME_COOKIE, THEMES
from portal.onwards import own_page

SECURITY_LASTS = timedelta(days=180)
YEAR_SECONDS = 60 * 60 * 24 * 365
LOGIN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOMES = {
    "coordinator": "ngo:home",
    "akimat": "akimat:home",
    "reviewer": "moderator:queue",
    "safeguarding": "safeguarding:home",
}
PRIVATE_PATHS = (
    *("/*/account/", "/*/me/", "/*/org/", "/*/akimat/", "/*/oversight/", "/*/safeguarding/", "/*/staff/"),
    *("/api/", "/demo/", "/c/", "/feeds/me/", "/p/", "/s/", "/g/", "/t/", "/v/", "/*/v/"),
)


def _next_or_home(request: HttpRequest) -> str:
    return own_page(request, request.POST.get("next", "")) or reverse("guest:home")


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead to the reader's language: the remembered one, else the browser's, else Kazakh."""
    response = redirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark colours, or forget the choice and follow the system."""
    response = HttpResponseRedirect(_next_or_home(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Open the demonstration as one of its people; outside the demonstration there is no such page."""
    if not settings.DEMO:
        return HttpResponseNotFound()
    key = request.POST.get("persona", "")
    login(request, demo_user(key), backend=LOGIN_BACKEND)
    return redirect(HOMES.get(key, "volunteer:find"))


@require_safe
def short_event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Lead from a link in a chat or on paper to the page in the reader's language."""
    opportunity = public_opportunity(public_id)
    response = redirect("guest:opportunity", opportunity.public_id, opportunity.slug)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
@cache_control(public=True, max_age=60 * 60 * 24)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers which paths are nobody's business."""
    private = [f"Disallow: {path}" for path in PRIVATE_PATHS]
    sitemap = f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"
    lines = ["User-agent: *", *private, "Allow: /api/v1/opportunities.jsonld", "Allow: /", sitemap, ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=60 * 60 * 24)
def security(request: HttpRequest) -> HttpResponse:
    """Tell whoever finds a hole how to report it (RFC 9116); without a contact there is no such file."""
    if not settings.PRIVACY_CONTACT:
        return HttpResponseNotFound()
    contact = settings.PRIVACY_CONTACT
    expires = (now() + SECURITY_LASTS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {f'mailto:{contact}' if '@' in contact and ':' not in contact else contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: kk, ru, en",
        f"Canonical: {settings.SITE_URL}{request.path}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
