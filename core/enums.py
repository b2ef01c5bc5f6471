"""Vocabulary that every floor shares."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cause(TextChoices):
    """What volunteers are asked for: the three areas the service exists for."""

    ECOLOGY = "ecology", _("Ecology")
    CHILD_PROTECTION = "child_protection", _("Child protection")
    INCLUSION = "inclusion", _("Inclusion")
