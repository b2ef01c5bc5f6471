"""Naming the people of a team."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.services.teams import MOST, Invitee
from portal.forms import PageForm

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 5  # rows without asking for more


class TeamForm(PageForm):
    """One role, and a name and an address for each person; empty rows are left out."""

    role = forms.ChoiceField(label=_("Shift and role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: "Sequence[tuple[str, str]]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.rows = MOST - 1 if args and args[0] else SHOWN
        for number in range(1, self.rows + 1):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name"), required=False, max_length=80, widget=forms.TextInput({"autocomplete": "off"})
            )
            self.fields[f"contact_{number}"] = forms.CharField(
                label=_("E-mail or phone"),
                required=False,
                max_length=254,
                widget=forms.TextInput({"autocomplete": "off", "inputmode": "email"}),
            )
        self.dress()

    def pairs(self) -> "list[tuple[int, forms.BoundField, forms.BoundField]]":
        """Return the rows to show: the first five, and those that are filled in."""
        shown = []
        for number in range(1, self.rows + 1):
            name, contact = self[f"name_{number}"], self[f"contact_{number}"]
            if number <= SHOWN or name.value() or contact.value():
                shown.append((number, name, contact))
        return shown

    def invitees(self) -> list[Invitee]:
        """Return the people named, in order."""
        rows = [
            (self.cleaned_data[f"name_{number}"].strip(), self.cleaned_data[f"contact_{number}"].strip())
            for number in range(1, self.rows + 1)
        ]
        return [Invitee(name=name, contact=contact) for name, contact in rows if name or contact]
