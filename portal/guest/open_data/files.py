"""A data set as a file: CSV, JSON, a workbook, and the descriptions that programs read."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.sheets import Sheet, workbook_of
from core.text import LANGUAGES, safe_text
from portal.guest.open_data.sets import LICENCE, LICENCE_ADDRESS, DataSet, File, Row, Text

ABOUT = _("What this site publishes about volunteering in Kazakhstan for anybody to take, check and use again.")
VOCABULARIES = "http://publications.europa.eu/resource/authority"
MEDIA_TYPE_LIST = "https://www.iana.org/assignments/media-types"
FILE_TYPES = {"csv": "CSV", "json": "JSON", "jsonld": "JSON_LD", "xlsx": "XLSX"}
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
    """Describe the data sets whose files answer, in the terms of DCAT 3, with texts in three languages.

    Formats, media types and frequencies are resources of the lists that DCAT-AP names.
    """
    there = [data_set for data_set in data_sets if data_set.is_there()]
    days = [(data_set.issued_on, data_set.modified_on) for data_set in there]
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": settings.SITE_URL + reverse("data_catalogue"),
        "@type": "dcat:Catalog",
        "dct:title": "Asar",
        "dct:description": _in_three(ABOUT),
        "dct:publisher": _publisher(),
        "dct:license": {"@id": LICENCE_ADDRESS},
        "dct:language": [{"@id": f"{VOCABULARIES}/language/{code}"} for code in ("KAZ", "RUS", "ENG")],
        "dct:issued": _day(min(issued for issued, _modified in days)),
        "dct:modified": _day(max(modified for _issued, modified in days)),
        "foaf:homepage": {"@id": settings.SITE_URL + "/"},
        "dcat:dataset": [_described(one, *dated) for one, dated in zip(there, days, strict=True)],
    }


def _publisher() -> dict[str, Any]:
    """Name the operator of the site; who made the data stands in each description."""
    name = settings.OPERATOR_NAME or "Asar"
    home = settings.SITE_URL + "/"
    return {"@id": f"{home}#operator", "@type": "foaf:Agent", "foaf:name": name, "foaf:homepage": {"@id": home}}


def _described(data_set: DataSet, issued: date, modified: date) -> dict[str, Any]:
    with override("kk"):
        page = settings.SITE_URL + reverse("guest:data_set", args=[data_set.code])
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": data_set.code,
        "dct:title": _in_three(data_set.title),
        "dct:description": _in_three(data_set.text),
        "dct:publisher": _publisher(),
        "dct:license": {"@id": LICENCE_ADDRESS},
        "dct:issued": _day(issued),
        "dct:modified": _day(modified),
        "dct:accrualPeriodicity": {"@id": f"{VOCABULARIES}/frequency/{data_set.frequency}"},
        "dcat:version": data_set.version,
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [_distribution(file, page) for file in data_set.files],
    }


def _distribution(file: File, page: str) -> dict[str, Any]:
    kind = file.media_type.partition(";")[0]
    return {
        "@id": file.url,
        "@type": "dcat:Distribution",
        "dct:format": {"@id": f"{VOCABULARIES}/file-type/{FILE_TYPES[file.format]}"},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPE_LIST}/{kind}"},
        "dct:license": {"@id": LICENCE_ADDRESS},
        "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": file.url},
    }


def _day(day: date) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": day.isoformat()}


def _in_three(text: Text) -> list[dict[str, str]]:
    texts = []
    for language in LANGUAGES:
        with override(language):
            texts.append({"@language": language, "@value": str(text)})
    return texts
