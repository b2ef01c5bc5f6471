"""What every column of the open register means: a data package with one Table Schema (Frictionless Data)."""

from typing import Any

from ngos.directions import DIRECTIONS
from ngos.enums import DisclosureLevel, LegalForm, LegalStatus, OrganisationStatus

VERSION = "1.0.1"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
NAMES_OF_DATASET = {
    "kk": "Үкіметтік емес ұйымдардың тізілімі",
    "ru": "Реестр неправительственных организаций",
    "en": "Register of non-governmental organisations",
}
_BIN = r"^\d{12}$"


def _field(name: str, title: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "description": title, **({"constraints": constraints} if constraints else {})}


FIELDS = (
    _field("bin", "Business identification number; empty for those without one.", pattern=_BIN, unique=True),
    _field("slug", "Name of the entry in addresses; never empty.", required=True, unique=True),
    # In CSV an apostrophe may stand before a name: core.text.safe_text.
    _field("name_kk", "Name in Kazakh.", maxLength=201),
    _field("name_ru", "Name in Russian.", maxLength=201),
    _field("name_en", "Name in English.", maxLength=201),
    _field("region_code", "State code (KATO) of the region.", required=True, pattern=r"^\d{9}$"),
    _field("region_name_kk", "Name of the region in Kazakh.", required=True),
    _field("region_name_ru", "Name of the region in Russian.", required=True),
    _field("legal_form", "Legal form; empty where it was not stated.", enum=list(LegalForm.values)),
    _field("legal_status", "What the state says of it; empty where that is not known.", enum=list(LegalStatus.values)),
    _field("legal_status_since", "First day of that status.", "date"),
    _field(
        "verification", "Decision of a reviewer of this register.", required=True, enum=list(OrganisationStatus.values)
    ),
    _field(
        "level",
        "Highest level that holds on the day of the file: 0 nothing checked, 1 identity, 2 registered, 3 reported, "
        "4 audited.",
        "integer",
        required=True,
        minimum=int(DisclosureLevel.NONE),
        maximum=int(DisclosureLevel.AUDITED),
    ),
    _field("directions", f"Directions of activity, separated by semicolon: {', '.join(DIRECTIONS)}."),
    _field("head_bin", "BIN of the head organisation of a branch.", pattern=_BIN),
    _field("entered_on", "Day on which the entry was made.", "date", required=True),
    _field("url", "Page of the organisation.", required=True),
)


def data_package(*, csv_address: str, page: str) -> dict[str, Any]:
    """Return the description of the open register: what it is, its licence and version, and its columns."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "register",
        "title": NAMES_OF_DATASET["en"],
        "titles": NAMES_OF_DATASET,
        "version": VERSION,
        "homepage": page,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "resources": [
            {
                "name": "register",
                "path": csv_address,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "header": True},
                "schema": {"fields": list(FIELDS), "missingValues": [""], "primaryKey": ["slug"]},
            }
        ],
    }
