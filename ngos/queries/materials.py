"""Reads about what organisations have posted."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from ngos.disclosure import Evidence
from ngos.enums import MaterialState
from ngos.models import Material, Organisation


def materials_of(organisation: Organisation) -> QuerySet[Material]:
    """Return everything an organisation has posted, the newest first, with what each one replaces."""
    found = Material.objects.filter(organisation=organisation).select_related("replaces", "replaced_by")
    return found.order_by("-posted_at", "-pk")


def public_materials(organisation: Organisation) -> QuerySet[Material]:
    """Return what everybody may read: accepted materials with a file, the newest of each kind first."""
    accepted = materials_of(organisation).filter(state=MaterialState.ACCEPTED, erased_at=None)
    return accepted.order_by("kind", "-issued_on", "-pk")


def waiting_materials(organisation: Organisation) -> QuerySet[Material]:
    """Return what waits for a check, the oldest first."""
    return Material.objects.filter(organisation=organisation, state=MaterialState.POSTED).order_by("posted_at", "pk")


def material_with(public_id: UUID) -> Material | None:
    """Return a material with its organisation."""
    found = Material.objects.select_related("organisation", "organisation__region", "replaces")
    return found.filter(public_id=public_id).first()


def as_evidence(materials: Iterable[Material]) -> list[Evidence]:
    """Return materials as the rules of levels know them."""
    return [Evidence(one.kind, one.issued_on, one.valid_until, one.about_until) for one in materials]


def evidence_of(organisation: Organisation) -> list[Evidence]:
    """Return the accepted materials as the rules know them; one query."""
    return as_evidence(Material.objects.filter(organisation=organisation, state=MaterialState.ACCEPTED))


def earlier_ones(materials: Sequence[Material]) -> dict[int, list[Material]]:
    """Return by primary key the earlier materials of the same kind and organisation, the newest first; one query."""
    if not materials:
        return {}
    beside = Material.objects.filter(
        organisation=materials[0].organisation_id, kind__in={one.kind for one in materials}
    ).order_by("-posted_at", "-pk")
    rows = list(beside)
    return {one.pk: [row for row in rows if row.kind == one.kind and row.pk < one.pk] for one in materials}


def same_file(organisation: Organisation, sent_sha256: str) -> Material | None:
    """Return the material of an organisation that stands there with the very same file."""
    return Material.objects.filter(
        organisation=organisation, sent_sha256=sent_sha256, state__in=(MaterialState.POSTED, MaterialState.ACCEPTED)
    ).first()
