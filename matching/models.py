"""Runs of the engine, what they proposed, and what is needed to check them again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import PublicId, Timestamped
from events.models import Opportunity, ShiftRole, SignUp
from matching.enums import RunKind, RunStatus, SuggestionStatus
from ngos.models import Organisation
from places.models import Territory
from volunteers.models import Volunteer


class MatchRun(PublicId, Timestamped):
    """One run of the engine: what went in (as a hash), how far it is, what came out, and the verifier's word.

    A filling is about one ``opportunity`` or all of an ``organisation``; an allocation about a ``territory``, or the
    country without one, and the shifts starting in [``from_day``, ``until_day``). ``objective`` and ``bound`` in
    points, ``seconds`` measured: of the last round while a run is under way. ``options`` holds the weights and limits,
    so that past runs can be read when the present ones have changed, and the people a coordinator insists on.
    ``attempt`` counts how often a worker took the run up: whoever holds an older number has lost it. ``report`` counts
    who gains; it names nobody.
    """

    kind = models.CharField(max_length=12, choices=RunKind.choices, default=RunKind.FILLING)
    status = models.CharField(max_length=12, choices=RunStatus.choices, default=RunStatus.DRAFT)
    opportunity = models.ForeignKey(Opportunity, null=True, on_delete=models.CASCADE, related_name="match_runs")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="match_runs")
    territory = models.ForeignKey(Territory, null=True, on_delete=models.PROTECT, related_name="+")
    from_day = models.DateField(null=True)
    until_day = models.DateField(null=True)
    warm_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True)
    problem_hash = models.CharField(max_length=64, blank=True)
    weights_version = models.CharField(max_length=40)
    options = models.JSONField(default=dict)
    seed = models.PositiveIntegerField()
    volunteers_count = models.PositiveIntegerField(default=0)
    shifts_count = models.PositiveIntegerField(default=0)
    seats_count = models.PositiveIntegerField(default=0)
    placed_count = models.PositiveIntegerField(default=0)
    round = models.PositiveIntegerField(default=0)
    objective = models.BigIntegerField(default=0)
    bound = models.BigIntegerField(default=0)
    gap_ppm = models.FloatField(default=0)
    seconds = models.FloatField(default=0)
    stopped_by = models.CharField(max_length=12, blank=True)
    report = models.JSONField(default=dict)
    is_verified = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("match run")
        indexes: ClassVar = [
            models.Index(fields=["territory", "kind", "-made_at"], name="matching_run_of_territory"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="matching_matchrun_bound_holds",
                condition=Q(is_verified=False) | Q(bound__gte=models.F("objective")),
            ),
            models.CheckConstraint(name="matching_matchrun_kind_known", condition=Q(kind__in=RunKind.values)),
            models.CheckConstraint(name="matching_matchrun_status_known", condition=Q(status__in=RunStatus.values)),
            models.CheckConstraint(
                name="matching_matchrun_days_in_order",
                condition=Q(from_day__isnull=True, until_day__isnull=True) | Q(until_day__gt=models.F("from_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"match run {self.pk}"

    @property
    def host(self) -> Organisation | None:
        """The organisation whose places a filling is about."""
        return self.opportunity.organisation if self.opportunity else self.organisation

    @property
    def insisted(self) -> tuple[tuple[str, str], ...]:
        """The people the coordinator insists on: public ids of volunteer and role."""
        return tuple((person, role) for person, role in self.options.get("insist", ()))


class RunRecord(models.Model):
    """What is needed to check a run again: the problem as it was, and the prices that prove the bound.

    ``problem`` holds people under their public ids, with birth days and homes: it is personal, kept until
    ``kept_until`` and forgotten sooner when somebody in it leaves. ``prices`` name nobody and stay with the run.
    """

    run = models.OneToOneField(MatchRun, on_delete=models.CASCADE, related_name="record")
    problem = models.BinaryField(null=True)
    prices = models.BinaryField()
    kept_until = models.DateField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("record of a run")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="matching_runrecord_forgotten_or_there",
                condition=Q(problem__isnull=True, forgotten_at__isnull=False)
                | Q(problem__isnull=False, forgotten_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"record of run {self.run_id}"


class LeftOut(models.Model):
    """A person or a role somebody took out of a run; the runs made from it leave them out as well."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="left_out")
    volunteer = models.ForeignKey(Volunteer, null=True, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(ShiftRole, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("left out of a run")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "volunteer"], name="matching_leftout_person_once"),
            models.UniqueConstraint(fields=["run", "role"], name="matching_leftout_role_once"),
            models.CheckConstraint(
                name="matching_leftout_person_or_role",
                condition=Q(volunteer__isnull=True, role__isnull=False)
                | Q(volunteer__isnull=False, role__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"left out {self.pk}"


class Suggestion(PublicId):
    """A person proposed for a role by a run; nothing is sent until the coordinator says so.

    ``parts`` holds the named integer parts of the score; they add up to ``score``. ``signup`` is the invitation a
    commit made of it, so that an undo takes back this one and no other.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="suggestions")
    role = models.ForeignKey(ShiftRole, on_delete=models.CASCADE, related_name="suggestions")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="suggestions")
    score = models.IntegerField()
    parts = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=SuggestionStatus.choices, default=SuggestionStatus.PROPOSED)
    signup = models.OneToOneField(SignUp, null=True, on_delete=models.SET_NULL, related_name="suggestion")

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


class Shortlist(Timestamped):
    """When a volunteer looked at what fits her, so that what came later can be told apart.

    ``visited_at`` is the last look, ``before_at`` the last look of the visit before, from which things are new.
    ``asked`` counts changes of the person, ``done`` how many of them her news take into account.
    """

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, related_name="shortlist")
    visited_at = models.DateTimeField()
    before_at = models.DateTimeField()
    asked = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("shortlist")
        indexes: ClassVar = [
            models.Index(fields=["visited_at"], name="matching_shortlist_visited"),
            models.Index(fields=["id"], condition=Q(asked__gt=models.F("done")), name="matching_shortlist_waiting"),
        ]

    def __str__(self) -> str:
        return f"shortlist {self.pk}"


class News(models.Model):
    """An opportunity published since a volunteer last looked that fits her; every rule is asked again on display."""

    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, related_name="news")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shortlist", "opportunity"], name="matching_news_once"),
        ]

    def __str__(self) -> str:
        return f"news {self.pk}"


class LogPosition(models.Model):
    """How far a reader has read the audit log: the last position of each lane, as an object of whole numbers."""

    reader = models.CharField(max_length=40, unique=True)
    positions = models.JSONField(default=dict)
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("position in the log")

    def __str__(self) -> str:
        return f"position of {self.reader}"
