"""Shifts about which the organisation said nothing in time, and what the site did then."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from events.models import SignUp


class Silence(Timestamped):
    """One place whose hours nobody confirmed in time: counted from the gate, or the person told to object."""

    signup = models.OneToOneField(SignUp, on_delete=models.CASCADE, related_name="silence")
    is_counted = models.BooleanField(help_text="The hours were counted from what the gate saw.")
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("silence of an organisation")

    def __str__(self) -> str:
        return f"silence {self.pk}"
