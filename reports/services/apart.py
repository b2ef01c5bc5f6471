"""What keeps a report from becoming public: another one on its ground and days that it could be subtracted from."""

from django.utils.translation import get_language

from core.errors import Conflict
from core.text import localised
from places.models import Territory
from reports import errors
from reports.documents import period_words
from reports.models import Snapshot
from reports.queries.overlaps import Beside


def refusal_of(snapshot: Snapshot) -> Conflict | None:
    """Return the error with which publishing a report would be refused now, or None.

    A StructureOverlaps or PeriodOverlaps stays for ever; a NothingBetween ends with what it asks to publish first.
    """
    beside = Beside([snapshot])
    if (other := beside.in_another_structure(snapshot)) is not None:
        return errors.StructureOverlaps(**_named(other), structure=other.structure)
    if (other := beside.across(snapshot)) is not None:
        return errors.PeriodOverlaps(**_named(other))
    if (other := beside.without_a_bridge(snapshot)) is not None:
        unit, days = _named(snapshot).values()
        return errors.NothingBetween(**_named(other), unit=unit, days=days)
    return None


def name_of_unit(territory: Territory) -> str:
    """Return the name of a unit in the language in force."""
    return localised(territory, "name", _language()).text


def _named(snapshot: Snapshot) -> dict[str, str]:
    return {"name": name_of_unit(snapshot.territory), "period": period_words(snapshot.period, _language())}


def _language() -> str:
    return (get_language() or "kk")[:2]
