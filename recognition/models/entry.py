"""The ledger of hours: rows are added, never changed."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.enums import Cause
from core.models import AppendOnly, AppendOnlyQuerySet, PublicId
from events.enums import Evidence
from events.models import Attendance
from ngos.models import Organisation
from places.models import Territory
from recognition.enums import ADDING, EntryKind
from recognition.ledger import SHARDS, Record
from volunteers.models import Volunteer

POLICY = "hours-1"  # the rules under which minutes are credited: docs/decisions/0029
LONGEST = 24 * 60

# The columns of a ``Record``, in its order.
RECORD_COLUMNS = (
    *("shard", "position", "previous", "digest", "public_id", "kind", "minutes", "worked_on", "cause", "evidence"),
    *("policy", "recorded_at", "follows_id", "volunteer_id", "attendance_id", "organisation_id", "territory_id"),
    *("actor_id", "approver_id", "age_years", "reason", "reason_digest"),
)


class LedgerQuerySet(AppendOnlyQuerySet):
    """Entries as sentences."""

    def standing(self) -> Self:
        """Those that add minutes and that nothing has taken back."""
        taken_back = self.model.objects.filter(follows=OuterRef("public_id"))
        return self.filter(~Exists(taken_back), kind__in=ADDING)


class LedgerEntry(PublicId, AppendOnly):
    """Minutes of one person for one confirmed attendance, in a chain of digests.

    What a report counts is copied in, so that a later move of home or a new unit cannot rewrite the past:
    ``territory`` is where the work was (the home for remote work), ``worked_on`` the local date of the venue.
    ``minutes`` is positive for a credit and a correction and negative for a reversal. A reversal ``follows`` the entry
    it takes back, a correction the reversal that made room for it. ``approver`` answers for the entry, ``actor`` wrote
    it. ``shard``, ``position``, ``previous`` and ``digest`` are given by ``recognition.services.chaining`` alone; what
    they cover stands in docs/ledger.md.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="ledger_entries")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="ledger_entries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=20, choices=Cause.choices)
    worked_on = models.DateField(db_index=True)
    age_years = models.PositiveSmallIntegerField(help_text="Completed years on the day of the work.")
    minutes = models.SmallIntegerField()
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    follows = models.OneToOneField(
        "self", null=True, blank=True, to_field="public_id", on_delete=models.PROTECT, related_name="followed_by"
    )
    evidence = models.CharField(max_length=1, choices=Evidence.choices)
    policy = models.CharField(max_length=20, default=POLICY, help_text="Version of the rules of crediting.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why the minutes were taken back.")
    reason_digest = models.CharField(max_length=64, blank=True, editable=False)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    approver = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    shard = models.PositiveSmallIntegerField(editable=False)
    position = models.PositiveBigIntegerField(editable=False, help_text="1, 2, 3 and so on within the shard.")
    previous = models.CharField(max_length=64, editable=False, help_text="Digest of the entry before it.")
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256, hexadecimal.")

    objects = LedgerQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of every append-only row

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes: ClassVar = [
            models.Index(fields=["territory", "worked_on"], name="recognition_entry_place_day"),
            # Few among many: a page asks how many hours were taken back.
            models.Index(
                fields=["attendance"], condition=Q(kind=EntryKind.REVERSAL), name="recognition_entry_taken_back"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attendance"], condition=Q(kind=EntryKind.CREDIT), name="recognition_ledgerentry_one_credit"
            ),
            models.UniqueConstraint(fields=["shard", "position"], name="recognition_ledgerentry_one_at_each_position"),
            models.CheckConstraint(
                name="recognition_ledgerentry_shard_known", condition=Q(shard__range=(0, SHARDS - 1))
            ),
            models.CheckConstraint(
                name="recognition_ledgerentry_sign_fits_kind",
                condition=(Q(kind__in=ADDING) & Q(minutes__range=(1, LONGEST)))
                | (Q(kind=EntryKind.REVERSAL) & Q(minutes__range=(-LONGEST, -1))),
            ),
            models.CheckConstraint(
                name="recognition_ledgerentry_follows_fits_kind",
                condition=(Q(kind=EntryKind.CREDIT) & Q(follows=None))
                | (Q(kind__in=(EntryKind.REVERSAL, EntryKind.CORRECTION)) & Q(follows__isnull=False)),
            ),
            models.CheckConstraint(name="recognition_ledgerentry_cause_known", condition=Q(cause__in=Cause.values)),
            models.CheckConstraint(
                name="recognition_ledgerentry_evidence_known", condition=Q(evidence__in=Evidence.values)
            ),
            models.CheckConstraint(
                name="recognition_ledgerentry_reversal_has_reason",
                condition=Q(kind=EntryKind.CREDIT) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"ledger entry {self.pk}"

    @property
    def record(self) -> Record:
        """What is hashed of the entry."""
        return Record._make(getattr(self, name) for name in RECORD_COLUMNS)
