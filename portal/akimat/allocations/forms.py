"""What an officer chooses: how far ahead, with which weights, and which part of a draft to look at."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.enums import Cause
from core.text import localised
from matching.engine import CURRENT, VERSIONS
from matching.services.runs import DEFAULT_WEEKS, MOST_WEEKS
from portal.forms import PageForm
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from places.models import Territory


class AllocationForm(PageForm):
    """A new allocation."""

    weeks = forms.IntegerField(
        label=_("Weeks ahead"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=DEFAULT_WEEKS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    weights = forms.ChoiceField(
        label=_("Weights"), choices=[(version, version) for version in sorted(VERSIONS)], initial=CURRENT
    )


class ReviewForm(PageForm):
    """Sent by GET; every value is read leniently by the page, so the fields only draw."""

    district = forms.CharField(label=_("District or city"), required=False, widget=forms.Select)
    cause = forms.CharField(label=_("Direction"), required=False, widget=forms.Select)
    standing = forms.CharField(label=_("Show"), required=False, widget=forms.Select)

    def __init__(self, data: dict[str, str], *, districts: "Sequence[Territory]", **options: Any) -> None:
        super().__init__(data, **options)
        named = sorted((localised(unit, "name", language()).text, unit.key) for unit in districts)
        self._offer("district", [("", _("All")), *((key, name) for name, key in named)])
        self._offer("cause", [("", _("All")), *Cause.choices])
        self._offer(
            "standing",
            [
                ("", _("All roles")),
                ("short", _("Still below their minimum")),
                ("left_out", _("With somebody left out")),
            ],
        )

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        widget = self.fields[name].widget
        if isinstance(widget, forms.Select):
            widget.choices = choices
