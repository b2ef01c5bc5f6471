"""Protected places: the exact place of work that the public may know by its district only."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from events.models.opportunity import Opportunity
from places.models import Territory


class ProtectedPlace(Timestamped):
    """Where a shelter really is, kept apart from the row that every list, map and search reads.

    The row of the opportunity itself holds its district and the middle of that district, so that whatever reads it
    can tell nothing more. Only ``queries.protected`` reads this table.
    """

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, related_name="protected_place")
    venue = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        verbose_name = _("protected place")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_protectedplace_on_earth",
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return f"protected place {self.pk}"
