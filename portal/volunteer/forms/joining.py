"""What a newcomer is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.volunteer.forms.fields import BirthDateForm, ContactForm, PlaceForm


class ProfileStartForm(PlaceForm, BirthDateForm):
    """What somebody who has an account is asked to become a volunteer."""

    field_order = ("full_name", "contact", "birth_date", "place", "agree")


class JoinForm(ContactForm, ProfileStartForm):
    """The five questions of joining."""

    full_name = forms.CharField(
        label=_("Your name"),
        help_text=_("As it should stand on certificates. Other volunteers see your first name."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agree = forms.BooleanField(
        label=_("I agree to the rules and to how my data is used."),
        error_messages={"required": _("Please agree to the rules to go on.")},
    )
