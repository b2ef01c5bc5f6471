"""What people agreed to about their own data."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import AgreementChannel, AgreementGiver, InterfaceLanguage
from accounts.models.user import User
from core.models import PublicId, Timestamped


class DataConsent(PublicId, Timestamped):
    """A person's recorded agreement that data about her is processed: which words, when, by whom and how.

    ``text_version`` names the words and ``text_sha256`` proves them; ``address_hash`` is a keyed hash of the network
    address the answer came from. A version is agreed to once; taking it back ends the row and the account with it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="data_consents")
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=2, choices=InterfaceLanguage.choices)
    given_at = models.DateTimeField()
    actor = models.CharField(max_length=8, choices=AgreementGiver.choices, default=AgreementGiver.SELF)
    channel = models.CharField(max_length=8, choices=AgreementChannel.choices)
    address_hash = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent to data processing")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "text_version"],
                condition=Q(withdrawn_at__isnull=True),
                name="accounts_dataconsent_version_once",
            ),
            models.CheckConstraint(
                name="accounts_dataconsent_actor_known", condition=Q(actor__in=AgreementGiver.values)
            ),
            models.CheckConstraint(
                name="accounts_dataconsent_channel_known", condition=Q(channel__in=AgreementChannel.values)
            ),
            models.CheckConstraint(
                name="accounts_dataconsent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"data consent {self.pk} of user {self.user_id}"
