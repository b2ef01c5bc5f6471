"""Distances as an organisation is told them: in bands, from the cell a home lies in, so that nobody can be located."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from events.models import Opportunity
from events.queries import distance_to
from matching import engine
from places.distance import BAND_ENDS_KM, GeoPoint, band_of, coarse
from volunteers.models import Volunteer

# Share of the points for a short way that a band is worth; whole bands, so points say no more than words.
SHARES = (1.0, 0.8, 0.6, 0.3, 0.0)
CODES = ("under_3", "3_5", "5_10", "10_25", "over_25")


def coarse_distance(opportunity: Opportunity, volunteer: Volunteer) -> float | None:
    """Return the kilometres from the cell of a home to the venue, or nothing for online work."""
    return distance_to(opportunity, coarse(GeoPoint(volunteer.latitude, volunteer.longitude)))


def band_words(km: float) -> str:
    """Name the band of a distance."""
    band = band_of(km)
    if band == 0:
        return _("Under %(km)s km away") % {"km": BAND_ENDS_KM[0]}
    if band == len(BAND_ENDS_KM):
        return _("More than %(km)s km away") % {"km": BAND_ENDS_KM[-1]}
    return _("%(from)s to %(to)s km away") % {"from": BAND_ENDS_KM[band - 1], "to": BAND_ENDS_KM[band]}


def in_bands(factors: Sequence[engine.Factor], km: float | None) -> tuple[engine.Factor, ...]:
    """Return the factors with the points for distance that the band is worth, for an organisation's eyes."""
    if km is None:
        return tuple(factors)
    points = round(engine.VERSIONS[engine.CURRENT].distance * SHARES[band_of(km)])
    return tuple(
        replace(factor, verdict="fits", points=points) if _is_scored_distance(factor) else factor for factor in factors
    )


def _is_scored_distance(factor: engine.Factor) -> bool:
    return factor.code == "distance" and factor.points is not None
