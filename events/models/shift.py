"""Shifts: when an opportunity takes place."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.intervals import TimeWindow
from core.models import PublicId, Timestamped
from events.enums import OpportunityStatus, ShiftStatus
from events.models.opportunity import Opportunity
from events.models.series import ShiftSeries


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Shifts as sentences."""

    def planned(self) -> Self:
        """Those that take place."""
        return self.filter(status=ShiftStatus.PLANNED)

    def public(self) -> Self:
        """Planned shifts of published opportunities."""
        return self.planned().filter(opportunity__status=OpportunityStatus.PUBLISHED)

    def starting_after(self, moment: datetime) -> Self:
        """Those that have not begun by the moment."""
        return self.filter(starts_at__gt=moment)


class Shift(PublicId, Timestamped):
    """One span of work on one day or night.

    The wall time and zone of the venue are the truth; ``starts_at`` and ``ends_at`` in UTC are derived from them, so a
    change of the zone's offset moves the instant and not the hour people were told. ``has_two_adults`` is kept under a
    lock of the row by all that takes or frees a place: where children are, the shift runs only while it is true.
    ``sequence`` counts what happened to it: each move and the end of it add one, so that calendars follow.
    ``recurs_on`` is the day of its series it stands for, wherever it has been moved since.
    ``cancel_reason`` is the coordinator's sentence to whoever had a place.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="shifts")
    starts_on = models.DateField()
    start_time = models.TimeField()
    ends_on = models.DateField()
    end_time = models.TimeField()
    time_zone = models.CharField(max_length=40)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=ShiftStatus.choices, default=ShiftStatus.PLANNED)
    has_two_adults = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)
    series = models.ForeignKey(ShiftSeries, on_delete=models.SET_NULL, null=True, blank=True, related_name="shifts")
    recurs_on = models.DateField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        constraints: ClassVar = [
            models.CheckConstraint(name="events_shift_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="events_shift_status_known", condition=Q(status__in=ShiftStatus.values)),
            models.UniqueConstraint(fields=["series", "recurs_on"], name="events_shift_once_in_series"),
            models.CheckConstraint(
                name="events_shift_in_series_has_its_day",
                condition=Q(series__isnull=True) | Q(recurs_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"shift {self.pk}"

    @property
    def window(self) -> TimeWindow:
        """The shift as a half-open span."""
        return TimeWindow(self.starts_at, self.ends_at)

    @property
    def minutes(self) -> int:
        """Length in minutes, measured in UTC so that a clock change cannot alter it."""
        return self.window.minutes
