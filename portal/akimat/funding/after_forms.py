"""Forms after the decision: the answer to a complaint, and a contract."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.services.contracts import Agreed
from portal.akimat.funding.forms import day_input
from portal.forms import PageForm


class ReplyForm(PageForm):
    """The answer to a complaint."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=(
            ("no", _("The complaint is not upheld")),
            ("yes", _("The complaint is upheld: the decision is set aside")),
        ),
    )
    words = forms.CharField(
        label=_("Reason"),
        help_text=_("These words are published."),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )


class ContractForm(PageForm):
    """What a contract says."""

    number = forms.CharField(label=_("Number of the contract"), max_length=40)
    signed_on = forms.DateField(label=_("Signed on"), widget=day_input())
    starts_on = forms.DateField(label=_("First day"), widget=day_input())
    ends_on = forms.DateField(label=_("Last day"), widget=day_input())
    sum_kzt = forms.IntegerField(label=_("Sum, ₸"), min_value=1, max_value=10**12)

    def agreed(self) -> Agreed:
        """Return the contract; only of a valid form."""
        data: Mapping[str, Any] = self.cleaned_data
        return Agreed(**{name: data[name] for name in ("number", "signed_on", "starts_on", "ends_on", "sum_kzt")})
