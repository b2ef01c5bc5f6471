"""Forms of the coordinator's desk. They check shape; rules answer from the services."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.enums import SPOKEN_LANGUAGE_LABELS, InterfaceLanguage
from core.enums import Cause
from core.text import localised
from events.enums import HAZARD_CODES, HAZARD_LABELS, Effort, HostKind, Outcome
from events.errors import DeclarationContradicts, PlaceMissing
from ngos.enums import MembershipRole
from ngos.validators import BIN_LENGTH
from places.queries import regions_in_order
from portal.forms import PageForm
from portal.templatetags.dates import language
from volunteers.enums import SkillGroup
from volunteers.queries import skill_catalogue

if TYPE_CHECKING:
    from events.models import ShiftRole

QUARTER_SECONDS = 15 * 60
CAPACITY_MAX = 5000
LONGEST_DAY_MINUTES = 24 * 60
NO_HAZARD = "none"
HAZARD_CHOICES = [(code, HAZARD_LABELS[hazard]) for code, hazard in HAZARD_CODES.items()]
ACCESS_CHECKS = {
    "is_step_free": _("Step-free: no stairs on the way"),
    "has_accessible_toilet": _("Accessible toilet"),
    "has_sign_language": _("Sign-language interpreter"),
    "has_quiet_place": _("Quiet place to rest"),
    "provides_transport": _("We bring people there"),
}


def _skill_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the catalogue by shelf, in the reader's language. One query."""
    shelves: dict[str, list[tuple[str, str]]] = {}
    for skill in skill_catalogue():
        shelves.setdefault(skill.group, []).append((skill.code, localised(skill, "name", language()).text))
    return [(str(SkillGroup(group).label), skills) for group, skills in shelves.items()]


