"""Choosing what a document shows."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import InterfaceLanguage
from portal.forms import DateBoxesField, PageForm
from recognition.enums import Detail, PaperKind
from recognition.queries import Period
from recognition.services import Wish

SPANS = (
    ("year", _("this year")),
    ("last_year", _("last year")),
    ("all", _("all my hours")),
    ("own", _("other days")),
)
SHOWS = (
    (Detail.TOTAL.value, _("the total only")),
    (Detail.ORGANISATIONS.value, _("hours by organisation")),
    (Detail.CAUSES.value, _("hours by cause")),
    (PaperKind.BOOK.value, _("every shift: a volunteer's book")),
)
VALID = (("month", _("one month")), ("year", _("one year")), ("years_5", _("five years")))


class CertificateForm(PageForm):
    """Period, language, what it shows, and how long it counts; every answer is there already."""

    span = forms.ChoiceField(label=_("Period"), choices=SPANS, initial="year", widget=forms.RadioSelect)
    first_on = DateBoxesField(label=_("First day"), required=False)
    last_on = DateBoxesField(label=_("Last day"), required=False)
    shows = forms.ChoiceField(
        label=_("What it shows"),
        choices=SHOWS,
        initial=Detail.TOTAL.value,
        widget=forms.RadioSelect,
        help_text=_("Your name and the period always stand on it; your date of birth and your numbers never do."),
    )
    language = forms.ChoiceField(
        label=pgettext_lazy("of a certificate", "Language"),
        choices=InterfaceLanguage.choices,
        widget=forms.RadioSelect,
    )
    valid_for = forms.ChoiceField(
        label=_("How long it can be checked"), choices=VALID, initial="year", widget=forms.RadioSelect
    )

    with_outside = forms.BooleanField(
        label=_("Show my hours from elsewhere too, in a line of their own"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for both days where somebody wants days of her own."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("span") == "own":
            for name in ("first_on", "last_on"):
                if name not in self.errors and not found.get(name):
                    self.add_error(name, self.fields[name].error_messages["required"])
        return found

    def wish(self, *, today: date, worked: Period | None) -> Wish:
        """Return what is asked for; ``worked`` are the days of all hours there are."""
        answers = self.cleaned_data
        first, last = self._days(today, worked)
        is_book = answers["shows"] == PaperKind.BOOK
        return Wish(
            first_on=first,
            last_on=last,
            language=answers["language"],
            detail=Detail.SHIFTS if is_book else Detail(answers["shows"]),
            kind=PaperKind.BOOK if is_book else PaperKind.CERTIFICATE,
            valid_for=answers["valid_for"],
            with_outside=answers["with_outside"],
        )

    def _days(self, today: date, worked: Period | None) -> tuple[date, date]:
        new_year = date(today.year, 1, 1)
        spans = {
            "year": (new_year, today),
            "last_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
            "all": (worked.first_on, worked.last_on) if worked else (new_year, today),
            "own": (self.cleaned_data["first_on"], self.cleaned_data["last_on"]),
        }
        return spans[self.cleaned_data["span"]]
