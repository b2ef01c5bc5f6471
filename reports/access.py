"""Doors to reports: officers see their own territory, what lies below it, and what both were before."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from accounts.models import User
from accounts.permissions import Action
from core.errors import NotAllowed, NotSignedIn
from places.models import Territory
from reports import errors
from reports.models import Snapshot
from reports.queries.officers import territories_of
from reports.queries.selection import Selection
from reports.queries.snapshots import snapshot_by_id
from reports.queries.units import Units, line_of, now_under_its_code
from reports.queries.waiting import Waiting, waiting_for

Person = User | AnonymousUser


class Ground:
    """The territories somebody was granted; codes are reused, so it is asked by version and never by code."""

    def __init__(self, territories: Sequence[Territory]) -> None:
        self._territories = territories

    @cached_property
    def _units(self) -> Units:
        return Units(date.max)

    def holds(self, unit: Territory) -> bool:
        """Say whether a version of a unit lies here, or all of what was its ground does today.

        So does what a unit here was before under its own code, also when it was larger. No query for what lies here.
        """
        if self._contains(unit):
            return True
        if unit.valid_until is None:
            return False
        return self._contains(now_under_its_code(unit)) or self._holds_what_came_of(unit)

    def _contains(self, unit: Territory) -> bool:
        return any(mine.contains(unit) for mine in self._territories)

    def _holds_what_came_of(self, unit: Territory) -> bool:
        heirs = self._units.heirs_of(line_of(unit)[:2][-1])
        return bool(heirs) and all(map(self._contains, heirs.values()))


def snapshot_for(user: Person, public_id: UUID, action: Action = Action.REPORT_VIEW) -> Snapshot:
    """Return a frozen report about ground the person reports for.

    Raises NotSignedIn, NotAllowed for people without any such role, ReportNotThere otherwise.
    """
    own = own_territories(user, action)
    found = snapshot_by_id(str(public_id))
    if found is None or not Ground(own).holds(found.territory):
        raise errors.ReportNotThere
    return found


def what_waits_for(user: Person, *, now: datetime) -> list[Waiting]:
    """Return the reports that wait for the person's next step, the oldest first.

    Raises NotSignedIn, or NotAllowed for people who sign no reports.
    """
    territories = own_territories(user, Action.REPORT_SIGN)
    return waiting_for(user, territories, now=now) if isinstance(user, User) else []


def how_many_wait_for(user: Person, *, now: datetime) -> int:
    """Return how many reports wait for the person's next step.

    Raises NotSignedIn, or NotAllowed for people who sign no reports.
    """
    return len(what_waits_for(user, now=now))


def own_territories(user: Person, action: Action = Action.REPORT_VIEW) -> list[Territory]:
    """Return the territories in force the person was granted reports for; every region for a country-wide grant.

    Raises NotSignedIn or NotAllowed.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    found = territories_of(user, action)
    if not found:
        raise NotAllowed
    return found


def territory_for(user: Person, code: str, action: Action = Action.REPORT_VIEW) -> Territory:
    """Return the territory with a code (of the state classifier first) if it is the person's to report for.

    The one in force, or else the last that had the code and whose ground is hers. Raises NotSignedIn, NotAllowed for
    people without any such role, TerritoryNotYours otherwise.
    """
    ground = Ground(own_territories(user, action))
    named = (
        Territory.objects.select_related("region", "predecessor__predecessor")
        .filter(code=code)
        .order_by(F("valid_until").desc(nulls_first=True), "-code_system")
    )
    found = next(filter(ground.holds, named), None)
    if found is None:
        raise errors.TerritoryNotYours
    return found


def permitted(
    user: Person, territory: Territory, selection: Selection, action: Action = Action.REPORT_VIEW
) -> Selection:
    """Return a question that was asked about a territory of the person's, once it is known which unit it is about.

    Under the same code another unit may have been in force then. Raises NotSignedIn, NotAllowed for people without any
    such role, TerritoryNotYours.
    """
    asked = selection.territory
    if asked.pk != territory.pk and not Ground(own_territories(user, action)).holds(asked):
        raise errors.TerritoryNotYours
    return selection