class EnrolForm(PageForm):
    """An organisation enters the register."""

    bin = forms.CharField(
        label=_("BIN"),
        help_text=_("12 digits from the registration certificate."),
        max_length=BIN_LENGTH * 2,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name_kk = forms.CharField(label=_("Name in Kazakh"), required=False, max_length=200)
    name_ru = forms.CharField(label=_("Name in Russian"), required=False, max_length=200)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=200)
    region = forms.ChoiceField(label=_("Region"))
    causes = forms.MultipleChoiceField(
        label=_("What you work for"), required=False, choices=Cause.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = {region.code: region for region in regions_in_order(language())}
        names = [(code, localised(region, "name", language()).text) for code, region in self.regions.items()]
        self.fields["region"].choices = [("", _("Choose a region")), *names]  # type: ignore[attr-defined]


class MemberForm(PageForm):
    """An owner asks somebody to act for the organisation."""

    email = forms.CharField(
        label=_("Their e-mail or phone"),
        help_text=_("We write to it. Nobody has to have an account yet."),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "email"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=MembershipRole.choices,
        initial=MembershipRole.COORDINATOR,
        help_text=_("A coordinator runs events and approves hours. An owner also adds people."),
        widget=forms.RadioSelect,
    )


class LetInForm(PageForm):
    """Whom a coordinator wants to let in although a rule with an exception says no, and why."""

    email = forms.EmailField(
        label=_("Their e-mail"),
        help_text=_("The address the person signs in to Asar with. Ask them for it."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Whoever decides reads it, and so does the person."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )


class DetailsForm(PageForm):
    """What an event is, in one language at a time; the other languages keep their words."""

    text_language = forms.ChoiceField(
        label=_("I write in"), choices=InterfaceLanguage.choices, help_text=_("You can add the other languages later.")
    )
    title = forms.CharField(label=_("Title"), max_length=140, help_text=_("Begin with a verb: Plant 400 saplings."))
    cause = forms.ChoiceField(label=_("Cause"), choices=Cause.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("City, town or village"),
        max_length=120,
        help_text=_("Add the region after a comma if the name is common. Leave it empty for online work."),
    )
    address = forms.CharField(
        label=_("Street and meeting point"),
        required=False,
        max_length=200,
        help_text=_("For example: Abai 10, gate 2."),
    )
    is_remote = forms.BooleanField(label=_("It is online"), required=False)
    contact_name = forms.CharField(
        label=_("Who looks after people"), max_length=100, help_text=_("A name. Volunteers see it.")
    )
    contact_phone = forms.CharField(
        label=_("Their phone"), required=False, max_length=30, widget=forms.TextInput({"type": "tel"})
    )
    description = forms.CharField(
        label=_("What people will do"), required=False, max_length=4000, widget=forms.Textarea({"rows": 5})
    )
    bring = forms.CharField(label=_("What to bring"), required=False, max_length=300)
    costs = forms.CharField(label=_("Costs and food"), required=False, max_length=300)
    min_age = forms.IntegerField(
        label=_("Youngest age"), initial=14, required=False, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of work"),
        required=False,
        choices=[(str(int(bit)), capfirst(label)) for bit, label in SPOKEN_LANGUAGE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Any one of them is enough to take part."),
    )
    hazards = forms.MultipleChoiceField(
        label=_("What is true of this work"),
        required=False,
        choices=[(NO_HAZARD, _("None of these")), *HAZARD_CHOICES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The law keeps people under 18 away from some work. Nobody can join before you have answered."),
    )
    has_child_contact = forms.BooleanField(
        label=_("People work with children here. Only cleared adults may take part, at least two together."),
        required=False,
    )
    safeguarding_lead = forms.CharField(
        label=_("Who answers for the children's safety"),
        required=False,
        max_length=100,
        help_text=_("A name. Needed where people work with children."),
    )
    host_kind = forms.ChoiceField(
        label=_("It takes place at"), required=False, choices=[("", _("none of these")), *HostKind.choices[1:]]
    )
    host_approval = forms.CharField(
        label=_("Who agreed for that place, and when"),
        required=False,
        max_length=200,
        help_text=_("For example: head teacher S. Omarova, 12.04.2027. Needed for the places above."),
    )
    effort = forms.ChoiceField(
        label=_("How hard it is"), required=False, choices=Effort.choices, initial=Effort.MEDIUM
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in ACCESS_CHECKS.items():
            self.fields[name] = forms.BooleanField(label=label, required=False)
        self.fields["place"].required = not self["is_remote"].value()
        self.fields["place"].error_messages["required"] = PlaceMissing.message

    def clean_hazards(self) -> list[str]:
        """Refuse «none» beside something."""
        chosen: list[str] = self.cleaned_data["hazards"]
        if NO_HAZARD in chosen and len(chosen) > 1:
            raise forms.ValidationError(DeclarationContradicts.message)
        return chosen

    def access_fields(self) -> list[forms.BoundField]:
        """Return the yes-or-no facts for the template."""
        return [self[name] for name in ACCESS_CHECKS]


class MoveForm(PageForm):
    """When a shift takes place from now on."""

    starts_on = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    start_time = forms.TimeField(
        label=_("Starts at"), widget=forms.TimeInput({"type": "time", "step": QUARTER_SECONDS}, format="%H:%M")
    )
    end_time = forms.TimeField(
        label=_("Ends at"), widget=forms.TimeInput({"type": "time", "step": QUARTER_SECONDS}, format="%H:%M")
    )
    ends_next_day = forms.BooleanField(label=_("It ends on the next day"), required=False)


class CancelShiftForm(PageForm):
    """What people read about a shift that does not take place."""

    reason = forms.CharField(
        label=_("Why, in a sentence"),
        help_text=_("Everybody with a place reads it. Leave names and health out."),
        required=False,
        max_length=300,
    )


class ShiftForm(PageForm):
    """When people meet and whom the shift needs: one role, or two."""

    starts_on = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    start_time = forms.TimeField(
        label=_("Starts at"), widget=forms.TimeInput({"type": "time", "step": QUARTER_SECONDS}, format="%H:%M")
    )
    end_time = forms.TimeField(
        label=_("Ends at"), widget=forms.TimeInput({"type": "time", "step": QUARTER_SECONDS}, format="%H:%M")
    )
    ends_next_day = forms.BooleanField(label=_("It ends on the next day"), required=False)
    role_name = forms.CharField(label=_("Role"), max_length=80, help_text=_("For example: Planter."))
    capacity = forms.IntegerField(
        label=_("Places"), max_value=CAPACITY_MAX, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    minimum = forms.IntegerField(
        label=_("Smallest team"),
        required=False,
        min_value=0,
        help_text=_("The shift cannot start with fewer."),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    required_skills = forms.MultipleChoiceField(
        label=_("Must know"), required=False, widget=forms.CheckboxSelectMultiple
    )
    wanted_skills = forms.MultipleChoiceField(
        label=_("Good to know"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_role_name = forms.CharField(label=_("Second role"), required=False, max_length=80)
    other_capacity = forms.IntegerField(
        label=_("Places in the second role"),
        required=False,
        max_value=CAPACITY_MAX,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _skill_choices()
        for name in ("required_skills", "wanted_skills"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for both halves of the second role."""
        cleaned = super().clean() or {}
        if cleaned.get("other_role_name") and not cleaned.get("other_capacity"):
            self.add_error("other_capacity", _("Say how many places the second role has."))
        if cleaned.get("other_capacity") and not cleaned.get("other_role_name"):
            self.add_error("other_role_name", _("Give the second role a name."))
        return cleaned


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


class CapacityForm(PageForm):
    """How many places a role has."""

    capacity = forms.IntegerField(
        label=_("Places"), max_value=CAPACITY_MAX, widget=forms.NumberInput({"inputmode": "numeric"})
    )


class AttendanceForm(PageForm):
    """Whether one person came, and for how long."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    minutes = forms.IntegerField(
        label=_("Minutes"), max_value=LONGEST_DAY_MINUTES, widget=forms.NumberInput({"inputmode": "numeric"})
    )


class ReplyForm(PageForm):
    """The answer to a guardian's question."""

    reply = forms.CharField(label=_("Your answer"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class WalkInForm(PageForm):
    """Somebody who stands at the door: a name and the address of her account."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput({"autocomplete": "off"}))
    contact = forms.CharField(
        label=_("E-mail the person signs in with"), max_length=254, widget=forms.TextInput({"autocomplete": "off"})
    )
    role = forms.TypedChoiceField(label=_("Role"), coerce=UUID, widget=forms.RadioSelect)
    is_parent_here = forms.BooleanField(label=_("A parent is here and stays"), required=False)

    def __init__(self, *args: Any, roles: "Sequence[ShiftRole]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["role"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(str(role.public_id), localised(role, "name", language()).text) for role in roles]
        chosen.initial = next((role.public_id for role in roles), None)
