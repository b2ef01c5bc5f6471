"""Forms of shifts: when people meet, how that repeats, and whom a shift needs. They check shape, not rules."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import SPOKEN_LANGUAGE_LABELS
from core.text import localised
from events.enums import Scope
from portal.forms import PageForm
from portal.ngo.forms import CAPACITY_MAX, QUARTER_SECONDS, DetailsForm
from portal.templatetags.dates import WEEKDAYS, language
from volunteers.enums import SkillGroup, SkillLevel
from volunteers.queries import skill_catalogue

MOST_ROLES = 10
LEAST_SKILL_ROWS, MOST_SKILL_ROWS = 3, 20
DATES_LENGTH = 4000
DATE_FORMATS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y")
WEEKDAY_COUNT = 7
REQUIRED, WANTED = "required", "wanted"
CHOSEN_DATES = "dates"
REPEATS = [
    ("", _("It does not repeat")),
    ("weekly", _("Every week")),
    ("fortnightly", _("Every two weeks")),
    ("monthly", _("Every month on the same weekday")),
    ("working_days", _("On working days, Monday to Friday")),
    (CHOSEN_DATES, _("On dates I choose")),
]
LEVELS = [
    (int(SkillLevel.BEGINNER), _("a beginner is enough")),
    (int(SkillLevel.SKILLED), _("can do it alone")),
    (int(SkillLevel.EXPERT), _("can teach it")),
]
NEEDS = [(REQUIRED, _("must know")), (WANTED, _("good to know"))]
Choices = list[tuple[str, Any]]


def skill_choices() -> Choices:
    """Return the catalogue by shelf, in the reader's language. One query."""
    shelves: dict[str, list[tuple[str, str]]] = {}
    for skill in skill_catalogue():
        shelves.setdefault(skill.group, []).append((skill.code, localised(skill, "name", language()).text))
    return [(str(SkillGroup(group).label), skills) for group, skills in shelves.items()]


class DatesField(forms.CharField):
    """Several days, as people write them: 09.05.2027, one on a line or with commas between."""

    widget = forms.Textarea
    default_error_messages: ClassVar = {
        "unreadable": _("“%(text)s” is not a date. Write dates like 09.05.2027, one on each line."),
    }

    def to_python(self, value: Any) -> tuple[date, ...]:  # type: ignore[override]  # several days, not a text
        """Return the days that were written."""
        text = super().to_python(value)
        super().run_validators(text)
        return tuple(self._read(piece) for piece in re.split(r"[\s,;]+", text or "") if piece)

    def _read(self, piece: str) -> date:
        for pattern in DATE_FORMATS:
            try:
                return datetime.strptime(piece, pattern).date()  # noqa: DTZ007 - a day on the venue's calendar
            except ValueError:
                continue
        raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable", params={"text": piece[:20]})

    def prepare_value(self, value: Any) -> Any:
        """Write days back as they are read."""
        return value if isinstance(value, str) or not value else "\n".join(f"{day:%d.%m.%Y}" for day in value)

    def run_validators(self, value: Any) -> None:
        """Do nothing: the text was measured when it was read."""


@dataclass(frozen=True, slots=True)
class RoleBlock:
    """The fields of one role, for the template."""

    number: int
    name: forms.BoundField
    capacity: forms.BoundField
    minimum: forms.BoundField
    min_age: forms.BoundField
    languages: forms.BoundField
    skills: tuple[tuple[forms.BoundField, forms.BoundField, forms.BoundField], ...]
    is_open: bool


def numeral(**attrs: str) -> forms.NumberInput:
    """Return a box for a number, with the keys of a telephone."""
    return forms.NumberInput({"inputmode": "numeric", **attrs})


