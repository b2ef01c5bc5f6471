"""Published ratings with everything they were computed from."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import PublicId, Timestamped
from ngos.enums import AppealState
from ngos.models.organisation import Organisation

WORDS_LENGTH = 500
OPEN_APPEAL = Q(state=AppealState.OPEN)


class RatingRun(models.Model):
    """One computation of all ratings by one version of the method, as of one day.

    ``inputs_sha256`` is over the records of inputs of all organisations in the order of their BINs, one a line.
    """

    method = models.CharField(max_length=20)
    method_sha256 = models.CharField(max_length=64)
    as_of = models.DateField()
    computed_at = models.DateTimeField()
    inputs_sha256 = models.CharField(max_length=64)
    organisations = models.PositiveIntegerField(help_text="How many it looked at.")
    rated = models.PositiveIntegerField(help_text="How many of them have points.")

    class Meta:
        verbose_name = _("rating run")

    def __str__(self) -> str:
        return f"rating run {self.pk} as of {self.as_of}"


class Rating(models.Model):
    """What one run found anew about one organisation; without points it is not rated yet.

    A run writes a row only where something changed, so the current row of an organisation may be of an older run.
    Points and the ends of their interval are tenths of a point, 0 to 1000. ``inputs`` and ``parts`` are the two halves
    of the published record.
    """

    run = models.ForeignKey(RatingRun, on_delete=models.PROTECT, related_name="ratings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="ratings")
    tenths = models.PositiveSmallIntegerField(null=True, blank=True)
    low_tenths = models.PositiveSmallIntegerField(null=True, blank=True)
    high_tenths = models.PositiveSmallIntegerField(null=True, blank=True)
    inputs = models.JSONField()
    parts = models.JSONField()
    gates = models.JSONField(default=list)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the method and the published record.")
    is_current = models.BooleanField(default=True)

    stays_when_merged = True  # published about the entry it was worked out for (ngos.services.merging)

    class Meta:
        verbose_name = _("rating")
        indexes: ClassVar = [
            models.Index(fields=["tenths"], name="ngos_rating_standing", condition=Q(is_current=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_current=True), name="ngos_rating_one_current"
            ),
            models.UniqueConstraint(fields=["run", "organisation"], name="ngos_rating_once_a_run"),
            models.CheckConstraint(
                name="ngos_rating_interval_holds_points",
                condition=Q(tenths=None, low_tenths=None, high_tenths=None)
                | Q(tenths__lte=1000, low_tenths__lte=F("tenths"), high_tenths__gte=F("tenths")),
            ),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk} of organisation {self.organisation_id}"

    @property
    def is_rated(self) -> bool:
        """Whether there was enough to rate."""
        return self.tenths is not None

    @property
    def span(self) -> int:
        """The length of the interval, in tenths."""
        return (self.high_tenths or 0) - (self.low_tenths or 0)


class RatingAppeal(PublicId, Timestamped):
    """An organisation says that one count of its rating is wrong; somebody who is not tied to it decides.

    ``successes`` and ``cases`` are the count it objects to, ``right_...`` what was found to be right. While
    ``corrects_until`` lies ahead, every run adds the difference. Decisions and their reasons are public.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rating_appeals")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="appeals")
    indicator = models.CharField(max_length=40)
    words = models.CharField(max_length=WORDS_LENGTH)
    successes = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.OPEN)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    right_successes = models.PositiveIntegerField(null=True, blank=True)
    right_cases = models.PositiveIntegerField(null=True, blank=True)
    corrects_until = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=WORDS_LENGTH, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("objection to a rating")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "indicator"], condition=OPEN_APPEAL, name="ngos_ratingappeal_one_open"
            ),
            models.CheckConstraint(name="ngos_ratingappeal_state_known", condition=Q(state__in=AppealState.values)),
            models.CheckConstraint(name="ngos_ratingappeal_has_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="ngos_ratingappeal_decided_with_words",
                condition=(OPEN_APPEAL & Q(decided_at=None))
                | (~OPEN_APPEAL & Q(decided_at__isnull=False) & ~Q(decision="")),
            ),
            models.CheckConstraint(
                name="ngos_ratingappeal_upheld_with_counts",
                condition=(
                    ~Q(state=AppealState.UPHELD) & Q(right_successes=None, right_cases=None, corrects_until=None)
                )
                | Q(
                    state=AppealState.UPHELD,
                    right_successes__isnull=False,
                    right_cases__isnull=False,
                    corrects_until__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"objection {self.public_id} to {self.indicator}"
