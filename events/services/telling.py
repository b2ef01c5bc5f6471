"""Who has to know, and the messages to them: one row of the outbox for each person."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from accounts.queries import officers_for
from core import outbox
from events.models import Opportunity, SignUp
from ngos.enums import WebhookTopic
from ngos.queries import members_of
from ngos.services.webhooks import announce


def tell(topic: str, people: Iterable[User], *, key: str, now: datetime, **ids: int | str) -> None:
    """Put one message for each person into the outbox; ``key`` names the occasion. Part of a transaction."""
    for person in people:
        outbox.put(topic, key=f"{topic}:{key}:{person.pk}", due_at=now, user_id=person.pk, **ids)


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
