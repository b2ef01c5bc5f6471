"""The form of a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ngos.enums import OrganisationStatus
from portal.forms import PageForm

DECISIONS = (
    (OrganisationStatus.VERIFIED.value, _("Verify: it may publish")),
    (OrganisationStatus.SUSPENDED.value, _("Suspend: it may not publish")),
)


class DecisionForm(PageForm):
    """A decision about an organisation and the reason it will read."""

    status = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The organisation reads these words. Say exactly what to fix."),
        widget=forms.Textarea({"rows": 4}),
    )
