"""What a coordinator wrote to the people of a shift, and to whom it went: kept so that others can read it later."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.models.role import ShiftRole
from events.models.shift import Shift

SUBJECT_LENGTH, TEXT_LENGTH = 120, 1_000


class ShiftMessage(PublicId, Timestamped):
    """One message to one shift, in plain words; ``sent_by`` is the public id of whoever wrote it.

    ``role`` narrows it to one role, ``is_for_unanswered`` to those who had not said that they come. ``has_minors``
    says that somebody under 18 was among the people, so that a second adult got a copy.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="messages")
    role = models.ForeignKey(ShiftRole, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_for_unanswered = models.BooleanField(default=False)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    text = models.TextField(max_length=TEXT_LENGTH)
    sent_by = models.UUIDField()
    sent_at = models.DateTimeField()
    has_minors = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("message to a shift")
        indexes: ClassVar = [models.Index(fields=["shift", "sent_at"], name="events_message_of_shift")]

    def __str__(self) -> str:
        return f"message to a shift {self.pk}"


class ShiftMessageCopy(models.Model):
    """One person a message went to; ``is_second_adult`` marks whoever reads along for the organisation."""

    message = models.ForeignKey(ShiftMessage, on_delete=models.CASCADE, related_name="copies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_second_adult = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("copy of a message to a shift")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "user"], name="events_shiftmessagecopy_once"),
        ]

    def __str__(self) -> str:
        return f"copy of a message {self.pk}"
