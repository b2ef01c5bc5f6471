"""The gate: every scan that reached us, how long people were there, printed tickets and counted heads."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.enums import Evidence, ScanKind, ScanOutcome, ScanVerdict, ScanWay
from events.models.shift import Shift
from events.models.signup import SignUp
from events.validators import GATE_REASON_LENGTH
from volunteers.models import Volunteer

TO_LOOK_AT = Q(needs_look=True, looked_at__isnull=True)


class GateScanQuerySet(models.QuerySet["GateScan"]):
    """Scans as sentences."""

    def to_look_at(self) -> Self:
        """Those a coordinator has to decide about."""
        return self.filter(TO_LOOK_AT)

    def counted(self) -> Self:
        """Those that say that somebody was there."""
        return self.filter(is_counted=True)


class GateScan(Timestamped):
    """One scan as a phone sent it and as we answered it: the first answer stays, whatever is learnt later.

    ``key`` is the phone's own UUID and makes a second sending harmless. ``scanned_at`` is what the phone's clock
    said, ``clock_offset_seconds`` how far it was behind ours, ``happened_at`` the moment that counts. ``details`` hold
    codes, numbers and public ids for the sentence; ``walk_in`` a sealed name and address until somebody has looked.
    """

    key = models.UUIDField(unique=True)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="scans")
    signup = models.ForeignKey(SignUp, null=True, blank=True, on_delete=models.CASCADE, related_name="scans")
    kind = models.CharField(max_length=3, choices=ScanKind.choices)
    way = models.CharField(max_length=10, choices=ScanWay.choices)
    device = models.CharField(max_length=64, blank=True)
    scanned_by = models.UUIDField(help_text="Public id of whoever scanned.")
    scanned_at = models.DateTimeField()
    received_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    clock_offset_seconds = models.IntegerField(null=True, blank=True)
    marks = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=16, choices=ScanOutcome.choices)
    details = models.JSONField(default=dict, blank=True)
    walk_in = models.TextField(blank=True)
    is_counted = models.BooleanField(default=False)
    needs_look = models.BooleanField(default=False)
    verdict = models.CharField(max_length=8, choices=ScanVerdict.choices, blank=True)
    reason = models.CharField(max_length=GATE_REASON_LENGTH, blank=True, help_text="Why the verdict is what it is.")
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.UUIDField(null=True, blank=True)

    objects = GateScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan at the gate")
        indexes: ClassVar = [
            models.Index(fields=["shift", "happened_at"], name="events_gatescan_to_look_at", condition=TO_LOOK_AT),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="events_gatescan_kind_known", condition=Q(kind__in=ScanKind.values)),
            models.CheckConstraint(name="events_gatescan_way_known", condition=Q(way__in=ScanWay.values)),
            models.CheckConstraint(name="events_gatescan_outcome_known", condition=Q(outcome__in=ScanOutcome.values)),
            models.CheckConstraint(
                name="events_gatescan_counted_for_somebody", condition=Q(is_counted=False) | Q(signup__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"scan {self.pk}"


class Presence(Timestamped):
    """How long one person was at one shift, as the gate saw it: the earliest in, the latest out, within the shift.

    Nobody is at two shifts at once: an exclusion constraint on PostgreSQL and triggers on SQLite refuse it.
    ``is_end_inferred`` says that nobody saw the person leave and the planned end was taken. ``is_contested`` waits for
    a coordinator. What was written down afterwards counts once a second person has confirmed it.
    """

    signup = models.OneToOneField(SignUp, on_delete=models.CASCADE, related_name="presence")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="presences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seen_in_at = models.DateTimeField()
    seen_out_at = models.DateTimeField(null=True, blank=True)
    is_end_inferred = models.BooleanField(default=True)
    evidence = models.CharField(max_length=1, choices=Evidence.choices)
    is_contested = models.BooleanField(default=False)
    written_by = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=GATE_REASON_LENGTH, blank=True, help_text="Why it was written afterwards.")
    confirmed_by = models.UUIDField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("presence")
        constraints: ClassVar = [
            models.CheckConstraint(name="events_presence_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="events_presence_evidence_known", condition=Q(evidence__in=Evidence.values)),
            models.CheckConstraint(
                name="events_presence_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"presence {self.pk}"


class GateTicket(PublicId, Timestamped):
    """A printed ticket for one shift, with somebody's name or blank; it opens the gate once."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="tickets")
    number = models.PositiveSmallIntegerField()
    signup = models.ForeignKey(SignUp, null=True, blank=True, on_delete=models.CASCADE, related_name="tickets")
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("ticket")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shift", "number"], name="events_gateticket_number_once"),
            models.UniqueConstraint(fields=["shift", "signup"], name="events_gateticket_one_each"),
        ]

    def __str__(self) -> str:
        return f"ticket {self.pk}"


class HeadCount(PublicId, Timestamped):
    """How many people an organiser counted at a shift; ``is_blind`` if she had not opened the list of names before."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="head_counts")
    people = models.PositiveSmallIntegerField()
    counted_by = models.UUIDField()
    counted_at = models.DateTimeField()
    is_blind = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("head-count")

    def __str__(self) -> str:
        return f"head-count {self.pk}"
