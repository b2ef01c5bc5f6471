"""Forms of the organisation's page in the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ngos.enums import MaterialKind
from ngos.errors import MaterialEmpty
from ngos.papers.shapes import LARGEST_BYTES
from portal.forms import DateBoxesField, PageForm


class MaterialForm(PageForm):
    """A document with its days and the word of who sends it."""

    kind = forms.ChoiceField(label=_("Document"), choices=MaterialKind.choices)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the service says what is wrong with one
        error_messages={"required": MaterialEmpty.message},
        widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"}),
    )
    issued_on = DateBoxesField(label=_("Date of the document"), help_text=_("The date that stands on it."))
    about_from = DateBoxesField(
        label=_("First day it is about"),
        required=False,
        help_text=_("For a filing, a report or an audit: for example 1 1 2025."),
    )
    about_until = DateBoxesField(label=_("Last day it is about"), required=False)
    valid_until = DateBoxesField(
        label=_("Valid until"), required=False, help_text=_("Only if such a day stands on the document.")
    )
    statement = forms.BooleanField(
        label=_(
            "This is no copy of an identity document of a person, no personal numbers (IIN) can be read in it, and it "
            "may be shown to everybody once it is checked."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("PDF, PNG or JPEG, at most %(most)s MB.") % {
            "most": LARGEST_BYTES // 1024**2
        }


class AppealForm(PageForm):
    """Why an organisation does not agree with a decision."""

    words = forms.CharField(label=_("Why you do not agree"), max_length=500, widget=forms.Textarea({"rows": 4}))
