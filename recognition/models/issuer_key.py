"""The keys this site signs with: heads of the ledger, certificates, badges."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IssuerKey(models.Model):
    """One key pair. The public half stays for ever, so that what it signed can always be checked.

    ``kid`` is the thumbprint of the public half (RFC 7638). ``sealed`` is the private half, closed with the secret key
    of the site and emptied when the key retires.
    """

    kid = models.CharField(max_length=43, unique=True)
    algorithm = models.CharField(max_length=10)
    public = models.JSONField(help_text="The public half as a JSON Web Key.")
    sealed = models.TextField(blank=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("issuer key")
        verbose_name_plural = _("issuer keys")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["algorithm"], condition=Q(retired_at=None), name="recognition_issuerkey_one_current"
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(sealed=""), name="recognition_issuerkey_retired_cannot_sign"
            ),
        ]

    def __str__(self) -> str:
        return f"issuer key {self.kid}"
