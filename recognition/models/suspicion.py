"""Doubts about hours, and what somebody decided about them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.models import SignUp
from ngos.models import Organisation
from recognition.enums import SuspicionStatus
from recognition.fraud import Pattern

PATTERNS = [(pattern.value, pattern.value) for pattern in Pattern]


class Suspicion(PublicId, Timestamped):
    """What one pattern saw about some hours of one organisation.

    ``subject`` says what the hours have in common and is the same every night, so that a doubt is not written twice
    while it is open. ``facts`` hold codes and numbers for the sentence, never names. Where ``asked_by`` is set, a
    coordinator asks whether hours that a rule refuses may count: then they are not in the ledger yet, and ``cleared``
    lets them in. ``asked_by`` and ``decided_by`` are public ids, so they outlive the accounts.
    """

    pattern = models.CharField(max_length=20, choices=PATTERNS)
    subject = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="0 to 100.")
    facts = models.JSONField(default=dict)
    rules_version = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=SuspicionStatus.choices, default=SuspicionStatus.OPEN)
    asked_by = models.UUIDField(null=True, blank=True)
    asked_reason = models.CharField(max_length=300, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("doubt about hours")
        verbose_name_plural = _("doubts about hours")
        indexes: ClassVar = [
            models.Index(
                fields=["-score", "found_at"], name="recognition_suspicion_queue", condition=Q(status="open")
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pattern", "subject"], condition=Q(status="open"), name="recognition_suspicion_one_open"
            ),
            models.CheckConstraint(
                name="recognition_suspicion_status_known", condition=Q(status__in=SuspicionStatus.values)
            ),
            models.CheckConstraint(
                name="recognition_suspicion_pattern_known", condition=Q(pattern__in=[code for code, _name in PATTERNS])
            ),
            models.CheckConstraint(name="recognition_suspicion_score_range", condition=Q(score__lte=100)),
            models.CheckConstraint(
                name="recognition_suspicion_decided_with_reason",
                condition=Q(status="open", decided_by__isnull=True, decided_at__isnull=True, reason="")
                | (~Q(status="open") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="recognition_suspicion_second_person",
                condition=Q(asked_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"suspicion {self.pk}"


class Suspected(models.Model):
    """One sign-up whose hours a doubt is about."""

    suspicion = models.ForeignKey(Suspicion, on_delete=models.CASCADE, related_name="suspected")
    signup = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="suspected")

    class Meta:
        verbose_name = _("doubtful hours")
        verbose_name_plural = _("doubtful hours")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suspicion", "signup"], name="recognition_suspected_once"),
        ]

    def __str__(self) -> str:
        return f"suspected {self.pk}"
