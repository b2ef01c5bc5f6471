"""What a volunteer tells about herself, one question per form; a chosen value is kept when nothing was wrong."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.enums import SPOKEN_LANGUAGE_LABELS, InterfaceLanguage, languages_of
from core.enums import Cause
from portal.forms import DateBoxesField, PageForm
from portal.volunteer.forms.fields import BirthDateForm, PlaceForm
from volunteers.enums import ALL_FREE_PARTS, DAYS_IN_WEEK, DayPart, ExceptionKind, SkillLevel
from volunteers.validators import free_parts_of

if TYPE_CHECKING:
    from volunteers.models import Skill, Volunteer

MINUTES_IN_HOUR = 60
FAVOURITE, USUAL = 3, 1
SLOTS = [f"{weekday}{part}" for weekday in range(DAYS_IN_WEEK) for part in DayPart.values]
CAUSE_WEIGHTS = ((0, _("Not for me")), (1, _("Sometimes")), (2, _("Gladly")), (3, _("First of all")))


class CausesForm(PageForm):
    """Which causes are hers; one tick makes a cause a favourite."""

    causes = forms.MultipleChoiceField(
        label=_("Causes"), choices=Cause.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    @classmethod
    def start_from(cls, volunteer: "Volunteer") -> dict[str, list[str]]:
        """Return the ticks of a profile."""
        return {"causes": [cause for cause in Cause.values if getattr(volunteer, f"cause_{cause}") == FAVOURITE]}

    @property
    def weights(self) -> dict[str, int]:
        """The weight of every cause."""
        chosen = self.cleaned_data["causes"]
        return {cause: FAVOURITE if cause in chosen else USUAL for cause in Cause.values}


class CauseWeightsForm(PageForm):
    """How much she cares for each cause."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for cause, label in Cause.choices:
            self.fields[cause] = forms.TypedChoiceField(
                label=label, choices=CAUSE_WEIGHTS, coerce=int, widget=forms.RadioSelect
            )
        self.dress()

    @classmethod
    def start_from(cls, volunteer: "Volunteer") -> dict[str, int]:
        """Return the weights of a profile."""
        return {cause: getattr(volunteer, f"cause_{cause}") for cause in Cause.values}


class TimesForm(PageForm):
    """The week as a table of seven days by three parts."""

    free = forms.MultipleChoiceField(
        label=_("Free times"),
        choices=[(slot, slot) for slot in SLOTS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    @classmethod
    def start_from(cls, volunteer: "Volunteer", *, blank_when_all: bool = False) -> dict[str, list[str]]:
        """Return the ticks of a profile; a newcomer's untouched week can be shown without any."""
        mask = 0 if blank_when_all and volunteer.free_parts == ALL_FREE_PARTS else volunteer.free_parts
        return {"free": [f"{weekday}{part}" for weekday, part in sorted(free_parts_of(mask))]}

    @property
    def free_times(self) -> frozenset[tuple[int, int]]:
        """The ticks as (weekday, part) pairs."""
        return frozenset((int(slot[0]), int(slot[1])) for slot in self.cleaned_data["free"])


class SkillsForm(PageForm):
    """Which skills she has, without levels: a first answer means that she can do it alone."""

    def __init__(self, *args: Any, catalogue: "list[Skill]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"] = forms.MultipleChoiceField(
            label=_("Skills"),
            choices=[(skill.code, skill.code) for skill in catalogue],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.dress()

    def levels(self, known: Mapping[str, int]) -> dict[str, int]:
        """The level of every chosen skill: the one known already, else "I can do it alone"."""
        return {code: known.get(code, SkillLevel.SKILLED) for code in self.cleaned_data["skills"]}


class SkillLevelsForm(PageForm):
    """Every skill of the catalogue with a level, or none."""

    def __init__(self, *args: Any, catalogue: "list[Skill]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("–")), *SkillLevel.choices]
        for skill in catalogue:
            self.fields[skill.code] = forms.TypedChoiceField(
                choices=choices,
                coerce=int,
                empty_value="",
                required=False,
            )
        self.dress()

    @property
    def levels(self) -> dict[str, int]:
        """Levels by code, without the skills she does not have."""
        return {code: level for code, level in self.cleaned_data.items() if level != ""}


class HomeForm(PlaceForm):
    """Where she lives, how far she goes, and whether online work is welcome."""

    max_km = forms.IntegerField(
        label=_("How far you go, in kilometres"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    accepts_on_site = forms.BooleanField(label=_("I come to the place"), required=False)
    accepts_remote = forms.BooleanField(label=_("I work online"), required=False)

    def clean(self) -> dict[str, Any]:
        """Insist on one of the two ways to work."""
        super().clean()
        if not (self.cleaned_data.get("accepts_on_site") or self.cleaned_data.get("accepts_remote")):
            self.add_error("accepts_on_site", _("Choose at least one: at the place or online."))
        return self.cleaned_data


class LanguagesForm(PageForm):
    """Which languages she works in."""

    languages = forms.TypedMultipleChoiceField(
        label=_("Languages you can work in"),
        choices=[(language.value, capfirst(label)) for language, label in SPOKEN_LANGUAGE_LABELS.items()],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def start_from(cls, volunteer: "Volunteer", *, added: int = 0) -> dict[str, list[int]]:
        """Return the ticks of a profile, and those of a mask of languages to add."""
        return {"languages": [language.value for language in languages_of(volunteer.languages | added)]}

    @property
    def mask(self) -> int:
        """The ticks as one mask."""
        return sum(self.cleaned_data["languages"])


class LimitsForm(PageForm):
    """How much of a week she gives."""

    hours = forms.IntegerField(
        label=_("Hours a week, at most"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    shifts = forms.IntegerField(
        label=_("Shifts a week, at most"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    @classmethod
    def start_from(cls, volunteer: "Volunteer") -> dict[str, int]:
        """Return the limits of a profile."""
        return {"hours": volunteer.max_minutes_week // MINUTES_IN_HOUR, "shifts": volunteer.max_shifts_week}


class AboutForm(PageForm):
    """Her name and the language of letters."""

    full_name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language of messages"), choices=InterfaceLanguage.choices, widget=forms.RadioSelect
    )


class CorrectionForm(BirthDateForm):
    """The right date of birth, and why the one we have is wrong."""

    reason = forms.CharField(
        label=_("What happened"),
        help_text=_("An officer reads it. Never send a copy of a document: the officer asks to see the original."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )


class ExceptionForm(PageForm):
    """One date on which the week does not hold."""

    on_date = DateBoxesField(label=_("Date"))
    kind = forms.ChoiceField(label=_("On that day I am"), choices=ExceptionKind.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on_date(self) -> date:
        """Refuse days that are over."""
        on_date: date = self.cleaned_data["on_date"]
        if on_date < self.today:
            raise ValidationError(_("This day is over. Choose today or a later day."))
        return on_date
