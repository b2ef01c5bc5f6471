"""Vocabulary of the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryKind(TextChoices):
    """What an entry does to the total; a mistake is undone by a reversal, never by an edit.

    A correction is a reversal and, following it, the minutes that should have been credited.
    """

    CREDIT = "credit", _("confirmed")
    REVERSAL = "reversal", _("taken back")
    CORRECTION = "correction", _("corrected")


ADDING = (EntryKind.CREDIT, EntryKind.CORRECTION)
