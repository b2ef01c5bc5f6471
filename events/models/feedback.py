"""What both sides say after a shift: how it was, and thank you."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from events.enums import Thanks
from events.models.signup import SignUp
from events.validators import COMMENT_LENGTH


class ShiftFeedback(Timestamped):
    """How one shift was for somebody who was there: said once, shown only together with four others."""

    signup = models.OneToOneField(SignUp, on_delete=models.CASCADE, related_name="feedback")
    score = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=COMMENT_LENGTH, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("feedback")
        constraints: ClassVar = [
            models.CheckConstraint(name="events_shiftfeedback_one_to_five", condition=Q(score__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class ShiftThanks(Timestamped):
    """An organisation's thanks to one person for one shift; ``given_by`` is a public id."""

    signup = models.OneToOneField(SignUp, on_delete=models.CASCADE, related_name="thanks")
    words = models.CharField(max_length=13, choices=Thanks.choices)
    given_by = models.UUIDField()
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("thanks")
        constraints: ClassVar = [
            models.CheckConstraint(name="events_shiftthanks_words_known", condition=Q(words__in=Thanks.values)),
        ]

    def __str__(self) -> str:
        return f"thanks {self.pk}"
