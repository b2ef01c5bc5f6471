"""Published reports beside the ledger of a later night."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.snapshot import Snapshot


class Comparison(models.Model):
    """What the ledger said about a published report when it was last counted again; there is none before that.

    ``head`` holds the last position of every shard it was counted up to. ``differs_since`` is empty while the numbers
    are the same.
    """

    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="comparison")
    head = models.JSONField()
    compared_at = models.DateTimeField()
    differs_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("comparison of a report")
        verbose_name_plural = _("comparisons of reports")

    def __str__(self) -> str:
        return f"comparison {self.pk}"

    @property
    def positions(self) -> dict[int, int]:
        """The last position of every shard."""
        return {int(shard): int(position) for shard, position in self.head.items()}
