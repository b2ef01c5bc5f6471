"""Looking for cover: somebody dropped out, a few people are asked at a time, and the first yes takes the seat."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.enums import CoverAnswer, CoverEnd
from events.models.role import ShiftRole
from volunteers.models import Volunteer


class CoverSearchQuerySet(models.QuerySet["CoverSearch"]):
    """Searches as sentences."""

    def running(self) -> Self:
        """Those that still ask people."""
        return self.filter(end="")


class CoverSearch(PublicId, Timestamped):
    """A search for people who come instead of others; at most one runs for a role.

    ``wanted`` seats are looked for and ``found`` were taken; ``wave`` counts how often people were asked, and
    ``next_wave_at`` is when the next ones are.
    """

    role = models.ForeignKey(ShiftRole, on_delete=models.CASCADE, related_name="cover_searches")
    opened_at = models.DateTimeField()
    wanted = models.PositiveSmallIntegerField(default=1)
    found = models.PositiveSmallIntegerField(default=0)
    wave = models.PositiveSmallIntegerField(default=0)
    next_wave_at = models.DateTimeField()
    end = models.CharField(max_length=10, choices=CoverEnd.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CoverSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search for cover")
        indexes: ClassVar = [
            models.Index(fields=["next_wave_at"], name="events_coversearch_due", condition=Q(end="")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role"], condition=Q(end=""), name="events_coversearch_one_runs"),
            models.CheckConstraint(
                name="events_coversearch_found_within_wanted", condition=Q(found__lte=F("wanted"), wanted__gte=1)
            ),
            models.CheckConstraint(name="events_coversearch_end_known", condition=Q(end__in=["", *CoverEnd.values])),
            models.CheckConstraint(
                name="events_coversearch_ended_with_a_moment",
                condition=(Q(end="") & Q(ended_at__isnull=True)) | (~Q(end="") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"cover search {self.pk}"


class CoverAsk(PublicId, Timestamped):
    """One person asked once in one search, and what she said."""

    search = models.ForeignKey(CoverSearch, on_delete=models.CASCADE, related_name="asks")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="cover_asks")
    wave = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=CoverAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("question about cover")
        indexes: ClassVar = [
            models.Index(fields=["volunteer", "asked_at"], name="events_coverask_week"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["search", "volunteer"], name="events_coverask_once"),
            models.CheckConstraint(
                name="events_coverask_answer_known", condition=Q(answer__in=["", *CoverAnswer.values])
            ),
        ]

    def __str__(self) -> str:
        return f"cover ask {self.pk}"


class CoverRefusal(Timestamped):
    """Somebody who does not want to be asked when others drop out; she says so herself and can take it back."""

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, related_name="cover_refusal")
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("wish not to be asked")

    def __str__(self) -> str:
        return f"cover refusal {self.pk}"
