"""The register as open data: files that leave as they are written, and the dictionary of their columns."""

from collections.abc import Callable, Iterator
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from core.clock import local_day, now
from ngos.exports.dictionary import data_package
from ngos.exports.register import Row, csv_lines, json_lines, jsonld_lines, register_fingerprint, register_rows

FILE_SECONDS = 15 * 60
Writer = Callable[[Iterator[Row], date], Iterator[str]]


@require_safe
def csv_file(request: HttpRequest) -> HttpResponseBase:
    """Every entry as CSV."""
    return _file(request, "csv", "text/csv; charset=utf-8", lambda rows, _on: csv_lines(rows))


@require_safe
def json_file(request: HttpRequest) -> HttpResponseBase:
    """Every entry as JSON."""
    return _file(request, "json", "application/json", lambda rows, on: json_lines(rows, on=on))


@require_safe
def jsonld_file(request: HttpRequest) -> HttpResponseBase:
    """Every entry as linked data."""
    return _file(request, "jsonld", "application/ld+json", lambda rows, on: jsonld_lines(rows, on=on))


@require_safe
def schema_file(request: HttpRequest) -> HttpResponseBase:
    """What the columns mean, the licence and the version."""
    csv_address = settings.SITE_URL + reverse("register_csv")
    page = settings.SITE_URL + reverse("guest:organisations")
    return _open(JsonResponse(data_package(csv_address=csv_address, page=page), json_dumps_params={"indent": 1}))


def _file(request: HttpRequest, name: str, content_type: str, write: Writer) -> HttpResponseBase:
    """Answer 304 to whoever has the file already; else send it as it is written."""
    day = local_day(now())
    etag = f'"{register_fingerprint(on=day)}-{name}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = StreamingHttpResponse(write(register_rows(on=day), day), content_type=content_type)
        response.headers["ETag"] = etag
        response.headers["Content-Disposition"] = f'attachment; filename="register-{day.isoformat()}.{name}"'
    return _open(response)


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """Let anybody keep the answer for a while, and pages of other sites read it."""
    patch_cache_control(response, public=True, max_age=FILE_SECONDS)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Link"] = f'<{reverse("register_schema")}>; rel="describedby"'
    return response
