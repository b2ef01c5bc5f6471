"""What a guardian is asked about one place on a shift."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Guardian, GuardianConsent
from core.models import PublicId, Timestamped
from events.enums import ConsentAnswer
from events.models.signup import SignUp


class ConsentRequest(PublicId, Timestamped):
    """A link to a guardian about one sign-up of a minor.

    Only a hash of the token is kept. Opening the link changes nothing; answering it needs the button. ``used_at`` is
    when it was answered; an answered link goes on to show the guardian's page until ``expires_at``. ``consent`` is
    what the answer gave. A code for whoever opens a shared link is worked out from ``code_sent_at`` and never kept;
    codes sent and guesses at the last one are counted.
    """

    signup = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="consent_requests")
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="requests")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=ConsentAnswer.choices, blank=True)
    consent = models.ForeignKey(
        GuardianConsent, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_count = models.PositiveSmallIntegerField(default=0)
    code_guesses = models.PositiveSmallIntegerField(default=0)
    question = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(max_length=500, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent request")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_consentrequest_answer_known", condition=Q(answer__in=["", *ConsentAnswer.values])
            ),
            models.CheckConstraint(
                name="events_consentrequest_answered_when_used",
                condition=(Q(answer="") & Q(used_at__isnull=True)) | (~Q(answer="") & Q(used_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"consent request {self.pk}"
