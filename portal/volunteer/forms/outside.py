"""Sending hours from elsewhere: a file or its text, and for a table a word and a photograph."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PageForm
from recognition.outside import LARGEST_TEXT


class LookForm(PageForm):
    """A file, or what stands in it. Nothing is kept of it."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("record.jwt of the other platform, or a table saved as CSV."),
        widget=forms.FileInput({"accept": ".jwt,.csv,.txt,text/csv,text/plain,application/jwt"}),
    )
    text = forms.CharField(
        label=_("Or paste what stands in the file"),
        required=False,
        max_length=LARGEST_TEXT,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of both; the text of the file takes the place of what was pasted."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("file"):
            found["text"] = _decoded(found["file"].read())
        if not self.errors and not found.get("text"):
            self.add_error("file", self.fields["file"].error_messages["missing"])
        return found


class SendForm(PageForm):
    """What was looked at, once more, and what stands behind a table."""

    text = forms.CharField(max_length=LARGEST_TEXT, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Where are these hours from, and who can confirm them?"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )
    picture = forms.FileField(
        label=_("Photograph of a paper that shows these hours"),
        required=False,
        help_text=_("JPEG or PNG, at most 6 MB. Place and time inside the file are taken out. Never a passport."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png"}),
    )

    @property
    def photograph(self) -> bytes | None:
        """The bytes of the picture; only of a valid form."""
        found = self.cleaned_data["picture"]
        return bytes(found.read()) if found else None


def _decoded(content: bytes) -> str:
    """Read the text of a file as spreadsheet programs write it; what is no text is told by whoever reads it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("kz1048", "replace")
