"""Vocabulary of suggestions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SuggestionStatus(TextChoices):
    """What became of a proposal."""

    PROPOSED = "proposed", pgettext_lazy("suggestion", "proposed")
    SENT = "sent", pgettext_lazy("suggestion", "sent")
    DROPPED = "dropped", pgettext_lazy("suggestion", "left out")
    STALE = "stale", pgettext_lazy("suggestion", "no longer possible")


class MatchLevel(TextChoices):
    """How well a pair fits, in a word; nobody is shown a percentage."""

    VERY_STRONG = "very_strong", _("Very strong match")
    STRONG = "strong", _("Strong match")
    GOOD = "good", _("Good match")
    POSSIBLE = "possible", _("Possible match")
