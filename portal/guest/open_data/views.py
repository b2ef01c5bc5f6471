"""The pages of the open data and its files."""

import json
from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.guest import caching
from portal.guest.open_data import files
from portal.guest.open_data.published import DATA_SETS
from portal.guest.open_data.sets import LICENCE, LICENCE_ADDRESS, MEDIA_TYPES, PREVIEW_ROWS, DataSet


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what is published."""
    return render(request, "portal/guest/data.html", {"section": "data", "data_sets": DATA_SETS})


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Say of one data set what it holds, where it comes from and what changed, with its first rows."""
    data_set = _named(code)
    rows = [[row[column.name] for column in data_set.columns] for row in islice(data_set.rows(), PREVIEW_ROWS)]
    context = {
        "section": "data",
        "data_set": data_set,
        "rows": rows,
        "licence": LICENCE,
        "licence_address": LICENCE_ADDRESS,
    }
    return render(request, "portal/guest/data_set.html", context)


@require_safe
def file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Hand out a data set as a file; whoever has this version already is told so, and parts can be asked for."""
    data_set = _named(code)
    if not any(one.address == "data_file" and one.format == form for one in data_set.files):
        raise Http404
    response = caching.open_file(request, files.write(data_set, form), content_type=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.{form}"'
    return response


@require_safe
def data_package(request: HttpRequest, code: str) -> HttpResponse:
    """Describe one data set for programs."""
    return _described(request, files.data_package(_named(code)), "application/json")


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Describe all of them for other catalogues."""
    return _described(request, files.catalogue(DATA_SETS), "application/ld+json")


def _named(code: str) -> DataSet:
    found = next((one for one in DATA_SETS if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _described(request: HttpRequest, content: dict[str, object], content_type: str) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False).encode()
    return caching.open_file(request, text, content_type=content_type)
