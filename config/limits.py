"""Limits at the door: every request counts for its account or its address, and some doors count again."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from config import problems
from core import limits
from core.addresses import address_of
from core.clock import now
from core.errors import DomainError, TooMany
from portal.errors import refusal_page

UNCOUNTED = ("/healthz", "/readyz", settings.STATIC_URL)
# What is posted to these views is counted once more, for the account or for the address, as the limit's name says.
COUNTED_VIEWS = {
    "answer_link": "link_answers_of_address",
    "api:claim_seat": "sign_ups_of_account",
    "api:claim_seats": "sign_ups_of_account",
    "guardian_link": "guardian_answers_of_address",
    "guardian_start": "guardian_answers_of_address",
    "api:issue_certificate": "certificates_of_account",
    "api:take_hours_along": "certificates_of_account",
    "api:reserve_team": "teams_of_account",
    "ngo:nominate": "nominations_of_account",
    "api:list_materials": "materials_of_account",
    "ngo:post_material": "materials_of_account",
    "ngo:write_letter": "letters_of_account",
    "volunteer:join_shift": "sign_ups_of_account",
    "volunteer:new_certificate": "certificates_of_account",
    "volunteer:outside": "outside_hours_of_account",
    "volunteer:send_outside": "outside_hours_of_account",
    "volunteer:take_along": "certificates_of_account",
    "volunteer:new_team": "teams_of_account",
}


class LimitsMiddleware:
    """Refuse with 429 what comes too often, in the shape of pages or of the API, and say when to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Count the request before anything is done for it."""
        if request.path.startswith(UNCOUNTED):
            return self.get_response(request)
        name, who = _whose(request)
        try:
            usage = limits.take(name, who, now=now())
        except TooMany as refusal:
            usage = limits.Usage(name=name, remaining=0, seconds_left=refusal.context["seconds"])
            return _with_headers(_refused(request, refusal), request, usage)
        return _with_headers(self.get_response(request), request, usage)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Count what is posted to a view with a limit of its own."""
        name = COUNTED_VIEWS.get(request.resolver_match.view_name if request.resolver_match else "")
        if request.method != "POST" or name is None:
            return None
        who = address_of(request) if name.endswith("_of_address") else _account(request)
        if not who:
            return None
        try:
            limits.take(name, who, now=now())
        except DomainError as refusal:
            return _refused(request, refusal)
        return None


def handler429(request: HttpRequest) -> HttpResponse:
    """Answer for allauth, which says that it was too often but not for how long: its longest window is long enough."""
    action = "reset_password" if request.path.rstrip("/").endswith("/password/reset") else "login"
    rates = str(settings.ACCOUNT_RATE_LIMITS.get(action) or "")
    return refusal_page(request, TooMany(seconds=limits.HOUR if "/h/" in rates else limits.MINUTE))


def _account(request: HttpRequest) -> str:
    """Return the number of the signed-in account, without asking for its row; an empty text for guests."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""  # asking would make every answer depend on the cookie
    return str(request.session.get(SESSION_KEY, ""))


def _whose(request: HttpRequest) -> tuple[str, str]:
    account = _account(request)
    if account:
        return "requests_of_account", account
    is_api = request.path.startswith(problems.API_PREFIX)
    return ("api_of_address" if is_api else "pages_of_address"), address_of(request)


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    if request.path.startswith(problems.API_PREFIX):
        return problems.from_domain(request, refusal)
    return refusal_page(request, refusal)


def _with_headers(response: HttpResponseBase, request: HttpRequest, usage: limits.Usage) -> HttpResponseBase:
    """Tell programs what is left, as draft-ietf-httpapi-ratelimit-headers-11 writes it."""
    if request.path.startswith(problems.API_PREFIX):
        limit = limits.LIMITS[usage.name]
        response.headers["RateLimit-Policy"] = f'"requests";q={limit.amount};w={limit.seconds}'
        response.headers["RateLimit"] = f'"requests";r={usage.remaining};t={usage.seconds_left}'
    return response
