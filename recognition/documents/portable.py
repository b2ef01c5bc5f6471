"""A person's hours to take along as one archive: signed, as linked data, and as a table. The same bytes each time."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.enums import Cause
from core.text import localised, safe_text
from events.exports.open_data import CAUSES, LICENCE, STANDARD

if TYPE_CHECKING:
    from recognition.models import Certificate, LedgerEntry, OutsideHours

CONTEXT_FILE = Path(__file__).resolve().parents[1] / "data" / "volunteering.context.json"
MADE_AT = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP can say: the same each time
HEADS = (
    *("source", "date", "start", "end", "minutes", "cause", "organisation", "bin", "activity", "place"),
    *("evidence", "entry"),
)
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Badge:
    """A document with its signed form."""

    certificate: "Certificate"
    token: str


def archive_of(
    *,
    record: Badge,
    badges: Iterable[Badge],
    entries: Sequence["LedgerEntry"],
    elsewhere: Sequence["OutsideHours"],
    language: str,
    zone: ZoneInfo,
) -> bytes:
    """Pack everything; names of files are the same in every language."""
    graph = json.dumps(linked_hours(entries, language=language), ensure_ascii=False, indent=1, sort_keys=True)
    files = {
        "README.txt": "\ufeff" + _letter(language),
        "record.jwt": record.token,
        **{
            f"badges/{badge.certificate.shown_code}.jwt": badge.token
            for badge in sorted(badges, key=lambda badge: badge.certificate.code)
        },
        "volunteering.jsonld": graph,
        "hours.csv": hours_table(entries, elsewhere, language=language, zone=zone),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, MADE_AT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, text.encode(), compresslevel=9)
    return target.getvalue()


def linked_hours(entries: Sequence["LedgerEntry"], *, language: str) -> Node:
    """Return hours in the terms of the Volunteering Data Standard: organisation, activity, role, session."""
    with override(language):
        graph = [
            _organisation(list(own), language) for _pk, own in _grouped(entries, lambda entry: entry.organisation_id)
        ]
    return {
        "@context": shipped_context(),
        "id": f"{settings.SITE_URL}/me/hours",
        "type": "Dataset",
        "publisher": {"type": "Organisation", "id": f"{settings.SITE_URL}/#publisher", "name": "Asar"},
        "licence": LICENCE,
        "modified": max(entry.recorded_at for entry in entries).isoformat() if entries else None,
        "totalMinutes": sum(entry.minutes for entry in entries),
        "organisation": graph,
    }


def hours_table(
    entries: Sequence["LedgerEntry"], elsewhere: Sequence["OutsideHours"], *, language: str, zone: ZoneInfo
) -> str:
    """Write every piece of work as a row of CSV; what was worked elsewhere says so. No text is ever a formula."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(HEADS)
    for entry in entries:
        shift = entry.attendance.signup.shift
        clock = ZoneInfo(shift.time_zone)
        texts = (
            localised(entry.organisation, "name", language).text,
            entry.organisation.bin or "",
            localised(shift.opportunity, "title", language).text,
            localised(entry.territory, "name", language).text,
        )
        span = (_clock(shift.starts_at, clock), _clock(shift.ends_at, clock))
        facts = (entry.worked_on.isoformat(), *span, entry.minutes, entry.cause)
        writer.writerow(["here", *facts, *map(safe_text, texts), entry.evidence, str(entry.public_id)])
    for one in sorted(elsewhere, key=lambda one: (one.worked_on, str(one.public_id))):
        began, ended = (_clock(moment, zone) if moment else "" for moment in (one.since, one.until))
        facts = (one.worked_on.isoformat(), began, ended, one.minutes, one.cause)
        host = (safe_text(one.organisation), one.bin, "", "")
        writer.writerow(["elsewhere", *facts, *host, one.evidence, str(one.public_id)])
    return "\ufeff" + target.getvalue()


@cache
def shipped_context() -> Node:
    """Return what the words of the file mean; it stands in the file itself, so that no network is needed."""
    context: Node = json.loads(CONTEXT_FILE.read_text(encoding="utf-8"))
    return context


def _organisation(entries: list["LedgerEntry"], language: str) -> Node:
    organisation = entries[0].organisation
    return {
        "type": "Organisation",
        "id": f"{settings.SITE_URL}/organisations/{organisation.address}#organisation",
        "name": localised(organisation, "name", language).text,
        "charityNumber": organisation.bin or "",
        "activity": [
            _activity(list(own), language)
            for _pk, own in _grouped(entries, lambda entry: entry.attendance.signup.shift.opportunity_id)
        ],
    }


def _activity(entries: list["LedgerEntry"], language: str) -> Node:
    opportunity = entries[0].attendance.signup.shift.opportunity
    return {
        "type": "Activity",
        "id": settings.SITE_URL + reverse("short_event", args=[opportunity.public_id]),
        "title": localised(opportunity, "title", language).text,
        "cause": [STANDARD + CAUSES[Cause(entries[0].cause)]],
        "role": [
            _role(list(own), language) for _pk, own in _grouped(entries, lambda entry: entry.attendance.signup.role_id)
        ],
    }


def _role(entries: list["LedgerEntry"], language: str) -> Node:
    signup = entries[0].attendance.signup
    return {
        "type": "Role",
        "id": f"{settings.SITE_URL}/api/v1/shifts/{signup.shift.public_id}#{signup.role.public_id}",
        "title": localised(signup.role, "name", language).text,
        "session": [_session(entry, language) for entry in entries],
    }


def _session(entry: "LedgerEntry", language: str) -> Node:
    shift = entry.attendance.signup.shift
    zone = ZoneInfo(shift.time_zone)
    return {
        "type": "Session",
        "id": f"urn:uuid:{entry.public_id}",
        "startDate": shift.starts_at.astimezone(zone).isoformat(),
        "endDate": shift.ends_at.astimezone(zone).isoformat(),
        "location": {"name": localised(entry.territory, "name", language).text},
        "minutes": entry.minutes,
        "workedOn": entry.worked_on.isoformat(),
        "evidenceLevel": entry.evidence,
    }


def _grouped(entries: Sequence["LedgerEntry"], key: Any) -> Iterable[tuple[int, Iterable["LedgerEntry"]]]:
    """Group entries without changing their order inside a group; groups stand in the order of their first."""
    first: dict[int, int] = {}
    for place, entry in enumerate(entries):
        first.setdefault(key(entry), place)
    return groupby(sorted(entries, key=lambda entry: first[key(entry)]), key=key)


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M")


def _letter(language: str) -> str:
    with override(language):
        lines = [
            _("Your hours, to take along."),
            "",
            _("record.jwt: all your confirmed hours, signed. Send it as it is to a platform that takes hours over."),
            _("badges: your certificates, letters and books that stand, as Open Badges 3.0."),
            _("volunteering.jsonld: the same hours for programs, in the Volunteering Data Standard."),
            _("hours.csv: the same hours for a spreadsheet, with those from elsewhere marked as such."),
            "",
            _("Whoever has record.jwt reads every shift in it. Keep it as you keep a document."),
        ]
    return "\r\n".join([*lines, ""])
