"""The heads of the ledger as they were signed, one a day: what somebody else keeps a copy of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import AppendOnly


class LedgerHead(AppendOnly):
    """The end of every shard on one day under one signed root.

    ``shards`` holds position and digest by number of shard, without the empty ones. ``token`` is the compact JWS whose
    content is the root with the counts and the SHA-256 of the token before.
    """

    number = models.PositiveIntegerField(unique=True, help_text="1, 2, 3 and so on: a missing one is seen.")
    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    entries = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    shards = models.JSONField()
    token = models.TextField()

    class Meta:
        verbose_name = _("head of the ledger")
        verbose_name_plural = _("heads of the ledger")

    def __str__(self) -> str:
        return f"ledger head {self.number} of {self.day}"
