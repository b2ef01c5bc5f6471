"""The minutes from elsewhere that count as such: a chain of their own, apart from the ledger."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.enums import Cause
from core.models import Chained, PublicId
from events.enums import Evidence
from recognition.enums import OutsideSource
from recognition.models.entry import LONGEST
from volunteers.models import Volunteer


class OutsideHours(PublicId, Chained):
    """Minutes of one person worked elsewhere and approved here; written once, taken back by a row of the other sign.

    Reports, rules and confirmed totals never read it. ``claim`` is the public id of the wish, ``approver`` that of
    whoever decided. ``fingerprint`` knows the same hours again, whoever sends them. ``organisation`` and ``bin`` are
    as the source wrote them.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="outside_hours")
    claim = models.UUIDField(db_index=True)
    source = models.CharField(max_length=10, choices=OutsideSource.choices)
    issuer = models.CharField(max_length=255, blank=True)
    fingerprint = models.CharField(max_length=64)
    worked_on = models.DateField()
    minutes = models.SmallIntegerField()
    cause = models.CharField(max_length=20, choices=Cause.choices)
    organisation = models.CharField(max_length=200)
    bin = models.CharField(max_length=12, blank=True)
    evidence = models.CharField(max_length=1, choices=Evidence.choices)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    approver = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hours from elsewhere")
        verbose_name_plural = _("hours from elsewhere")
        indexes: ClassVar = [models.Index(fields=["volunteer", "worked_on"], name="recognition_outside_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lane", "position"], name="recognition_outsidehours_one_at_each_position"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(minutes__gt=0), name="recognition_outsidehours_once"
            ),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(minutes__lt=0), name="recognition_outsidehours_taken_back_once"
            ),
            models.CheckConstraint(
                name="recognition_outsidehours_a_day_at_most",
                condition=Q(minutes__range=(1, LONGEST)) | Q(minutes__range=(-LONGEST, -1)),
            ),
            models.CheckConstraint(name="recognition_outsidehours_cause_known", condition=Q(cause__in=Cause.values)),
            models.CheckConstraint(
                name="recognition_outsidehours_evidence_known", condition=Q(evidence__in=Evidence.values)
            ),
        ]

    def __str__(self) -> str:
        return f"hours from elsewhere {self.pk}"
