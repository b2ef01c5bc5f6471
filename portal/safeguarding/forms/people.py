"""What officers write about papers they have seen."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.forms import DateBoxesField, PageForm
from volunteers.enums import ClearanceKind
from volunteers.services import SeenClearance


class FindForm(PageForm):
    """Whose paper it is: an address, or the name and date of birth that stand on it."""

    who = forms.CharField(
        label=_("E-mail address, or the whole name"),
        help_text=_("Exactly as it stands on the paper. Parts of a name find nobody."),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    birth_date = DateBoxesField(
        label=pgettext_lazy("of somebody else", "Date of birth"),
        help_text=_("Needed with a name. For example, 14 3 1998"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Insist on a date of birth beside a name."""
        super().clean()
        who = self.cleaned_data.get("who", "")
        if who and "@" not in who and not self.cleaned_data.get("birth_date") and "birth_date" not in self.errors:
            self.add_error("birth_date", _("Write the date of birth that stands on the paper."))
        return self.cleaned_data


class PaperForm(PageForm):
    """What an officer read on a paper."""

    issued_on = DateBoxesField(label=_("Issued on"))
    valid_until = DateBoxesField(
        label=_("Counts until"),
        help_text=_("The first day on which it no longer counts. Leave it empty for as long as its kind may count."),
        required=False,
    )
    number = forms.CharField(
        label=_("Number of the paper"),
        help_text=_("Kept only as a mark that cannot be read back. Training and a signed code may have none."),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=120, required=False)
    is_seen = forms.BooleanField(
        label=_("I have seen the original, and the name and date of birth on it are this person's."),
        error_messages={"required": _("Tick this only when you have seen the original.")},
    )

    def seen(self, kind: str) -> SeenClearance:
        """Return what was read, for the service; only of a valid form."""
        given = self.cleaned_data
        return SeenClearance(
            kind=kind,
            issued_on=given["issued_on"],
            valid_until=given["valid_until"],
            number=given["number"],
            issuer=given["issuer"],
        )


class RecordForm(PaperForm):
    """A paper of any kind."""

    kind = forms.ChoiceField(
        label=_("What you have seen"),
        choices=[(kind.value, capfirst(kind.label)) for kind in ClearanceKind],
        widget=forms.RadioSelect,
    )
    field_order = ("kind", "issued_on", "valid_until", "number", "issuer", "is_seen")


class RevokeForm(PageForm):
    """Why a clearance ends."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads these words. Organisations never do."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )
