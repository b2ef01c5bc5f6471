"""A shelter's address: every door, read by everybody, and by those who may not know it never answered with it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from events.models import Opportunity, ProtectedPlace
from places.distance import GeoPoint, geodesic_km
from places.queries import shown_district
from tests.cast import MONDAY_MORNING
from tests.matrix import policy
from tests.matrix.doors import Door, all_doors
from tests.matrix.people import Canary
from tests.matrix.test_matrix import Walker, undone
from tests.matrix.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STREET = "Қанарей көшесі 99/Ж"
# Degrees that no other thing in the world begins with, five kilometres and more from the middle of the district.
LATITUDE, LONGITUDE = 43.317173, 77.071717
CANARIES = ("Қанарей", "99/Ж", "Kanarei", "43.3171", "77.0717", "43,3171", "77,0717")
# Those who run the event read its address on their own desk.
KNOWING = dict.fromkeys(policy.MEMBERS, ("ngo:event GET", "ngo:edit_event GET", "ngo:duplicate GET"))
# The district's own middle may stand where nothing else does.
LEAST_KM = 3


def protect_everything() -> None:
    """Turn every event into one at a protected place."""
    for event in Opportunity.objects.filter(is_remote=False).select_related("venue__region"):
        ProtectedPlace.objects.create(
            opportunity=event, venue=event.venue, address=STREET, latitude=LATITUDE, longitude=LONGITUDE
        )
        district = shown_district(event.venue)
        Opportunity.objects.filter(pk=event.pk).update(
            is_place_protected=True,
            address="",
            venue=district,
            latitude=district.latitude,
            longitude=district.longitude,
        )


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), time_machine.travel(MONDAY_MORNING, tick=False), undone():
        made = make_world(MONDAY_MORNING)
        protect_everything()
        made.canaries = [Canary("address", "shelter", text) for text in CANARIES]
        yield made


def readable(*names: str) -> list[Door]:
    return [door for door in all_doors() if door.method == "GET" and (not names or door.name in names)]


@pytest.mark.parametrize("role", policy.ROLES)
def test_nobody_reads_where_a_shelter_is(world, role, figure):
    walker = Walker.as_role(world, role)
    cells = walker.walk(readable())

    leaks = sorted({cell.door for cell in cells if cell.leaks} - set(KNOWING.get(role, ())))
    figure("protected places", responses=walker.watch.responses, leaks=len(leaks))
    assert leaks == []


def test_those_who_run_it_read_it_so_the_watch_sees_it(world):
    cells = Walker.as_role(world, "coordinator").walk(
        [door for door in readable() if door.name == "ngo:edit_event GET"]
    )

    assert {cell.place: bool(cell.leaks) for cell in cells} == {
        "near": True, "minors": True, "far": False, "missing": False,
    }  # fmt: skip


def test_a_confirmed_adult_reads_it_in_her_calendar_and_on_her_page_two_days_before_and_nobody_else(world):
    hers = {"own_calendar GET", "volunteer:shift GET", "volunteer:shift_file GET"}

    def read_by(role: str) -> set[str]:
        cells = Walker.as_role(world, role).walk(readable(*hers))
        return {cell.door for cell in cells if cell.leaks and cell.place == "near"}

    assert read_by("adult") == set()
    with time_machine.travel(MONDAY_MORNING + timedelta(days=4), tick=False):
        assert read_by("adult") == hers
        # The secret address of her calendar is a key: whoever she gives it to reads what she reads.
        assert {role: read_by(role) for role in ("minor", "coordinator", "akimat")} == {
            role: {"own_calendar GET"} for role in ("minor", "coordinator", "akimat")
        }


def test_the_point_that_is_shown_depends_on_the_district_alone(world):
    shown = set(
        Opportunity.objects.filter(is_place_protected=True).values_list("venue_id", "latitude", "longitude", "address")
    )

    assert len({venue for venue, *_ in shown}) == len(shown)
    distances = [
        geodesic_km(GeoPoint(latitude, longitude), GeoPoint(LATITUDE, LONGITUDE))
        for _, latitude, longitude, _ in shown
    ]
    assert min(distances) > LEAST_KM
