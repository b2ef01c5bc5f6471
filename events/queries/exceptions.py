"""Reads about exceptions to gates, and about whether a person was ever on a shift."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from events.eligibility import OVERRIDABLE_GATES, Gate
from events.models import GateOverride, ShiftRole
from events.queries.fitness import judge
from ngos.models import Organisation
from places.models import Territory
from volunteers.models import Volunteer


def gates_to_open(role: ShiftRole, volunteer: Volunteer) -> list[Gate]:
    """Return the closed gates of a person and a role, if every one has an exception; else none.

    A guardian's word that is missing does not count: a place can wait for that.
    """
    closed: list[Gate] = [gate for gate in judge(role, volunteer).gates if gate != Gate.GUARDIAN_CONSENT]
    return closed if OVERRIDABLE_GATES.issuperset(closed) else []


def overrides_of(organisation: Organisation) -> QuerySet[GateOverride]:
    """Return the exceptions asked for in an organisation's events, those that wait first, then the newest."""
    found = _overrides().filter(role__shift__opportunity__organisation=organisation)
    return found.order_by(F("decided_at").desc(nulls_first=True), "-asked_at", "-pk")


def waiting_overrides(gate: Gate, territories: Iterable[Territory] | None) -> list[GateOverride]:
    """Return the exceptions to a gate that wait, for people who live in the territories (None: anywhere)."""
    waiting = list(_overrides().filter(gate=gate, decided_at__isnull=True).order_by("asked_at", "pk"))
    if territories is None:
        return waiting
    places = list(territories)
    return [one for one in waiting if any(place.contains(one.volunteer.home) for place in places)]


def own_overrides(volunteer: Volunteer) -> QuerySet[GateOverride]:
    """Return the exceptions asked for a person, newest first."""
    return _overrides().filter(volunteer=volunteer).order_by("-asked_at", "-pk")


def _overrides() -> QuerySet[GateOverride]:
    return GateOverride.objects.select_related(
        "role__shift__opportunity__organisation__region",
        "role__shift__opportunity__venue__region",
        "volunteer__user",
        "volunteer__home",
    )
