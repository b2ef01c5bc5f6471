"""Contacts of the people on a shift: only around it, only on purpose, and never without being written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.enums import ContactKind
from accounts.models import Guardian, User
from core import audit
from core.audit import looks_by
from events import errors
from events.models import Shift, SignUp
from events.queries import door_list
from events.queries.guardians import is_minor
from events.services.looking import role_of

AROUND = timedelta(hours=24)  # a guardian's contact from a day before to a day after, anybody's until a day after
# Minors of other shifts within an hour, and minors of any shift within a day; docs/privacy.md.
MOST_AN_HOUR, MOST_A_DAY = 30, 200
OF_MINORS = "guardian"


@dataclass(frozen=True, slots=True)
class Contact:
    """How one person on a shift is reached; of somebody under 18, only the parent or guardian is."""

    signup: SignUp
    is_minor: bool
    guardian: str
    email: str
    phone: str


def can_show_contacts(shift: Shift, *, now: datetime) -> bool:
    """Say whether the shift still is, or was until a day ago."""
    return now < shift.ends_at + AROUND


def show_contacts(*, shift: Shift, viewer: User, now: datetime) -> list[Contact]:
    """Return the contacts of the confirmed people of a shift, and write down a look at each.

    Raises ContactsClosed a day after the end, and TooManyContacts for somebody who opens far more than a shift needs;
    that is written down as well, and stays so.
    """
    if not can_show_contacts(shift, now=now):
        raise errors.ContactsClosed
    signups = [signup for signup in door_list(shift) if signup.volunteer.user_id != viewer.pk]
    minors = [signup for signup in signups if is_minor(signup)]
    if _is_too_much(shift, viewer, minors, now):
        audit.record("contacts.blocked", actor=viewer, subject=shift, at=now, minors=len(minors))
        raise errors.TooManyContacts
    return _shown(shift, viewer, signups, now)


@transaction.atomic
def _shown(shift: Shift, viewer: User, signups: list[SignUp], now: datetime) -> list[Contact]:
    is_near = shift.starts_at - AROUND <= now
    minors = [signup for signup in signups if is_minor(signup)]
    guardians = _guardians_of(minors) if is_near else {}
    role = role_of(viewer, shift.opportunity.organisation)
    adults = [signup for signup in signups if signup not in minors]
    reached = [signup for signup in minors if signup.volunteer.user_id in guardians]
    for what, some in (("contact", adults), (OF_MINORS, reached)):
        people = [signup.volunteer.user for signup in some]
        audit.record_looks(what, viewer=viewer, role=role, people=people, purpose="shift", about=shift, at=now)
    return [_contact(signup, signup in minors, guardians.get(signup.volunteer.user_id)) for signup in signups]


def _contact(signup: SignUp, is_minor: bool, guardian: Guardian | None) -> Contact:
    if not is_minor:
        user = signup.volunteer.user
        return Contact(signup, False, "", user.email or "", user.phone or "")
    if guardian is None:
        return Contact(signup, True, "", "", "")
    is_phone = guardian.contact_kind == ContactKind.PHONE
    email, phone = ("", guardian.contact) if is_phone else (guardian.contact, "")
    return Contact(signup, True, guardian.name, email, phone)


def _guardians_of(minors: list[SignUp]) -> dict[int, Guardian]:
    """Return the newest proven guardian of each minor, by account. One query."""
    accounts = [signup.volunteer.user_id for signup in minors]
    proven = Guardian.objects.filter(minor__in=accounts, verified_at__isnull=False, erased_at__isnull=True)
    return {guardian.minor_id: guardian for guardian in proven.order_by("verified_at", "pk")}


def _is_too_much(shift: Shift, viewer: User, minors: list[SignUp], now: datetime) -> bool:
    """Count other minors whose contacts were opened before; those of this very shift may be opened again and again."""
    if not minors:
        return False
    here = {signup.volunteer.user.public_id for signup in minors}
    day = looks_by(viewer, what=[OF_MINORS], since=now - timedelta(days=1)).exclude(person__in=here)
    hour = day.filter(happened_at__gt=now - timedelta(hours=1))
    return (
        hour.values("person").distinct().count() > MOST_AN_HOUR
        or day.values("person").distinct().count() + len(here) > MOST_A_DAY
    )
