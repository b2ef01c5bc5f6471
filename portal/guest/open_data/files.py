"""A data set as a file: CSV, JSON, a workbook, and the descriptions that programs read."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from core.sheets import Sheet, workbook_of
from core.text import LANGUAGES, safe_text
from portal.guest.open_data.sets import LICENCE, LICENCE_ADDRESS, DataSet, Row

FRICTIONLESS = {kind: kind for kind in ("boolean", "date", "integer", "number", "string")}


def write(data_set: DataSet, form: str) -> bytes:
    """Return the whole table in a format: ``csv``, ``json`` or ``xlsx``."""
    return {"csv": _csv, "json": _json, "xlsx": _xlsx}[form](data_set, list(data_set.rows()))


def _csv(data_set: DataSet, rows: Sequence[Row]) -> bytes:
    """UTF-8 with a header, one line a row, no merged cells; texts that a spreadsheet would run are made harmless."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    names = [column.name for column in data_set.columns]
    writer.writerow(names)
    writer.writerows([_harmless(row[name]) for name in names] for row in rows)
    return target.getvalue().encode()


def _json(data_set: DataSet, rows: Sequence[Row]) -> bytes:
    content = {"version": data_set.version, "licence": LICENCE, "rows": [dict(row) for row in rows]}
    return json.dumps(content, ensure_ascii=False).encode()


def _xlsx(data_set: DataSet, rows: Sequence[Row]) -> bytes:
    """Return a sheet of rows under a frozen header and a sheet that says what each column holds.

    The day of the columns' version stands as its date, so that the same rows are the same bytes.
    """
    names = [column.name for column in data_set.columns]
    table = Sheet(data_set.code, names, [[row[name] for name in names] for row in rows], [24] * len(names))
    meanings = [(column.name, column.type, str(column.meaning)) for column in data_set.columns]
    dictionary = Sheet("dictionary", ["name", "type", "meaning"], meanings, [24, 12, 90])
    return workbook_of([table, dictionary], made_at=datetime.combine(data_set.changes[0].day, time.min))


def _harmless(value: str | float | None) -> str | float | None:
    return safe_text(value) if isinstance(value, str) else value


def data_package(data_set: DataSet) -> dict[str, Any]:
    """Describe a data set as a Frictionless data package: its files, its columns, its licence."""
    schema = {
        "fields": [
            {"name": column.name, "type": FRICTIONLESS[column.type], "description": str(column.meaning)}
            for column in data_set.columns
        ]
    }
    return {
        "name": data_set.code,
        "title": str(data_set.title),
        "description": str(data_set.text),
        "version": data_set.version,
        "licenses": [{"name": LICENCE, "path": LICENCE_ADDRESS}],
        "sources": [{"title": str(data_set.source)}],
        "resources": [
            {"name": f"{data_set.code}-{file.format}", "path": file.url, "format": file.format, "encoding": "utf-8"}
            | ({"profile": "tabular-data-resource", "schema": schema} if file.format == "csv" else {})
            for file in data_set.files
        ],
    }


def catalogue(data_sets: Sequence[DataSet]) -> dict[str, Any]:
    """Describe every data set in the terms of DCAT 3, with texts in three languages."""
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@type": "dcat:Catalog",
        "dct:title": "Asar",
        "dct:license": {"@id": LICENCE_ADDRESS},
        "foaf:homepage": {"@id": settings.SITE_URL + "/"},
        "dcat:dataset": [_described(data_set) for data_set in data_sets],
    }


def _described(data_set: DataSet) -> dict[str, Any]:
    with override("kk"):
        page = settings.SITE_URL + reverse("guest:data_set", args=[data_set.code])
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": data_set.code,
        "dct:title": _in_three(data_set, "title"),
        "dct:description": _in_three(data_set, "text"),
        "dct:license": {"@id": LICENCE_ADDRESS},
        "dcat:version": data_set.version,
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:format": file.format,
                "dcat:mediaType": file.media_type.partition(";")[0],
                "dcat:downloadURL": {"@id": file.url},
            }
            for file in data_set.files
        ],
    }


def _in_three(data_set: DataSet, field: str) -> list[dict[str, str]]:
    texts = []
    for language in LANGUAGES:
        with override(language):
            texts.append({"@language": language, "@value": str(getattr(data_set, field))})
    return texts
