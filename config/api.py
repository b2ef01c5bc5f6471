"""The API object: every router in one place, and the one shape in which errors leave (RFC 9457)."""

from importlib.util import find_spec
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.security import SessionAuth

from core.errors import DomainError, InvalidInput, NotAllowed, NotFound, NotSignedIn, TooMany

ROUTERS = ("accounts", "places", "volunteers", "ngos", "events", "matching", "recognition", "reports")

api = NinjaAPI(
    title="Asar",
    version="1",
    description="Volunteers, shifts and the people who bring them together. Times are ISO 8601 with an offset, "
    "distances kilometres, durations minutes. Errors are application/problem+json.",
    urls_namespace="api",
    auth=SessionAuth(),
)


def problem(request: HttpRequest, error: DomainError, *, fields: list[dict[str, str]] | None = None) -> HttpResponse:
    """Return the error as problem+json in the reader's language.

    ``fields`` names inputs and what is wrong with each; by default the one the error belongs to.
    """
    if fields is None:
        fields = [{"field": error.field, "message": str(error)}] if error.field else []
    body: dict[str, Any] = {
        "type": f"/api/v1/errors/{error.code}",
        "title": str(error),
        "status": error.status,
        "code": error.code,
        "fields": fields,
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    answer = JsonResponse(body, status=error.status, content_type="application/problem+json")
    if error.status == 429 and "seconds" in error.context:
        answer.headers["Retry-After"] = str(error.context["seconds"])
    return answer


@api.exception_handler(DomainError)
def _domain(request: HttpRequest, error: DomainError) -> HttpResponse:
    return problem(request, error)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, NotFound())


@api.exception_handler(ValidationError)
def _shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [{"field": _path(entry["loc"]), "message": str(entry["msg"])} for entry in error.errors]
    return problem(request, InvalidInput(), fields=fields)


@api.exception_handler(AuthenticationError)
def _anonymous(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(request, NotSignedIn())


@api.exception_handler(AuthorizationError)
def _forbidden(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return problem(request, NotAllowed())


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 429:
        return problem(request, TooMany())
    body = {"type": "about:blank", "title": _("This did not work."), "status": error.status_code}
    return JsonResponse(body, status=error.status_code, content_type="application/problem+json")


def _path(location: tuple[str | int, ...]) -> str:
    """Return where the input was, as in ``body.languages.0``, without ninja's name for the argument."""
    kept = [str(part) for position, part in enumerate(location) if position != 1 or location[0] != "body"]
    return ".".join(kept)


for app in ROUTERS:
    if find_spec(f"{app}.api"):
        api.add_router("", import_string(f"{app}.api.router"), tags=[app])
