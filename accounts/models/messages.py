"""What was sent to a person, how she wants to be reached, and the contacts that are neither address nor number."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from core.delivery.kinds import MessageKind
from core.models import OutboxMessage, PublicId, Timestamped

QUIET_FROM, QUIET_UNTIL = 21, 8  # by the clock on the wall
WEEKLY_MOST = 3  # messages a week that somebody else wants and she does not need


class InboxMessage(PublicId):
    """One message as it was written for one person, for 90 days.

    It lives no longer than the message of the outbox, whose ids lead to everybody it is about: when one of them
    leaves, both go.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="inbox")
    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=MessageKind.choices)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    path = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    is_held_back = models.BooleanField(default=False, help_text="Over the weekly number: it stands here alone.")

    class Meta:
        verbose_name = _("message in an inbox")
        verbose_name_plural = _("messages in inboxes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "message"], name="accounts_inboxmessage_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "sent_at"], name="accounts_inbox_user_sent"),
            models.Index(fields=["sent_at"], name="accounts_inbox_sent_at"),
        ]

    def __str__(self) -> str:
        return f"inbox message {self.pk}"


class MessageSettings(Timestamped):
    """What a person chose about messages. Without a row the defaults hold.

    ``choices`` leads from kinds to lists of channels; a kind that is missing goes the usual way.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="message_settings")
    choices = models.JSONField(default=dict)
    quiet_from = models.PositiveSmallIntegerField(default=QUIET_FROM)
    quiet_until = models.PositiveSmallIntegerField(default=QUIET_UNTIL)
    weekly_most = models.PositiveSmallIntegerField(default=WEEKLY_MOST)

    class Meta:
        verbose_name = _("choices about messages")
        verbose_name_plural = _("choices about messages")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_messagesettings_hours_exist", condition=Q(quiet_from__lt=24) & Q(quiet_until__lt=24)
            ),
        ]

    def __str__(self) -> str:
        return f"choices about messages {self.pk}"


class MessageContact(PublicId, Timestamped):
    """A chat or a browser a person is reached by. A chat that is only asked for has a code and no contact yet.

    ``contact`` is what the channel's adapter takes; its keyed hash is unique, so a chat belongs to one person.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="message_contacts")
    channel = models.CharField(max_length=10)
    contact = models.TextField(blank=True)
    contact_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    label = models.CharField(max_length=60, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contact for messages")
        verbose_name_plural = _("contacts for messages")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_messagecontact_known_or_asked",
                condition=Q(contact_hash__isnull=False) | Q(code_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} contact {self.pk}"
