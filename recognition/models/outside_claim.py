"""Hours from elsewhere that a volunteer asks to be counted, and what became of the wish."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from recognition.enums import OutsideSource
from recognition.models.trusted_issuer import TrustedIssuer
from volunteers.models import Volunteer


class OutsideClaim(PublicId, Timestamped):
    """What one person sent at once: a signed record of another platform, or a table with a picture as evidence.

    ``rows`` are what passed the rules when it was sent; ``hosts`` their organisations, folded and between bars, so
    that nobody from one of them decides. ``picture`` was drawn anew, so nothing is in it but points; it is emptied a
    while after the decision. ``sent_by`` and ``decided_by`` are public ids.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="outside_claims")
    source = models.CharField(max_length=10, choices=OutsideSource.choices)
    issuer = models.ForeignKey(TrustedIssuer, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    credential = models.CharField(max_length=255, blank=True, help_text="Id of the signed record.")
    signed_name = models.CharField(
        max_length=200, blank=True, help_text="Whose hours the signed record says they are."
    )
    status_address = models.CharField(max_length=500, blank=True, help_text="Of the list that says what is withdrawn.")
    status_place = models.PositiveBigIntegerField(null=True, blank=True, help_text="Of the record in that list.")
    withdrawn_as_of = models.DateTimeField(null=True, blank=True)
    rows = models.JSONField(default=list)
    minutes = models.PositiveIntegerField()
    hosts = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    picture = models.BinaryField(null=True, blank=True)
    sent_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    is_approved = models.BooleanField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hours from elsewhere, sent")
        verbose_name_plural = _("hours from elsewhere, sent")
        indexes: ClassVar = [models.Index(fields=["decided_at", "id"], name="recognition_outside_waiting")]
        constraints: ClassVar = [
            models.CheckConstraint(name="recognition_outsideclaim_has_minutes", condition=Q(minutes__gte=1)),
            models.CheckConstraint(
                name="recognition_outsideclaim_source_fits",
                condition=(Q(source=OutsideSource.SIGNED, issuer__isnull=False) & ~Q(credential=""))
                | (Q(source=OutsideSource.TABLE, issuer__isnull=True, credential="") & ~Q(note="")),
            ),
            models.CheckConstraint(
                name="recognition_outsideclaim_two_people",
                condition=Q(decided_by__isnull=True) | Q(sent_by__isnull=True) | ~Q(decided_by=F("sent_by")),
            ),
            models.CheckConstraint(
                name="recognition_outsideclaim_decided_with_words",
                condition=Q(decided_at__isnull=True, is_approved__isnull=True, taken_back_at__isnull=True)
                | (Q(decided_at__isnull=False, is_approved__isnull=False) & ~Q(decision="")),
            ),
            models.UniqueConstraint(
                fields=["issuer", "credential"],
                condition=~Q(credential="") & (Q(is_approved__isnull=True) | Q(is_approved=True)),
                name="recognition_outsideclaim_a_record_once",
            ),
        ]

    def __str__(self) -> str:
        return f"hours from elsewhere {self.pk}"
