"""What readers of badges look up: who issues, with which keys, what a badge stands for, and which were withdrawn."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.clock import now
from recognition.documents import achievement, did_document, issuer_profile, verifier_page
from recognition.documents.credential import LIST_FRESH_SECONDS
from recognition.queries import has_list, public_keys
from recognition.services import signed_status_list

FRESH_SECONDS = 5 * 60


@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
def did(request: HttpRequest) -> HttpResponse:
    """The document behind the issuer's did:web: every key that ever signed, none before the first."""
    return _open(JsonResponse(did_document(public_keys()["keys"]), content_type="application/did+json"))


@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
def issuer(request: HttpRequest) -> HttpResponse:
    """The issuer's profile."""
    return _open(JsonResponse(issuer_profile(), content_type="application/ld+json"))


@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
def hours(request: HttpRequest) -> HttpResponse:
    """What the badge stands for."""
    return _open(JsonResponse(achievement(), content_type="application/ld+json"))


@require_safe
@cache_control(public=True, max_age=LIST_FRESH_SECONDS)
def status(request: HttpRequest, number: int) -> HttpResponse:
    """A signed status list as it is now; a copy is good for half a minute."""
    if not has_list(number):
        raise Http404
    return _open(HttpResponse(signed_status_list(number=number, now=now()), content_type="application/jwt"))


@require_safe
@cache_control(no_cache=True)
def verifier(request: HttpRequest) -> HttpResponse:
    """One file that checks badges without a network; it runs from where it was saved, never on this site."""
    answer = HttpResponse(verifier_page(public_keys()), content_type="text/html; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="asar-verifier.html"'
    return answer


def _open(response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"  # read by pages and programs of others
    return response
