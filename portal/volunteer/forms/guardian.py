"""Whose word is needed: one box; who she is and her language are asked for beside it."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.enums import GuardianRelation, InterfaceLanguage
from portal.forms import PageForm


class GuardianForm(PageForm):
    """How a parent or guardian is reached."""

    contact = forms.CharField(
        label=_("Whose phone or e-mail?"),
        help_text=_("A parent or guardian must agree. We send a link; no account is needed."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    relation = forms.ChoiceField(
        label=_("Who is it?"),
        choices=[("", _("I do not say")), *((value, capfirst(label)) for value, label in GuardianRelation.choices)],
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of the message"), choices=InterfaceLanguage.choices, required=False)
