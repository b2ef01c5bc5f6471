"""Territories: the places and administrative units of Kazakhstan, each version valid for a period."""

import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.text import fold
from places.distance import GeoPoint
from places.enums import CodeSystem, TerritoryKind

# The first day of every unit whose beginning no table gives; older than any event the service can hold.
SINCE_ALWAYS = datetime.date(1900, 1, 1)


def join_search_names(*names: str) -> str:
    """Fold names and fence each, ``|алматы|алма ата|``, so that whole names and word starts can be found alike."""
    folded = dict.fromkeys(fold(name) for name in names if name)
    return f"|{'|'.join(name for name in folded if name)}|"


class TerritoryQuerySet(models.QuerySet["Territory"]):
    """Filters that read as a sentence after ``Territory.objects``."""

    def in_force_on(self, day: datetime.date) -> Self:
        """Versions valid on a day; the last day of a period does not belong to it."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)

    def current(self) -> Self:
        """Versions that nothing has replaced."""
        return self.filter(valid_until__isnull=True)

    def regions(self) -> Self:
        """Top units: regions and cities of republican significance."""
        return self.filter(parent__isnull=True)

    def within(self, territory: "Territory") -> Self:
        """The territory itself and everything below it."""
        return self.filter(Q(pk=territory.pk) | Q(path__startswith=territory.inner_path))

    def with_point(self) -> Self:
        """Territories whose point on the map is known."""
        return self.filter(latitude__isnull=False)

    def matching(self, name: str) -> Self:
        """Territories with a name, in any language or former, in which a word starts with the given text."""
        folded = fold(name)
        if not folded:
            return self.none()
        return self.filter(Q(search_name__contains=f"|{folded}") | Q(search_name__contains=f" {folded}"))


class Territory(models.Model):
    """One version of one place or unit.

    Codes of the state classifier are reused, so a code is a key only together with its first day. Periods are
    half-open: ``valid_until`` is the first day on which the version is no longer in force, or null.
    """

    code_system = models.CharField(max_length=12, choices=CodeSystem)
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=16, choices=TerritoryKind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    region = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="region_members",
        help_text=_("The top unit above; empty for top units themselves."),
    )
    predecessor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
        help_text=_("The unit that held this ground just before."),
    )
    path = models.CharField(
        max_length=120,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("Primary keys of the units above, from the top: /1/23/."),
    )
    name_kk = models.CharField(_("name in Kazakh"), max_length=200, blank=True)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    other_names = models.CharField(
        max_length=500, blank=True, help_text=_("Former and alternative names, separated by |.")
    )
    search_name = models.TextField(editable=False)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    time_zone = models.CharField(max_length=40)
    population = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField(default=SINCE_ALWAYS)
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=100)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code_system", "code", "valid_from"], name="territory_code_from_day"),
            models.UniqueConstraint(
                fields=["code_system", "code"],
                condition=Q(valid_until__isnull=True),
                name="territory_one_current_version",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="territory_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, region__isnull=True) | Q(parent__isnull=False, region__isnull=False),
                name="territory_region_unless_top",
            ),
            models.CheckConstraint(
                condition=~Q(name_kk="", name_ru="", name_en=""),
                name="territory_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # Spelled out because a comparison with null is neither true nor false, and a CHECK lets it through.
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="territory_point_on_earth",
            ),
            models.CheckConstraint(condition=Q(kind__in=TerritoryKind.values), name="territory_known_kind"),
            models.CheckConstraint(condition=Q(code_system__in=CodeSystem.values), name="territory_known_code_system"),
            models.CheckConstraint(condition=~Q(time_zone=""), name="territory_has_a_time_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.name_ru or self.name_kk or self.name_en} ({self.code_system} {self.code}, {self.pk})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the folded names that search compares and the path from the parent."""
        self.search_name = self.folded_names()
        self.path = self.parent.inner_path if self.parent else ""
        if "update_fields" in kwargs and kwargs["update_fields"] is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_name", "path"}
        super().save(*args, **kwargs)

    @property
    def inner_path(self) -> str:
        """The path of the units directly below this one."""
        return f"{self.path or '/'}{self.pk}/"

    @property
    def key(self) -> str:
        """The public name of this unit, such as ``kato:750000000``; one version is in force on any day."""
        return f"{self.code_system}:{self.code}"

    @property
    def point(self) -> GeoPoint | None:
        """The point on the map, if it is known."""
        if self.latitude is None or self.longitude is None:
            return None
        return GeoPoint(self.latitude, self.longitude)

    @property
    def district_pk(self) -> int | None:
        """Primary key of the unit directly below the region, perhaps of this one; None for a region."""
        above = self.path.strip("/").split("/") if self.path else []
        if not above:
            return None
        return int(above[1]) if len(above) > 1 else self.pk

    def folded_names(self) -> str:
        """Return every name of this row as search_name holds them."""
        return join_search_names(self.name_kk, self.name_ru, self.name_en, *self.other_names.split("|"))

    def contains(self, other: "Territory") -> bool:
        """Say whether the other unit is this one or lies below it."""
        return other.pk == self.pk or other.path.startswith(self.inner_path)
