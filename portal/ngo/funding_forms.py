"""Forms of applicants: the application with its budget, a complaint, a report about money."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.text import localised
from funding.enums import LineKind
from funding.services.applying import Draft
from funding.services.contracts import Spent
from portal.forms import PageForm
from portal.templatetags.dates import full_date, language
from portal.templatetags.funding import tenge

if TYPE_CHECKING:
    from events.models import Opportunity
    from funding.models import Application
    from ngos.models import Material

LINES = 6
MOST_TENGE = 10**12
AREA = {"rows": 5}


class ApplicationForm(PageForm):
    """An application. Everything may be empty in a draft; what is missing is told when it is handed in."""

    title = forms.CharField(label=_("Name of the project"), max_length=200, required=False)
    aim = forms.CharField(
        label=_("Aim: what will be better, and for whom"),
        help_text=_("Scorers read this without the name of your organisation. Do not write it into the text."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(AREA),
    )
    plan = forms.CharField(
        label=_("Plan: what happens when, and who does it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(AREA),
    )
    results = forms.CharField(
        label=_("Results: how everybody will see that it worked"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(AREA),
    )
    months = forms.IntegerField(label=_("Months"), min_value=0, max_value=60, required=False)
    materials = forms.MultipleChoiceField(
        label=_("Materials that go with it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, materials: "Sequence[Material]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["materials"].choices = [  # type: ignore[attr-defined]
            (str(one.public_id), f"{one.get_kind_display()}, {full_date(one.issued_on)}") for one in materials
        ]
        if not materials:
            del self.fields["materials"]
        kinds = LineKind.choices
        for number in range(1, LINES + 1):
            self.fields[f"line_{number}_title"] = forms.CharField(label=_("What for"), max_length=120, required=False)
            self.fields[f"line_{number}_kind"] = forms.ChoiceField(label=_("Pays for"), choices=kinds, required=False)
            self.fields[f"line_{number}_amount"] = forms.IntegerField(
                label=_("Sum, ₸"), min_value=0, max_value=MOST_TENGE, required=False
            )
        self.dress()

    @classmethod
    def initial_of(cls, application: "Application | None") -> dict[str, Any]:
        """Return what a kept draft fills the form with."""
        if application is None:
            return {}
        found: dict[str, Any] = {
            name: getattr(application, name) for name in ("title", "aim", "plan", "results", "months")
        }
        found["materials"] = [str(one.public_id) for one in application.materials.all()]
        for number, line in enumerate(application.budget[:LINES], start=1):
            found |= {
                f"line_{number}_title": line["title"],
                f"line_{number}_kind": line["kind"],
                f"line_{number}_amount": line["amount_kzt"],
            }
        return found

    @property
    def lines(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of the budget, line by line."""
        parts = ("title", "kind", "amount")
        return [(number, [self[f"line_{number}_{part}"] for part in parts]) for number in range(1, LINES + 1)]

    def draft(self) -> Draft:
        """Return what was written; only of a valid form. A line counts once it has a name and a sum."""
        data = self.cleaned_data
        budget = [
            {
                "title": data[f"line_{number}_title"],
                "kind": data[f"line_{number}_kind"] or LineKind.ACTIVITY.value,
                "amount_kzt": data[f"line_{number}_amount"],
            }
            for number in range(1, LINES + 1)
            if data[f"line_{number}_title"] and data[f"line_{number}_amount"]
        ]
        return Draft(
            title=data["title"],
            aim=data["aim"],
            plan=data["plan"],
            results=data["results"],
            months=data["months"] or 0,
            budget=budget,
            materials=data.get("materials", []),
        )


class ComplaintForm(PageForm):
    """What was wrong with a decision."""

    words = forms.CharField(
        label=_("Which rule was broken, and how you know"),
        help_text=_("These words and the answer are published. Name nobody who is not in the protocol."),
        max_length=1000,
        widget=forms.Textarea(AREA),
    )


class MoneyForm(PageForm):
    """What was spent in a stretch of days, by the lines of the budget."""

    first_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last_on = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(
        label=_("In a few words"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        budget: Sequence[Mapping[str, Any]],
        left: Sequence[int],
        events: "Sequence[Opportunity]",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._budget, self._left, self._events = budget, left, {str(one.public_id): one for one in events}
        choices = [("", gettext("no event"))]
        choices += [(key, localised(one, "title", language()).text) for key, one in self._events.items()]
        for place in range(len(budget)):
            self.fields[f"spent_{place}"] = forms.IntegerField(
                label=_("Spent, ₸"), min_value=0, max_value=MOST_TENGE, required=False
            )
            self.fields[f"event_{place}"] = forms.ChoiceField(
                label=_("Event it paid for"), choices=choices, required=False
            )
        self.dress()

    @cached_property
    def lines(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields by line of the budget, with its name and what is left of it."""
        return [
            (row["title"], tenge(self._left[place]), [self[f"spent_{place}"], self[f"event_{place}"]])
            for place, row in enumerate(self._budget)
        ]

    def spent(self) -> list[Spent]:
        """Return the lines; only of a valid form."""
        data = self.cleaned_data
        return [
            Spent(place, data[f"spent_{place}"] or 0, self._events.get(data[f"event_{place}"]))
            for place in range(len(self._budget))
        ]
