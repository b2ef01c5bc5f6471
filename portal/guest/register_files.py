"""The register as open data: files that leave as they are written, and the dictionary of their columns."""

import json
from collections.abc import Callable, Iterator
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.clock import local_day, now
from ngos.exports.dictionary import data_package
from ngos.exports.register import Row, csv_lines, json_lines, jsonld_lines, register_fingerprint, register_rows
from portal.guest import caching

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
    text = json.dumps(data_package(csv_address=csv_address, page=page), indent=1)
    return _described(caching.open_file(request, text.encode(), content_type="application/json"))


def _file(request: HttpRequest, name: str, content_type: str, write: Writer) -> HttpResponseBase:
    """Answer 304 to whoever has the file already; else send it as it is written, or the part that is asked for."""
    day = local_day(now())
    response = caching.open_lines(
        request,
        etag=f"{register_fingerprint(on=day)}-{name}",
        content_type=content_type,
        write=lambda: write(register_rows(on=day), day),
    )
    response.headers["Content-Disposition"] = f'attachment; filename="register-{day.isoformat()}.{name}"'
    return _described(response)


def _described(response: HttpResponseBase) -> HttpResponseBase:
    """Say where the columns are explained."""
    response.headers["Link"] = f'<{reverse("register_schema")}>; rel="describedby"'
    return response
