"""What an officer may try: another number for every weight, longer ways, another least age."""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.engine import CURRENT, VERSIONS
from matching.services.replays import MOST_EXTRA_KM, OLDEST_LEAST_AGE
from portal.akimat.periods import period_words
from portal.forms import PageForm
from reports.indicators import read_period, recent_quarters
from volunteers.validators import JOINING_AGE_YEARS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

QUARTERS_OFFERED = 4
MOST_POINTS_EACH = 2_000
POINTS: "dict[str, str | _StrPromise]" = {
    "distance": _("A short way"),
    "remote": _("Online instead of a way"),
    "cause": _("The person's own direction"),
    "skills": _("Wanted skills"),
    "skills_unasked": _("Where no skills are wanted"),
    "language": _("The person's language"),
    "priority": _("Each level of priority"),
    "seat": _("Each place up to the minimum"),
    "seat_priority": _("More for it at each level of priority"),
    "first_new": _("A first place for newcomers"),
    "first_known": _("A first place for everybody else"),
}


class PolicyForm(PageForm):
    """A policy to try."""

    quarter = forms.ChoiceField(label=_("Quarter"))
    extra_km = forms.IntegerField(
        label=_("More kilometres for everybody"), min_value=-MOST_EXTRA_KM, max_value=MOST_EXTRA_KM, initial=0
    )
    least_age = forms.IntegerField(
        label=_("Least age"),
        help_text=_("Empty: as the organisations asked. Work with children stays for adults."),
        min_value=JOINING_AGE_YEARS,
        max_value=OLDEST_LEAST_AGE,
        required=False,
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        real = asdict(VERSIONS[CURRENT])
        for name, label in POINTS.items():
            self.fields[name] = forms.IntegerField(
                label=label, min_value=0, max_value=MOST_POINTS_EACH, initial=real[name]
            )
        choices = []
        for name in recent_quarters(today, QUARTERS_OFFERED + 1)[1:]:
            period = read_period(name)
            choices.append((name, period_words(period) if period else name))
        quarter = self.fields["quarter"]
        if isinstance(quarter, forms.ChoiceField):
            quarter.choices = choices
        self.dress()

    @property
    def points(self) -> list[forms.BoundField]:
        """The fields of the weights."""
        return [self[name] for name in POINTS]

    @property
    def chosen_points(self) -> dict[str, int]:
        """The weights that differ from the real ones, once the form is valid."""
        real = asdict(VERSIONS[CURRENT])
        return {name: self.cleaned_data[name] for name in POINTS if self.cleaned_data[name] != real[name]}
