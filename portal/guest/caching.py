"""Answers for machines: a fingerprint is compared before anything is written, so asking again costs little."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from core.text import LANGUAGES
from portal.templatetags.dates import language

QUARTER_SECONDS = 15 * 60
RANGE = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})", re.ASCII)
LINES = 400

Response = TypeVar("Response", bound=HttpResponseBase)


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


def open_file(
    request: HttpRequest, content: bytes, *, content_type: str, seconds: int = QUARTER_SECONDS
) -> HttpResponse:
    """Answer with a file of open data, known by its SHA-256; pages of other sites may read it too."""
    etag = sha256(content).hexdigest()[:32]
    return for_others(answer(request, etag=etag, content_type=content_type, write=lambda: content, seconds=seconds))


def open_lines(
    request: HttpRequest,
    *,
    etag: str,
    content_type: str,
    write: Callable[[], Iterator[str]],
    seconds: int = QUARTER_SECONDS,
) -> HttpResponseBase:
    """Answer with a long file of open data as it is written; only who asks for a part lets it stand in memory.

    One ``etag`` has to mean one text.
    """
    quoted = f'"{etag}"'
    if "Range" in request.headers or get_conditional_response(request, etag=quoted) is not None:
        whole = answer(
            request, etag=etag, content_type=content_type, write=lambda: "".join(write()).encode(), seconds=seconds
        )
        return for_others(whole)
    response = StreamingHttpResponse(_in_pieces(write()), content_type=content_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = quoted
    patch_cache_control(response, public=True, max_age=seconds)
    return for_others(response)


def _in_pieces(lines: Iterator[str]) -> Iterator[str]:
    """Put lines together: sending each by itself costs more than writing it."""
    while piece := "".join(islice(lines, LINES)):
        yield piece


def for_others(response: Response) -> Response:
    """Let pages of other sites read an answer and what it says about its version and its parts."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Disposition, Content-Range, ETag"
    return response


def _part_of(request: HttpRequest, content: bytes, *, etag: str, content_type: str) -> HttpResponse:
    """Return the content, or the one range of bytes asked for of this version; 416 beyond the end (RFC 9110)."""
    asked = RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
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
    response.headers["Content-Encoding"] = "identity"  # a part is counted in bytes of the whole: nobody compresses it
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
