"""The register as open data: one row an organisation, as CSV, JSON and JSON-LD, with the dictionary of its columns.

Rows come in portions and leave as they come, so that the whole country never stands in memory. What is published here
holds nothing about people: see docs/decisions/0036-the-register-names-no-people.md.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import override

from core.text import safe_text
from ngos.directions import DIRECTIONS
from ngos.enums import DisclosureLevel
from ngos.exports.dictionary import FIELDS, LICENCE, NAMES_OF_DATASET, VERSION
from ngos.models import LevelGrant, Organisation, OrganisationChange, OrganisationDirection
from ngos.queries.listing import holding

Row = dict[str, str | int | None]
PORTION = 2000
SCHEMA_ORG = "https://schema.org"


def register_rows(*, on: date) -> Iterator[Row]:
    """Yield every entry of the register as of a day, in the order of BINs. Three queries for each 2,000 entries."""
    for organisation in _entries(on).iterator(PORTION):
        yield _row(organisation)


def _entries(on: date) -> QuerySet[Organisation]:
    directions = OrganisationDirection.objects.filter(until=None)
    levels = holding(LevelGrant.objects.all(), on)
    entries = Organisation.objects.standing().select_related("region", "parent").defer("search_text")
    return entries.order_by("bin", "slug").prefetch_related(
        Prefetch("directions", queryset=directions, to_attr="standing_directions"),
        Prefetch("level_grants", queryset=levels, to_attr="holding_levels"),
    )


def _row(organisation: Organisation) -> Row:
    works: Any = organisation  # with what _entries adds
    codes = {direction.code for direction in works.standing_directions}
    since = organisation.legal_status_since
    return {
        "bin": organisation.bin or None,
        "slug": organisation.slug,
        "name_kk": organisation.name_kk or None,
        "name_ru": organisation.name_ru or None,
        "name_en": organisation.name_en or None,
        "region_code": organisation.region.code,
        "region_name_kk": organisation.region.name_kk,
        "region_name_ru": organisation.region.name_ru,
        "legal_form": organisation.legal_form or None,
        "legal_status": organisation.legal_status or None,
        "legal_status_since": since.isoformat() if since else None,
        "verification": organisation.status,
        "level": max((grant.level for grant in works.holding_levels), default=int(DisclosureLevel.NONE)),
        "directions": ";".join(code for code in DIRECTIONS if code in codes) or None,
        "head_bin": (organisation.parent.bin or None) if organisation.parent else None,
        "entered_on": organisation.created_at.date().isoformat(),
        "url": page_of(organisation),
    }


def page_of(organisation: Organisation) -> str:
    """Return the address of the page of an organisation, in Kazakh."""
    with override("kk"):
        return settings.SITE_URL + reverse("guest:organisation", args=[organisation.address])


def register_fingerprint(*, on: date) -> str:
    """Return what changes whenever a file of the register would: for an ETag. Four queries."""
    entries = Organisation.objects.aggregate(
        count=Count("pk"), joined=Count("merged_into"), saved=Max("updated_at"), decided=Max("status_changed_at")
    )
    grants = LevelGrant.objects.aggregate(last=Max("pk"), back=Count("pk", filter=~Q(taken_back_on=None)))
    directions = OrganisationDirection.objects.aggregate(last=Max("pk"), ended=Count("until"))
    changes = OrganisationChange.objects.aggregate(last=Max("pk"))
    seen = [VERSION, on, *entries.values(), *grants.values(), *directions.values(), *changes.values()]
    return hashlib.sha256("|".join(map(str, seen)).encode()).hexdigest()[:32]


class _Echo:
    """A file that hands back what is written to it, so that csv can write into a stream."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Write rows as CSV (RFC 4180, UTF-8): one header line, empty where nothing is known.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay as they are.
    """
    writer = csv.DictWriter(_Echo(), [field["name"] for field in FIELDS])
    yield writer.writeheader()
    for row in rows:
        yield writer.writerow({name: _harmless(value) for name, value in row.items()})


def _harmless(value: str | int | None) -> str | int | None:
    return safe_text(value) if isinstance(value, str) else value


def json_lines(rows: Iterable[Row], *, on: date) -> Iterator[str]:
    """Write rows as one JSON object that says which data they are, an entry a line."""
    head: dict[str, Any] = {
        "dataset": "register",
        "version": VERSION,
        "as_of": on.isoformat(),
        "license": LICENCE,
        "schema": settings.SITE_URL + reverse("register_schema"),
    }
    yield json.dumps(head)[:-1] + ', "items": [\n'
    yield from _listed(json.dumps(row, ensure_ascii=False) for row in rows)
    yield "\n]}\n"


def jsonld_lines(rows: Iterable[Row], *, on: date) -> Iterator[str]:
    """Write rows as JSON-LD in the words of schema.org: a data set and the organisations in it."""
    dataset = {
        "@type": "Dataset",
        "@id": settings.SITE_URL + reverse("register_jsonld"),
        "name": [{"@language": code, "@value": name} for code, name in NAMES_OF_DATASET.items()],
        "version": VERSION,
        "dateModified": on.isoformat(),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": settings.SITE_URL + reverse(f"register_{name}"),
            }
            for name, kind in (("csv", "text/csv"), ("json", "application/json"), ("jsonld", "application/ld+json"))
        ],
    }
    yield f'{{"@context": "{SCHEMA_ORG}", "@graph": [\n'
    yield json.dumps(dataset, ensure_ascii=False) + ",\n"
    yield from _listed(json.dumps(_node(row), ensure_ascii=False) for row in rows)
    yield "\n]}\n"


def _listed(texts: Iterable[str]) -> Iterator[str]:
    """Put commas between texts without knowing how many follow."""
    between = ""
    for text in texts:
        yield between + text
        between = ",\n"


def _node(row: Row) -> dict[str, Any]:
    names = [{"@language": code, "@value": row[f"name_{code}"]} for code in ("kk", "ru", "en") if row[f"name_{code}"]]
    node: dict[str, Any] = {
        "@type": "NGO",
        "@id": f"{row['url']}#organisation",
        "name": names,
        "url": row["url"],
        "areaServed": {"@type": "AdministrativeArea", "identifier": row["region_code"], "name": row["region_name_kk"]},
        "knowsAbout": str(row["directions"]).split(";") if row["directions"] else [],
    }
    if row["bin"]:
        node["identifier"] = {"@type": "PropertyValue", "propertyID": "BIN", "value": row["bin"]}
    if row["legal_form"]:
        node["additionalType"] = row["legal_form"]
    if row["head_bin"]:
        node["parentOrganization"] = {
            "@type": "NGO",
            "identifier": {"@type": "PropertyValue", "propertyID": "BIN", "value": row["head_bin"]},
        }
    return node
