"""What a file of a report ought to say: written again from a frozen report, else from the ledger alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import override

from reports.documents import Claim, Variance, Wrapped, claim_of, document_of, file_of, variances
from reports.documents.content import is_about_parts, stated_population
from reports.documents.reading import VALUE, Spot
from reports.documents.table import ABOUT, RATE
from reports.indicators import MEASURE_CODES, preset_named, sealed
from reports.models import Snapshot
from reports.queries.figures import LANGUAGES
from reports.queries.overtaken import BY_PROFILE
from reports.services.papers import own_document

DIGEST = (ABOUT, "digest", VALUE)
NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
_STATED = ("people", "year", "source")
_POPULATION = frozenset({*_STATED, "parts_miss", "rows"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, and the reading of one file that was written from it.

    ``has_other_profiles`` says that its tables by profile are those of the file, not of today.
    """

    document: Mapping[str, Any]
    claim: Claim
    has_other_profiles: bool = False


def closest(claim: Claim, papers: Iterable[Paper]) -> Paper:
    """Return the paper from which a file differs least: so its language and whether it is public are found."""
    return min(papers, key=lambda paper: len(variances(claim, paper.claim)))


def papers_of(claim: Claim, snapshot: Snapshot) -> Iterator[Paper]:
    """Yield what the files of a frozen report say, of the kind and selection of a file.

    Those for official use as they are and as they were before the signature; the public ones byte for byte as kept.
    """
    preset = preset_named(claim.about.get("selection_code", ""))
    if preset is not None and not preset.fits(snapshot.period):
        preset = None
    for is_draft in (False, True) if hasattr(snapshot, "signature") else (False,):
        document = own_document(snapshot, preset, is_draft=is_draft)
        for language in languages_of(claim):
            yield Paper(document, claim_of(file_of(document, claim.kind, language)))
    if hasattr(snapshot, "publication"):
        for file in snapshot.publication.files.filter(kind=claim.kind):
            yield Paper(snapshot.publication.content, claim_of(bytes(file.content)))


def papers_counted(claim: Claim, figures: Mapping[str, Any], positions: Mapping[int, int]) -> Iterator[Paper]:
    """Yield what a file that was never frozen ought to say, by figures counted from the ledger at its head.

    The moment it was made and the youth population it states are its own word.
    """
    around = Wrapped(
        head=positions,
        head_root=claim.about["head_root"],
        made_at=moment_in(claim) or NO_MOMENT,
        preset=preset_named(claim.about.get("selection_code", "")),
    )
    for language in languages_of(claim):
        with override(language):
            population = _population_in(claim, figures["population"])
        of_today = {**figures, "population": population}
        of_file = _with_profiles(claim, of_today)
        document = document_of(of_file, around)
        yield Paper(document, claim_of(file_of(document, claim.kind, language)), of_file != of_today)


def has_other_population(
    claim: Claim, paper: Paper, figures: Mapping[str, Any], differing: Iterable[Variance]
) -> bool:
    """Whether a file was made with another youth population than that of today.

    A line states that of the whole only; rates of districts that differ together with the digest say it of the parts.
    """
    if paper.document["figures"]["population"] != figures["population"]:
        return True
    differs = [one.spot for one in differing]
    return claim.kind != "json" and DIGEST in differs and any(_is_rate_of_part(spot) for spot in differs)


def without_rates(differing: Iterable[Variance]) -> list[Variance]:
    """Leave out what hangs on the youth population of districts: their rates, the digest, and the note about gaps."""
    return [
        one
        for one in differing
        if one.spot != DIGEST and not _is_rate_of_part(one.spot) and not _is_note_about_parts(one.spot)
    ]


def _is_rate_of_part(spot: Spot) -> bool:
    return (spot[0], spot[2]) == ("district", RATE)


def _is_note_about_parts(spot: Spot) -> bool:
    if spot[:2] != (ABOUT, "note"):
        return False
    for language in LANGUAGES:
        with override(language):
            if is_about_parts(spot[2]):
                return True
    return False


def languages_of(claim: Claim) -> tuple[str, ...]:
    """Return the languages a file may be in; a JSON file is the same in all."""
    return LANGUAGES[:1] if claim.kind == "json" else LANGUAGES


def moment_in(claim: Claim) -> datetime | None:
    """Return the moment at which a file says it was made; None if it says something else."""
    text = claim.about.get("made_at", "")
    try:
        if claim.kind == "json":
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else None
        return datetime.strptime(text, "%d.%m.%Y %H:%M UTC").replace(tzinfo=UTC)
    except ValueError:
        return None


def _population_in(claim: Claim, today: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the youth population a file states, in the language in force; what it leaves out is that of today."""
    if claim.kind == "json":
        stated = claim.document["figures"].get("population")
        return stated if _is_population(stated) else today
    whole = stated_population(claim.about.get("population", ""))
    if whole is None or whole == {name: today[name] for name in _STATED if name in today}:
        return today
    if not whole:
        return {}
    rows = today.get("rows", {})
    return whole | {"rows": rows, "parts_miss": whole["people"] - sum(rows.values()) if rows else 0}


def _is_population(stated: Any) -> bool:
    if stated == {}:
        return True
    if not isinstance(stated, dict) or stated.keys() != _POPULATION or not isinstance(stated["rows"], dict):
        return False
    people, *parts = numbers = [stated["people"], *stated["rows"].values()]
    if any(type(number) is not int or number < 1 for number in numbers):
        return False
    return bool(stated["parts_miss"] == (people - sum(parts) if parts else 0))


def _with_profiles(claim: Claim, figures: dict[str, Any]) -> dict[str, Any]:
    """Return figures with the tables by profile as a file has them, if they belong to its digest; else unchanged.

    Profiles change, and the ledger does not hold them: the digest of the whole is what tells an edit from a change.
    """
    said: defaultdict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for (table, row, column), value in claim.spots.items():
        if table in BY_PROFILE and column in MEASURE_CODES:
            said[table, row][column] = value
    tables = {
        table: [{**row, "counts": row["counts"] | said[table, row["key"]]} for row in rows]
        for table, rows in figures["tables"].items()
    }
    as_said = {**figures, "tables": tables}
    return as_said if sealed(as_said, "") == claim.about.get("digest") else figures
