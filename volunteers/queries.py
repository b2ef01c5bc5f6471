"""Reads about volunteers."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from core.text import fold
from places.models import Territory
from volunteers import errors
from volunteers.models import BirthDateCorrection, Clearance, Skill, Volunteer


def skill_catalogue() -> QuerySet[Skill]:
    """Return the whole catalogue in its order."""
    return Skill.objects.order_by("group", "position", "code")


def skills_by_code(codes: Iterable[str]) -> dict[str, Skill]:
    """Return skills of the catalogue by code. Raises SkillUnknown."""
    wanted = set(codes)
    found = {skill.code: skill for skill in Skill.objects.filter(code__in=wanted)} if wanted else {}
    for code in sorted(wanted - found.keys()):
        raise errors.SkillUnknown(skill=code)
    return found


def volunteer_of(user: User | AnonymousUser) -> Volunteer | None:
    """Return a person's profile with home and account, or nothing."""
    if not user.is_authenticated:
        return None
    return Volunteer.objects.select_related("user", "home").filter(user=user).first()


def volunteer_known_as(name: str) -> Volunteer | None:
    """Find a volunteer for an operator, by public id, e-mail address, phone (+7…) or number; nothing when none."""
    people = Volunteer.objects.select_related("user", "home")
    if "@" in name:
        return people.filter(user__email=name.strip().lower()).first()
    if name.startswith("+"):
        return people.filter(user__phone=name).first()
    if name.isdecimal():
        return people.filter(pk=int(name)).first()
    try:
        return people.filter(public_id=UUID(name)).first()
    except ValueError:
        return None


def volunteer_with_email(email: str) -> Volunteer | None:
    """Return the volunteer with an open account who signs in with an address, however it is typed."""
    people = Volunteer.objects.active().select_related("user", "home")
    return people.filter(user__email=email.strip().lower()).first()


def volunteers_called(full_name: str, *, born_on: date) -> list[Volunteer]:
    """Return the people with exactly this whole name and date of birth, as they stand on a paper."""
    people = Volunteer.objects.active().select_related("user", "home").filter(birth_date=born_on).order_by("pk")
    wanted = sorted(fold(full_name).split())
    return [person for person in people if wanted and sorted(fold(person.user.full_name).split()) == wanted]


def clearances_of(volunteer: Volunteer) -> QuerySet[Clearance]:
    """Return everything that was recorded about a person, newest first, revoked and past ones included."""
    return Clearance.objects.filter(volunteer=volunteer).order_by("-issued_on", "-pk")


def ending_clearances(*, after: date, until: date) -> QuerySet[Clearance]:
    """Return the standing clearances that end in a span of days and have no successor that counts longer."""
    standing = Clearance.objects.filter(revoked_at__isnull=True, volunteer__user__is_active=True)
    return (
        standing.filter(valid_until__gt=after, valid_until__lte=until)
        .exclude(Exists(_successors()))
        .order_by("valid_until", "pk")
    )


def is_renewed(clearance: Clearance) -> bool:
    """Say whether another clearance of the same person and kind counts longer."""
    later = Clearance.objects.filter(volunteer=clearance.volunteer_id, kind=clearance.kind, revoked_at__isnull=True)
    return later.filter(valid_until__gt=clearance.valid_until).exists()


def _successors() -> QuerySet[Clearance]:
    return Clearance.objects.filter(
        volunteer=OuterRef("volunteer"),
        kind=OuterRef("kind"),
        revoked_at__isnull=True,
        valid_until__gt=OuterRef("valid_until"),
    )


def waiting_correction(volunteer: Volunteer) -> BirthDateCorrection | None:
    """Return the correction of a person's date of birth that waits for an officer."""
    return BirthDateCorrection.objects.filter(volunteer=volunteer, decided_at__isnull=True).first()


def waiting_corrections(territories: Iterable[Territory] | None) -> list[BirthDateCorrection]:
    """Return the corrections that wait, of people who live in the territories (None: anywhere), longest wait first."""
    waiting = (
        BirthDateCorrection.objects.filter(decided_at__isnull=True)
        .select_related("volunteer__user", "volunteer__home")
        .order_by("asked_at", "pk")
    )
    if territories is None:
        return list(waiting)
    places = list(territories)
    return [one for one in waiting if any(place.contains(one.volunteer.home) for place in places)]
