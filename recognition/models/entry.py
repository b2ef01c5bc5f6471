"""The ledger of hours: rows are added, never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.enums import Cause
from core.models import AppendOnly, PublicId
from events.models import Attendance
from ngos.models import Organisation
from places.models import Territory
from recognition.enums import EntryKind
from volunteers.models import Volunteer


class LedgerEntry(PublicId, AppendOnly):
    """Minutes of one person for one confirmed attendance.

    What a report counts is copied in, so that a later move of home or a new unit cannot rewrite the past:
    ``territory`` is where the work was (the home for remote work), ``worked_on`` the local date of the venue.
    ``minutes`` is positive for a credit and negative for a reversal, which has the ``turn`` of the credit it undoes.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="ledger_entries")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="ledger_entries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=20, choices=Cause.choices)
    worked_on = models.DateField(db_index=True)
    age_years = models.PositiveSmallIntegerField(help_text="Completed years on the day of the work.")
    minutes = models.SmallIntegerField()
    kind = models.CharField(max_length=8, choices=EntryKind.choices)
    turn = models.PositiveSmallIntegerField(default=1, help_text="2 for the credit after the first reversal.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why the minutes were taken back.")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes: ClassVar = [
            models.Index(fields=["territory", "worked_on"], name="recognition_entry_place_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attendance", "kind", "turn"], name="recognition_ledgerentry_once_per_kind_and_turn"
            ),
            models.CheckConstraint(
                name="recognition_ledgerentry_sign_fits_kind",
                condition=(Q(kind=EntryKind.CREDIT) & Q(minutes__range=(1, 24 * 60)))
                | (Q(kind=EntryKind.REVERSAL) & Q(minutes__range=(-24 * 60, -1))),
            ),
            models.CheckConstraint(name="recognition_ledgerentry_cause_known", condition=Q(cause__in=Cause.values)),
            models.CheckConstraint(
                name="recognition_ledgerentry_reversal_has_reason",
                condition=Q(kind=EntryKind.CREDIT) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"ledger entry {self.pk}"
