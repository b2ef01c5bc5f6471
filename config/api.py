"""The API object: every router in one place, who may call, and how its document is written."""

from collections.abc import Callable, Mapping
from functools import wraps
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer
from ninja.security import SessionAuth

from config import problems
from config.faults import answer_to
from config.idempotency import FORM, HEADER, SAFE
from core.errors import DomainError, NotFound
from core.idempotency import LONGEST_KEY
from core.schemas import Texts
from core.schemas import problems as refusals

ROUTERS = ("accounts", "places", "volunteers", "ngos", "events", "matching", "recognition", "reports", "funding")
DESCRIPTION = """Volunteers, shifts and the people who bring them together.

Times are ISO 8601 with the offset of the place, distances kilometres, durations minutes, ages completed years.
Texts follow `Accept-Language` (`kk`, `ru`, `en`); `…_i18n` holds all three. Errors are `application/problem+json`
(RFC 9457). Lists answer `{items, next_cursor}` and a `Link` header with `rel="next"`. A call that writes
may carry an `Idempotency-Key`: sent again, it is not done again.
"""

TAGS = {
    "events": "Opportunities, shifts and places on them.",
    "matching": "What fits whom, and why.",
    "recognition": "Confirmed hours.",
    "ngos": "The register of organisations.",
    "volunteers": "Profiles and skills.",
    "accounts": "The person who is signed in.",
    "places": "Territories and places.",
    "reports": "Participation, for akimat officers, and published reports, for everybody.",
    "funding": "Calls for the state social order, grants and prizes.",
    "core": "The API itself.",
}
KEY_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "description": "Your own name for this call. Sent again, it is not done again and has the same answer for a day.",
}
PROBLEM = {"$ref": "#/components/schemas/Problem"}

log = structlog.get_logger("api")


class SignedIn(SessionAuth):
    """The session of the pages. Writing also needs the CSRF token, so that no foreign page can write."""

    def __call__(self, request: HttpRequest) -> Any | None:
        """Ask for the session first: who is not signed in hears that, whatever else is missing."""
        return super().__call__(request) if request.user.is_authenticated else None


class PlainJSON(JSONRenderer):
    """JSON with Kazakh and Russian letters as they are, half the bytes of their escapes."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}  # ninja's own attribute


class SiteAPI(NinjaAPI):
    """NinjaAPI with links to the next page and problems declared as what they are."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """Add the Link header to every page of a list that has a next one."""
        response = super().create_response(request, data, status=status, temporal_response=temporal_response)
        if isinstance(data, dict) and data.get("next_cursor"):
            query = [(key, value) for key, values in request.GET.lists() for value in values if key != "cursor"]
            target = f"{request.path}?{urlencode([*query, ('cursor', data['next_cursor'])])}"
            response.headers["Link"] = f'<{target}>; rel="next"'
        return response

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Write the document in English, whoever asks, with the media type that problems have."""
        with override("en"):
            document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for operations in document["paths"].values():
            for method, operation in operations.items():
                _declare_problems(operation["responses"])
                takes_files = FORM in operation.get("requestBody", {}).get("content", {})
                if method.upper() not in SAFE and operation.get("security") and not takes_files:
                    operation.setdefault("parameters", []).append(KEY_PARAMETER)
        return document


def _declare_problems(responses: dict[Any, Any]) -> None:
    """Give problems their media type, and say that any other refusal (429, 500) is one too."""
    for response in responses.values():
        content = response.get("content", {})
        if content.get("application/json", {}).get("schema") == PROBLEM:
            response["content"] = {problems.CONTENT_TYPE: {"schema": PROBLEM}}
    responses["default"] = {
        "description": "Any other problem",
        "content": {problems.CONTENT_TYPE: {"schema": PROBLEM}},
    }


def known_parameters_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a query with a name the operation does not have: ignoring ``?topic=`` would look like an answer to it."""
    models = view._ninja_operation.models  # type: ignore[attr-defined]  # ninja's mark on every view
    of_queries = [model for model in models if model.__ninja_param_source__ == "query"]
    known = {name for model in of_queries for name in model.__ninja_flatten_map__}

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **values: Any) -> Any:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            raise ValidationError([{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown])
        return view(request, *args, **values)

    return guarded


api = SiteAPI(
    title="Asar",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=SignedIn(),
    renderer=PlainJSON(),
    openapi_extra={"tags": [{"name": name, "description": words} for name, words in TAGS.items()]},
    docs=Swagger(settings={"validatorUrl": None, "displayOperationId": True}),
)
api.add_decorator(known_parameters_only)


class ProblemKind(Schema):
    """One code an error can have; words like %(hours)s are filled in when it happens."""

    code: str
    status: int
    title: str
    detail_i18n: Texts


@api.get(
    "/problems/{code}",
    response={200: ProblemKind, **refusals(404)},
    auth=None,
    operation_id="core_get_problem",
    summary="What a problem code means",
    tags=["core"],
)
def get_problem(request: HttpRequest, code: str) -> ProblemKind:
    """Explain the `type` of a problem in three languages."""
    known = problems.known_problems().get(code)
    if known is None:
        raise NotFound
    status, sentence = known
    sentences = {}
    for language in ("kk", "ru", "en"):
        with override(language):
            sentences[language] = str(sentence)
    title = str(problems.TITLES[status])
    return ProblemKind(code=code, status=status, title=title, detail_i18n=Texts(**sentences))


@api.exception_handler(DomainError)
def _domain(request: HttpRequest, error: DomainError) -> HttpResponse:
    return problems.from_domain(request, error)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.from_status(request, 404)


@api.exception_handler(ValidationError)
def _shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = list(problems.input_errors(error.errors))
    detail = _("Something in what you sent is not right.")
    return problems.problem(request, status=422, code="core.invalid_input", detail=detail, errors=found)


@api.exception_handler(AuthenticationError)
def _anonymous(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problems.from_status(request, 401)


@api.exception_handler(AuthorizationError)
def _forbidden(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return problems.from_status(request, 403)


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:  # ninja raises it plainly for a missing CSRF token and nothing else
        code, detail = problems.CSRF_MISSING
        return problems.problem(request, status=403, code=code, detail=str(detail))
    return problems.from_status(request, error.status_code)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("api.fault", exc_info=error)
    return answer_to(request, error)


for app in ROUTERS:
    if find_spec(f"{app}.api"):
        api.add_router("", import_string(f"{app}.api.router"), tags=[app])
