"""Every data set of this site."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clock import local_day, now
from events.queries.open_data import open_opportunities, open_rows
from places.queries import list_territories
from portal.guest.open_data import of_organisations
from portal.guest.open_data.sets import FIRST, Change, Column, DataSet, File, HowOften, Row
from recognition.queries import published_heads
from reports.exports.addresses import report_address
from reports.queries.snapshots import publications


def _places() -> Iterator[Row]:
    for place in list_territories().order_by("code_system", "code"):
        yield {
            "code_system": place.code_system,
            "code": place.code,
            "kind": place.kind,
            "region_code": (place.region or place).code,
            "name_kk": place.name_kk,
            "name_ru": place.name_ru,
            "name_en": place.name_en,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "time_zone": place.time_zone,
            "valid_from": place.valid_from.isoformat(),
        }


def _opportunities() -> Iterator[Row]:
    for found in open_opportunities(now=now()).order_by("organisation__bin", "public_id"):
        shifts = open_rows(found)
        region = found.venue.region or found.venue if found.venue else None
        yield {
            "id": str(found.public_id),
            "address": settings.SITE_URL + reverse("guest:opportunity", args=[found.public_id, found.slug]),
            "organisation_bin": found.organisation.bin,
            "cause": found.cause,
            "title_kk": found.title_kk,
            "title_ru": found.title_ru,
            "title_en": found.title_en,
            "region_code": region.code if region else None,
            "is_remote": int(found.is_remote),
            "next_start": min(row.shift.starts_at for row in shifts).isoformat(timespec="minutes"),
            "shift_count": len(shifts),
            "free_places": sum(role.free_count for row in shifts for role in row.roles),
        }


def _heads() -> Iterator[Row]:
    for head in published_heads():
        yield {"day": head.day.isoformat(), "root": head.root, "entries": head.entries}


def _reports() -> Iterator[Row]:
    for one in publications():
        snapshot = one.snapshot
        yield {
            "territory_code": snapshot.territory.code,
            "first_day": snapshot.first_day.isoformat(),
            "last_day": snapshot.period.last_day.isoformat(),
            "structure": snapshot.structure,
            "version": snapshot.version,
            "published_at": one.published_at.isoformat(timespec="seconds"),
            "digest": one.digest,
            "address": report_address(snapshot, "kk"),
        }


def _head_of() -> date | None:
    head = published_heads().first()
    return head.day if head else None


def _published_on() -> date | None:
    newest = publications().order_by("-published_at").first()
    return local_day(newest.published_at) if newest else None


def _own_files(code: str) -> tuple[File, ...]:
    return tuple(File(form, "data_file", (code, form)) for form in ("csv", "json", "xlsx"))


DATA_SETS = (
    *of_organisations.DATA_SETS,
    DataSet(
        code="opportunities",
        title=_("Open opportunities"),
        text=_("Every opportunity with a free place, without those at protected addresses."),
        source=_("Organisations that published them here"),
        how_often=_("at every moment"),
        frequency=HowOften.AT_ONCE,
        columns=(
            Column("id", "string", _("Number of the opportunity")),
            Column("address", "string", _("Its page")),
            Column("organisation_bin", "string", _("BIN of the organisation")),
            Column("cause", "string", _("ecology, child_protection or inclusion")),
            Column("title_kk", "string", _("Title in Kazakh")),
            Column("title_ru", "string", _("Title in Russian")),
            Column("title_en", "string", _("Title in English")),
            Column("region_code", "string", _("Region by the state classifier; empty for online work")),
            Column("is_remote", "integer", _("1 for online work, else 0")),
            Column("next_start", "string", _("When the next shift begins, with the offset of its zone")),
            Column("shift_count", "integer", _("Shifts ahead with a free place")),
            Column("free_places", "integer", _("Free places in those shifts")),
        ),
        files=(*_own_files("opportunities"), File("jsonld", "api:export_opportunities")),
        changes=(FIRST,),
        rows=_opportunities,
        renewed_on=of_organisations.today,
    ),
    DataSet(
        code="ledger-heads",
        title=_("Fingerprints of the ledger of hours"),
        text=_("One fingerprint of all confirmed hours for every day, to check that nothing was changed afterwards."),
        source=_("The ledger of this site"),
        how_often=_("every night"),
        frequency=HowOften.DAILY,
        columns=(
            Column("day", "date", _("Last day the fingerprint covers")),
            Column("root", "string", _("Root of the Merkle tree, SHA-256")),
            Column("entries", "integer", _("Entries up to that day")),
        ),
        files=_own_files("ledger-heads"),
        changes=(
            Change(
                "2.0",
                FIRST.day,
                _("The minutes are left out: between two days they could tell the hours of few people."),
            ),
            FIRST,
        ),
        rows=_heads,
        renewed_on=_head_of,
    ),
    DataSet(
        code="places",
        title=_("Administrative units and places"),
        text=_("Regions, districts and settlements as this site uses them, with names in three languages and points."),
        source=_("State classifier of administrative units; GeoNames (CC BY 4.0) for settlements and points"),
        how_often=_("when the classifier is loaded anew"),
        frequency=HowOften.NOW_AND_THEN,
        columns=(
            Column("code_system", "string", _("Whose code it is: kato or geonames")),
            Column("code", "string", _("Code; valid only together with its first day")),
            Column("kind", "string", _("Kind of unit")),
            Column("region_code", "string", _("Code of the region it lies in")),
            Column("name_kk", "string", _("Name in Kazakh")),
            Column("name_ru", "string", _("Name in Russian")),
            Column("name_en", "string", _("Name in English")),
            Column("latitude", "number", _("Degrees north")),
            Column("longitude", "number", _("Degrees east")),
            Column("time_zone", "string", _("Time zone by IANA")),
            Column("valid_from", "date", _("First day in force")),
        ),
        files=_own_files("places"),
        changes=(FIRST,),
        rows=_places,
    ),
    DataSet(
        code="reports",
        title=_("Published reports of akimats"),
        text=_("Every signed report with its version and checksum; the figures are in its files."),
        source=_("Officers of akimats, from the ledger of confirmed hours"),
        how_often=_("when a report is published"),
        frequency=HowOften.NOW_AND_THEN,
        columns=(
            Column("territory_code", "string", _("Code of the territory by the state classifier")),
            Column("first_day", "date", _("First day of the period")),
            Column("last_day", "date", _("Last day of the period")),
            Column("structure", "string", _("Administrative structure it is written in")),
            Column("version", "integer", _("Version of the report")),
            Column("published_at", "string", _("When it was published")),
            Column("digest", "string", _("SHA-256 of the published figures")),
            Column("address", "string", _("Its page")),
        ),
        files=_own_files("reports"),
        changes=(FIRST,),
        rows=_reports,
        renewed_on=_published_on,
    ),
)
