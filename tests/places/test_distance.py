import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.distance import (
    GeoPoint,
    bounding_box,
    box_filter,
    chord_distances_km,
    distances_km,
    earth_centred_km,
    geodesic_km,
)

ALMATY = GeoPoint(43.2525, 76.9115)
ASTANA = GeoPoint(51.1801, 71.446)

latitudes = st.floats(40.5, 55.5)
longitudes = st.floats(46.5, 87.5)
points = st.builds(GeoPoint, latitudes, longitudes)


def test_geodesic_between_almaty_and_astana_is_the_known_distance():
    assert geodesic_km(ALMATY, ASTANA) == pytest.approx(973.5, abs=1.0)


def test_geodesic_is_zero_to_itself_and_the_same_both_ways():
    assert geodesic_km(ALMATY, ALMATY) == 0
    assert geodesic_km(ALMATY, ASTANA) == pytest.approx(geodesic_km(ASTANA, ALMATY), abs=1e-9)


@given(start=points, north=st.floats(-1.2, 1.2), east=st.floats(-1.2, 1.2))
def test_chord_is_within_four_centimetres_of_geodesic_up_to_two_hundred_kilometres(start, north, east):
    end = GeoPoint(start.latitude + north, start.longitude + east)
    exact = geodesic_km(start, end)

    (measured,) = distances_km(start, [end.latitude], [end.longitude])

    assert exact <= 200
    assert abs(measured - exact) <= 0.00004


def test_chord_over_twenty_thousand_pairs_stays_within_centimetres():
    chance = np.random.default_rng(1)
    start = np.column_stack([chance.uniform(41, 55, 300), chance.uniform(47, 87, 300)])
    end = start + chance.uniform(-1, 1, start.shape)

    centres, targets = earth_centred_km(*start.T), earth_centred_km(*end.T)
    measured = np.array([chord_distances_km(c, t[None, :])[0] for c, t in zip(centres, targets, strict=True)])
    exact = np.array([geodesic_km(GeoPoint(*s), GeoPoint(*e)) for s, e in zip(start, end, strict=True)])

    assert np.abs(measured - exact).max() <= 0.00004


def test_straight_chord_never_exceeds_the_geodesic():
    position = earth_centred_km([43.25, 51.18], [76.91, 71.45])
    straight = float(np.linalg.norm(position[0] - position[1]))

    assert straight < geodesic_km(GeoPoint(43.25, 76.91), GeoPoint(51.18, 71.45))


@given(centre=points, radius=st.floats(0, 300), bearing=st.floats(0, 2 * np.pi), share=st.floats(0, 1))
def test_bounding_box_loses_no_point_within_the_radius(centre, radius, bearing, share):
    box = bounding_box(centre, radius)
    reach = share * radius / 111.0
    other = GeoPoint(
        centre.latitude + reach * np.cos(bearing),
        centre.longitude + reach * np.sin(bearing) / np.cos(np.radians(centre.latitude)),
    )

    inside = box.south <= other.latitude <= box.north and box.west <= other.longitude <= box.east

    assert inside or geodesic_km(centre, other) > radius


def test_bounding_box_is_not_much_larger_than_the_circle():
    box = bounding_box(ALMATY, 10)

    assert geodesic_km(ALMATY, GeoPoint(box.north, ALMATY.longitude)) < 10.1
    assert geodesic_km(ALMATY, GeoPoint(ALMATY.latitude, box.east)) < 10.2


@pytest.mark.parametrize("point", [GeoPoint(89.99, 10), GeoPoint(-89.99, 10), GeoPoint(50, 179.99)])
def test_bounding_box_at_poles_and_date_line_takes_all_longitudes(point):
    box = bounding_box(point, 50)

    assert (box.west, box.east) == (-180, 180)


@pytest.mark.parametrize("radius", [-1, float("nan")])
def test_bounding_box_with_impossible_radius_is_refused(radius):
    with pytest.raises(ValueError, match="not a radius"):
        bounding_box(ALMATY, radius)


@pytest.mark.parametrize("pair", [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_point_off_the_earth_is_refused(pair):
    with pytest.raises(ValueError, match="not a point"):
        GeoPoint(*pair)


def test_box_filter_spells_the_limits_for_a_related_column():
    filters = box_filter(bounding_box(GeoPoint(50, 70), 0), "venue__")

    assert filters == {
        "venue__latitude__gte": 50,
        "venue__latitude__lte": 50,
        "venue__longitude__gte": 70,
        "venue__longitude__lte": 70,
    }
