"""The choices above the numbers: territory, period, what to compare with."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.text import localised
from portal.akimat.periods import period_choices, period_words
from portal.forms import PageForm
from portal.templatetags.dates import language
from reports.indicators import PRESETS, Structure, read_period, structures

if TYPE_CHECKING:
    from places.models import Territory

YEAR_BEFORE, NOTHING = "year", "none"


RARELY_CHOSEN = ("structure", "first", "last", "preset")


class FilterForm(PageForm):
    """Sent by GET; every value is read leniently by the page, so the fields only draw."""

    territory = forms.CharField(label=_("Region"), widget=forms.Select)
    period = forms.CharField(label=_("Period"), widget=forms.Select)
    structure = forms.CharField(label=_("Administrative structure"), widget=forms.Select, required=False)
    # Names of presets are sentences: a select cuts them on a phone.
    preset = forms.CharField(label=_("Selection"), widget=forms.RadioSelect, required=False)
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
        self._offer("period", [(name, _short(name, label)) for name, label in period_choices(today, data["period"])])
        self._offer("structure", [("", _("Of today")), *((one.name, _since(one)) for one in structures())])
        self._offer("preset", [("", _("All indicators")), *((one.code, gettext(one.name)) for one in PRESETS)])
        self._offer("compare", [(YEAR_BEFORE, _("Same period a year earlier")), (NOTHING, _("Nothing"))])

    @property
    def usual(self) -> list[forms.BoundField]:
        """The choices that everybody makes."""
        return [field for field in self if field.name not in RARELY_CHOSEN]

    @property
    def rare(self) -> list[forms.BoundField]:
        """The choices behind "More choices"."""
        return [self[name] for name in RARELY_CHOSEN]

    @property
    def has_rare(self) -> bool:
        """Whether one of them was made or is wrong, so that they have to be seen."""
        return any(field.value() or field.errors for field in self.rare)

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        widget = self.fields[name].widget
        if isinstance(widget, forms.Select | forms.RadioSelect):
            widget.choices = choices


def _short(name: str, label: str) -> str:
    """Return a label that a phone shows whole: of a quarter its months, without its number."""
    period = read_period(name) if "Q" in name else None
    return period_words(period) if period else label


def _since(structure: Structure) -> str:
    """Say when a structure was in force, with a day in figures: one in words is cut on a phone."""
    if structure.name == structures()[0].name:
        return gettext("%(units)s units, before %(day)s") % {
            "units": structure.units,
            "day": f"{structures()[1].first_day:%d.%m.%Y}",
        }
    return gettext("%(units)s units, since %(day)s") % {
        "units": structure.units,
        "day": f"{structure.first_day:%d.%m.%Y}",
    }
