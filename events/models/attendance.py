"""Attendance: what the coordinator confirmed about one sign-up."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import Timestamped
from events.enums import Evidence, Outcome
from events.models.signup import SignUp


class Attendance(Timestamped):
    """Whether a person came and for how many minutes; confirmed once. ``evidence`` says how well it is known."""

    signup = models.OneToOneField(SignUp, on_delete=models.PROTECT, related_name="attendance")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    minutes = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=1, choices=Evidence.choices, default=Evidence.MANUAL)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attendance")
        constraints: ClassVar = [
            models.CheckConstraint(name="events_attendance_outcome_known", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(name="events_attendance_evidence_known", condition=Q(evidence__in=Evidence.values)),
            models.CheckConstraint(
                name="events_attendance_minutes_fit_outcome",
                condition=(Q(outcome=Outcome.PRESENT) & Q(minutes__range=(1, 24 * 60)))
                | (Q(outcome=Outcome.ABSENT) & Q(minutes=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"
