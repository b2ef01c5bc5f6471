"""What officers write about a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PageForm

WORDS_MAX = 4_000


class AnswerForm(PageForm):
    """The answer that the reporter reads with the code."""

    words = forms.CharField(
        label=_("Answer to the reporter"),
        max_length=WORDS_MAX,
        help_text=_("Whoever has the code reads it. Name nobody."),
        widget=forms.Textarea({"rows": 4}),
    )


class OutcomeForm(PageForm):
    """How a report ended."""

    words = forms.CharField(
        label=_("Outcome"),
        max_length=WORDS_MAX,
        help_text=_("Only officers read it: what was found, what was done, who was told."),
        widget=forms.Textarea({"rows": 4}),
    )
