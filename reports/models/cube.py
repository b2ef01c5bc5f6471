"""The cube: attendances that stand, beside the columns that pages count by. It can be thrown away and built anew."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import Cause
from events.enums import Evidence
from events.models import Opportunity, Shift
from ngos.models import Organisation
from places.models import Territory
from recognition.ledger import SHARDS
from recognition.models import LedgerEntry
from volunteers.models import Volunteer


class CubeFact(models.Model):
    """One entry of the ledger that adds minutes and that nothing has taken back.

    A person, a place, a day, a cause: the finest grain a page asks for, because people count once however the days
    are cut. ``region`` and ``district`` are the units above the place as it stands in the ledger; in which unit of a
    structure they count is worked out by ``reports.queries.units``. Written by ``reports.services.cube`` alone, in
    bulk and from rows whose keys are checked, so the database does not check eight keys of each row again.
    """

    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    region = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    district = models.ForeignKey(
        Territory, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    worked_on = models.DateField()
    age_years = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=1, choices=Evidence.choices)
    minutes = models.SmallIntegerField()

    class Meta:
        verbose_name = _("attendance in the cube")
        verbose_name_plural = _("attendances in the cube")
        indexes: ClassVar = [
            models.Index(fields=["region", "worked_on"], name="reports_cube_region_day"),
            models.Index(fields=["district", "worked_on"], name="reports_cube_district_day"),
            models.Index(fields=["volunteer", "worked_on"], name="reports_cube_person_day"),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk} in the cube"


class CubeCell(models.Model):
    """How many took part in a region or district in a year, quarter or month: the whole, or one row of a dimension.

    People of the ages that were youth when the period began, as ``reports.indicators.cells`` counts them; ``key`` is
    the row's key or code as text, ``0`` for work at no district. Written beside the facts and under the same lock.
    """

    unit = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    period = models.CharField(max_length=7)
    dimension = models.CharField(max_length=12, blank=True)
    key = models.CharField(max_length=20, blank=True)
    people = models.IntegerField()
    newcomers = models.IntegerField()
    attendances = models.IntegerField()
    minutes = models.BigIntegerField()

    class Meta:
        verbose_name = _("count in the cube")
        verbose_name_plural = _("counts in the cube")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "period", "dimension", "key"], name="reports_cubecell_one"),
        ]

    def __str__(self) -> str:
        return f"{self.people} people in unit {self.unit_id}, {self.period} {self.dimension} {self.key}".rstrip()


class CubeShard(models.Model):
    """How far a shard of the ledger has been read into the cube; positions have no gaps, so nothing is missed."""

    shard = models.PositiveSmallIntegerField(unique=True)
    position = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("shard read into the cube")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reports_cubeshard_shard_known", condition=models.Q(shard__range=(0, SHARDS - 1))
            ),
        ]

    def __str__(self) -> str:
        return f"shard {self.shard} read to {self.position}"
