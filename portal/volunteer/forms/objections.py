"""What a person says is wrong with her hours."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PageForm
from recognition.enums import DisputeReason


class ObjectionForm(PageForm):
    """A reason, which is the button that was pressed; minutes and words only where somebody wants to add them."""

    reason = forms.ChoiceField(label=_("What is wrong?"))
    wanted_minutes = forms.IntegerField(
        label=_("How many minutes were you there?"),
        required=False,
        min_value=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    words = forms.CharField(
        label=_("In your words, if you like"), required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, reasons: Sequence[DisputeReason], longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(one.value, one.label) for one in reasons]  # type: ignore[attr-defined]
        self.fields["wanted_minutes"].help_text = _("Empty: the whole shift, or what the gate saw.")
        self.longest = longest

    @property
    def said(self) -> dict[str, Any]:
        """What was said, as the service takes it; only of a valid form."""
        reason = DisputeReason(self.cleaned_data["reason"])
        return {
            "reason": reason,
            "wanted_minutes": self.cleaned_data["wanted_minutes"],
            "words": self.cleaned_data["words"],
        }
