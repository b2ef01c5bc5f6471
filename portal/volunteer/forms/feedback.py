"""What a person says after a shift."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.validators import COMMENT_LENGTH
from portal.forms import PageForm

SCORES = (
    ("5", pgettext_lazy("score", "5 – very good")),
    ("4", pgettext_lazy("score", "4 – good")),
    ("3", pgettext_lazy("score", "3 – so-so")),
    ("2", pgettext_lazy("score", "2 – bad")),
    ("1", pgettext_lazy("score", "1 – very bad")),
)


class FeedbackForm(PageForm):
    """A number, and words only where somebody wants to add them."""

    score = forms.TypedChoiceField(label=_("How was it?"), choices=SCORES, coerce=int, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("In your words, if you like"),
        help_text=_("Write about the shift and how it was organised, and name nobody."),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
