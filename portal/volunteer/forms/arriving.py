"""What a volunteer sends when she checks herself in or out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.enums import ScanKind
from portal.forms import PageForm


class ArrivingForm(PageForm):
    """Which way, and with a poster the four figures that are said at the door."""

    kind = forms.ChoiceField(choices=ScanKind.choices, required=False)
    word = forms.CharField(
        label=_("The word of the day: four figures"),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, needs_word: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].required = needs_word

    def clean_kind(self) -> str:
        """Coming in, unless something else was chosen."""
        return str(self.cleaned_data["kind"] or ScanKind.IN)
