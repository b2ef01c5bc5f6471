"""Writes about messages: into the inbox and onwards, what a person chooses, and the contacts she links."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import errors
from accounts.models import InboxMessage, MessageContact, MessageSettings, User
from accounts.queries.messages import Choices, choices_of, ways_to, working
from core import audit, outbox
from core.delivery import health
from core.delivery.contract import EMAIL, PUSH, TELEGRAM, contact_hash
from core.delivery.hours import quiet_until
from core.delivery.kinds import ANY_HOUR, NEVER_OFF, RATIONED, MessageKind
from core.delivery.letter import Letter
from core.models import OutboxMessage
from core.outbox import Route

WEEK = timedelta(days=7)
CODE_LASTS = timedelta(minutes=15)
MOST_CONTACTS = 10


@outbox.router
def route(message: OutboxMessage, letter: Letter, now: datetime) -> Route:
    """Put a letter into the inbox and say how it travels.

    A kind that is rationed and over the weekly number stays in the inbox. A kind the person switched off does, too; of
    what cannot be switched off at least one working way is used, whatever she chose.
    """
    user = User.objects.get(pk=letter.user_id or 0)
    ways = ways_to(user)
    choices = choices_of(user, ways)
    is_held_back = _file(message, letter, user, choices, now)
    usable = working(ways)
    wanted = [way for way in usable if way.channel in choices.of(letter.kind)]
    spare = [way for way in usable if way not in wanted]
    if is_held_back or not (choices.of(letter.kind) or letter.kind in NEVER_OFF):
        return Route()
    quiet = None if letter.kind in ANY_HOUR else _quiet(choices, now)
    return Route(ways=tuple(wanted), spare=tuple(spare), holds_until=quiet if usable else None)


def _quiet(choices: Choices, now: datetime) -> datetime | None:
    """Return the end of the person's quiet hours. Kazakhstan has one zone, so her home's is the site's."""
    if settings.QUIET_HOURS[0] == settings.QUIET_HOURS[1]:
        return None
    return quiet_until(now, zone=settings.TIME_ZONE, starts=choices.quiet_from, ends=choices.quiet_until)


def _file(message: OutboxMessage, letter: Letter, user: User, choices: Choices, now: datetime) -> bool:
    """Write a letter into the inbox, once; say whether it is held back. The words are those of the last writing."""
    entry, is_new = InboxMessage.objects.get_or_create(
        user=user,
        message=message,
        defaults={
            "kind": letter.kind,
            "language": letter.language,
            "subject": letter.subject,
            "text": letter.text,
            "path": letter.path,
            "sent_at": now,
        },
    )
    if not is_new:
        InboxMessage.objects.filter(pk=entry.pk).update(
            subject=letter.subject, text=letter.text, language=letter.language, path=letter.path
        )
        return entry.is_held_back
    User.objects.filter(pk=user.pk).update(unread_count=F("unread_count") + 1)
    if letter.kind not in RATIONED or not _is_over(entry, choices, now):
        return False
    InboxMessage.objects.filter(pk=entry.pk).update(is_held_back=True)
    return True


def _is_over(entry: InboxMessage, choices: Choices, now: datetime) -> bool:
    """Say whether the person has had her number of the last seven days. Her row is locked by the count of unread."""
    sent = InboxMessage.objects.filter(
        user_id=entry.user_id, kind__in=RATIONED, is_held_back=False, sent_at__gt=now - WEEK
    ).exclude(pk=entry.pk)
    return sent.count() >= choices.weekly_most


@health.when_broken
def note_broken(channel: str, contact: str, now: datetime) -> None:
    """Show the person that her address does not take our letters; forget a browser that is gone."""
    if channel == PUSH:
        MessageContact.objects.filter(contact_hash=contact_hash(channel, contact)).delete()
    if channel == EMAIL:
        User.objects.filter(email=contact, email_failed_at=None).update(email_failed_at=now)


def try_again(*, user: User, now: datetime) -> None:
    """Believe in a person's address again; the next letter shows whether that is right."""
    if user.email:
        health.mark_working(EMAIL, user.email)
        User.objects.filter(pk=user.pk).update(email_failed_at=None, updated_at=now)


@transaction.atomic
def mark_read(*, user: User, public_id: UUID | None, now: datetime) -> None:
    """Mark one message as read, or all; a second time changes nothing. Raises MessageNotFound."""
    mine = InboxMessage.objects.filter(user=user)
    if public_id is not None:
        mine = mine.filter(public_id=public_id)
        if not mine.exists():
            raise errors.MessageNotFound
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    mine.filter(read_at=None).update(read_at=now)
    unread = InboxMessage.objects.filter(user=user, read_at=None).count()
    User.objects.filter(pk=user.pk).update(unread_count=unread)


def count_unread() -> int:
    """Put right the numbers that messages left behind when they went with somebody or with time; return how many."""
    unread = InboxMessage.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
    counted = unread.annotate(count=Count("pk")).values("count")
    wrong = User.objects.annotate(true_count=Coalesce(Subquery(counted), 0)).exclude(unread_count=F("true_count"))
    found = dict(wrong.values_list("pk", "true_count"))
    for key, true_count in found.items():
        User.objects.filter(pk=key).update(unread_count=true_count)
    return len(found)


