"""Writing down who looked at whom: called before anything about people is shown to an organisation."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Model

from accounts.models import User
from core import audit
from ngos.enums import MembershipRole
from ngos.models import Organisation
from ngos.queries import organisation_roles
from volunteers.models import Volunteer

SAME_LOOK = timedelta(hours=1)


def note_looks(
    what: str,
    people: Iterable[Volunteer],
    *,
    viewer: User,
    organisation: Organisation,
    purpose: str,
    about: Model | None = None,
    now: datetime,
) -> None:
    """Write that somebody of an organisation was shown something about people, whose accounts are loaded.

    A list that is opened again within the hour for the same purpose is one look, not forty.
    """
    subject = about or organisation
    seen = {person.user.public_id: person.user for person in people}
    if not seen:
        return
    lately = audit.looks_by(viewer, what=[what], since=now - SAME_LOOK).filter(
        purpose=purpose, about_id=str(getattr(subject, "public_id", subject.pk)), person__in=seen
    )
    for person in set(lately.values_list("person", flat=True)):
        del seen[person]
    if seen:
        role = role_of(viewer, organisation)
        audit.record_looks(
            what, viewer=viewer, role=role, people=[*seen.values()], purpose=purpose, about=subject, at=now
        )


def role_of(viewer: User, organisation: Organisation) -> str:
    """Return as what somebody acts for an organisation; staff act for it without belonging to it."""
    roles = organisation_roles(viewer, organisation)
    if MembershipRole.OWNER in roles:
        return MembershipRole.OWNER
    return MembershipRole.COORDINATOR if roles else "staff"
