"""Who has to know, and the messages to them: one row of the outbox for each person."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from accounts.queries import officers_for
from core import outbox
from events.enums import SignUpStatus
from events.models import Opportunity, SignUp
from ngos.enums import WebhookTopic
from ngos.queries import members_of
from ngos.services.webhooks import announce


def tell(topic: str, people: Iterable[User], *, key: str, now: datetime, **ids: int | str) -> None:
    """Put one message for each person into the outbox; ``key`` names the occasion. Part of a transaction."""
    for person in people:
        outbox.put(topic, key=f"{topic}:{key}:{person.pk}", due_at=now, user_id=person.pk, **ids)


def tell_of_place(topic: str, signup: SignUp, *, now: datetime) -> None:
    """Tell a person once what became of her own place. Part of a transaction."""
    tell(topic, [signup.volunteer.user], key=str(signup.pk), now=now, signup_id=signup.pk)


def tell_of_places(topic: str, signups: Iterable[SignUp], *, now: datetime) -> None:
    """Tell each of many people, whose profiles are loaded, what became of her own place. Part of a transaction."""
    payloads: dict[str, outbox.Payload] = {
        f"{topic}:{signup.pk}:{signup.volunteer.user_id}": {
            "user_id": signup.volunteer.user_id,
            "signup_id": signup.pk,
        }
        for signup in signups
    }
    outbox.put_all(topic, payloads, due_at=now)


def tell_if_confirmed(signup: SignUp, *, now: datetime) -> None:
    """Tell a person that she is in; one whose place waits for a guardian hears it when the guardian has agreed."""
    if signup.status == SignUpStatus.CONFIRMED:
        tell_of_place("signups.confirmed", signup, now=now)


def tell_programs(
    topic: WebhookTopic, opportunity: Opportunity, *, now: datetime, signup: SignUp | None = None
) -> None:
    """Tell the organisation's own programs what happened, by public ids; part of a transaction."""
    about = {"signup": str(signup.public_id), "shift": str(signup.shift.public_id)} if signup else {}
    announce(topic, organisation_id=opportunity.organisation_id, now=now, event=str(opportunity.public_id), **about)


def coordinators_of(opportunity: Opportunity) -> list[User]:
    """Return who acts for the organisation of an opportunity."""
    return [membership.user for membership in members_of(opportunity.organisation) if membership.user.is_active]


def officers_over(opportunity: Opportunity) -> list[User]:
    """Return the safeguarding officers of an opportunity's region who do not belong to its organisation."""
    venue = opportunity.venue or opportunity.organisation.region
    inside = {member.pk for member in coordinators_of(opportunity)}
    return [officer for officer in officers_for(venue) if officer.pk not in inside]
