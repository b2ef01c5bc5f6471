"""Forms of the public pages."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.enums import ConcernKind
from portal.forms import PageForm

TEXT_MAX, CONTACT_MAX, PLACE_MAX = 4_000, 120, 200


class AlwaysEmpty(forms.TextInput):
    """A box that is shown empty, whatever was in it."""

    def format_value(self, value: Any) -> None:
        """Show nothing."""


class ConcernForm(PageForm):
    """What is wrong, in three answers; the hidden ones say where it was sent from.

    ``website`` is a box that people do not see: whatever fills in everything shows itself.
    """

    kind = forms.ChoiceField(label=_("What is it about?"), choices=ConcernKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened?"),
        max_length=TEXT_MAX,
        help_text=_("Where, when, who was there. Write as you speak, in any language."),
        widget=forms.Textarea({"rows": 6}),
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        required=False,
        max_length=CONTACT_MAX,
        help_text=_("Phone or e-mail. Leave it empty to stay unknown."),
    )
    named = forms.BooleanField(label=_("Show my name to the people who read this"), required=False)
    website = forms.CharField(
        label=_("Leave this box empty"),
        required=False,
        max_length=PLACE_MAX,
        widget=AlwaysEmpty({"autocomplete": "off", "tabindex": "-1"}),
    )
    about = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=PLACE_MAX, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, is_signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_signed_in:
            del self.fields["named"]

    def clean_website(self) -> str:
        """Refuse a filled box with a sentence, so that a person whose browser filled it in loses nothing."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("A box that people do not see was filled in. Please send again."))
        return ""

    def clean_place(self) -> str:
        """Keep only what can be a path of ours."""
        place: str = self.cleaned_data["place"]
        return place if place.startswith("/") else ""


class ReceiptForm(PageForm):
    """The code of a report."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("12 letters and figures, for example 7KQM-2XDA-94TB."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class CheckForm(PageForm):
    """The code of a document."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("12 letters and figures, for example 7K4M-Q2WD-9XHR. It stands beside the picture."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
