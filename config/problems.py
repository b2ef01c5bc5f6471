"""The one shape in which the API says no: application/problem+json of RFC 9457, in the reader's language."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

API_PREFIX = "/api/"
CONTENT_TYPE = "application/problem+json"

TITLES: dict[int, str | Promise] = {
    400: _("Request not understood"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Method not allowed"),
    409: _("Conflict"),
    413: _("Too large"),
    422: _("Input not right"),
    429: _("Too many requests"),
    500: _("Fault on our side"),
    503: _("Not available"),
}
# What has no DomainError because no rule of ours said no.
DETAILS: dict[int, tuple[str, str | Promise]] = {
    400: ("core.request_unreadable", _("We could not read this request. The body must be JSON.")),
    401: ("core.not_signed_in", _("Please sign in first.")),
    403: ("core.not_allowed", _("You may not do this with your present role.")),
    404: ("core.not_found", _("We could not find this.")),
    405: (
        "core.method_not_allowed",
        _("This address does not know this method. The Allow header lists those it knows."),
    ),
    413: ("core.too_large", _("What you sent is too large.")),
    429: ("core.too_many", _("Too many attempts. Please wait a little.")),
    500: ("core.unexpected", _("Something broke on our side. Try again, and give us the request id if it stays.")),
    503: ("core.unavailable", _("This is not available just now. Please try again later.")),
}
CSRF_MISSING = ("core.csrf_missing", _("The token against forged requests is missing or old. Send it as X-CSRFToken."))

# Sentences for what the shape of the input can have wrong, by pydantic's name for it.
_KINDS: dict[str, str | Promise] = {
    "missing": _("This is needed."),
    "int_type": _("Write a whole number."),
    "int_parsing": _("Write a whole number."),
    "int_from_float": _("Write a whole number."),
    "float_type": _("Write a number."),
    "float_parsing": _("Write a number."),
    "finite_number": _("Write a number."),
    "bool_type": _("Write true or false."),
    "bool_parsing": _("Write true or false."),
    "string_type": _("Write a text."),
    "string_pattern_mismatch": _("This text has characters or a form that are not possible here."),
    "date_from_datetime_parsing": _("Write the date as 2026-05-31."),
    "date_from_datetime_inexact": _("Write the date as 2026-05-31."),
    "date_parsing": _("Write the date as 2026-05-31."),
    "date_type": _("Write the date as 2026-05-31."),
    "time_parsing": _("Write the time as 14:30."),
    "time_type": _("Write the time as 14:30."),
    "time_zone_given": _("Write the time without a time zone, as 14:30. The place has its own."),
    "uuid_parsing": _("This is not an id of ours."),
    "uuid_type": _("This is not an id of ours."),
    "extra_forbidden": _("We do not know a field named “%(name)s”."),
    "enum": _("Choose one of: %(expected)s."),
    "literal_error": _("Choose one of: %(expected)s."),
    "greater_than": _("This must be more than %(gt)s."),
    "greater_than_equal": _("This must be at least %(ge)s."),
    "less_than": _("This must be less than %(lt)s."),
    "less_than_equal": _("This can be at most %(le)s."),
    "string_too_short": _("This needs at least %(min_length)s characters."),
    "string_too_long": _("This can have at most %(max_length)s characters."),
    "too_short": _("This needs at least %(min_length)s entries."),
    "too_long": _("This can have at most %(max_length)s entries."),
}
_ANYTHING_ELSE = _("This value is not possible here.")


def known_problems() -> dict[str, tuple[int, str | Promise]]:
    """Return status and sentence of every code an error can have; placeholders are filled in when it happens."""
    plain = {code: (status, detail) for status, (code, detail) in DETAILS.items()}
    plain[CSRF_MISSING[0]] = (403, CSRF_MISSING[1])
    return plain | {kind.code: (kind.status, kind.message) for kind in _kinds_below(DomainError)}


def _kinds_below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for narrower in kind.__subclasses__():
        yield narrower
        yield from _kinds_below(narrower)


def problem(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[Mapping[str, str]] = (),
    steps: Sequence[Mapping[str, Any]] = (),
) -> HttpResponse:
    """Return one problem; ``errors`` holds pointer, code and detail of each wrong input, ``steps`` calls that help."""
    body: dict[str, Any] = {
        "type": f"/api/v1/problems/{code}",
        "title": str(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "request_id": structlog.contextvars.get_contextvars().get("request_id") or uuid.uuid4().hex,
        "errors": list(errors),
    }
    if steps:
        body["next"] = list(steps)
    plain = {"ensure_ascii": False}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params=plain)


def from_domain(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return what a rule of ours said."""
    sentence = str(error)
    errors = [{"pointer": f"/{error.field}", "code": error.code, "detail": sentence}] if error.field else []
    answer = problem(request, status=error.status, code=error.code, detail=sentence, errors=errors, steps=error.next)
    if error.status == 429 and "seconds" in error.context:
        answer.headers["Retry-After"] = str(error.context["seconds"])
    return answer


def from_status(request: HttpRequest, status: int) -> HttpResponse:
    """Return the problem for a status without a rule of ours behind it."""
    code, detail = DETAILS.get(status, DETAILS[400])
    return problem(request, status=status, code=code, detail=str(detail))


def input_errors(entries: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Yield pointer, code and sentence of what pydantic found wrong."""
    for entry in entries:
        sentence = str(_KINDS.get(entry["type"], _ANYTHING_ELSE))
        context = (entry.get("ctx") or {}) | {"name": entry["loc"][-1]}
        yield {
            "pointer": _pointer(entry["loc"]),
            "code": entry["type"],
            "detail": sentence % context if "%(" in sentence else sentence,
        }


def _pointer(location: Sequence[str | int]) -> str:
    """Return where the input was as a JSON pointer, without its source and ninja's name for the argument."""
    source, *place = location
    if source == "body":
        kept = [part for part in place[1:] if part != "[key]"]  # pydantic's mark for a name that is not possible
    else:
        is_entry_of_list = len(place) > 1 and isinstance(place[-1], int)
        kept = place[-2:] if is_entry_of_list else place[-1:]
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in kept)


def api_problems(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give what Django itself refuses under /api/ (unknown address, wrong method, oversized body) the same shape."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_ours = response.headers.get("Content-Type", "").startswith((CONTENT_TYPE, "application/json"))
        if response.status_code < 400 or is_ours or not request.path.startswith(API_PREFIX):
            return response
        answer = from_status(request, response.status_code)
        for header in ("Allow", "Retry-After"):
            if header in response.headers:
                answer.headers[header] = response.headers[header]
        return answer

    return middleware
