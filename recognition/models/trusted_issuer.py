"""Other platforms whose signed hours are believed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrustedIssuer(models.Model):
    """A platform whose signatures an operator has vouched for, with its public keys as they were handed over.

    Nothing is fetched when something is checked. ``keys`` are JSON Web Keys, also those that signed earlier.
    ``withdrawn`` holds, by address of a status list, the ``places`` that its issuer has withdrawn and ``as_of`` when;
    ``withdrawn_as_of`` is the oldest of those moments. An issuer that is trusted no longer keeps its row: hours from
    there still say whence they are.
    """

    identifier = models.CharField(max_length=255, unique=True, help_text="did:web:… or an address, as in iss.")
    name = models.CharField(max_length=200)
    keys = models.JSONField(default=list)
    withdrawn = models.JSONField(default=dict, blank=True)
    withdrawn_as_of = models.DateTimeField(null=True, blank=True)
    trusted_since = models.DateTimeField()
    trusted_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("trusted issuer")
        verbose_name_plural = _("trusted issuers")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="recognition_trustedissuer_is_named",
                condition=~models.Q(identifier="") & ~models.Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"trusted issuer {self.pk}"
