"""Reads about messages to shifts: whom one would reach, what became of it, and what a person was written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from core.models import Delivery, OutboxMessage
from events.eligibility import ADULT_AGE_YEARS, age_years
from events.models import Opportunity, Shift, ShiftMessage, ShiftRole, SignUp
from ngos.models import Organisation
from ngos.queries import members_of
from places.models import Territory
from volunteers.models import Volunteer

TOPIC = "shifts.message"
OVER = (Delivery.State.SENT, Delivery.State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a message has come: people it was for, who has it, who could not be reached."""

    people: int = 0
    sent: int = 0
    failed: int = 0

    @property
    def waiting(self) -> int:
        """How many letters are still on their way."""
        return self.people - self.sent - self.failed


def audience(shift: Shift, *, role: ShiftRole | None = None, only_unanswered: bool = False) -> QuerySet[SignUp]:
    """Return the confirmed places of a shift that a message would go to, in order of joining."""
    places = SignUp.objects.unanswered() if only_unanswered else SignUp.objects.confirmed()
    chosen = places.filter(shift=shift, volunteer__user__is_active=True)
    if role is not None:
        chosen = chosen.filter(role=role)
    return chosen.select_related("volunteer__user").order_by("made_at", "pk")


def has_minors(places: Iterable[SignUp], on: date) -> bool:
    """Say whether anybody of these places is under 18 on a day."""
    return any(age_years(place.volunteer.birth_date, on) < ADULT_AGE_YEARS for place in places)


def second_adults(organisation: Organisation, *, beside: User, on: date) -> list[User]:
    """Return who else acts for an organisation and is grown up, owners first."""
    members = [row.user for row in members_of(organisation) if row.user.is_active and row.user_id != beside.pk]
    births = dict(Volunteer.objects.filter(user__in=members).values_list("user_id", "birth_date"))
    return [
        member for member in members if member.pk not in births or age_years(births[member.pk], on) >= ADULT_AGE_YEARS
    ]


def messages_of(opportunity: Opportunity) -> QuerySet[ShiftMessage]:
    """Return what was written to the shifts of an event, the latest first."""
    return (
        ShiftMessage.objects.filter(shift__opportunity=opportunity)
        .select_related("shift", "role")
        .order_by("-sent_at", "-pk")
    )


def messages_to(signup: SignUp) -> QuerySet[ShiftMessage]:
    """Return what was written to a person about her shift, the latest first."""
    return ShiftMessage.objects.filter(
        shift_id=signup.shift_id, copies__user_id=signup.volunteer.user_id, copies__is_second_adult=False
    ).order_by("-sent_at", "-pk")


def messages_to_minors(within: Sequence[Territory] | None) -> QuerySet[ShiftMessage]:
    """Return what organisations wrote to shifts with children, the latest first; nothing bounds a look from above."""
    found = ShiftMessage.objects.filter(has_minors=True)
    if within is not None:
        found = found.filter(shift__opportunity__organisation__region__in=within)
    return found.select_related("shift__opportunity__organisation").order_by("-sent_at", "-pk")


def senders_of(messages: Iterable[ShiftMessage]) -> dict[object, User]:
    """Return who wrote messages, by public id; whoever has left is not among them."""
    writers = User.objects.filter(public_id__in={message.sent_by for message in messages})
    return {user.public_id: user for user in writers}


def deliveries_of(messages: Iterable[ShiftMessage]) -> dict[int, Reach]:
    """Return how far each message has come, by its key. Three queries."""
    keys = [message.pk for message in messages]
    if not keys:
        return {}
    copies = ShiftMessage.objects.filter(pk__in=keys).annotate(
        people=Count("copies", filter=Q(copies__is_second_adult=False))
    )
    people = dict(copies.values_list("pk", "people"))
    readers = set(
        ShiftMessage.objects.filter(pk__in=keys, copies__is_second_adult=True).values_list("pk", "copies__user_id")
    )
    ours = reduce(or_, (Q(key__startswith=f"{TOPIC}:{key}:") for key in keys))
    reached = Exists(Delivery.objects.filter(message=OuterRef("pk"), state__in=OVER))
    letters = OutboxMessage.objects.filter(ours).annotate(is_reached=reached)
    sent, failed = dict.fromkeys(keys, 0), dict.fromkeys(keys, 0)
    for key, is_reached, done_at, failed_at in letters.values_list("key", "is_reached", "done_at", "failed_at"):
        message_id, user_id = (int(part) for part in key.split(":")[1:3])
        if (message_id, user_id) not in readers:
            sent[message_id] += is_reached
            failed[message_id] += not is_reached and (done_at is not None or failed_at is not None)
    return {key: Reach(people[key], sent[key], failed[key]) for key in keys}
