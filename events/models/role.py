"""Roles: what people do on a shift, how many are needed, and what they must bring."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import ALL_LANGUAGES_MASK
from core.models import PublicId, Timestamped
from events.models.shift import Shift
from volunteers.enums import SkillLevel
from volunteers.models import Skill


class ShiftRoleQuerySet(models.QuerySet["ShiftRole"]):
    """Roles as sentences."""

    def with_free_seats(self) -> Self:
        """Those with at least one seat left."""
        return self.filter(taken_count__lt=F("capacity"))


class ShiftRole(PublicId, Timestamped):
    """Some seats on a shift for the same work.

    ``capacity`` and ``minimum`` in people; ``taken_count`` counts invited and confirmed people and is changed only by
    a claim that must change exactly one row. ``languages`` must all be spoken; 0 asks for none.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="roles")
    position = models.PositiveSmallIntegerField(default=0)
    name_kk = models.CharField(max_length=80, blank=True)
    name_ru = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField()
    minimum = models.PositiveSmallIntegerField(default=0)
    taken_count = models.PositiveSmallIntegerField(default=0)
    languages = models.PositiveSmallIntegerField(default=0)
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = ShiftRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_shiftrole_taken_within_capacity", condition=Q(taken_count__lte=F("capacity"))
            ),
            models.CheckConstraint(name="events_shiftrole_capacity_positive", condition=Q(capacity__gte=1)),
            models.CheckConstraint(
                name="events_shiftrole_minimum_within_capacity", condition=Q(minimum__lte=F("capacity"))
            ),
            models.CheckConstraint(
                name="events_shiftrole_has_a_name", condition=~(Q(name_kk="") & Q(name_ru="") & Q(name_en=""))
            ),
            models.CheckConstraint(
                name="events_shiftrole_languages_known", condition=Q(languages__range=(0, ALL_LANGUAGES_MASK))
            ),
            models.CheckConstraint(
                name="events_shiftrole_min_age_range", condition=Q(min_age__isnull=True) | Q(min_age__range=(14, 99))
            ),
        ]

    def __str__(self) -> str:
        return f"role {self.pk}"

    @property
    def free_count(self) -> int:
        """Seats left."""
        return self.capacity - self.taken_count


class RoleSkill(models.Model):
    """A skill a role needs (required) or likes (wanted), at a level or above."""

    role = models.ForeignKey(ShiftRole, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=SkillLevel.choices, default=SkillLevel.BEGINNER)
    is_required = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "skill"], name="events_roleskill_once"),
            models.CheckConstraint(name="events_roleskill_level_range", condition=Q(level__range=(1, 3))),
        ]

    def __str__(self) -> str:
        return f"role skill {self.pk}"
