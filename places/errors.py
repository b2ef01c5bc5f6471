"""What can go wrong with places, in words for the person who asked."""

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, NotFound, Unavailable


class UnknownPlace(InvalidInput):
    """No place bears the name and none is close to it."""

    code = "places.unknown_place"
    message = _("We do not know the place “%(place)s”. Write the name of a city or village, or its coordinates.")
    field = "place"


class MisspeltPlace(InvalidInput):
    """No place bears the name, but some come close."""

    code = "places.misspelt_place"
    message = _("We do not know the place “%(place)s”. Did you mean: %(close)s?")
    field = "place"


class AmbiguousPlace(InvalidInput):
    """Several places bear the name and none stands out."""

    code = "places.ambiguous_place"
    message = _("Several places are called “%(place)s”. Add the region after a comma: %(choices)s.")
    field = "place"


class PointOutsideCountry(InvalidInput):
    """Coordinates that lie outside Kazakhstan, most often because latitude and longitude changed places."""

    code = "places.point_outside_country"
    message = _("The point %(latitude)s, %(longitude)s is not in Kazakhstan. Write the latitude first.")
    field = "place"


class UnknownTerritory(NotFound):
    """No territory in force bears the code."""

    code = "places.unknown_territory"
    message = _("There is no territory with the code “%(key)s”.")
    field = "territory"


class GeocoderBusy(Unavailable):
    """The outside geocoder may not be asked again yet, or does not answer."""

    code = "places.geocoder_busy"
    message = _("The address search is not available just now. Choose a city or village from the list.")
    field = "place"


class UnreadableTerritories(InvalidInput):
    """The classifier file cannot be read at all."""

    code = "places.unreadable_territories"
    message = _("The file cannot be read: %(reason)s")
    field = "file"
