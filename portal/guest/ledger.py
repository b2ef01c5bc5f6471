"""The hours ledger as anybody may check it: signed heads, a page and files, and the public keys of the issuer."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from recognition.access import public_head
from recognition.queries import head_document, public_keys, published_heads

KEYS_SECONDS = 5 * 60  # a new key is known everywhere soon after it signs
LIST_SECONDS = 5 * 60
DAY_SECONDS = 60 * 60 * 24
PAGE_HEADS = 30


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """List the heads of the ledger, the newest first."""
    page = Paginator(published_heads(), PAGE_HEADS).get_page(request.GET.get("page"))
    return render(request, "portal/guest/ledger.html", {"page": page})


@require_safe
@cache_control(public=True, max_age=LIST_SECONDS)
def heads_file(request: HttpRequest) -> JsonResponse:
    """Hand out every head without its shards, the newest first."""
    rows = [
        head_document(head, file=_file(head.day.isoformat()), keys=_keys(), with_shards=False)
        for head in published_heads()
    ]
    return _open({"heads": rows})


@require_safe
@cache_control(public=True, max_age=DAY_SECONDS)
def head_file(request: HttpRequest, day: str) -> JsonResponse:
    """Hand out one head as it was signed: what somebody else keeps a copy of.

    Without the ends of its shards: a person's entries all stand in one, so two days beside each other would show that
    one more was written for somebody in it.
    """
    return _open(head_document(public_head(day), file=_file(day), keys=_keys(), with_shards=False))


@require_safe
@cache_control(public=True, max_age=KEYS_SECONDS)
def keys(request: HttpRequest) -> JsonResponse:
    """Hand out every public key this site has signed with (RFC 7517)."""
    return _open(public_keys(), content_type="application/jwk-set+json")


def _file(day: str) -> str:
    return f"{settings.SITE_URL}{reverse('ledger_head', args=[day])}"


def _keys() -> str:
    return f"{settings.SITE_URL}{reverse('issuer_keys')}"


def _open(content: dict[str, Any], **options: Any) -> JsonResponse:
    answer = JsonResponse(content, **options)
    answer["Access-Control-Allow-Origin"] = "*"  # checked by pages of other sites
    return answer
