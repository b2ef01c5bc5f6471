"""Fewer places than people: what a coordinator decided, and why."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.models.role import ShiftRole


class Reduction(PublicId, Timestamped):
    """The places of a role lowered below the people there; the sign-ups it ended point to it.

    The people who left read ``reason``; who decided stands in the log of actions.
    """

    role = models.ForeignKey(ShiftRole, on_delete=models.CASCADE, related_name="reductions")
    capacity_before = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reduction")
        constraints: ClassVar = [
            models.CheckConstraint(name="events_reduction_lowers", condition=Q(capacity__lt=F("capacity_before"))),
            models.CheckConstraint(name="events_reduction_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"reduction {self.pk}"
