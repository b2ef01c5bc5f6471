"""Writes to profiles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import update_account
from core import audit
from core.clock import local_day
from places.models import Territory
from volunteers import errors
from volunteers.enums import ALL_ACCESS_NEEDS, SkillLevel
from volunteers.models import AvailabilityException, Skill, Volunteer, VolunteerSkill
from volunteers.validators import check_birth_date, free_parts_mask

KM_RANGE = (1, 500)
MINUTES_IN_HOUR = 60
HOURS_RANGE = (1, 7 * 24)
SHIFTS_RANGE = (1, 7)
WEIGHT_RANGE = (0, 3)


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What a person wants changed; ``None`` leaves a value as it is.

    ``max_km`` in kilometres, ``max_minutes_week`` in minutes, cause weights 0 to 3 by cause code, ``free_times`` as
    (weekday, part) pairs with Monday 0, ``access_needs`` as a mask of AccessNeed.
    """

    home: Territory | None = None
    max_km: int | None = None
    accepts_on_site: bool | None = None
    accepts_remote: bool | None = None
    languages: int | None = None
    cause_weights: Mapping[str, int] | None = None
    free_times: frozenset[tuple[int, int]] | None = None
    max_minutes_week: int | None = None
    max_shifts_week: int | None = None
    access_needs: int | None = None
    filters_by_needs: bool | None = None


def require_range(value: int, bounds: tuple[int, int], what: object) -> int:
    """Return the value, or raise ProfileOutOfRange naming what it was."""
    low, high = bounds
    if not low <= value <= high:
        raise errors.ProfileOutOfRange(what=what, low=low, high=high)
    return value


@transaction.atomic
def create_profile(*, user: User, birth_date: date, home: Territory, actor: User | None, now: datetime) -> Volunteer:
    """Make a person a volunteer who lives at the centre of a place.

    Raises BirthDateImpossible, TooYoung, HomeWithoutPoint or ProfileExists.
    """
    check_birth_date(birth_date, today=local_day(now))
    if home.latitude is None or home.longitude is None:
        raise errors.HomeWithoutPoint
    try:
        with transaction.atomic():
            volunteer = Volunteer.objects.create(
                user=user, birth_date=birth_date, home=home, latitude=home.latitude, longitude=home.longitude
            )
    except IntegrityError as clash:
        raise errors.ProfileExists from clash
    audit.record("volunteer.created", actor=actor, subject=volunteer, at=now)
    return volunteer


@transaction.atomic
def join(*, user: User, full_name: str, birth_date: date, home: Territory, now: datetime) -> Volunteer:
    """Finish joining once the person has proven the address: the name they typed, and a profile at home.

    Atomic. Until then nothing but the account exists, so nobody can fill in a profile under a stranger's address.
    Raises as create_profile.
    """
    update_account(user=user, full_name=full_name, actor=user, now=now)
    return create_profile(user=user, birth_date=birth_date, home=home, actor=user, now=now)


@transaction.atomic
def update_profile(*, volunteer: Volunteer, change: ProfileChange, actor: User | None, now: datetime) -> Volunteer:
    """Change what was asked and nothing else. Raises ProfileOutOfRange or FreeTimeUnknown."""
    changed = [
        *_change_place(volunteer, change),
        *_change_wishes(volunteer, change),
        *_change_limits(volunteer, change),
        *_change_needs(volunteer, change),
    ]
    if changed:
        volunteer.save(update_fields=[*changed, "updated_at"])
        audit.record("volunteer.updated", actor=actor, subject=volunteer, at=now, fields=changed)
    return volunteer


def _change_place(volunteer: Volunteer, change: ProfileChange) -> list[str]:
    changed = []
    if change.home is not None:
        if change.home.latitude is None or change.home.longitude is None:
            raise errors.HomeWithoutPoint
        volunteer.home = change.home
        volunteer.latitude, volunteer.longitude = change.home.latitude, change.home.longitude
        changed += ["home", "latitude", "longitude"]
    if change.max_km is not None:
        volunteer.max_km = require_range(change.max_km, KM_RANGE, _("The distance in kilometres"))
        changed.append("max_km")
    for field in ("accepts_on_site", "accepts_remote", "languages"):
        value = getattr(change, field)
        if value is not None:
            setattr(volunteer, field, value)
            changed.append(field)
    return changed


def _change_wishes(volunteer: Volunteer, change: ProfileChange) -> list[str]:
    changed = []
    for cause, weight in (change.cause_weights or {}).items():
        setattr(volunteer, f"cause_{cause}", require_range(weight, WEIGHT_RANGE, _("The weight of a cause")))
        changed.append(f"cause_{cause}")
    if change.free_times is not None:
        volunteer.free_parts = free_parts_mask(change.free_times)
        changed.append("free_parts")
    return changed


def _change_limits(volunteer: Volunteer, change: ProfileChange) -> list[str]:
    changed = []
    if change.max_minutes_week is not None:
        require_range(-(-change.max_minutes_week // MINUTES_IN_HOUR), HOURS_RANGE, _("The hours a week"))
        volunteer.max_minutes_week = change.max_minutes_week
        changed.append("max_minutes_week")
    if change.max_shifts_week is not None:
        volunteer.max_shifts_week = require_range(change.max_shifts_week, SHIFTS_RANGE, _("The shifts a week"))
        changed.append("max_shifts_week")
    return changed


def _change_needs(volunteer: Volunteer, change: ProfileChange) -> list[str]:
    changed = []
    if change.access_needs is not None:
        volunteer.access_needs = change.access_needs & ALL_ACCESS_NEEDS
        changed.append("access_needs")
    if change.filters_by_needs is not None:
        volunteer.filters_by_needs = change.filters_by_needs
        changed.append("filters_by_needs")
    return changed


@transaction.atomic
def replace_skills(*, volunteer: Volunteer, levels: Mapping[str, int], actor: User | None, now: datetime) -> None:
    """Make the person's skills exactly these, by code and level. Raises SkillUnknown or SkillLevelUnknown."""
    skills = {skill.code: skill for skill in Skill.objects.filter(code__in=levels)}
    for code, level in levels.items():
        if code not in skills:
            raise errors.SkillUnknown(skill=code)
        if level not in SkillLevel.values:
            raise errors.SkillLevelUnknown
    volunteer.skills.all().delete()
    VolunteerSkill.objects.bulk_create(
        VolunteerSkill(volunteer=volunteer, skill=skills[code], level=level) for code, level in levels.items()
    )
    audit.record("volunteer.skills_replaced", actor=actor, subject=volunteer, at=now, count=len(levels))


@transaction.atomic
def replace_exceptions(*, volunteer: Volunteer, kinds: Mapping[date, str], actor: User | None, now: datetime) -> None:
    """Make the dates that override the weekly table exactly these."""
    volunteer.exceptions.all().delete()
    AvailabilityException.objects.bulk_create(
        AvailabilityException(volunteer=volunteer, on_date=day, kind=kind) for day, kind in kinds.items()
    )
    audit.record("volunteer.exceptions_replaced", actor=actor, subject=volunteer, at=now, count=len(kinds))
