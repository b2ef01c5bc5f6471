"""The forms of decisions."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import localised
from ngos.enums import LegalStatus
from portal.forms import DateBoxesField, PageForm
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from ngos.queries.duplicates import Lookalike

CLAIM_VERDICTS = (
    ("yes", _("Make this person the owner")),
    ("no", _("Refuse")),
)


class HoursDecisionForm(PageForm):
    """How many minutes are right, and why."""

    minutes = forms.IntegerField(
        label=_("Minutes that are right"),
        help_text=_("0 if the person was not there."),
        min_value=0,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The volunteer and the organisation read these words."),
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].widget.attrs["max"] = longest


class LegalStatusForm(PageForm):
    """What the state says of an organisation, since when, and where that is known from."""

    legal_status = forms.ChoiceField(label=_("Legal status"), choices=LegalStatus.choices, widget=forms.RadioSelect)
    since = DateBoxesField(label=_("Since"))
    source = forms.CharField(
        label=_("Where this is known from"),
        help_text=_("A register, or a decision with its number and date. Everybody reads it: name no person."),
        max_length=300,
    )


class MergeForm(PageForm):
    """Which entry is the duplicate, and why."""

    duplicate = forms.ChoiceField(label=_("The duplicate"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Say why these are one organisation."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, alike: "list[Lookalike]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        duplicate: Any = self.fields["duplicate"]
        duplicate.choices = [(str(one.organisation.public_id), _described(one)) for one in alike]


class UndoForm(PageForm):
    """Nothing to fill in: the button is the answer."""


def _described(one: "Lookalike") -> str:
    found = one.organisation
    name, region = (localised(subject, "name", language()).text for subject in (found, found.region))
    return f"{name} · {found.address} · {region} · {one.percent} %"
