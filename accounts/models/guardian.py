"""Guardians of minors and what they agreed to."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import ConsentChannel, ContactKind, GuardianRelation, InterfaceLanguage
from accounts.models.user import User
from core.models import PublicId, Timestamped

EVERYTHING = "everything"


class Guardian(PublicId, Timestamped):
    """A parent or guardian of one minor, reached by one contact; no account.

    ``verified_at`` is when the contact first answered a link sent to it. When the minor comes of age or leaves, the
    name and the contact are emptied and ``erased_at`` is set; the row stays for the consents that point to it.
    """

    minor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="guardians")
    contact_kind = models.CharField(max_length=8, choices=ContactKind.choices)
    contact = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=150, blank=True)
    relation = models.CharField(max_length=12, choices=GuardianRelation.choices, blank=True)
    language = models.CharField(max_length=2, choices=InterfaceLanguage.choices, default=InterfaceLanguage.KAZAKH)
    verified_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("guardian")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["minor", "contact"], condition=~Q(contact=""), name="accounts_guardian_contact_once"
            ),
            models.CheckConstraint(
                name="accounts_guardian_has_contact_until_erased",
                condition=~Q(contact="") | Q(erased_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_guardian_contact_kind_known", condition=Q(contact_kind__in=ContactKind.values)
            ),
            models.CheckConstraint(
                name="accounts_guardian_relation_known", condition=Q(relation__in=["", *GuardianRelation.values])
            ),
        ]

    def __str__(self) -> str:
        return f"guardian {self.pk} of user {self.minor_id}"


class GuardianConsent(PublicId, Timestamped):
    """A parent's or guardian's recorded agreement that a minor may volunteer, for a span of days and a scope.

    ``scope`` is one key: ``everything``, ``opportunity:<public id>``, ``organisation:<public id>`` or
    ``cause:<cause>@<territory key of the region>``. ``text_version`` names the words agreed to and ``text_sha256``
    proves them; ``address_hash`` is a keyed hash of the network address the answer came from. Photographs are a
    question of their own and are not allowed unless it was answered with yes.
    """

    minor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="guardian_consents")
    guardian = models.ForeignKey(
        Guardian,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="consents",
        help_text="Empty for a consent given on paper.",
    )
    guardian_name = models.CharField(max_length=150, blank=True)
    relation = models.CharField(max_length=12, choices=GuardianRelation.choices, blank=True)
    scope = models.CharField(max_length=80, default=EVERYTHING)
    allows_photos = models.BooleanField(default=False)
    channel = models.CharField(max_length=8, choices=ConsentChannel.choices, default=ConsentChannel.PAPER)
    language = models.CharField(max_length=2, choices=InterfaceLanguage.choices, default=InterfaceLanguage.KAZAKH)
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64, blank=True)
    address_hash = models.CharField(max_length=64, blank=True)
    given_at = models.DateTimeField()
    valid_until = models.DateField(help_text="First day on which the consent no longer holds.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("guardian consent")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_guardianconsent_channel_known", condition=Q(channel__in=ConsentChannel.values)
            ),
            models.CheckConstraint(
                name="accounts_guardianconsent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} for user {self.minor_id}"
