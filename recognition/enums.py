"""Vocabulary of the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryKind(TextChoices):
    """What an entry does to the total; a mistake is undone by a reversal, never by an edit."""

    CREDIT = "credit", _("confirmed")
    REVERSAL = "reversal", _("taken back")


class SuspicionStatus(TextChoices):
    """What became of a doubt about hours."""

    OPEN = "open", pgettext_lazy("doubt", "waits for a decision")
    CLEARED = "cleared", pgettext_lazy("doubt", "the hours are right")
    UPHELD = "upheld", pgettext_lazy("doubt", "the hours do not count")
