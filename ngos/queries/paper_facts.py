"""What the register itself knows for ratings: materials, exclusions, standing, and what volunteers said."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.db.models import Q

from ngos.enums import MaterialKind, MaterialState, OrganisationStatus
from ngos.models import ExclusionFlag, Material, Organisation
from ngos.queries.facts import Asked, Facts, counts, voices_about
from ngos.rating import Count, content
from ngos.validators import read_bin

COMPLETE = (
    MaterialKind.CHARTER,
    MaterialKind.BIN_CERTIFICATE,
    MaterialKind.ANNUAL_FILING,
    MaterialKind.PROJECT_PASSPORT,
    MaterialKind.AUDIT,
    MaterialKind.CODE_OF_ETHICS,
)
JUDGED = (MaterialState.ACCEPTED, MaterialState.RETURNED)


def evidence_of(material: Material) -> str:
    """Return how a rating names a material: its kind and its public id."""
    return f"material/{material.kind}/{material.public_id}"


def kinds_in(evidence: Iterable[str]) -> set[str]:
    """Return the kinds of the materials that evidence names."""
    return {parts[1] for parts in (line.split("/") for line in evidence) if parts[0] == "material" and len(parts) == 3}


def due_years(number: str, asked: Asked) -> list[int]:
    """Return the years an organisation should have filed for, the latest first; those it existed in, by its BIN."""
    terms = asked.terms
    latest = asked.as_of.year - 1
    if asked.as_of <= date(asked.as_of.year, terms.filing_month, terms.filing_day):
        latest -= 1
    born = read_bin(number, on=asked.as_of).registered_in.year
    return [year for year in range(latest, latest - terms.filing_years, -1) if year >= born]


@counts("papers")
def papers(asked: Asked) -> Facts:
    """Count materials; one query."""
    found = Facts()
    before = asked.moment(asked.as_of)
    rows = Material.objects.filter(asked.within("organisation"), posted_at__lt=before)
    by_organisation: defaultdict[int, list[Material]] = defaultdict(list)
    for material in rows.exclude(state=MaterialState.WITHDRAWN).order_by("posted_at", "pk"):
        by_organisation[material.organisation_id].append(material)
    for key, number in asked.organisations.items():
        posted = by_organisation.get(key, [])
        years = due_years(number, asked)
        if years and not any(_files_for(material, years[0]) for material in posted if _stands(material)):
            found.gates["filing_overdue"].add(key)
        for indicator, count in _counted(posted, years, asked):
            found.counts[indicator][key] = count
    return found


def _counted(posted: list[Material], years: list[int], asked: Asked) -> Iterator[tuple[str, Count]]:
    accepted = [material for material in posted if material.state == MaterialState.ACCEPTED]
    holding = {material.kind: material for material in accepted if _holds(material, years, asked)}
    yield "materials_complete", _kinds(holding, COMPLETE)
    yield "safeguarding_policy", _kinds(holding, (MaterialKind.SAFEGUARDING_POLICY,))
    yield "conflicts_declared", _kinds(holding, (MaterialKind.CONFLICT_STATEMENT,))
    newest = _newest(material for material in posted if material.state in JUDGED)
    yield "materials_checked", Count(sum(row.state == MaterialState.ACCEPTED for row in newest), len(newest))
    on_time = sum(any(_filed_on_time(material, year, asked) for material in accepted) for year in years)
    yield "filings_on_time", Count(on_time, len(years))
    yield "projects_reported", _projects(newest, asked)
    yield "complaints_answered", _answers(newest, asked)


def _stands(material: Material) -> bool:
    """Say whether nobody has found fault with it: accepted, or waiting for a reviewer."""
    return material.state in (MaterialState.ACCEPTED, MaterialState.POSTED)


def _files_for(material: Material, year: int) -> bool:
    until = material.about_until
    return material.kind == MaterialKind.ANNUAL_FILING and until is not None and until.year == year


def _filed_on_time(material: Material, year: int, asked: Asked) -> bool:
    due = date(year + 1, asked.terms.filing_month, asked.terms.filing_day)
    return _files_for(material, year) and material.issued_on <= due


def _holds(material: Material, years: list[int], asked: Asked) -> bool:
    """Say whether an accepted material is in force; a filing is while it is about the latest year that is due."""
    if material.kind == MaterialKind.ANNUAL_FILING and years:
        return material.about_until is not None and material.about_until.year >= years[0]
    return material.valid_until is None or material.valid_until >= asked.as_of


def _kinds(holding: Mapping[str, Material], kinds: Iterable[str]) -> Count:
    present = [evidence_of(holding[kind]) for kind in kinds if kind in holding]
    return Count(len(present), 0, tuple(present))


def _newest(materials: Iterable[Material]) -> list[Material]:
    """Return the newest version of each: what was returned and posted again counts once."""
    newest = {}
    for material in materials:
        newest[material.kind, material.about_from, material.about_until] = material
    return list(newest.values())


def _projects(newest: Iterable[Material], asked: Asked) -> Count:
    grace = timedelta(days=asked.terms.passport_days)
    good = cases = 0
    for material in newest:
        ended = material.about_until
        if material.kind != MaterialKind.PROJECT_PASSPORT or ended is None or not asked.since <= ended < asked.as_of:
            continue
        is_good = material.state == MaterialState.ACCEPTED and material.posted_at < asked.moment(ended + grace)
        if is_good or ended + grace <= asked.as_of:
            good, cases = good + is_good, cases + 1
    return Count(good, cases)


def _answers(newest: Iterable[Material], asked: Asked) -> Count:
    """Count answers to complaints: ``about_from`` is the day of the complaint, ``issued_on`` that of the answer."""
    good = cases = 0
    for material in newest:
        if material.kind == MaterialKind.COMPLAINT_ANSWER and asked.since <= material.issued_on:
            asked_on = material.about_from
            latest = asked_on + timedelta(days=asked.terms.answer_days) if asked_on else None
            in_time = latest is not None and material.issued_on <= latest
            good, cases = good + (in_time and material.state == MaterialState.ACCEPTED), cases + 1
    return Count(good, cases)


@counts("standing")
def standing(asked: Asked) -> Facts:
    """Close the gates of the eight grounds of exclusion, and of organisations that are suspended; two queries."""
    found = Facts()
    flags = ExclusionFlag.objects.filter(asked.within("organisation"), since__lte=asked.as_of)
    holding = flags.filter(Q(until=None) | Q(until__gt=asked.as_of))
    for organisation, kind in holding.values_list("organisation_id", "kind"):
        found.gates[kind].add(organisation)
    suspended = Organisation.objects.filter(asked.within("pk"), status=OrganisationStatus.SUSPENDED)
    found.gates["suspended"].update(suspended.values_list("pk", flat=True))
    return found


@counts("voices")
def voices(asked: Asked) -> Facts:
    """Count what volunteers said of their shifts, where somebody asks them."""
    found = Facts()
    for organisation, said in voices_about(asked).items():
        found.counts["volunteers_content"][organisation] = content(said, on=asked.as_of, terms=asked.terms)
    return found
