"""The choices above the numbers: territory, period, what to compare with."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.text import localised
from portal.akimat.periods import period_choices
from portal.forms import PageForm
from portal.templatetags.dates import full_date, language
from reports.indicators import PRESETS, Structure, structures

if TYPE_CHECKING:
    from places.models import Territory

YEAR_BEFORE, NOTHING = "year", "none"


class FilterForm(PageForm):
    """Sent by GET; every value is read leniently by the page, so the fields only draw."""

    territory = forms.CharField(label=_("Region"), widget=forms.Select)
    period = forms.CharField(label=_("Period"), widget=forms.Select)
    structure = forms.CharField(label=_("Administrative structure"), widget=forms.Select, required=False)
    preset = forms.CharField(label=_("Selection"), widget=forms.Select, required=False)
    compare = forms.CharField(label=_("Compare with"), widget=forms.Select)
    first = forms.DateField(label=_("Or from"), widget=forms.DateInput({"type": "date"}), required=False)
    last = forms.DateField(
        label=pgettext_lazy("last day", "to"), widget=forms.DateInput({"type": "date"}), required=False
    )

    def __init__(
        self, data: dict[str, str], *, territories: Sequence["Territory"], today: date, **options: Any
    ) -> None:
        super().__init__(data, **options)
        # Selects of text fields: a month typed into the address is a fine period although the list does not offer it.
        self._offer("territory", [(unit.code, localised(unit, "name", language()).text) for unit in territories])
        self._offer("period", period_choices(today, data["period"]))
        self._offer("structure", [("", _("Of today")), *((one.name, _since(one)) for one in structures())])
        self._offer("preset", [("", _("All indicators")), *((one.code, gettext(one.name)) for one in PRESETS)])
        self._offer("compare", [(YEAR_BEFORE, _("Same period a year earlier")), (NOTHING, _("Nothing"))])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        widget = self.fields[name].widget
        if isinstance(widget, forms.Select):
            widget.choices = choices


def _since(structure: Structure) -> str:
    if structure.name == structures()[0].name:
        return gettext("%(units)s units, before %(day)s") % {
            "units": structure.units,
            "day": full_date(structures()[1].first_day),
        }
    return gettext("%(units)s units, since %(day)s") % {
        "units": structure.units,
        "day": full_date(structure.first_day),
    }
