"""Reads of frozen reports: by question, by officer's territory, and as everybody sees them."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from places.models import Territory
from reports import errors
from reports.indicators import Period, structure_named, unit_day
from reports.models import Publication, PublishedFile, Snapshot
from reports.queries.selection import Selection, select, selection_of
from reports.queries.units import formerly, is_in_force

LATEST_FIRST = ("-snapshot__end_day", "snapshot__first_day", "-published_at")
WITHOUT_BYTES = Prefetch("files", PublishedFile.objects.defer("content").order_by("pk"))


def selection_about(snapshot: Snapshot, *, code: str = "", period: Period | None = None) -> Selection:
    """Return the question a report answers, or the same about another unit or period."""
    structure = structure_named(snapshot.structure)
    if structure is None:
        raise ValueError(f"the structure {snapshot.structure} is not known any more")
    days = period or snapshot.period
    if not code and not is_in_force(snapshot.territory, unit_day(structure, days)):
        return selection_of(snapshot.territory, days)
    return select(code or snapshot.territory.code, days, structure)


def versions_of(selection: Selection) -> QuerySet[Snapshot]:
    """Return the versions of a report about a question, the newest first."""
    found: QuerySet[Snapshot] = Snapshot.objects.select_related("signature", "publication").filter(
        territory=selection.territory,
        structure=selection.structure.name,
        first_day=selection.period.first_day,
        end_day=selection.period.end_day,
    )
    return found.order_by("-version")


def latest_of(selection: Selection) -> Snapshot | None:
    """Return the newest version of a report about a question."""
    return versions_of(selection).first()


def snapshots_in(territory: Territory) -> QuerySet[Snapshot]:
    """Return the reports about a territory, what it was before under its code, and what lies below it.

    The newest first, without their figures.
    """
    itself = Q(territory__in=_versions(territory))
    below = Q(territory__path__startswith=territory.inner_path)
    return (
        Snapshot.objects.select_related("territory", "signature", "publication")
        .defer("figures", "head")
        .filter(itself | below)
        .order_by("-end_day", "-first_day", "territory__code", "-version")
    )


def snapshot_by_id(public_id: str) -> Snapshot | None:
    """Return one report with everything a page shows."""
    return (
        Snapshot.objects.select_related(
            *(
                "territory__region",
                "signature__signer",
                "publication",
                "replaces__publication",
                "replaced_by",
                "made_by",
            ),
            "comparison",
        )
        .filter(public_id=public_id)
        .first()
    )


def published_before(snapshot: Snapshot) -> Publication | None:
    """Return the publication of the newest earlier version that was made public."""
    return (
        Publication.objects.filter(
            snapshot__territory=snapshot.territory,
            snapshot__structure=snapshot.structure,
            snapshot__first_day=snapshot.first_day,
            snapshot__end_day=snapshot.end_day,
            snapshot__version__lt=snapshot.version,
        )
        .order_by("-snapshot__version")
        .first()
    )


def publications() -> QuerySet[Publication]:
    """Return what is public, the newest first, without tables and files."""
    found = Publication.objects.select_related("snapshot__territory").defer("tables", "snapshot__figures")
    return found.order_by("-snapshot__end_day", "snapshot__territory__code", "-snapshot__version")


def publications_of(code: str, period: Period, structure: str = "") -> list[Publication]:
    """Return every public version about the unit with a code and a period, the newest first.

    Versions follow each other within one structure: the one that is named, else that of the latest publication.
    Raises ReportNotThere.
    """
    found = list(
        Publication.objects.select_related("snapshot__territory", "snapshot__signature")
        .prefetch_related("files")
        .filter(
            snapshot__territory__code=code,
            snapshot__first_day=period.first_day,
            snapshot__end_day=period.end_day,
        )
        .order_by("-published_at", "-pk")
    )
    wanted = structure or (found[0].snapshot.structure if found else "")
    versions = [one for one in found if one.snapshot.structure == wanted]
    if not versions:
        raise errors.ReportNotThere
    return sorted(versions, key=lambda one: -one.snapshot.version)


def publication_of(public_id: str) -> Publication:
    """Return what is public of a report. Raises ReportNotThere."""
    found: Publication | None = Publication.objects.filter(snapshot__public_id=public_id).first()
    if found is None:
        raise errors.ReportNotThere
    return found


def published_file(public_id: str, name: str) -> PublishedFile:
    """Return one public file. Raises ReportNotThere."""
    of_report = PublishedFile.objects.filter(publication__snapshot__public_id=public_id, name=name)
    found: PublishedFile | None = of_report.first()
    if found is None:
        raise errors.ReportNotThere
    return found


def publications_in(territory: Territory) -> QuerySet[Publication]:
    """Return what is public about a territory and what lies below it, in the order of ``publications``."""
    return publications().filter(_about(territory) | Q(snapshot__territory__path__startswith=territory.inner_path))


def newest_publications(territory: Territory, *, limit: int) -> list[Publication]:
    """Return the newest version of the newest public reports about a unit, with their files. Two queries.

    The latest days come first; of those that end together the longest. Files are read without their bytes.
    """
    found = Publication.objects.select_related("snapshot__territory").defer("snapshot__figures", "reasons")
    found = found.filter(_about(territory), ~Exists(_later_versions()))
    return list(found.order_by(*LATEST_FIRST).prefetch_related(WITHOUT_BYTES)[:limit])


def newest_below(territory: Territory) -> list[Publication]:
    """Return the newest public report of each unit directly below one, in the order of codes, without tables.

    One query.
    """
    of_same_unit = Publication.objects.filter(
        snapshot__territory__code=OuterRef("snapshot__territory__code"),
        snapshot__territory__parent=OuterRef("snapshot__territory__parent"),
    )
    newest = of_same_unit.order_by(*LATEST_FIRST, "-snapshot__version").values("pk")[:1]
    below = publications().filter(snapshot__territory__parent=territory, pk=Subquery(newest))
    return list(below.order_by("snapshot__territory__code"))


def _about(territory: Territory) -> Q:
    """Match every version of one unit: reports of the past name the version of their days."""
    return Q(snapshot__territory__in=_versions(territory))


def _versions(territory: Territory) -> list[int]:
    """Return the keys of a unit and its earlier versions; another unit that has or had its code is none of them."""
    return [one.pk for one in (territory, *formerly(territory))]


def _later_versions() -> QuerySet[Publication]:
    same = ("territory", "structure", "first_day", "end_day")
    return Publication.objects.filter(
        snapshot__version__gt=OuterRef("snapshot__version"),
        **{f"snapshot__{name}": OuterRef(f"snapshot__{name}") for name in same},
    )
