"""What was decided: the protocol, who signed it, the result of every application, and complaints."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from funding.enums import OutcomeChoice, SeatRole
from funding.models.application import Application
from funding.models.call import Call
from funding.models.commission import Seat
from ngos.models import Organisation


class Protocol(models.Model):
    """What the commission found, as canonical data with its digest; only ever added."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="protocol")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    drawn_up_at = models.DateTimeField()

    class Meta:
        verbose_name = _("protocol")

    def __str__(self) -> str:
        return f"protocol of call {self.call_id}"


class Signature(models.Model):
    """The chair or the secretary put the name under a protocol; only ever added."""

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signature")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["protocol", "role"], name="funding_signature_once"),
            models.CheckConstraint(name="funding_signature_role_signs", condition=Q(role__in=("chair", "secretary"))),
        ]

    def __str__(self) -> str:
        return f"signature {self.role} of protocol {self.protocol_id}"


class Result(models.Model):
    """The place of one application. ``total`` is an exact fraction of 100, ``hundredths`` the same rounded down."""

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="results")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="result")
    place = models.PositiveSmallIntegerField()
    total = models.CharField(max_length=60)
    hundredths = models.PositiveIntegerField()
    points = models.JSONField()
    sheets = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=8, choices=OutcomeChoice.choices)
    broke_tie = models.BooleanField()
    awarded_kzt = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("result")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["protocol", "place"], name="funding_result_place_once"),
            models.CheckConstraint(name="funding_result_outcome_known", condition=Q(outcome__in=OutcomeChoice.values)),
            models.CheckConstraint(
                name="funding_result_money_for_the_supported",
                condition=Q(outcome="awarded", awarded_kzt__gte=1) | (~Q(outcome="awarded") & Q(awarded_kzt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"result {self.pk} {self.outcome}"


class Complaint(PublicId, Timestamped):
    """An applicant says that the decision broke a rule; words and answer are public."""

    stays_when_merged = True  # published under the name of who complained (ngos.services.merging)

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="complaints")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=1000)
    filed_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    is_upheld = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("complaint")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "organisation"], name="funding_complaint_once"),
            models.CheckConstraint(name="funding_complaint_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="funding_complaint_answered_whole",
                condition=Q(answered_at=None, is_upheld=None, answer="")
                | (Q(answered_at__isnull=False, is_upheld__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk}"
