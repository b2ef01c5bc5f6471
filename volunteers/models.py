"""Volunteers, their skills, and when they are free."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import ALL_LANGUAGES_MASK, SpokenLanguage
from accounts.models import User
from core.models import PublicId, Timestamped
from places.models import Territory
from volunteers.enums import (
    ALL_ACCESS_NEEDS,
    ALL_FREE_PARTS,
    ClearanceKind,
    ExceptionKind,
    Sex,
    SkillGroup,
    SkillLevel,
)
from volunteers.validators import age_on, free_parts_of


class Skill(models.Model):
    """One entry of the catalogue; ``position`` orders it within its group."""

    code = models.SlugField(max_length=40, unique=True)
    group = models.CharField(max_length=20, choices=SkillGroup.choices)
    position = models.PositiveSmallIntegerField(default=0)
    name_kk = models.CharField(max_length=80)
    name_ru = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("skill")
        constraints: ClassVar = [
            models.CheckConstraint(name="volunteers_skill_group_known", condition=Q(group__in=SkillGroup.values))
        ]

    def __str__(self) -> str:
        return f"skill {self.code}"


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """Volunteers as sentences."""

    def active(self) -> Self:
        """Those whose account is open."""
        return self.filter(user__is_active=True)


class Volunteer(PublicId, Timestamped):
    """A person who may be matched: where, when, what and how far.

    ``free_parts`` holds the weekly table of 7 days by 3 parts as 21 bits, Monday morning being bit 0; date exceptions
    override it. Weights of causes run from 0 (not mine) to 3 (mine first). Nothing here ranks by sex. ``access_needs``
    is a mask that no host ever sees; what is shared for one shift is copied to the sign-up. While ``filters_by_needs``
    holds, the person's own list shows only places that provide what is needed.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="volunteer")
    birth_date = models.DateField(_("date of birth"))
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.NOT_STATED, blank=True)
    home = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    latitude = models.FloatField()
    longitude = models.FloatField()
    max_km = models.PositiveSmallIntegerField(default=10)
    accepts_on_site = models.BooleanField(default=True)
    accepts_remote = models.BooleanField(default=True)
    languages = models.PositiveSmallIntegerField(default=SpokenLanguage.KAZAKH)
    cause_ecology = models.PositiveSmallIntegerField(default=1)
    cause_child_protection = models.PositiveSmallIntegerField(default=1)
    cause_inclusion = models.PositiveSmallIntegerField(default=1)
    free_parts = models.PositiveIntegerField(default=ALL_FREE_PARTS)
    max_minutes_week = models.PositiveSmallIntegerField(default=480)
    max_shifts_week = models.PositiveSmallIntegerField(default=3)
    access_needs = models.PositiveSmallIntegerField(default=0)
    filters_by_needs = models.BooleanField(default=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="volunteers_volunteer_point_on_earth",
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(name="volunteers_volunteer_max_km_range", condition=Q(max_km__range=(1, 500))),
            models.CheckConstraint(
                name="volunteers_volunteer_languages_known", condition=Q(languages__range=(0, ALL_LANGUAGES_MASK))
            ),
            models.CheckConstraint(
                name="volunteers_volunteer_cause_weights_range",
                condition=Q(cause_ecology__lte=3) & Q(cause_child_protection__lte=3) & Q(cause_inclusion__lte=3),
            ),
            models.CheckConstraint(
                name="volunteers_volunteer_free_parts_range", condition=Q(free_parts__lte=ALL_FREE_PARTS)
            ),
            models.CheckConstraint(
                name="volunteers_volunteer_week_limits_range",
                condition=Q(max_minutes_week__lte=7 * 24 * 60) & Q(max_shifts_week__range=(1, 7)),
            ),
            models.CheckConstraint(
                name="volunteers_volunteer_access_needs_known", condition=Q(access_needs__lte=ALL_ACCESS_NEEDS)
            ),
            models.CheckConstraint(name="volunteers_volunteer_sex_known", condition=Q(sex__in=Sex.values)),
        ]

    def __str__(self) -> str:
        return f"volunteer {self.pk}"

    @property
    def free_times(self) -> frozenset[tuple[int, int]]:
        """The weekly table as (weekday, part) pairs."""
        return free_parts_of(self.free_parts)

    def age_on(self, day: date) -> int:
        """Completed years on a day."""
        return age_on(self.birth_date, day)


class VolunteerSkill(models.Model):
    """One skill of one person with its level."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=SkillLevel.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["volunteer", "skill"], name="volunteers_volunteerskill_once"),
            models.CheckConstraint(name="volunteers_volunteerskill_level_range", condition=Q(level__range=(1, 3))),
        ]

    def __str__(self) -> str:
        return f"volunteer skill {self.pk}"


class AvailabilityException(models.Model):
    """A date on which the weekly table does not hold."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="exceptions")
    on_date = models.DateField()
    kind = models.CharField(max_length=8, choices=ExceptionKind.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["volunteer", "on_date"], name="volunteers_exception_once_a_day"),
            models.CheckConstraint(name="volunteers_exception_kind_known", condition=Q(kind__in=ExceptionKind.values)),
        ]

    def __str__(self) -> str:
        return f"availability exception {self.pk}"


class Clearance(PublicId, Timestamped):
    """A dated fact that somebody checked about a person: a certificate was seen, a training passed, a code signed.

    Held on the person and reused by every organisation. No copy is ever kept: of the document there is a keyed hash
    of its number, its dates, who looked and until when it counts. ``valid_until`` is the first day it no longer does.
    Whoever checked is never the person herself (``checked_by`` is a public id, so it outlives the account).
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="clearances")
    kind = models.CharField(max_length=12, choices=ClearanceKind.choices)
    issued_on = models.DateField()
    valid_until = models.DateField()
    number_hash = models.CharField(max_length=64, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    checked_by = models.UUIDField(help_text="Public id of the officer who saw it.")
    checked_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.UUIDField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("clearance")
        constraints: ClassVar = [
            models.CheckConstraint(name="volunteers_clearance_kind_known", condition=Q(kind__in=ClearanceKind.values)),
            models.CheckConstraint(
                name="volunteers_clearance_ends_after_issue", condition=Q(valid_until__gt=F("issued_on"))
            ),
            models.CheckConstraint(
                name="volunteers_clearance_revoked_with_reason",
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"clearance {self.pk} of volunteer {self.volunteer_id}"


class BirthDateCorrection(PublicId, Timestamped):
    """A date of birth that somebody asks to correct after the person has been on a shift; another person decides.

    ``asked_by`` and ``decided_by`` are public ids, so they outlive the accounts.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="birth_date_corrections")
    old_date = models.DateField()
    new_date = models.DateField()
    reason = models.CharField(max_length=300)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(default=False)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("correction of a date of birth")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(decided_at__isnull=True), name="volunteers_correction_one_open"
            ),
            models.CheckConstraint(
                name="volunteers_correction_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="volunteers_correction_decided_by_somebody",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_accepted=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(name="volunteers_correction_changes_it", condition=~Q(new_date=F("old_date"))),
            models.CheckConstraint(name="volunteers_correction_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of volunteer {self.volunteer_id}"
