"""Forms about calls: the call itself, a correction, seats, answers and contracts."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.text import localised
from funding.enums import CallKind, CombiningChoice, SeatRole, TieChoice
from funding.services.calls import CallPlan
from ngos.directions import DIRECTIONS
from ngos.enums import DisclosureLevel
from portal.forms import PageForm
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from funding.models import Call

CRITERIA = 5
DAY = {"type": "date"}
PARTS = ("kk", "ru", "en", "weight", "best")


def day_input() -> forms.DateInput:
    """Return the box of a day."""
    return forms.DateInput(DAY, format="%Y-%m-%d")


def _clock() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, format="%H:%M")


class TextsForm(PageForm):
    """The texts of a call, and until when it takes applications, by the clock of the capital."""

    title_kk = forms.CharField(label=_("Title in Kazakh"), max_length=200, required=False)
    title_ru = forms.CharField(label=_("Title in Russian"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    about_kk = forms.CharField(
        label=_("About, in Kazakh"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    about_ru = forms.CharField(
        label=_("About, in Russian"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    about_en = forms.CharField(
        label=_("About, in English"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    closes_at = forms.DateField(label=_("Last day for applications"), widget=day_input())
    closes_time = forms.TimeField(label=_("Until what time"), widget=_clock())

    def texts(self) -> dict[str, Any]:
        """Return the texts and the deadline; only of a valid form."""
        data = self.cleaned_data
        zone = ZoneInfo(settings.TIME_ZONE)
        closes_at = datetime.combine(data["closes_at"], data["closes_time"], tzinfo=zone)
        names = (f"{part}_{code}" for part in ("title", "about") for code in ("kk", "ru", "en"))
        return {name: data[name] for name in names} | {"closes_at": closes_at}


def texts_of(call: "Call") -> dict[str, Any]:
    """Return what the texts of a call fill a form with."""
    local = call.closes_at.astimezone(ZoneInfo(settings.TIME_ZONE))
    names = [f"{part}_{code}" for part in ("title", "about") for code in ("kk", "ru", "en")]
    return {name: getattr(call, name) for name in names} | {"closes_at": local.date(), "closes_time": local.time()}


class CallForm(TextsForm):
    """A whole call. Limits of the law are the service's business and come back as errors of their field."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CallKind.choices)
    area = forms.ChoiceField(label=_("Area"))
    sum_mrp = forms.IntegerField(label=_("At most for one application, in MRP"), min_value=1, max_value=1_000_000)
    months = forms.IntegerField(label=_("Longest term, in months"), min_value=0, max_value=60)
    awards = forms.IntegerField(label=_("How many applications are supported"), min_value=1, max_value=500)
    required_level = forms.TypedChoiceField(
        label=_("Level in the register"), choices=DisclosureLevel.choices, coerce=int
    )
    min_rating = forms.DecimalField(
        label=_("Least rating, 0 to 100"), min_value=0, max_value=100, decimal_places=1, required=False
    )
    commission_size = forms.IntegerField(label=_("Members who score"), min_value=1, max_value=50)
    combining = forms.ChoiceField(label=_("How points are combined"), choices=CombiningChoice.choices)
    tie_rule = forms.ChoiceField(label=_("Between equal totals"), choices=TieChoice.choices)
    least_total = forms.IntegerField(label=_("Least total of 100"), min_value=0, max_value=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            (code, localised(one, "name", language()).text) for code, one in DIRECTIONS.items()
        ]
        for number in range(1, CRITERIA + 1):
            for code, label in (("kk", _("In Kazakh")), ("ru", _("In Russian")), ("en", _("In English"))):
                self.fields[f"c{number}_{code}"] = forms.CharField(label=label, max_length=120, required=False)
            for part, label in (("weight", _("Weight")), ("best", _("Best points"))):
                self.fields[f"c{number}_{part}"] = forms.IntegerField(
                    label=label, min_value=1, max_value=100, required=False
                )
        self.dress()

    @classmethod
    def initial_of(cls, call: "Call | None") -> dict[str, Any]:
        """Return what a draft fills the form with; a new call begins with what is usual."""
        if call is None:
            usual = {"required_level": DisclosureLevel.REPORTED, "commission_size": 5, "awards": 1, "months": 12}
            return usual | {"closes_time": "18:00", "least_total": 0}
        same = (
            "kind", "area", "sum_mrp", "months", "awards", "required_level", "commission_size", "combining",
            "tie_rule", "least_total",
        )  # fmt: skip
        found = texts_of(call) | {name: getattr(call, name) for name in same}
        if call.min_rating_tenths is not None:
            found["min_rating"] = call.min_rating_tenths / 10
        for number, row in enumerate(call.criteria[:CRITERIA], start=1):
            found |= {f"c{number}_{part}": row.get(part) for part in PARTS}
        return found

    @property
    def plain(self) -> list[forms.BoundField]:
        """Every field that belongs to no criterion."""
        return [field for field in self if not field.name.startswith("c") or field.name[1:2] not in "12345"]

    @property
    def criteria(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of the criteria, one by one."""
        return [(number, [self[f"c{number}_{part}"] for part in PARTS]) for number in range(1, CRITERIA + 1)]

    def plan(self) -> CallPlan:
        """Return the call; only of a valid form."""
        data = self.cleaned_data
        rating = data["min_rating"]
        return CallPlan(
            **self.texts(),
            kind=CallKind(data["kind"]),
            area=data["area"],
            sum_mrp=data["sum_mrp"],
            months=data["months"],
            awards=data["awards"],
            required_level=data["required_level"],
            min_rating_tenths=None if rating is None else int(rating * 10),
            commission_size=data["commission_size"],
            combining=CombiningChoice(data["combining"]),
            tie_rule=TieChoice(data["tie_rule"]),
            least_total=data["least_total"] or 0,
            criteria=[row for row in map(self._criterion, range(1, CRITERIA + 1)) if row],
        )

    def _criterion(self, number: int) -> dict[str, Any]:
        values = {part: self.cleaned_data[f"c{number}_{part}"] for part in PARTS}
        if not any(values.values()):
            return {}
        numbers = {"weight": values["weight"] or 0, "best": values["best"] or 0}
        return {"code": f"c{number}", **values, **numbers}


class CorrectionForm(TextsForm):
    """A correction: texts, or more time, with the reason."""

    reason = forms.CharField(
        label=_("Why it is corrected"),
        help_text=_("Everybody reads it beside the old terms."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class SeatForm(PageForm):
    """Who sits in the commission."""

    email = forms.CharField(label=_("E-mail or phone of the person"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=SeatRole.choices)
