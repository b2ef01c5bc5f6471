"""Runs of the engine and what they proposed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import PublicId, Timestamped
from events.models import Opportunity, ShiftRole
from matching.enums import SuggestionStatus
from volunteers.models import Volunteer


class MatchRun(PublicId, Timestamped):
    """One allocation: what went in (as a hash), what came out, and the verifier's word.

    ``opportunity`` is empty for a run over everything. ``objective`` and ``bound`` in points, ``seconds`` measured.
    """

    opportunity = models.ForeignKey(Opportunity, null=True, on_delete=models.CASCADE, related_name="match_runs")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    problem_hash = models.CharField(max_length=64)
    weights_version = models.CharField(max_length=40)
    seed = models.PositiveIntegerField()
    volunteers_count = models.PositiveIntegerField()
    shifts_count = models.PositiveIntegerField()
    seats_count = models.PositiveIntegerField()
    placed_count = models.PositiveIntegerField()
    objective = models.BigIntegerField()
    bound = models.BigIntegerField()
    gap_ppm = models.FloatField()
    seconds = models.FloatField()
    is_verified = models.BooleanField()

    class Meta:
        verbose_name = _("match run")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="matching_matchrun_bound_holds",
                condition=Q(is_verified=False) | Q(bound__gte=models.F("objective")),
            )
        ]

    def __str__(self) -> str:
        return f"match run {self.pk}"


class Suggestion(PublicId):
    """A person proposed for a role by a run; nothing is sent until the coordinator says so.

    ``parts`` holds the named integer parts of the score; they add up to ``score``.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="suggestions")
    role = models.ForeignKey(ShiftRole, on_delete=models.CASCADE, related_name="suggestions")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="suggestions")
    score = models.IntegerField()
    parts = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=SuggestionStatus.choices, default=SuggestionStatus.PROPOSED)

    class Meta:
        verbose_name = _("suggestion")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "role", "volunteer"], name="matching_suggestion_once"),
            models.CheckConstraint(
                name="matching_suggestion_status_known", condition=Q(status__in=SuggestionStatus.values)
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"