class RoleFields(PageForm):
    """One role or more; the first is asked for, further ones may stay empty.

    Fields of the first role have plain names (``role_name``), those of the others a number (``role_name_2``).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role_count = self._count("role_count", least=1, most=MOST_ROLES) + ("add_role" in self.data)
        self.role_count = min(self.role_count, MOST_ROLES)
        self._skill_choices: Choices = [("", "—"), *skill_choices()]
        for number in range(1, self.role_count + 1):
            self._add_role(number)
        self.dress()

    def _count(self, name: str, *, least: int, most: int) -> int:
        given = str(self.data.get(name, "")) if self.is_bound else str(self.initial.get(name, ""))
        return max(least, min(most, int(given))) if given.isascii() and given.isdigit() else least

    def _add_role(self, number: int) -> None:
        end, is_first = suffix(number), number == 1
        self.fields[f"role_name{end}"] = forms.CharField(
            label=_("Role"), max_length=80, required=is_first, help_text=_("For example: Planter.") if is_first else ""
        )
        self.fields[f"capacity{end}"] = forms.IntegerField(
            label=_("Places"), max_value=CAPACITY_MAX, required=is_first, widget=numeral()
        )
        self.fields[f"minimum{end}"] = forms.IntegerField(
            label=_("Smallest team"),
            required=False,
            min_value=0,
            help_text=_("The shift cannot start with fewer."),
            widget=numeral(),
        )
        self.fields[f"role_min_age{end}"] = forms.IntegerField(
            label=_("Youngest age in this role"), required=False, widget=numeral(),
            help_text=_("Write 18 for adults only."),
        )  # fmt: skip
        self.fields[f"role_languages{end}"] = forms.MultipleChoiceField(
            label=_("Languages they must all speak"),
            required=False,
            choices=[(str(int(bit)), capfirst(label)) for bit, label in SPOKEN_LANGUAGE_LABELS.items()],
            widget=forms.CheckboxSelectMultiple,
        )
        for row in range(1, self.skill_rows(number) + 1):
            self._add_skill(end, row)

    def skill_rows(self, number: int) -> int:
        """Return how many rows of skills a role has: three, or one more than it came with."""
        name = f"skill_rows{suffix(number)}"
        return self._count(name, least=LEAST_SKILL_ROWS, most=MOST_SKILL_ROWS)

    def _add_skill(self, end: str, row: int) -> None:
        self.fields[f"skill{end}_{row}"] = forms.ChoiceField(
            label=gettext("Skill %(number)s") % {"number": row}, required=False, choices=self._skill_choices
        )
        self.fields[f"skill_need{end}_{row}"] = forms.ChoiceField(
            label=gettext("How much skill %(number)s is needed") % {"number": row}, required=False, choices=NEEDS
        )
        self.fields[f"skill_level{end}_{row}"] = forms.TypedChoiceField(
            label=gettext("Level of skill %(number)s") % {"number": row},
            required=False,
            choices=LEVELS,
            coerce=int,
            empty_value=int(SkillLevel.BEGINNER),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for both halves of every further role."""
        cleaned = super().clean() or {}
        for number in range(2, self.role_count + 1):
            name, capacity = f"role_name_{number}", f"capacity_{number}"
            if cleaned.get(name) and not cleaned.get(capacity) and capacity not in self.errors:
                self.add_error(capacity, _("Say how many places this role has."))
            if cleaned.get(capacity) and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Give this role a name."))
        return cleaned

    def role_blocks(self) -> Iterator[RoleBlock]:
        """Return the roles for the template."""
        for number in range(1, self.role_count + 1):
            end = suffix(number)
            rows = tuple(
                (self[f"skill{end}_{row}"], self[f"skill_need{end}_{row}"], self[f"skill_level{end}_{row}"])
                for row in range(1, self.skill_rows(number) + 1)
            )
            more = [self[f"role_min_age{end}"], self[f"role_languages{end}"], *(row[0] for row in rows)]
            yield RoleBlock(
                number=number,
                name=self[f"role_name{end}"],
                capacity=self[f"capacity{end}"],
                minimum=self[f"minimum{end}"],
                min_age=self[f"role_min_age{end}"],
                languages=self[f"role_languages{end}"],
                skills=rows,
                is_open=any(field.value() or field.errors for field in more),
            )

    @property
    def can_add_role(self) -> bool:
        """Whether one more role fits on the page."""
        return self.role_count < MOST_ROLES

    def without_errors(self) -> None:
        """Show what was typed and no errors: only another part of the form was asked for."""
        self.errors.clear()


def suffix(number: int) -> str:
    """Return the end of the field names of a role."""
    return "" if number == 1 else f"_{number}"


class TimesForm(PageForm):
    """When people meet, by the clock of the place."""

    starts_on = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    start_time = forms.TimeField(
        label=_("Starts at"), widget=forms.TimeInput({"type": "time", "step": QUARTER_SECONDS}, format="%H:%M")
    )
    end_time = forms.TimeField(
        label=_("Ends at"), widget=forms.TimeInput({"type": "time", "step": QUARTER_SECONDS}, format="%H:%M")
    )
    ends_next_day = forms.BooleanField(label=_("It ends on the next day"), required=False)


class ShiftForm(TimesForm, RoleFields):
    """When people meet, how that repeats, and whom the shift needs."""

    repeat = forms.ChoiceField(label=_("How it repeats"), required=False, choices=REPEATS)
    weekdays = forms.MultipleChoiceField(
        label=_("Also on these weekdays"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for every week and every two weeks. The weekday of the first date is always among them."),
    )
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    times = forms.IntegerField(
        label=_("Or number of times"), required=False, min_value=1, max_value=CAPACITY_MAX, widget=numeral()
    )
    dates = DatesField(
        label=_("Further dates"),
        required=False,
        max_length=DATES_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Like 09.05.2027, one on each line. The date above counts too."),
    )
    except_on = DatesField(
        label=_("Leave out these dates"),
        required=False,
        max_length=DATES_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Like 09.05.2027, one on each line."),
    )
    skips_holidays = forms.BooleanField(label=_("Leave out public holidays"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(number), capfirst(WEEKDAYS[language()][number])) for number in range(WEEKDAY_COUNT)]
        self.fields["weekdays"].choices = names  # type: ignore[attr-defined]

    def repeat_is_open(self) -> bool:
        """Say whether the part about repeating is unfolded."""
        asked = ("repeat", "until", "times", "dates", "except_on")
        return any(self[name].value() or self[name].errors for name in asked)


class EventForm(DetailsForm, ShiftForm):
    """A whole event on one page: nine answers are needed, everything else may wait."""

    field_order = [  # noqa: RUF012 - Django reads it from the class
        "text_language",
        "title",
        "cause",
        "place",
        "address",
        "is_remote",
        "starts_on",
        "start_time",
        "end_time",
        "ends_next_day",
        "role_name",
        "capacity",
        "minimum",
        "contact_name",
        "contact_phone",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class ScopeFields(PageForm):
    """How much of a series is meant; a shift that does not repeat has no such question."""

    def __init__(self, *args: Any, scopes: "Sequence[tuple[str, str]]" = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if scopes:
            self.fields["scope"] = forms.ChoiceField(
                label=_("What to change"), choices=scopes, initial=Scope.THIS, widget=forms.RadioSelect
            )
        self.dress()

    @property
    def scope(self) -> str:
        """What was chosen, of a valid form."""
        return str(self.cleaned_data.get("scope") or Scope.THIS)


class MoveForm(ScopeFields, TimesForm):
    """Another time for a shift, or for several."""


class CallOffForm(ScopeFields):
    """Why a shift does not take place."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody with a place reads it. For example: storm warning."),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )


class RoleForm(ScopeFields, RoleFields):
    """One role of a shift, or of several."""
