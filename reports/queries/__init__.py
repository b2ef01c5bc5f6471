"""Reads of reports: the cube for pages, the ledger for what has to stand up to a check."""

from reports.queries.cube import (
    cube_months,
    cube_participation,
    cube_people_by_region,
    cube_totals,
    is_behind,
    unmapped,
)
from reports.queries.participation import (
    CauseRow,
    DistrictRow,
    MonthRow,
    OrganisationRow,
    Participation,
    Totals,
)
from reports.queries.places import HeldPlaces, held_places, open_disputes, planned_events
from reports.queries.selection import Selection, get_period, get_structure, select, selection_of

__all__ = [
    "CauseRow",
    "DistrictRow",
    "HeldPlaces",
    "MonthRow",
    "OrganisationRow",
    "Participation",
    "Selection",
    "Totals",
    "cube_months",
    "cube_participation",
    "cube_people_by_region",
    "cube_totals",
    "get_period",
    "get_structure",
    "held_places",
    "is_behind",
    "open_disputes",
    "planned_events",
    "select",
    "selection_of",
    "unmapped",
]
