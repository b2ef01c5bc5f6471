"""Places that their holders want to give to somebody they name."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.enums import SwapAnswer
from events.models.signup import SignUp
from volunteers.models import Volunteer


class SwapOfferQuerySet(models.QuerySet["SwapOffer"]):
    """Offers as sentences."""

    def unanswered(self) -> Self:
        """Those that nobody has answered or taken back."""
        return self.filter(answer="")


class SwapOffer(PublicId, Timestamped):
    """One place offered to one person, until the shift starts; at most one open offer per place.

    ``volunteer`` is empty when nobody has the address that was typed: the offer then looks the same and stays
    unanswered. The address itself is not kept.
    """

    signup = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="swaps")
    volunteer = models.ForeignKey(
        Volunteer, null=True, blank=True, on_delete=models.CASCADE, related_name="swaps_offered"
    )
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=SwapAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SwapOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a place")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["signup"], condition=Q(answer=""), name="events_swapoffer_one_open"),
            models.CheckConstraint(
                name="events_swapoffer_answer_known", condition=Q(answer__in=["", *SwapAnswer.values])
            ),
            models.CheckConstraint(
                name="events_swapoffer_answered_with_a_moment",
                condition=(Q(answer="") & Q(answered_at__isnull=True))
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"swap offer {self.pk}"
