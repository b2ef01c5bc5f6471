"""Series: the rule by which shifts of an opportunity repeat."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.models.opportunity import Opportunity


class ShiftSeries(PublicId, Timestamped):
    """Shifts that repeat by an RFC 5545 rule, on days of the venue's calendar.

    ``rule`` is the text of an RRULE with an end, empty where only ``dates`` count; ``dates`` and ``except_on`` are
    days as ``YYYY-MM-DD``. Times are wall time of the venue. ``roles`` is the pattern every new shift
    gets, in the shape of ``events.services.series.pattern_of``. ``generated_until`` is the last day for which shifts
    were made.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="series")
    rule = models.CharField(max_length=300, blank=True)
    first_on = models.DateField()
    start_time = models.TimeField()
    end_time = models.TimeField()
    ends_next_day = models.BooleanField(default=False)
    dates = models.JSONField(default=list, blank=True)
    except_on = models.JSONField(default=list, blank=True)
    skips_holidays = models.BooleanField(default=False)
    roles = models.JSONField(default=list, blank=True)
    generated_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("series of shifts")
        verbose_name_plural = _("series of shifts")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_shiftseries_generated_from_first",
                condition=Q(generated_until__isnull=True) | Q(generated_until__gte=F("first_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"series {self.pk}"

    @property
    def time_zone(self) -> str:
        """The zone of the venue, wherever the opportunity has moved."""
        return self.opportunity.time_zone
