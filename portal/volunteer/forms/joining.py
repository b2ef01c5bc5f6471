"""What a newcomer is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.volunteer.forms.fields import BirthDateForm, PlaceForm


class ProfileStartForm(PlaceForm, BirthDateForm):
    """What somebody who has an account is asked to become a volunteer."""

    field_order = ("full_name", "email", "birth_date", "place", "agree")


class JoinForm(ProfileStartForm):
    """The five questions of joining."""

    full_name = forms.CharField(
        label=_("Your name"),
        help_text=_("As it should stand on certificates. Other volunteers see your first name."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("For the code and for news about your shifts only."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    agree = forms.BooleanField(
        label=_("I agree to the rules and to how my data is used."),
        error_messages={"required": _("Please agree to the rules to go on.")},
    )

    def clean_email(self) -> str:
        """Compare addresses in lower case, as accounts store them."""
        return str(self.cleaned_data["email"]).lower()
