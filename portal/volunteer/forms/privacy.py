"""Leaving for good takes one word, typed."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.errors import LeavingNotConfirmed
from core.text import fold
from portal.forms import PageForm


def word_to_type() -> str:
    """Return the word that confirms leaving, in the language of the page."""
    return pgettext("typed to confirm leaving for good", "leave")


class LeavingForm(PageForm):
    """The word that confirms leaving."""

    word = forms.CharField(
        label=_("The word"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-s"})
    )

    def require_word(self) -> None:
        """Raise LeavingNotConfirmed unless the word was typed, in any case."""
        if fold(self.cleaned_data["word"]) != fold(word_to_type()):
            raise LeavingNotConfirmed
