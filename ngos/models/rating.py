"""Published ratings with everything they were computed from."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ngos.models.organisation import Organisation


class RatingRun(models.Model):
    """One computation of all ratings by one version of the method, as of one day."""

    method = models.CharField(max_length=20)
    as_of = models.DateField()
    computed_at = models.DateTimeField()
    inputs_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("rating run")

    def __str__(self) -> str:
        return f"rating run {self.pk} as of {self.as_of}"


class Rating(models.Model):
    """The rating of one organisation in one run; without points it is not rated yet.

    Points and the ends of their interval are tenths of a point, 0 to 1000.
    """

    run = models.ForeignKey(RatingRun, on_delete=models.PROTECT, related_name="ratings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="ratings")
    tenths = models.PositiveSmallIntegerField(null=True, blank=True)
    low_tenths = models.PositiveSmallIntegerField(null=True, blank=True)
    high_tenths = models.PositiveSmallIntegerField(null=True, blank=True)
    inputs = models.JSONField()
    parts = models.JSONField()
    gates = models.JSONField(default=list)

    class Meta:
        verbose_name = _("rating")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "organisation"], name="ngos_rating_once_a_run"),
            models.CheckConstraint(
                name="ngos_rating_interval_holds_points",
                condition=Q(tenths=None, low_tenths=None, high_tenths=None)
                | Q(tenths__lte=1000, low_tenths__lte=F("tenths"), high_tenths__gte=F("tenths")),
            ),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk} of organisation {self.organisation_id}"

    @property
    def is_rated(self) -> bool:
        """Whether there was enough to rate."""
        return self.tenths is not None
