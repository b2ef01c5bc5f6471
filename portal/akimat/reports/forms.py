"""The form under a report: one click, or a signature made elsewhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PageForm


class SignForm(PageForm):
    """An empty field signs with the key of the site alone."""

    signature = forms.CharField(
        label=_("National signature (CMS)"),
        help_text=_("Not needed. Sign the figures file with your organisation's key and paste the signature here."),
        max_length=100_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
