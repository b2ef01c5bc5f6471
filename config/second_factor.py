"""Who must have a second factor, and what happens until they do."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from accounts.errors import SecondFactorRequired
from accounts.queries import is_demo_person
from config.problems import API_PREFIX, from_domain
from ngos.queries import opens_data_of_others

if TYPE_CHECKING:
    from accounts.models import User

FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
# What stays open: reading as any passer-by, and everything needed to add a factor or to leave.
OPEN_DOORS = frozenset({"guest"})
OPEN_PAGES = frozenset(
    {
        "account_change_password",
        "account_email_verification_sent",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_set_password",
        "demo_sign_in",
        "answer_link",
        "guardian_link",
        "guardian_start",
        "badge_hours",
        "badge_issuer",
        "badge_keys",
        "badge_status",
        "badge_verifier",
        "bounce_hook",
        "cause_atom",
        "cause_rss",
        "data_catalogue",
        "data_file",
        "data_package",
        "event_calendar",
        "event_picture",
        *(f"funding_{name}_{form}" for name in ("calls", "results") for form in ("csv", "json", "schema")),
        "healthz",
        "issuer_keys",
        "ledger_head",
        "ledger_heads",
        "rating_inputs",
        "rating_method",
        "ratings_dictionary",
        "ratings_file",
        "ratings_schema",
        "ratings_table",
        "messages_stop",
        "report_picture",
        "organisation_atom",
        "organisation_calendar",
        "organisation_rss",
        "own_calendar",
        "push_worker",
        "readyz",
        "region_atom",
        "register_csv",
        "register_json",
        "register_jsonld",
        "register_schema",
        "region_calendar",
        "region_rss",
        "robots",
        "root",
        "security_txt",
        "set_language",
        "short_event",
        "site_picture",
        "sitemap",
        "sitemap_part",
        "telegram_hook",
        "theme",
        "worker",
    }
)
OPEN_PREFIXES = ("mfa_", "usersessions_")
OPEN_DOCUMENTS = frozenset({"openapi-json", "openapi-view"})


def lacks_second_factor(user: "User") -> bool:
    """Say whether a person's roles ask for a second factor and there is none.

    People of the demonstration are exempt while it runs: a bar that signs anybody in as them has nothing to protect.
    """
    if not settings.REQUIRE_SECOND_FACTOR or (settings.DEMO and is_demo_person(user)):
        return False
    return opens_data_of_others(user) and not is_mfa_enabled(user, FACTORS)


class SecondFactorMiddleware:
    """Lead whoever lacks a second factor to the page that adds one; whatever is not named as open is closed.

    Somebody who has one was asked for it when signing in. Tests turn the demand off by ``REQUIRE_SECOND_FACTOR`` and
    on again where they prove it; nothing in the product does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; the work is in process_view, where the page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: object, named: object
    ) -> HttpResponse | None:
        """Answer in place of the page when it may not be opened yet."""
        if _is_open(request) or not request.user.is_authenticated or not lacks_second_factor(request.user):
            return None
        if request.path.startswith(API_PREFIX):
            return from_domain(request, SecondFactorRequired())
        return redirect("mfa_index")


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    name = match.url_name or ""
    if match.app_names:
        return match.app_names[0] in OPEN_DOORS or name in OPEN_DOCUMENTS
    return name in OPEN_PAGES or name.startswith(OPEN_PREFIXES)
