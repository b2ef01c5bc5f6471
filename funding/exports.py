"""Open data of calls and results: JSON, CSV, and the schema both keep to, from one dictionary of columns."""

import csv
import io
import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from core.text import safe_text
from funding.enums import ApplicationState, CallStatus
from funding.models import Application, Call, CallTerms, Result
from ngos.directions import DIRECTIONS
from recognition.merits import FEWEST_SHOWN

VERSION = "1"
LICENCE = "CC-BY-4.0"
DICTIONARY = Path(__file__).resolve().parent / "data" / "dictionary.toml"
DATASETS = ("calls", "results")
FORMS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "schema.json": "application/schema+json"}
Row = dict[str, Any]


@cache
def columns(dataset: str) -> Mapping[str, tuple[str, str, str, str]]:
    """Return the columns of a data set in order: type, and the meaning in Kazakh, Russian and English."""
    found = tomllib.loads(DICTIONARY.read_text(encoding="utf-8"))[dataset]
    return {name: tuple(words) for name, words in found.items()}


def rows_of(dataset: str, *, now: datetime) -> Iterator[Row]:
    """Return every row of a data set, oldest call first; the queries do not grow with the rows."""
    return _calls(now) if dataset == "calls" else _results()


def written(dataset: str, form: str, *, now: datetime) -> bytes:
    """Write a data set in a form of ``FORMS``."""
    if form == "schema.json":
        return _json(schema(dataset))
    rows = list(rows_of(dataset, now=now))
    return _csv(dataset, rows) if form == "csv" else _json({**_about(dataset), "rows": rows})


def schema(dataset: str) -> dict[str, Any]:
    """Return the JSON Schema of the JSON form, with the dictionary in three languages."""
    properties = {
        name: {
            "type": kind if _is_always_there(dataset, name) else [kind, "null"],
            "description": en,
            "x-description": {"kk": kk, "ru": ru, "en": en},
        }
        for name, (kind, kk, ru, en) in columns(dataset).items()
    }
    row = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    head = {name: {"const": value} for name, value in _about(dataset).items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {**head, "rows": {"type": "array", "items": row}},
        "required": [*head, "rows"],
        "additionalProperties": False,
    }


MAY_BE_MISSING = {
    "calls": {"decided_at", "complaints_until", "min_rating_tenths", "protocol_sha256", "applications"},
    "results": {"contract_number", "contract_kzt", "spent_kzt", "minutes"},
}


def _is_always_there(dataset: str, name: str) -> bool:
    return name not in MAY_BE_MISSING[dataset]


def _about(dataset: str) -> dict[str, str]:
    return {"dataset": f"funding-{dataset}", "version": VERSION, "licence": LICENCE}


def _calls(now: datetime) -> Iterator[Row]:
    terms = CallTerms.objects.filter(call=OuterRef("pk"), version=OuterRef("terms_version")).values("sha256")
    handed_in = Application.objects.filter(state=ApplicationState.SUBMITTED).values_list("call")
    came = dict(handed_in.annotate(came=Count("pk")))
    found = Call.objects.public().annotate(terms_sha256=Subquery(terms)).select_related("territory", "protocol")
    same = (
        "status", "kind", "area", "title_kk", "title_ru", "title_en", "sum_mrp", "sum_kzt", "months", "awards",
        "published_at", "closes_at", "decided_at", "complaints_until", "required_level", "min_rating_tenths",
        "combining", "tie_rule", "least_total", "commission_size", "terms_version", "terms_sha256",
    )  # fmt: skip
    for call in found.order_by("published_at", "pk"):
        row = {name: _plain(getattr(call, name)) for name in same}
        row |= {
            "call": str(call.public_id),
            "territory": call.territory.code,
            "law_point": DIRECTIONS[call.area].law_point,
        }
        is_decided = call.status in (CallStatus.DECIDED, CallStatus.SET_ASIDE)
        row["protocol_sha256"] = call.protocol.sha256 if is_decided else None
        row["applications"] = came.get(call.pk, 0) if now >= call.closes_at else None
        yield {name: row[name] for name in columns("calls")}


def _results() -> Iterator[Row]:
    """Yield every result; minutes only where no line of the contract is about fewer than five people."""
    spent = Sum("application__contract__reports__lines__spent_kzt")
    minutes = Sum("application__contract__reports__lines__minutes")
    of_few = Q(
        application__contract__reports__lines__minutes__gt=0,
        application__contract__reports__lines__people__lt=FEWEST_SHOWN,
    )
    few = Count("application__contract__reports__lines", filter=of_few)
    found = Result.objects.annotate(spent=spent, minutes=minutes, few=few, of_call=F("protocol__call__public_id"))
    found = found.select_related("application__organisation", "application__contract")
    for result in found.order_by("protocol__call__published_at", "protocol__call_id", "place"):
        application, organisation = result.application, result.application.organisation
        contract = getattr(application, "contract", None)
        yield {
            "call": str(result.of_call),
            "place": result.place,
            "number": application.number,
            "bin": organisation.bin,
            "name_kk": organisation.name_kk,
            "name_ru": organisation.name_ru,
            "name_en": organisation.name_en,
            "total": result.total,
            "total_hundredths": result.hundredths,
            "sheets": result.sheets,
            "outcome": result.outcome,
            "broke_tie": result.broke_tie,
            "asked_kzt": application.sum_kzt,
            "awarded_kzt": result.awarded_kzt,
            "contract_number": contract.number if contract else None,
            "contract_kzt": contract.sum_kzt if contract else None,
            "spent_kzt": result.spent,
            "minutes": None if result.few else result.minutes,
        }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def _csv(dataset: str, rows: list[Row]) -> bytes:
    """Write a table with a mark, commas and a header; texts are never formulas, missing values are empty."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(columns(dataset))
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns(dataset)])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return safe_text(value)
    return "" if value is None else value
