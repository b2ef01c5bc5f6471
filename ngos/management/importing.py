"""Entries of the register out of an official list: one row is one organisation, known again by its BIN.

Rows are read one by one and written together at the end, so that a list of the whole country takes seconds.
"""

from collections import defaultdict
from datetime import date, datetime

from core import audit
from core.enums import Cause
from core.management.imports import CREATED, UNCHANGED, UPDATED, CellRefused
from core.tables import RowRepeated, TableRow
from ngos import errors
from ngos.enums import ChangeKind, Source
from ngos.management.listed import Listed, RowReader, key_without_bin
from ngos.management.words import CAUSES_OF_DIRECTIONS
from ngos.models import (
    NAMES,
    LegalStatusEntry,
    Membership,
    Organisation,
    OrganisationChange,
    OrganisationDirection,
    refresh_names,
)
from ngos.services import free_slug


class RegisterLanding:
    """Gathers rows against what is there, and writes all of it at the end.

    An entry somebody acts for keeps the names and directions its owner gave it; what the state says of it, its legal
    form and status, is brought up to date. A row without a BIN that several entries fit is refused.
    """

    def __init__(self, *, source: str, on: date, now: datetime) -> None:
        self._source, self._on, self._now = source, on, now
        self._reader = RowReader(on=on)
        self._entries, self._namesakes = _by_key()
        self._owned = set(Membership.objects.values_list("organisation_id", flat=True))
        self._slugs = set(Organisation.objects.values_list("slug", flat=True))
        self._lines: dict[str, int] = {}
        self._new: list[Organisation] = []
        self._old: list[Organisation] = []
        self._heads: dict[str, str] = {}
        self._statuses: list[LegalStatusEntry] = []
        self._directions: list[OrganisationDirection] = []
        self._changes: list[OrganisationChange] = []

    def land(self, row: TableRow) -> str:
        """Take one row in. Raises CellRefused, RowRepeated or what says why the row cannot be an entry."""
        listed = self._reader.read(row)
        key = listed.key
        if key in self._lines:
            raise RowRepeated(line=self._lines[key])
        self._lines[key] = row.line
        if key in self._namesakes:
            raise CellRefused("name", errors.NameShared(addresses=", ".join(self._namesakes[key])))
        if listed.head:
            if listed.head not in self._entries:
                raise CellRefused("head", errors.ParentNotFound())
            self._heads[listed.bin] = listed.head
        known = self._entries.get(key)
        if known is None:
            self._entries[key] = self._enter(listed)
            return CREATED
        return UPDATED if self._bring_up_to_date(known, listed) else UNCHANGED

    def finish(self) -> None:
        """Write what was gathered, new entries first, and one audit line for each entry that is new or changed."""
        Organisation.objects.bulk_create(self._new, batch_size=500)
        headed = self._tie_branches()
        columns = [*NAMES, "search_text", "name_key", "legal_form", "legal_status", "legal_status_since"]
        Organisation.objects.bulk_update(self._old, columns, batch_size=200)
        Organisation.objects.bulk_update(headed, ["parent"], batch_size=500)
        LegalStatusEntry.objects.bulk_create(self._statuses, batch_size=1000)
        OrganisationDirection.objects.bulk_create(self._directions, batch_size=1000)
        OrganisationChange.objects.bulk_create(self._changes, batch_size=1000)
        audit.record_all("organisation.listed", actor=None, subjects=[*self._new, *self._old], at=self._now)

    def _enter(self, listed: Listed) -> Organisation:
        causes = {CAUSES_OF_DIRECTIONS[code] for code in listed.directions if code in CAUSES_OF_DIRECTIONS}
        row = Organisation(
            bin=listed.bin,
            slug=self._slug(listed),
            name_kk=listed.names[0],
            name_ru=listed.names[1],
            name_en=listed.names[2],
            region=listed.region,
            legal_form=listed.form,
            legal_status=listed.status,
            legal_status_since=listed.since,
            is_listed=True,
            **{f"works_in_{cause}": cause in causes for cause in Cause},
        )
        refresh_names(row)
        self._new.append(row)
        self._note(row, ChangeKind.ENTERED, "", listed.bin)
        self._note_status(row, listed)
        self._directions += [
            OrganisationDirection(organisation=row, code=code, since=self._on) for code in listed.directions
        ]
        return row

    def _bring_up_to_date(self, known: Organisation, listed: Listed) -> bool:
        changed = False
        if known.pk not in self._owned and self._names_of(known) != listed.names:
            before, after = (" · ".join(filter(None, names)) for names in (self._names_of(known), listed.names))
            known.name_kk, known.name_ru, known.name_en = listed.names
            refresh_names(known)
            changed = self._note(known, ChangeKind.NAMES, before, after)
        if listed.form and listed.form != known.legal_form:
            before, known.legal_form = known.legal_form, listed.form
            changed = self._note(known, ChangeKind.LEGAL_FORM, before, listed.form)
        if listed.status and listed.status != known.legal_status:
            before, known.legal_status = known.legal_status, listed.status
            known.legal_status_since = listed.since or self._on
            changed = self._note(known, ChangeKind.LEGAL_STATUS, before, listed.status)
            self._note_status(known, listed)
        if changed:
            self._old.append(known)
        return changed

    @staticmethod
    def _names_of(known: Organisation) -> tuple[str, str, str]:
        return known.name_kk, known.name_ru, known.name_en

    def _note(self, row: Organisation, kind: ChangeKind, before: str, after: str) -> bool:
        self._changes.append(
            OrganisationChange(
                organisation=row, kind=kind, before=before, after=after, source=Source.LIST, changed_at=self._now
            )
        )
        return True

    def _note_status(self, row: Organisation, listed: Listed) -> None:
        if listed.status:
            self._statuses.append(
                LegalStatusEntry(
                    organisation=row,
                    status=listed.status,
                    since=listed.since or self._on,
                    source=self._source,
                    noted_at=self._now,
                )
            )

    def _tie_branches(self) -> list[Organisation]:
        """Lead branches to their heads, which by now have keys; return the branches that changed."""
        tied = []
        for number, head in self._heads.items():
            branch, parent = self._entries[number], self._entries[head]
            key = parent.merged_into_id or parent.pk
            if key not in (branch.parent_id, branch.pk):
                branch.parent_id = key
                tied.append(branch)
        return tied

    def _slug(self, listed: Listed) -> str:
        slug = free_slug(listed.names, listed.bin, is_taken=self._slugs.__contains__)
        self._slugs.add(slug)
        return slug


def _by_key() -> tuple[dict[str, Organisation], dict[str, list[str]]]:
    """Return the entry of each key, and the addresses where several that stand share one."""
    alike: defaultdict[str, list[Organisation]] = defaultdict(list)
    for found in Organisation.objects.select_related("region").order_by("pk"):
        alike[_key_of(found)].append(found)
    entries, namesakes = {}, {}
    for key, rows in alike.items():
        standing = [row for row in rows if not row.merged_into_id]
        entries[key] = (standing or rows)[0]
        if len(standing) > 1:
            namesakes[key] = [row.address for row in standing]
    return entries, namesakes


def _key_of(found: Organisation) -> str:
    return found.bin or key_without_bin((found.name_kk, found.name_ru, found.name_en), found.region)
