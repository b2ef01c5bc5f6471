"""Reads about messages: the inbox, what a person chose, and the ways that lead to her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import InboxMessage, MessageContact, MessageSettings, User
from core.delivery.contract import CHANNEL_NAMES, EMAIL, PUSH, SMS, TELEGRAM, has_channel
from core.delivery.health import broken_among
from core.delivery.kinds import MessageKind, may_be_stopped
from core.delivery.letter import GONE_DOMAIN
from core.delivery.sending import Way

ORDER = (EMAIL, TELEGRAM, PUSH, SMS)  # what is asked first when a chosen way does not work; SMS cost somebody money


@dataclass(frozen=True, slots=True)
class Choices:
    """What holds for a person: channels by kind, quiet hours, and how many a week."""

    channels: Mapping[str, Sequence[str]]
    quiet_from: int
    quiet_until: int
    weekly_most: int

    def of(self, kind: str) -> Sequence[str]:
        """Return the channels of a kind."""
        return self.channels[kind]


def inbox_of(user: User) -> QuerySet[InboxMessage]:
    """Return a person's messages, the latest first."""
    return InboxMessage.objects.filter(user=user).order_by("-sent_at", "-pk")


def ways_to(user: User) -> list[Way]:
    """Return every contact of a person that this site can use, in the order they are asked, working or not."""
    found = []
    if user.email and not user.email.endswith(f"@{GONE_DOMAIN}"):
        found.append(Way(EMAIL, user.email))
    if user.phone:
        found.append(Way(SMS, user.phone))
    linked = MessageContact.objects.filter(user=user, contact_hash__isnull=False).order_by("pk")
    found += [Way(row.channel, row.contact) for row in linked]
    usable = [way for way in found if has_channel(way.channel)]
    return sorted(usable, key=lambda way: ORDER.index(way.channel))


def working(ways: Sequence[Way]) -> list[Way]:
    """Return the ways that are not known to be broken. One query."""
    broken = broken_among((way.channel, way.contact) for way in ways)
    return [way for way in ways if (way.channel, way.contact) not in broken]


def choices_of(user: User, ways: Sequence[Way]) -> Choices:
    """Return what a person chose, and the usual way for what she did not choose: the first of her ways, and those she
    linked herself.
    """
    row = MessageSettings.objects.filter(user=user).first() or MessageSettings(user=user)
    has = list(dict.fromkeys(way.channel for way in ways))
    usual = [code for code in has if code == has[0] or code in (TELEGRAM, PUSH)]
    chosen = {kind: row.choices.get(kind, usual) for kind in MessageKind.values}
    return Choices(chosen, row.quiet_from, row.quiet_until, row.weekly_most)


def channels_on_offer(user: User) -> list[str]:
    """Return the channels a person could use on this site, in the order of the page."""
    return [code for code in CHANNEL_NAMES if has_channel(code) and (code != SMS or user.phone)]


def linked_contacts(user: User) -> QuerySet[MessageContact]:
    """Return the chats and browsers a person linked."""
    return MessageContact.objects.filter(user=user, contact_hash__isnull=False).order_by("pk")


def stoppable_kinds() -> list[MessageKind]:
    """Return the kinds a person may switch off."""
    return [kind for kind in MessageKind if may_be_stopped(kind)]
