"""Bringing the state classifier into the table: in bulk, level by level, versions kept apart by their first day."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import audit
from places.enums import CodeSystem, TerritoryKind
from places.models import Territory
from places.services.classifier import ClassifierRow, RowProblem, problem, read_classifier
from places.validators import read_kazakh_name, read_russian_name, tidy_name

if TYPE_CHECKING:
    from accounts.models import User

_BATCH = 1000
_OWN_COLUMNS = ("kind", "name_ru", "name_kk", "name_en")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of every line: the four counts and the problems add up to ``rows``."""

    rows: int
    created: int
    renewed: int
    corrected: int
    unchanged: int
    problems: tuple[RowProblem, ...]


def import_territories(
    *,
    path: Path,
    source: str,
    valid_from: datetime.date,
    actor: "User | None",
    now: datetime.datetime,
    dry_run: bool = False,
) -> ImportReport:
    """Bring a classifier file into the table; importing it again changes nothing and nothing is ever deleted.

    Atomic. A code not seen yet is created. A code in force with another name, kind or parent gets a new version from
    ``valid_from`` and the old one ends there, because codes are reused; with the same first day it is corrected
    instead. Regions that are already known are matched by code and left as they are. A dry run does all of it and
    rolls back. Writes one audit line per region that changed. Raises UnreadableTerritories.
    """
    file = read_classifier(path)
    with transaction.atomic():
        placing = _Placing(source=source, valid_from=valid_from)
        placing.place(file.rows)
        for region, counts in placing.changes.items():
            audit.record("territory.imported", actor=actor, subject=region, at=now, source=source, **counts)
        transaction.set_rollback(dry_run)
    problems = sorted((*file.problems, *placing.problems), key=lambda fault: fault.line)
    return ImportReport(
        rows=len(file.rows) + len(file.problems),
        created=placing.totals["created"],
        renewed=placing.totals["renewed"],
        corrected=placing.totals["corrected"],
        unchanged=placing.totals["unchanged"],
        problems=tuple(problems),
    )


class _Placing:
    """One import under way: what is in force by code, what was refused, and the counts."""

    def __init__(self, *, source: str, valid_from: datetime.date) -> None:
        self._source = source
        self._valid_from = valid_from
        kato = Territory.objects.filter(code_system=CodeSystem.KATO)
        self._in_force = {row.code: row for row in kato.current()}
        self._code_of = {row.pk: row.code for row in self._in_force.values()}
        self._ended = {
            row.code: row.valid_until for row in kato.filter(valid_until__isnull=False).order_by("valid_until")
        }
        self.problems: list[RowProblem] = []
        self.totals: Counter[str] = Counter()
        self.changes: dict[Territory, Counter[str]] = defaultdict(Counter)

    def place(self, rows: Iterable[ClassifierRow]) -> None:
        """Place rows below parents that already stand, again and again, until none is left or none can be."""
        waiting = list(rows)
        unplaced = {row.code for row in waiting}
        while waiting:
            ready = [row for row in waiting if row.parent_code not in unplaced]
            if not ready:
                self._refuse(waiting, _("The codes above this one go round in a circle."))
                return
            self._place_level(ready)
            unplaced.difference_update(row.code for row in ready)
            waiting = [row for row in waiting if row.code in unplaced]

    def _place_level(self, rows: Iterable[ClassifierRow]) -> None:
        new: list[Territory] = []
        ended: list[int] = []
        corrected: list[Territory] = []
        for row in rows:
            known = self._in_force.get(row.code)
            if row.parent_code and row.parent_code not in self._in_force:
                self._refuse([row], _("There is no territory with the parent code “%(code)s”."), code=row.parent_code)
                continue
            wanted = self._draft(row)
            if known is None:
                self._create(row, wanted, new)
            elif wanted.parent is None or self._is_same(known, wanted):
                self._settle(known, wanted, corrected)
            elif known.valid_from == self._valid_from:
                self._correct(known, wanted, corrected)
            elif known.valid_from > self._valid_from:
                self._refuse([row], _("A newer version is in force since %(day)s."), day=known.valid_from)
            else:
                ended.append(known.pk)
                wanted.predecessor = known
                self._count("renewed", wanted)
                new.append(wanted)
        self._write(new, ended, corrected)

    def _draft(self, row: ClassifierRow) -> Territory:
        parent = self._in_force[row.parent_code] if row.parent_code else None
        reading = read_russian_name(row.name_ru, parent_kind=TerritoryKind(parent.kind) if parent else None)
        return Territory(
            code_system=CodeSystem.KATO,
            code=row.code,
            kind=reading.kind,
            name_ru=reading.name,
            name_kk=read_kazakh_name(row.name_kk),
            name_en=tidy_name(row.name_en),
            parent=parent,
            region=(parent.region or parent) if parent else None,
            path=parent.inner_path if parent else "",
            time_zone=parent.time_zone if parent else settings.TIME_ZONE,
            valid_from=self._valid_from,
            source=self._source,
        )

    def _is_same(self, known: Territory, wanted: Territory) -> bool:
        """Tell whether both are one unit: name, kind and the code above; an empty name in the file says nothing."""
        above = self._code_of.get(known.parent_id or 0)
        names_agree = all(getattr(wanted, name) in ("", getattr(known, name)) for name in _OWN_COLUMNS)
        return names_agree and wanted.parent is not None and above == wanted.parent.code

    def _create(self, row: ClassifierRow, wanted: Territory, new: list[Territory]) -> None:
        ended_on = self._ended.get(row.code)
        if ended_on and ended_on > self._valid_from:
            self._refuse([row], _("This code ended on %(day)s; import it from that day on."), day=ended_on)
            return
        self._count("created", wanted)
        new.append(wanted)

    def _settle(self, known: Territory, wanted: Territory, corrected: list[Territory]) -> None:
        """Leave a known unit as it is, except that it moves along when the unit above has a new version."""
        moved = wanted.parent is not None and (known.parent_id, known.path) != (wanted.parent_id, wanted.path)
        if moved:
            self._correct(known, wanted, corrected)
        else:
            self._count("unchanged", known)

    def _correct(self, known: Territory, wanted: Territory, corrected: list[Territory]) -> None:
        for column in _OWN_COLUMNS:
            setattr(known, column, getattr(wanted, column) or getattr(known, column))
        for column in ("parent", "region", "path"):
            setattr(known, column, getattr(wanted, column))
        known.search_name = known.folded_names()
        self._count("corrected", known)
        corrected.append(known)

    def _write(self, new: list[Territory], ended: list[int], corrected: list[Territory]) -> None:
        for start in range(0, len(ended), _BATCH):
            Territory.objects.filter(pk__in=ended[start : start + _BATCH]).update(valid_until=self._valid_from)
        for territory in new:
            territory.search_name = territory.folded_names()
        Territory.objects.bulk_create(new, batch_size=_BATCH)
        Territory.objects.bulk_update(
            corrected, [*_OWN_COLUMNS, "parent", "region", "path", "search_name"], batch_size=200
        )
        for territory in new:
            self._in_force[territory.code] = territory
            self._code_of[territory.pk] = territory.code

    def _count(self, what: str, territory: Territory) -> None:
        self.totals[what] += 1
        if what != "unchanged" and territory.region:
            self.changes[territory.region][what] += 1

    def _refuse(self, rows: Iterable[ClassifierRow], reason: Promise, **context: object) -> None:
        self.problems.extend(problem(row, reason, **context) for row in rows)