@transaction.atomic
def choose(
    *,
    user: User,
    channels: Mapping[str, Sequence[str]],
    quiet_from: int,
    quiet_until: int,
    weekly_most: int,
    now: datetime,
) -> None:
    """Keep what a person chose. What cannot be stopped keeps a way. Raises ChannelNeeded."""
    if any(not channels.get(kind) for kind in NEVER_OFF if kind in channels):
        raise errors.ChannelNeeded
    MessageSettings.objects.update_or_create(
        user=user,
        defaults={
            "choices": {kind: list(codes) for kind, codes in channels.items()},
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "weekly_most": weekly_most,
        },
    )
    audit.record("messages.chosen", actor=user, subject=user, at=now)


@transaction.atomic
def stop_kind(*, user: User, kind: MessageKind, now: datetime) -> None:
    """Switch a kind off; the inbox keeps it. Twice is once."""
    row, _is_new = MessageSettings.objects.select_for_update().get_or_create(user=user)
    if row.choices.get(kind) == []:
        return
    row.choices = {**row.choices, str(kind): []}
    row.save(update_fields=["choices", "updated_at"])
    audit.record("messages.stopped", actor=user, subject=user, at=now, kind=str(kind))


@transaction.atomic
def ask_for_chat(*, user: User, now: datetime) -> str:
    """Return a code that links the chat from which it is sent to the bot within ``CODE_LASTS``; earlier ones end."""
    MessageContact.objects.filter(user=user, channel=TELEGRAM, contact_hash=None).delete()
    code = secrets.token_urlsafe(12)
    MessageContact.objects.create(user=user, channel=TELEGRAM, code_hash=_digest(code), code_until=now + CODE_LASTS)
    return code


@transaction.atomic
def link_chat(*, code: str, chat: str, now: datetime) -> User | None:
    """Link a chat to whoever has the code; nothing for a code that is unknown, used or too old.

    A chat that belonged to another account belongs to this one now: whoever holds the telephone decides.
    """
    waiting = MessageContact.objects.filter(channel=TELEGRAM, code_hash=_digest(code), code_until__gt=now)
    row = waiting.select_for_update().select_related("user").first()
    if row is None or not row.user.is_active:
        return None
    digest = contact_hash(TELEGRAM, chat)
    MessageContact.objects.filter(contact_hash=digest).delete()
    MessageContact.objects.filter(pk=row.pk).update(
        contact=chat, contact_hash=digest, code_hash="", code_until=None, updated_at=now
    )
    health.mark_working(TELEGRAM, chat)
    audit.record("messages.contact_linked", actor=row.user, subject=row.user, at=now, channel=TELEGRAM)
    return row.user


@transaction.atomic
def link_contact(*, user: User, channel: str, contact: str, label: str = "", now: datetime) -> MessageContact:
    """Link a browser; the same one twice is once. Raises TooManyContacts."""
    digest = contact_hash(channel, contact)
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    others = MessageContact.objects.filter(user=user).exclude(contact_hash=digest)
    if others.count() >= MOST_CONTACTS:
        raise errors.TooManyContacts
    row, is_new = MessageContact.objects.update_or_create(
        contact_hash=digest,
        defaults={"user": user, "channel": channel, "contact": contact, "label": label[:60]},
    )
    health.mark_working(channel, contact)
    if is_new:
        audit.record("messages.contact_linked", actor=user, subject=user, at=now, channel=channel)
    return row


@transaction.atomic
def unlink_contact(*, user: User, public_id: UUID, now: datetime) -> None:
    """Forget a chat or a browser. Raises ContactNotFound."""
    found = MessageContact.objects.filter(user=user, public_id=public_id).first()
    if found is None:
        raise errors.ContactNotFound
    channel = found.channel
    found.delete()
    audit.record("messages.contact_unlinked", actor=user, subject=user, at=now, channel=channel)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def hear_chat(update: Mapping[str, Any], *, now: datetime) -> dict[str, Any] | None:
    """Link the chat an update of the Bot API comes from when it carries a code; return what the bot says to it.

    Only private chats count: a code sent to a group would hand a person's messages to all of it.
    """
    said = update.get("message")
    chat = said.get("chat") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    number, text = chat.get("id"), str(said.get("text", ""))[:100]
    if not isinstance(number, int):
        return None
    code = text.removeprefix("/start").strip()
    user = link_chat(code=code, chat=str(number), now=now) if code else None
    with translation.override(user.language if user else settings.LANGUAGE_CODE):
        words = _("Linked. Messages from Asar come here now.") if user else _unknown_code()
    return {"chat_id": number, "text": words}


def _unknown_code() -> str:
    """Ask for a code in every language: we do not know yet who writes."""
    lines = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            lines.append(_("Open Messages in Asar, choose Link Telegram, and send the code from there."))
    return "\n\n".join(lines)
