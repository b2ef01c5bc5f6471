"""Forms about places people already have."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PageForm


class GiveForm(PageForm):
    """Whom to give a place to."""

    email = forms.EmailField(
        label=_("E-mail of the person"),
        help_text=_("The address the person signs in with."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
