"""Answers for machines: a fingerprint is compared before anything is written, so asking again costs little."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from core.text import LANGUAGES
from portal.templatetags.dates import language

QUARTER_SECONDS = 15 * 60
RANGE = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})", re.ASCII)


def answer(
    request: HttpRequest, *, etag: str, content_type: str, write: Callable[[], bytes], seconds: int = QUARTER_SECONDS
) -> HttpResponse:
    """Answer 304 to who has it already, else what ``write`` makes; anybody may keep it for ``seconds``."""
    quoted = f'"{etag}"'
    response = get_conditional_response(request, etag=quoted)
    if response is None:
        response = _part_of(request, write(), etag=quoted, content_type=content_type)
        response.headers["ETag"] = quoted
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def _part_of(request: HttpRequest, content: bytes, *, etag: str, content_type: str) -> HttpResponse:
    """Return the content, or the one range of bytes asked for of this version; 416 beyond the end (RFC 9110)."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    is_current = request.headers.get("If-Range", etag) == etag
    if asked is None or not is_current or not any(asked.groups()):
        response = HttpResponse(content, content_type=content_type)
        response.headers["Accept-Ranges"] = "bytes"
        return response
    first, last = asked["first"], asked["last"]
    start = int(first) if first else max(0, len(content) - int(last))
    end = min(int(last), len(content) - 1) if first and last else len(content) - 1
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    response = HttpResponse(content[start : end + 1], content_type=content_type, status=206)
    response.headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Let nobody between us and the reader keep an answer, and no search engine show it."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def wished_language(request: HttpRequest) -> str:
    """Return the language named in the address, else the reader's; programs that subscribe have no cookie."""
    wished = request.GET.get("lang", "")
    return wished if wished in LANGUAGES else language()


def by_language(response: HttpResponse) -> HttpResponse:
    """Say on what the language of an answer depends."""
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
