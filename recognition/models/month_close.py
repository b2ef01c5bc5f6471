"""Months whose hours are closed: what changes afterwards is a correction with a reason."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import AppendOnly


class MonthClose(AppendOnly):
    """The close of one month: how many people had how many minutes at that moment. Written once."""

    month = models.DateField(unique=True, help_text="The first day of the month.")
    people = models.PositiveIntegerField()
    minutes = models.PositiveBigIntegerField()
    closed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("close of a month")
        verbose_name_plural = _("closes of months")

    def __str__(self) -> str:
        return f"close of {self.month:%Y-%m}"
