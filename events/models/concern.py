"""What somebody reports because it is not safe or not right."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import InterfaceLanguage
from accounts.models import User
from core.models import PublicId, Timestamped
from events.enums import WAITING_CONCERNS, ConcernKind, ConcernStatus
from events.models.opportunity import Opportunity
from events.models.shift import Shift
from ngos.models import Organisation

TEXT_MAX, CONTACT_MAX, PLACE_MAX = 4_000, 120, 200


class Concern(PublicId, Timestamped):
    """A report that reaches people outside the organisation it is about. Anonymous unless the reporter asks otherwise.

    Only a hash of the receipt code is kept. ``answer`` is what the reporter reads with the code; ``outcome`` stays
    with the officers. The moments of escalation are set once each.
    """

    receipt_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=ConcernKind.choices)
    text = models.CharField(max_length=TEXT_MAX)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="concerns")
    opportunity = models.ForeignKey(Opportunity, null=True, on_delete=models.SET_NULL, related_name="+")
    shift = models.ForeignKey(Shift, null=True, on_delete=models.SET_NULL, related_name="+")
    where_from = models.CharField(max_length=PLACE_MAX, blank=True, help_text="The page it was sent from, no query.")
    reporter = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.CharField(max_length=CONTACT_MAX, blank=True)
    language = models.CharField(max_length=2, choices=InterfaceLanguage.choices)
    reported_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=ConcernStatus.choices, default=ConcernStatus.NEW)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=TEXT_MAX, blank=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=TEXT_MAX, blank=True)
    closed_at = models.DateTimeField(null=True)
    untaken_escalated_at = models.DateTimeField(null=True)
    unanswered_escalated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("concern")
        indexes: ClassVar = [
            models.Index(
                fields=["reported_at"], name="events_concern_open", condition=~Q(status=ConcernStatus.CLOSED)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="events_concern_kind_known", condition=Q(kind__in=ConcernKind.values)),
            models.CheckConstraint(name="events_concern_status_known", condition=Q(status__in=ConcernStatus.values)),
            models.CheckConstraint(
                name="events_concern_language_known", condition=Q(language__in=InterfaceLanguage.values)
            ),
            models.CheckConstraint(name="events_concern_has_words", condition=~Q(text="")),
            models.CheckConstraint(
                name="events_concern_taken_unless_waiting",
                condition=Q(status__in=WAITING_CONCERNS) | Q(taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="events_concern_answered_with_words", condition=Q(answered_at__isnull=True) | ~Q(answer="")
            ),
            models.CheckConstraint(
                name="events_concern_closed_with_outcome",
                condition=(~Q(status=ConcernStatus.CLOSED) & Q(closed_at__isnull=True))
                | (Q(status=ConcernStatus.CLOSED) & Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"concern {self.pk}"
