"""The form of a decision about hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PageForm


class HoursDecisionForm(PageForm):
    """How many minutes are right, and why."""

    minutes = forms.IntegerField(
        label=_("Minutes that are right"),
        help_text=_("0 if the person was not there."),
        min_value=0,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The volunteer and the organisation read these words."),
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].widget.attrs["max"] = longest
