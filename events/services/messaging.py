"""A coordinator writes to the people of one shift: each gets a letter of her own; nobody writes to a child alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from core import audit, limits, outbox
from core.errors import TooMany
from events import errors
from events.models import Shift, ShiftMessage, ShiftMessageCopy, ShiftRole, SignUp
from events.queries.messages import TOPIC, audience, has_minors, second_adults
from events.validators import check_message

AFTER_THE_END = timedelta(days=7)  # time for thanks


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says, and to which of the people: ``role`` and ``only_unanswered`` narrow it."""

    subject: str
    text: str
    role: ShiftRole | None = None
    only_unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a message would reach, and who would read along because children are among them."""

    places: list[SignUp]
    second_adult: User | None


def audience_of(*, shift: Shift, words: Words, sender: User, now: datetime) -> Audience:
    """Check a message and return whom it would reach; nothing is sent.

    The sender gets no copy of her own words. Raises what check_message raises, TooLateToWrite, NobodyToWriteTo, or
    SecondAdultMissing: where somebody is under 18, another adult of the organisation reads every word.
    """
    check_message(subject=words.subject, text=words.text)
    if now > shift.ends_at + AFTER_THE_END:
        raise errors.TooLateToWrite
    found = audience(shift, role=words.role, only_unanswered=words.only_unanswered)
    places = [place for place in found if place.volunteer.user_id != sender.pk]
    if not places:
        raise errors.NobodyToWriteTo
    today = now.astimezone(ZoneInfo(shift.time_zone)).date()
    if not has_minors(places, today):
        return Audience(places, None)
    adults = second_adults(shift.opportunity.organisation, beside=sender, on=today)
    if not adults:
        raise errors.SecondAdultMissing
    return Audience(places, adults[0])


@transaction.atomic
def send_message(*, shift: Shift, words: Words, key: UUID, actor: User, now: datetime) -> ShiftMessage:
    """Keep a message and write one letter for each person; the same ``key`` twice is one message.

    Raises as audience_of, and TooManyMessages after five messages of one event in a day.
    """
    lock = Shift.objects.select_for_update().only("pk")
    lock.get(pk=shift.pk)
    sent = ShiftMessage.objects.filter(public_id=key, shift=shift, sent_by=actor.public_id).first()
    if sent is not None:
        return sent
    reached = audience_of(shift=shift, words=words, sender=actor, now=now)
    _count(shift, now)
    subject, text = check_message(subject=words.subject, text=words.text)
    message = ShiftMessage.objects.create(
        public_id=key,
        shift=shift,
        role=words.role,
        is_for_unanswered=words.only_unanswered,
        subject=subject,
        text=text,
        sent_by=actor.public_id,
        sent_at=now,
        has_minors=reached.second_adult is not None,
    )
    _send(message, reached, now)
    audit.record(
        "shift.messaged",
        actor=actor,
        subject=message,
        at=now,
        people=len(reached.places),
        has_minors=message.has_minors,
    )
    return message


def _count(shift: Shift, now: datetime) -> None:
    try:
        limits.take("messages_of_event", str(shift.opportunity.public_id), now=now)
    except TooMany as full:
        raise errors.TooManyMessages(**full.context) from full


def _send(message: ShiftMessage, reached: Audience, now: datetime) -> None:
    """Write down who gets it, and the letters. A second adult with a place on the shift gets it once, as a reader."""
    people = {place.volunteer.user_id: False for place in reached.places}
    if reached.second_adult is not None:
        people[reached.second_adult.pk] = True
    ShiftMessageCopy.objects.bulk_create(
        ShiftMessageCopy(message=message, user_id=user_id, is_second_adult=is_reader)
        for user_id, is_reader in people.items()
    )
    letters: dict[str, outbox.Payload] = {
        f"{TOPIC}:{message.pk}:{user_id}": {"user_id": user_id, "message_id": message.pk} for user_id in people
    }
    outbox.put_all(TOPIC, letters, due_at=now)
