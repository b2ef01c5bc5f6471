"""Hours written down by hand: one person proposes, another from another team decides."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.models import ShiftRole, SignUp
from ngos.models import Organisation
from volunteers.models import Volunteer


class HandCredit(PublicId, Timestamped):
    """A wish to credit minutes of a shift that is over to somebody who had no place on it, and what became of it.

    ``month`` is the first day of the month of the work: what is granted in one month has a cap. Whoever acted goes by
    a public id alone.
    """

    role = models.ForeignKey(ShiftRole, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="hand_credits")
    month = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    is_granted = models.BooleanField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)
    signup = models.OneToOneField(SignUp, null=True, blank=True, on_delete=models.SET_NULL, related_name="hand_credit")

    class Meta:
        verbose_name = _("hours by hand")
        verbose_name_plural = _("hours by hand")
        constraints: ClassVar = [
            models.CheckConstraint(name="recognition_handcredit_a_day_at_most", condition=Q(minutes__range=(1, 1440))),
            models.CheckConstraint(name="recognition_handcredit_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="recognition_handcredit_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="recognition_handcredit_decided_with_words",
                condition=Q(decided_at__isnull=True, is_granted__isnull=True)
                | (Q(decided_at__isnull=False, is_granted__isnull=False) & ~Q(decision="")),
            ),
            models.UniqueConstraint(
                fields=["role", "volunteer"],
                condition=Q(decided_at__isnull=True),
                name="recognition_handcredit_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"hours by hand {self.pk}"
