"""The vocabulary of reports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Step(TextChoices):
    """What a report waits for; the label is what an officer does next."""

    SIGN = "sign", _("Review and sign")
    PUBLISH = "publish", _("Publish")
    CORRECT = "correct", _("Correct changed numbers")
