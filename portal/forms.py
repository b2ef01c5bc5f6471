"""The base of every form: our own words for errors, controls wired for screen readers, a date in three boxes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

# Django's own messages are only half translated into Kazakh, so every message a field or a validator can give is here.
MESSAGES: "dict[str, Words]" = {
    "required": _("Please fill this in."),
    "invalid": _("Please check this. It does not look right."),
    "invalid_choice": _("Please choose one of the options."),
    "invalid_list": _("Please choose from the options."),
    "invalid_pk_value": _("Please choose one of the options."),
    "invalid_date": _("Please enter a real date."),
    "invalid_time": _("Please enter a time, for example 14:00."),
    "incomplete": _("Please fill in all the boxes."),
    "empty": _("The file is empty."),
    "missing": _("Please choose a file."),
    "contradiction": _("Please choose a file or tick the box, not both."),
    "overflow": _("This number is too big."),
}
INVALID_BY_FIELD: "dict[type[forms.Field], Words]" = {
    forms.EmailField: _("Please enter an e-mail address, for example name@example.kz."),
    forms.IntegerField: _("Please enter a whole number."),
    forms.FloatField: _("Please enter a number."),
    forms.DateField: _("Please enter a real date."),
    forms.TimeField: _("Please enter a time, for example 14:00."),
    forms.URLField: _("Please enter a web address, for example https://example.kz."),
    forms.UUIDField: _("Please choose one of the options."),
}
BY_VALIDATOR: "dict[str, Words]" = {
    "min_length": ngettext_lazy(
        "Please write at least %(limit_value)d character.",
        "Please write at least %(limit_value)d characters.",
        "limit_value",
    ),
    "max_length": ngettext_lazy(
        "Please keep it to %(limit_value)d character.", "Please keep it to %(limit_value)d characters.", "limit_value"
    ),
    "min_value": _("Please enter %(limit_value)s or more."),
    "max_value": _("Please enter %(limit_value)s or less."),
    "step_size": _("Please enter a multiple of %(limit_value)s."),
    "null_characters_not_allowed": _("Please take the invisible characters out of the text."),
}


def read_uuid(text: str) -> UUID | None:
    """Read a public id that came with an address or a posted choice; anything else chooses nothing."""
    digits = text.replace("-", "")
    is_id = len(digits) == 32 and all(digit in "0123456789abcdefABCDEF" for digit in digits)
    return UUID(digits) if is_id else None


class BoxesWidget(forms.MultiWidget):
    """Three text boxes: day, month, year."""

    template_name = "portal/parts/_date_boxes.html"

    def __init__(self, *, autocomplete: str = "") -> None:
        parts = ("day", "month", "year")
        hints = {part: f"{autocomplete}-{part}" if autocomplete else "off" for part in parts}
        super().__init__(
            {
                part: forms.TextInput({"class": "input", "inputmode": "numeric", "autocomplete": hints[part]})
                for part in parts
            }
        )

    def decompress(self, value: date | None) -> list[int | None]:
        """Split a date over the boxes."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateBoxesField(forms.MultiValueField):
    """A date typed as day, month and year; ``autocomplete="bday"`` lets the browser fill in a birth date."""

    default_error_messages: ClassVar = {
        "invalid_date": _("Please enter a real date, for example 14 3 2010."),
        "year": _("Year must have 4 numbers, for example 2010."),
        "incomplete": _("Please fill in the day, the month and the year."),
    }

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        boxes = (forms.IntegerField(), forms.IntegerField(), forms.IntegerField())
        super().__init__(boxes, widget=BoxesWidget(autocomplete=autocomplete), require_all_fields=False, **kwargs)
        for box in boxes:
            box.error_messages["invalid"] = self.error_messages["invalid_date"]
            box.error_messages["incomplete"] = self.error_messages["incomplete"]

    def compress(self, data_list: list[int]) -> date | None:
        """Join the boxes into a date; raises ValidationError for one that does not exist."""
        if not data_list:
            return None
        day, month, year = data_list
        if not 1000 <= year <= 9999:
            raise ValidationError(self.error_messages["year"], code="year")
        try:
            return date(year, month, day)
        except (ValueError, OverflowError) as impossible:
            raise ValidationError(self.error_messages["invalid_date"], code="invalid_date") from impossible


class PageForm(forms.Form):
    """A form of a page. It checks shape; rules are the services' business and come back as errors of the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.dress()

    def dress(self) -> None:
        """Give every field our words and looks; a form that adds its fields later calls this after it."""
        for field in self.fields.values():
            _use_our_messages(field)
            _dress(field.widget)


class VerdictForm(PageForm):
    """Yes or no to what somebody asked for, with the reason both sides read; ``choices`` names the two answers."""

    verdict = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person and whoever asked read these words."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, choices: "Sequence[tuple[str, Words]]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]

    @property
    def is_yes(self) -> bool:
        """Whether the answer is yes; only of a valid form."""
        return bool(self.cleaned_data["verdict"] == "yes")


def _use_our_messages(field: forms.Field) -> None:
    own, djangos = _messages_of(type(field), by_us=True), _messages_of(type(field), by_us=False)
    untouched = {code for code, message in field.error_messages.items() if message == djangos.get(code)} - own.keys()
    for code in untouched & MESSAGES.keys():
        field.error_messages[code] = MESSAGES[code]
    for kind, message in INVALID_BY_FIELD.items():
        if isinstance(field, kind) and ("invalid" in untouched or "invalid" not in field.error_messages):
            field.error_messages["invalid"] = message
    for code, message in BY_VALIDATOR.items():
        field.error_messages.setdefault(code, message)


def _messages_of(field_type: type[forms.Field], *, by_us: bool) -> Mapping[str, Any]:
    """Return the messages that our own field classes define, or those that Django's do."""
    found: dict[str, Any] = {}
    for base in reversed(field_type.__mro__):
        if base.__module__.startswith("django.") != by_us:
            found |= base.__dict__.get("default_error_messages", {})
    return found


def _dress(widget: forms.Widget) -> None:
    """Give line controls the look of the design."""
    plain = (
        forms.CheckboxInput,
        forms.CheckboxSelectMultiple,
        forms.RadioSelect,
        forms.MultiWidget,
        forms.HiddenInput,
    )
    if not isinstance(widget, plain):
        widget.attrs["class"] = f"input {widget.attrs.get('class', '')}".strip()
