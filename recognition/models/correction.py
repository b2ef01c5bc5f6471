"""A change of hours that had been written down: added, never changed, and read by the person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import AppendOnly, PublicId
from events.models import Attendance
from recognition.enums import CorrectionSource


class Correction(PublicId, AppendOnly):
    """What was changed about one attendance, from which to how many minutes, by whose word and why.

    ``minutes_before`` is empty where nothing had been written; then the minutes differ from what the gate saw or the
    volunteer reported, or the month was closed: ``is_late``.
    """

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="corrections")
    minutes_before = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes_after = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=CorrectionSource.choices)
    reason = models.CharField(max_length=300)
    is_late = models.BooleanField(default=False, help_text="The month had been closed.")
    made_by = models.UUIDField(null=True, blank=True, help_text="Public id; empty for the system.")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("correction")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="recognition_correction_source_known", condition=Q(source__in=CorrectionSource.values)
            ),
            models.CheckConstraint(name="recognition_correction_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"
