"""A volunteer's objection to what is written about her hours, and what became of it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.models import SignUp
from ngos.models import Organisation
from recognition.enums import OPEN_DISPUTES, DisputeReason, DisputeState

WORDS_MAX = 300
OPEN = Q(state__in=OPEN_DISPUTES)


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """Objections as sentences."""

    def open(self) -> Self:
        """Those that wait for somebody."""
        return self.filter(OPEN)


class Dispute(PublicId, Timestamped):
    """One objection. ``due_at`` is when the present state ends by itself; only what is closed has none.

    ``minutes_before`` is what was written when she objected (nothing: nobody had said anything), ``wanted_minutes``
    what she says, ``minutes_after`` what is written at the end. Whoever acted goes by a public id alone.
    """

    signup = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="disputes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=DisputeReason.choices)
    words = models.CharField(max_length=WORDS_MAX, blank=True)
    minutes_before = models.PositiveSmallIntegerField(null=True, blank=True)
    wanted_minutes = models.PositiveSmallIntegerField()
    minutes_after = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=DisputeState.choices, default=DisputeState.WITH_HOST)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=WORDS_MAX, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=WORDS_MAX, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        indexes: ClassVar = [models.Index(fields=["due_at"], name="recognition_dispute_due", condition=OPEN)]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["signup"], name="recognition_dispute_one_open", condition=OPEN),
            models.CheckConstraint(
                name="recognition_dispute_reason_known", condition=Q(reason__in=DisputeReason.values)
            ),
            models.CheckConstraint(name="recognition_dispute_state_known", condition=Q(state__in=DisputeState.values)),
            models.CheckConstraint(
                name="recognition_dispute_open_has_a_deadline",
                condition=(OPEN & Q(due_at__isnull=False, closed_at__isnull=True))
                | (~OPEN & Q(due_at__isnull=True, closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="recognition_dispute_refused_with_words",
                condition=~Q(state__in=(DisputeState.REFUSED, DisputeState.STANDS)) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="recognition_dispute_decided_with_words",
                condition=~Q(state__in=(DisputeState.UPHELD, DisputeState.REJECTED)) | ~Q(decision=""),
            ),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to say something."""
        return self.state in OPEN_DISPUTES
