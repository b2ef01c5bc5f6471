"""Reads of frozen reports: by question, by officer's territory, and as everybody sees them."""

from django.db.models import Q, QuerySet

from places.models import Territory
from reports import errors
from reports.indicators import Period
from reports.models import Publication, PublishedFile, Snapshot
from reports.queries.selection import Selection


def latest_of(selection: Selection) -> Snapshot | None:
    """Return the newest version of a report about a question."""
    return (
        Snapshot.objects.select_related("signature", "publication")
        .filter(
            territory=selection.territory,
            structure=selection.structure.name,
            first_day=selection.period.first_day,
            end_day=selection.period.end_day,
        )
        .order_by("-version")
        .first()
    )


def snapshots_in(territory: Territory) -> QuerySet[Snapshot]:
    """Return the reports about a territory and what lies below it, the newest first, without their figures."""
    same_code = Q(territory__code=territory.code, territory__code_system=territory.code_system)
    below = Q(territory__path__startswith=territory.inner_path)
    return (
        Snapshot.objects.select_related("territory", "signature", "publication")
        .defer("figures", "head")
        .filter(same_code | below)
        .order_by("-end_day", "-first_day", "territory__code", "-version")
    )


def snapshot_by_id(public_id: str) -> Snapshot | None:
    """Return one report with everything a page shows."""
    return (
        Snapshot.objects.select_related(
            "territory__region", "signature__signer", "publication", "replaces__publication", "replaced_by", "made_by"
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


def publications_of(code: str, period: Period) -> list[Publication]:
    """Return every public version about the unit with a code and a period, the newest first. Raises ReportNotThere."""
    found = list(
        Publication.objects.select_related("snapshot__territory", "snapshot__signature")
        .prefetch_related("files")
        .filter(
            snapshot__territory__code=code,
            snapshot__first_day=period.first_day,
            snapshot__end_day=period.end_day,
        )
        .order_by("-snapshot__version", "-published_at")
    )
    if not found:
        raise errors.ReportNotThere
    return found


def published_file(public_id: str, name: str) -> PublishedFile:
    """Return one public file. Raises ReportNotThere."""
    found = PublishedFile.objects.filter(publication__snapshot__public_id=public_id, name=name).first()
    if found is None:
        raise errors.ReportNotThere
    return found
