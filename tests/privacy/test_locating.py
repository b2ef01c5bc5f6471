"""Nobody can work out where somebody lives, whatever venues are tried."""

import random
from datetime import date

import pytest

from accounts.models import User
from matching.queries import find_candidates
from matching.reasons.bands import band_words
from places.distance import CELL_KM, GeoPoint, band_of, coarse, geodesic_km
from places.services.geocoding import geocode
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_volunteer
from volunteers.services import ProfileChange, create_profile, update_profile

TRIES = 10_000


def venues():
    dice = random.Random(20260504)
    return [GeoPoint(dice.uniform(42.9, 43.6), dice.uniform(76.3, 77.5)) for _ in range(TRIES)]


def flat_km(one: GeoPoint, other: GeoPoint) -> float:
    """Kilometres on the flat, right enough within a region and quick."""
    return (((one.latitude - other.latitude) * 111.1) ** 2 + ((one.longitude - other.longitude) * 81.1) ** 2) ** 0.5


def test_ten_thousand_venues_cannot_tell_homes_apart_that_are_kilometres_apart():
    middle = coarse(GeoPoint(43.24, 76.93))
    one = GeoPoint(middle.latitude - 0.026, middle.longitude - 0.035)
    other = GeoPoint(middle.latitude + 0.026, middle.longitude + 0.035)
    assert geodesic_km(one, other) > 6
    tried = venues()

    answers = [[band_of(flat_km(coarse(home), venue)) for venue in tried] for home in (one, other)]
    control = [[band_of(flat_km(home, venue)) for venue in tried] for home in (one, other)]

    assert answers[0] == answers[1]
    assert sum(near != far for near, far in zip(*control, strict=True)) > 1_000
    assert geodesic_km(middle, one) > CELL_KM / 2


@pytest.mark.parametrize(
    ("km", "words"),
    [(0, "Under 3 km away"), (2.99, "Under 3 km away"), (3, "3 to 5 km away"), (25, "More than 25 km away")],
)
def test_distances_are_told_in_bands(km, words):
    assert band_words(km) == words


@pytest.mark.django_db
def test_two_people_of_one_cell_look_the_same_to_a_coordinator(now):
    middle = coarse(GeoPoint(43.24, 76.93))
    near, far = (
        make_volunteer(latitude=middle.latitude + step, longitude=middle.longitude + step) for step in (0.02, -0.02)
    )
    role = make_role(make_shift(make_opportunity(latitude=middle.latitude + 0.02, longitude=middle.longitude + 0.02)))

    found = find_candidates(role, now=now).ranked

    assert [one.volunteer.pk for one in found] == [v.pk for v in sorted((near, far), key=lambda v: v.public_id)]
    assert len({(one.score, tuple(one.parts.items()), one.level, one.distance_km) for one in found}) == 1
    assert len({factor.sentence + factor.title for one in found for factor in one.factors}) == len(found[0].factors)


@pytest.mark.django_db
def test_no_path_keeps_a_point_finer_than_the_middle_of_a_settlement(now):
    home = settlement()
    user: User = make_user()
    volunteer = create_profile(user=user, birth_date=date(2011, 1, 1), home=home, actor=user, now=now)
    assert (volunteer.latitude, volunteer.longitude) == (home.latitude, home.longitude)

    moved = geocode("Караганда", language="ru").territory
    update_profile(volunteer=volunteer, change=ProfileChange(home=moved), actor=user, now=now)

    volunteer.refresh_from_db()
    there = settlement(KARAGANDA)
    assert (volunteer.latitude, volunteer.longitude) == (there.latitude, there.longitude)
    assert not hasattr(ProfileChange(), "latitude")
