"""What a guardian is asked: how far the word goes, photographs, a name, and what she is to the minor."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.enums import GuardianRelation
from portal.forms import PageForm

if TYPE_CHECKING:
    from collections.abc import Sequence


class ConsentForm(PageForm):
    """The answer: two boxes to fill in, the rest is chosen beforehand in the most careful way."""

    scope = forms.ChoiceField(label=_("What do you agree to?"), widget=forms.RadioSelect)
    allows_photos = forms.BooleanField(
        label=_("Photographs of this event may show my child."),
        help_text=_("A question of its own. Leave it empty and nobody takes pictures of your child."),
        required=False,
    )
    full_name = forms.CharField(
        label=_("Your full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    relation = forms.ChoiceField(
        label=_("Who are you to the young person?"),
        choices=[(value, capfirst(label)) for value, label in GuardianRelation.choices],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, scopes: "Sequence[tuple[str, str]]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]  # a ChoiceField, as written above


class QuestionForm(PageForm):
    """One question to the coordinator."""

    question = forms.CharField(label=_("Your question"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CodeForm(PageForm):
    """Six figures; spaces of a pasted code do not matter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "spellcheck": "false"}
        ),
    )
