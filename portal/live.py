"""Parts of a page that a page which stays open asks for again and again: sent only when they are not what it has."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language


def renewed(request: HttpRequest, version: str, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the parts under the name of their version, or only that they are what the page has already."""
    name = f'"{get_language()}-{version}"'
    asked = request.headers.get("If-None-Match", "").removeprefix("W/")
    answer = HttpResponseNotModified() if asked == name else draw()
    answer["ETag"] = name
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ("Cookie",))
    return answer
