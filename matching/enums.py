"""Vocabulary of runs and suggestions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RunKind(TextChoices):
    """What a run answers."""

    FILLING = "filling", pgettext_lazy("run", "filling of one opportunity")
    ALLOCATION = "allocation", pgettext_lazy("run", "allocation of everybody to everything")
    REPLAY = "replay", pgettext_lazy("run", "replay of a quarter under another policy")


class RunStatus(TextChoices):
    """The life of a run, in order; only a draft can be committed, only a committed one undone."""

    QUEUED = "queued", pgettext_lazy("run", "waiting")
    RUNNING = "running", pgettext_lazy("run", "running")
    DRAFT = "draft", pgettext_lazy("run", "draft")
    COMMITTED = "committed", pgettext_lazy("run", "sent")
    UNDONE = "undone", pgettext_lazy("run", "taken back")
    FAILED = "failed", pgettext_lazy("run", "failed")


class SuggestionStatus(TextChoices):
    """What became of a proposal."""

    PROPOSED = "proposed", pgettext_lazy("suggestion", "proposed")
    SENT = "sent", pgettext_lazy("suggestion", "sent")
    DROPPED = "dropped", pgettext_lazy("suggestion", "left out")
    STALE = "stale", pgettext_lazy("suggestion", "no longer possible")
    TAKEN_BACK = "taken_back", pgettext_lazy("suggestion", "taken back")


class MatchLevel(TextChoices):
    """How well a pair fits, in a word; nobody is shown a percentage."""

    VERY_STRONG = "very_strong", _("Very strong match")
    STRONG = "strong", _("Strong match")
    GOOD = "good", _("Good match")
    POSSIBLE = "possible", _("Possible match")
