"""Who could take a role at all, decided in SQL: a superset that spares loading a country for one shift.

Only rules a database answers cheaply are asked here: mode, distance by a box in degrees, and age. Whoever is left out
fails a hard rule of the engine; whoever stays in is still examined by all of them.
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from events.eligibility import ADULT_AGE_YEARS
from events.models import ShiftRole
from events.queries import lawful_for_minors
from matching.gather.horizon import Row
from matching.gather.work import least_age_of
from places.distance import GeoPoint, bounding_box, box_filter
from volunteers.models import Volunteer

MOST_KM = 500  # the widest limit a profile may have; the box for it is the steepest in degrees per kilometre
MANY_PLACES = 50


def able_people(
    volunteers: QuerySet[Volunteer], roles: Iterable[Row], *, also: Collection[int] = ()
) -> QuerySet[Volunteer]:
    """Keep the people who could take at least one of the roles within their own kilometres, and those named."""
    by_place: dict[tuple[bool, float | None, float | None], list[Row]] = {}
    for role in roles:
        is_remote = role["shift__opportunity__is_remote"]
        point = (role["shift__opportunity__latitude"], role["shift__opportunity__longitude"])
        by_place.setdefault((is_remote, *(point if not is_remote else (None, None))), []).append(role)
    if not by_place:
        return volunteers.filter(pk__in=also)
    if len(by_place) > MANY_PLACES:  # a condition a place would cost more than it saves
        return volunteers
    able = Q(pk__in=also)
    for (is_remote, latitude, longitude), here in by_place.items():
        near = Q(accepts_remote=True) if is_remote else Q(accepts_on_site=True) & _within(latitude, longitude)
        able |= near & Q(birth_date__lte=max(_latest_birth(role) for role in here))
    return volunteers.filter(able)


def _within(latitude: float | None, longitude: float | None) -> Q:
    if latitude is None or longitude is None:
        return Q()
    box = bounding_box(GeoPoint(latitude, longitude), MOST_KM)
    north, south = (box.north - latitude) / MOST_KM, (latitude - box.south) / MOST_KM
    near = Q(latitude__lte=latitude + F("max_km") * north, latitude__gte=latitude - F("max_km") * south)
    if box.east - box.west >= 360:
        return near
    aside = (box.east - longitude) / MOST_KM
    return near & Q(longitude__lte=longitude + F("max_km") * aside, longitude__gte=longitude - F("max_km") * aside)


def _latest_birth(role: Row) -> date:
    """Return a day after which nobody old enough for the role was born; one day late on 29 February."""
    with_children = role["shift__opportunity__has_child_contact"]
    years = max(least_age_of(role), ADULT_AGE_YEARS if with_children else 0)
    day: date = role["shift__starts_on"]
    if (day.month, day.day) == (2, 29):
        return date(day.year - years, 3, 1)
    return day.replace(year=day.year - years)


def reachable_roles(roles: QuerySet[ShiftRole], volunteer: Volunteer, *, until: date) -> QuerySet[ShiftRole]:
    """Keep the roles on shifts before a day that the person could take: by mode, distance and age."""
    reachable = Q(pk__in=())
    if volunteer.accepts_remote:
        reachable |= Q(shift__opportunity__is_remote=True)
    if volunteer.accepts_on_site:
        box = bounding_box(GeoPoint(volunteer.latitude, volunteer.longitude), volunteer.max_km)
        near = Q(**box_filter(box, "shift__opportunity__"))
        reachable |= Q(shift__opportunity__is_remote=False) & near
    age = volunteer.age_on(until)
    found = roles.filter(
        reachable, Q(min_age__isnull=True) | Q(min_age__lte=age), shift__opportunity__min_age__lte=age
    )
    return found if age >= ADULT_AGE_YEARS else found.filter(lawful_for_minors("shift__opportunity__"))
