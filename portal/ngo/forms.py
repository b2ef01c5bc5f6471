"""Forms of the coordinator's desk. They check shape; rules answer from the services."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.enums import SPOKEN_LANGUAGE_LABELS, InterfaceLanguage
from core.enums import Cause
from core.intervals import TimeWindow
from core.text import localised
from events.enums import HAZARD_CODES, HAZARD_LABELS, Effort, HostKind, Outcome, ScanVerdict, Thanks
from events.errors import DeclarationContradicts, PlaceMissing
from events.services.gate.deciding import MOST_PEOPLE
from events.services.messaging import Words
from events.validators import GATE_REASON_LENGTH, MESSAGE_LENGTH, SUBJECT_LENGTH, moment_within
from ngos.enums import BarredForm, LegalForm, MembershipRole, WebhookTopic
from ngos.validators import BIN_LENGTH
from places.queries import regions_in_order
from portal.forms import PageForm, VerdictForm
from portal.templatetags.dates import language
from recognition.enums import AwardCategory

if TYPE_CHECKING:
    from events.models import Shift, ShiftRole, SignUp

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


class EnrolForm(PageForm):
    """An organisation enters the register."""

    legal_form = forms.ChoiceField(
        label=_("Legal form"),
        choices=(("", _("Choose a legal form")), *LegalForm.choices, *BarredForm.choices),
        required=False,
    )
    bin = forms.CharField(
        label=_("BIN"),
        help_text=_("12 digits from the registration certificate."),
        required=False,
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


class AskAboutHoursForm(PageForm):
    """Minutes that a rule refuses, and why they are right."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=24 * 60)
    reason = forms.CharField(
        label=_("Why these hours are right"),
        help_text=_("A reviewer of the register reads it. Name nobody."),
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
    is_place_protected = forms.BooleanField(
        label=_("Keep the place from the public"),
        required=False,
        help_text=_(
            "For shelters and crisis centres. Everybody sees the district only. Confirmed people see the address "
            "from 48 hours before the start."
        ),
    )
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


class AttendanceForm(PageForm):
    """Whether one person came, and for how long."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    minutes = forms.IntegerField(
        label=_("Minutes"), max_value=LONGEST_DAY_MINUTES, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class AnswerForm(VerdictForm):
    """The organisation's answer to an objection; only a refusal needs words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].label = _("Your answer")
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _("The volunteer reads these words. A refusal needs them.")


class CorrectionForm(PageForm):
    """The right minutes of one person, 0 for somebody who did not come, and why."""

    minutes = forms.IntegerField(
        label=_("Minutes that are right"),
        help_text=_("0: the person did not come."),
        min_value=0,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("Why you change them"),
        help_text=_("The volunteer reads these words."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].validators.append(MaxValueValidator(longest))


class ThanksForm(PageForm):
    """Whom somebody thanks, and for what."""

    signup = forms.UUIDField()
    words = forms.ChoiceField(choices=Thanks.choices)


class HandCreditForm(PageForm):
    """Who gets minutes by hand, how many and why."""

    contact = forms.CharField(
        label=_("Their e-mail or phone"), max_length=254, widget=forms.TextInput({"autocomplete": "off"})
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST_DAY_MINUTES,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=_("Why by hand"),
        help_text=_("Whoever decides reads these words."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )


class ReplyForm(PageForm):
    """The answer to a guardian's question."""

    reply = forms.CharField(label=_("Your answer"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class MessageForm(PageForm):
    """What a coordinator writes to a shift; ``key`` makes a second press of the button the same message."""

    role = forms.TypedChoiceField(label=_("To whom"), coerce=UUID, empty_value=None, required=False)
    only_unanswered = forms.BooleanField(label=_("Only those who have not said that they come"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LENGTH)
    text = forms.CharField(
        label=_("Message"),
        help_text=_("Up to 1,000 characters. Links are shown as text that cannot be clicked."),
        widget=forms.Textarea({"rows": 8, "maxlength": MESSAGE_LENGTH}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, roles: "Sequence[ShiftRole]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {role.public_id: role for role in roles}
        names = [(str(role.public_id), localised(role, "name", language()).text) for role in roles]
        self.fields["role"].choices = [("", _("Everybody with a confirmed place")), *names]  # type: ignore[attr-defined]

    @property
    def words(self) -> Words:
        """The message; only of a valid form."""
        cleaned = self.cleaned_data
        return Words(
            subject=cleaned["subject"],
            text=cleaned["text"],
            role=self.roles.get(cleaned["role"]),
            only_unanswered=cleaned["only_unanswered"],
        )


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


class ReduceForm(PageForm):
    """How many places are left, why, and who leaves; nobody ticked means the ones at the head of the list."""

    capacity = forms.IntegerField(label=_("Places left"), min_value=1, max_value=1000)
    reason = forms.CharField(
        label=_("Why are there fewer places?"),
        max_length=300,
        help_text=_("Everybody who loses a place reads this."),
        widget=forms.Textarea({"rows": 3}),
    )
    leaving = forms.MultipleChoiceField(
        label=_("Who leaves"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick exactly as many as are too many. If you tick nobody, the first of this list leave."),
    )

    def __init__(
        self, data: "Mapping[str, Any] | None" = None, *, role: "ShiftRole", people: "Sequence[SignUp]"
    ) -> None:
        super().__init__(data, initial={"capacity": max(role.taken_count - 1, 1)})
        self.fields["leaving"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (str(one.public_id), f"{one.volunteer.user.short_name} · {one.get_status_display()}") for one in people
        ]

    @property
    def chosen(self) -> "list[UUID] | None":
        """Who was ticked; nothing when nobody was."""
        return [UUID(one) for one in self.cleaned_data["leaving"]] or None


class ScanVerdictForm(PageForm):
    """Whether a scan holds, and why; without ``choices`` it counts for nobody and is only closed."""

    verdict = forms.ChoiceField(label=_("What is right?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Your colleagues read it, and the person may ask for it."),
        max_length=GATE_REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            self.fields["verdict"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        else:
            del self.fields["verdict"]

    @property
    def chosen(self) -> ScanVerdict:
        """The decision; only of a valid form."""
        return ScanVerdict(self.cleaned_data.get("verdict", ScanVerdict.DROPPED))


class HeadsForm(PageForm):
    """How many people somebody counted."""

    people = forms.IntegerField(
        label=_("How many people are there?"),
        help_text=_("Count heads, without those who run the event."),
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class WrittenPresenceForm(PageForm):
    """From when to when somebody was at a shift, on the clock of the place, and why it is written only now."""

    starts_at = forms.TimeField(label=_("Came at"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends_at = forms.TimeField(label=_("Left at"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    reason = forms.CharField(
        label=_("Why was it not noted at the door?"),
        help_text=_("Whoever agrees reads it, and the person may ask for it."),
        max_length=GATE_REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, shift: "Shift", **kwargs: Any) -> None:
        times = {"starts_at": shift.start_time, "ends_at": shift.end_time}
        super().__init__(*args, initial=times, **kwargs)
        self.shift = shift

    @property
    def said(self) -> "dict[str, Any]":
        """The moments and the reason; only of a valid form."""
        cleaned, shift = self.cleaned_data, self.shift
        window = TimeWindow(shift.starts_at, shift.ends_at)
        moments = {name: moment_within(cleaned[name], window, shift.time_zone) for name in ("starts_at", "ends_at")}
        return moments | {"reason": cleaned["reason"]}


class TicketsForm(PageForm):
    """How many tickets to print: so many without a name, and one for everybody on the list or not."""

    blank = forms.IntegerField(
        label=_("Tickets without a name"), min_value=0, max_value=500, required=False, initial=10,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    is_named = forms.BooleanField(label=_("One for everybody on the list"), required=False, initial=True)


class WebhookForm(PageForm):
    """An address, and what it is told."""

    url = forms.CharField(
        label=_("Address"),
        help_text=_("It begins with https:// and answers within 8 seconds."),
        max_length=500,
        widget=forms.URLInput({"autocomplete": "off"}),
    )
    topics = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=[choice for choice in WebhookTopic.choices if choice[0] != WebhookTopic.TEST],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class LetterForm(PageForm):
    """The words of a letter of recommendation, and their language."""

    text = forms.CharField(
        label=_("Your letter"),
        max_length=3_000,
        help_text=_(
            "What the person did, how, and what she is good at. Your name, your organisation and the confirmed hours "
            "are added. Write nothing about health, family or money."
        ),
        widget=forms.Textarea({"rows": 10}),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=InterfaceLanguage.choices, widget=forms.RadioSelect
    )


class NominationForm(PageForm):
    """For what somebody is nominated, and why."""

    category = forms.ChoiceField(label=_("Category"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why this person"),
        max_length=600,
        help_text=_(
            "What she did and what came of it. She reads it first, then the commission. Write nothing about health, "
            "family or money."
        ),
        widget=forms.Textarea({"rows": 6}),
    )

    def __init__(self, *args: Any, categories: "Sequence[str]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["category"]
        chosen.choices = [(code, AwardCategory(code).label) for code in categories]  # type: ignore[attr-defined]
