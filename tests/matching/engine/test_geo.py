import numpy as np
import pytest
from geopy.distance import geodesic

from matching.engine.geo import distance_m, ecef_cm


def test_distance_to_itself_is_nothing():
    almaty = ecef_cm([43.2383], [76.9453])

    assert distance_m(almaty, almaty).tolist() == [0]


def test_distance_agrees_with_geodesic_to_the_metre_over_the_country():
    rng = np.random.default_rng(7)
    here = np.stack([rng.uniform(40.6, 55.4, 400), rng.uniform(46.5, 87.3, 400)], axis=1)
    there = here + rng.normal(0, 0.6, (400, 2))

    ours = distance_m(ecef_cm(here[:, 0], here[:, 1]), ecef_cm(there[:, 0], there[:, 1]))

    theirs = np.array([geodesic(a, b).m for a, b in zip(here, there, strict=True)])
    close = theirs < 200_000
    assert close.sum() > 300
    assert np.abs(ours - theirs)[close].max() < 0.56  # half a metre of rounding and some centimetres of formula


def test_distance_is_symmetric_and_broadcasts():
    points = ecef_cm([43.2, 51.1, 42.3], [76.9, 71.4, 69.6])

    table = distance_m(points[:, None], points[None])

    assert table.shape == (3, 3)
    assert (table == table.T).all()


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (float("nan"), 0), (-90.5, 10)])
def test_place_outside_the_world_is_refused_by_row(latitude, longitude):
    with pytest.raises(ValueError, match="row 1"):
        ecef_cm([43.2, latitude], [76.9, longitude])
