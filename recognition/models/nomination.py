"""Nominations for awards, with the evidence as the ledger had it at that moment."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from ngos.models import Organisation
from recognition.enums import OPEN_NOMINATIONS, AwardCategory, NominationState
from volunteers.models import Volunteer


class Nomination(PublicId, Timestamped):
    """An organisation proposes somebody for an award, and what she said to it.

    ``round`` is a code of recognition/data/awards.toml. Everything from ``minutes`` on is frozen: the standing entries
    of the person at the organisation when it nominated her, ``digest`` over their own digests, and ``head_number``,
    the last published head of the ledger. Whoever nominated goes by a public id alone.
    """

    round = models.CharField(max_length=60)
    category = models.CharField(max_length=20, choices=AwardCategory.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="nominations")
    reason = models.CharField(max_length=600)
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=NominationState.choices, default=NominationState.ASKED)
    moved_at = models.DateTimeField(null=True, blank=True, help_text="When it came into its state; empty at first.")
    minutes = models.PositiveIntegerField()
    entry_count = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    minutes_by_evidence = models.JSONField(default=dict, help_text="Minutes by level, A, B or C.")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the sorted digests of the entries.")
    head_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints: ClassVar = [
            models.CheckConstraint(name="recognition_nomination_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="recognition_nomination_has_evidence", condition=Q(minutes__gt=0, entry_count__gt=0)
            ),
            models.CheckConstraint(
                name="recognition_nomination_days_in_order", condition=Q(first_on__lte=F("last_on"))
            ),
            models.CheckConstraint(
                name="recognition_nomination_state_known", condition=Q(state__in=NominationState.values)
            ),
            models.CheckConstraint(
                name="recognition_nomination_says_when_it_moved",
                condition=Q(state=NominationState.ASKED, moved_at=None)
                | (~Q(state=NominationState.ASKED) & Q(moved_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["round", "category", "organisation", "volunteer"],
                condition=Q(state__in=OPEN_NOMINATIONS),
                name="recognition_nomination_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"nomination {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it still goes to the commission or waits for the person."""
        return self.state in OPEN_NOMINATIONS
