"""Doors to profiles and clearances: found and permitted, or an error that does not leak which."""

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action, allows
from accounts.queries import grants_of, roles_in
from core.errors import NotAllowed, NotSignedIn
from places.models import Territory
from volunteers import errors
from volunteers.models import BirthDateCorrection, Clearance, Volunteer
from volunteers.queries import volunteer_of, volunteer_with_email, volunteers_called

Person = User | AnonymousUser


def own_profile(user: Person) -> Volunteer:
    """Return the person's own profile. Raises NotSignedIn or NoProfile."""
    if not user.is_authenticated:
        raise NotSignedIn
    volunteer = volunteer_of(user)
    if volunteer is None:
        raise errors.NoProfile
    return volunteer


def officer_territories(user: Person, action: Action) -> list[Territory] | None:
    """Return the territories in which an officer may do this, None for the whole country. One query.

    Raises NotSignedIn, or NotAllowed for everybody without such a grant.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    grants = [grant for grant in grants_of(user) if allows([grant.role], action)]
    if not grants:
        raise NotAllowed
    territories = [grant.territory for grant in grants if grant.territory]
    return territories if len(territories) == len(grants) else None


def person_for_officer(user: Person, public_id: UUID, action: Action) -> Volunteer:
    """Return a volunteer who lives in the officer's territory and is not the officer herself.

    Raises NotSignedIn, NotAllowed or PersonNotFound.
    """
    found = Volunteer.objects.active().select_related("user", "home").filter(public_id=public_id).first()
    return _permitted(user, found, action)


def person_with_email_for_officer(user: Person, email: str, action: Action) -> Volunteer:
    """Return the volunteer who signs in with an address, as person_for_officer does."""
    return _permitted(user, volunteer_with_email(email), action)


def person_called_for_officer(user: Person, full_name: str, born_on: date, action: Action) -> Volunteer:
    """Return the volunteer whose whole name and date of birth stand on a paper, as person_for_officer does.

    Raises PersonNotOnlyOne when the officer's territory has several.
    """
    officer_territories(user, action)
    found = [one for one in volunteers_called(full_name, born_on=born_on) if may_for_person(user, one, action)]
    if len(found) > 1:
        raise errors.PersonNotOnlyOne
    return _permitted(user, next(iter(found), None), action)


def clearance_for_officer(user: Person, public_id: UUID) -> Clearance:
    """Return a clearance of a person of the officer's territory.

    Raises NotSignedIn, NotAllowed or ClearanceNotFound.
    """
    officer_territories(user, Action.CLEARANCE_RECORD)
    found = Clearance.objects.select_related("volunteer__user", "volunteer__home").filter(public_id=public_id).first()
    if found is None or not may_for_person(user, found.volunteer, Action.CLEARANCE_RECORD):
        raise errors.ClearanceNotFound
    return found


def correction_for_officer(user: Person, public_id: UUID) -> BirthDateCorrection:
    """Return a correction about a person of the officer's territory.

    Raises NotSignedIn, NotAllowed or CorrectionNotFound.
    """
    officer_territories(user, Action.BIRTH_DATE_CORRECT)
    found = (
        BirthDateCorrection.objects.select_related("volunteer__user", "volunteer__home")
        .filter(public_id=public_id)
        .first()
    )
    if found is None or not may_for_person(user, found.volunteer, Action.BIRTH_DATE_CORRECT):
        raise errors.CorrectionNotFound
    return found


def may_for_person(user: Person, volunteer: Volunteer, action: Action) -> bool:
    """Say whether the action holds where the person lives, and she is somebody else."""
    return volunteer.user_id != user.pk and allows(roles_in(user, volunteer.home), action)


def _permitted(user: Person, volunteer: Volunteer | None, action: Action) -> Volunteer:
    officer_territories(user, action)
    if volunteer is None or not may_for_person(user, volunteer, action):
        raise errors.PersonNotFound
    return volunteer
