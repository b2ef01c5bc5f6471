"""Vocabulary of the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryKind(TextChoices):
    """What an entry does to the total; a mistake is undone by a reversal, never by an edit."""

    CREDIT = "credit", _("confirmed")
    REVERSAL = "reversal", _("taken back")
