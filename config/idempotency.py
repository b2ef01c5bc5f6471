"""The ``Idempotency-Key`` header: a call to the API that is sent again changes nothing more and hears the same."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from config import problems
from core.errors import DomainError, KeyImpossible, KeyInUse
from core.idempotency import LONGEST_KEY, Answer, claim, digest_of, keep

HEADER = "Idempotency-Key"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM = "multipart/form-data"
# What was done, and what the state of the world refused. Anything else changed nothing and may be sent again mended.
KEPT = frozenset({200, 201, 202, 204, 409})


def idempotency(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Do what a signed-in person asks under a key once, in one transaction with the answer that is kept for a day."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get(HEADER)
        is_call = request.path.startswith(problems.API_PREFIX) and request.method not in SAFE
        is_call = is_call and request.content_type != FORM  # files are read as they come, to be refused when too large
        if key is None or not is_call or not request.user.is_authenticated:
            return get_response(request)
        try:
            return _once(request, key, request.user.public_id, get_response)
        except DomainError as refusal:
            response = problems.from_domain(request, refusal)
            if isinstance(refusal, KeyInUse):
                response.headers["Retry-After"] = "2"
            return response

    return middleware


def _once(
    request: HttpRequest, key: str, actor: UUID, get_response: Callable[[HttpRequest], HttpResponseBase]
) -> HttpResponseBase:
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise KeyImpossible
    digest = digest_of(f"{request.method} {request.get_full_path()}", request.body)
    with transaction.atomic():
        earlier = claim(actor=actor, key=key, digest=digest)
        if earlier is not None:
            return _again(earlier)
        response = get_response(request)
        if response.status_code in KEPT and isinstance(response, HttpResponse):
            kind = response.headers.get("Content-Type", "")
            keep(Answer(response.status_code, kind, response.content), actor=actor, key=key)
        else:
            transaction.set_rollback(True)
    return response


def _again(earlier: Answer) -> HttpResponse:
    response = HttpResponse(earlier.body, status=earlier.status, content_type=earlier.content_type or None)
    response.headers["Idempotent-Replayed"] = "true"
    return response
