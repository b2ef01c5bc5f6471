"""How many young people live in a unit, as somebody published it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from places.models import Territory


class YouthPopulation(Timestamped):
    """The young people of one unit in one year by one source; nothing is corrected, parts may miss the total."""

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    youngest = models.PositiveSmallIntegerField()
    oldest = models.PositiveSmallIntegerField(help_text="Completed years, included.")
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("youth population")
        verbose_name_plural = _("youth populations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory", "year", "youngest", "oldest"], name="reports_youthpopulation_once"
            ),
            models.CheckConstraint(name="reports_youthpopulation_people", condition=Q(people__gt=0)),
            models.CheckConstraint(name="reports_youthpopulation_ages", condition=Q(oldest__gte=F("youngest"))),
            models.CheckConstraint(name="reports_youthpopulation_year", condition=Q(year__range=(1990, 2100))),
            models.CheckConstraint(name="reports_youthpopulation_sourced", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"youth population {self.pk}"
