"""Vocabulary of places: where a code comes from and what kind of place it names."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CodeSystem(TextChoices):
    """Who gave a territory its code."""

    KATO = "kato", _("State classifier (KATO)")
    GEONAMES = "geonames", _("GeoNames")


class TerritoryKind(TextChoices):
    """What a territory is; administrative units first, then places where people live."""

    REGION = "region", _("Region")
    MAJOR_CITY = "major_city", _("City of republican significance")
    DISTRICT = "district", _("District")
    CITY_AREA = "city_area", _("City with its surroundings")
    CITY_DISTRICT = "city_district", _("City district")
    RURAL_DISTRICT = "rural_district", _("Rural district")
    CITY = "city", _("City")
    TOWN = "town", _("Town")
    VILLAGE = "village", _("Village")
    SETTLEMENT = "settlement", _("Settlement")
    LOCALITY = "locality", _("Small locality")


POPULATED_KINDS = (
    TerritoryKind.CITY,
    TerritoryKind.TOWN,
    TerritoryKind.VILLAGE,
    TerritoryKind.SETTLEMENT,
    TerritoryKind.LOCALITY,
)
