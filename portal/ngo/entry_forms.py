"""The form of an entry in the register, and the request to act for one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import localised
from ngos.directions import DIRECTIONS
from ngos.enums import BodyKind, LegalForm
from ngos.services.entries import BodySaid, EntrySaid, FounderSaid
from ngos.validators import BIN_LENGTH
from portal.forms import PageForm
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from ngos.models import Organisation
    from ngos.queries.entries import Facts

LONGEST_NAME, MOST_PEOPLE = 200, 30_000


class EntryForm(PageForm):
    """What an organisation says about itself: people are counted here and never named."""

    name_kk = forms.CharField(label=_("Name in Kazakh"), required=False, max_length=LONGEST_NAME)
    name_ru = forms.CharField(label=_("Name in Russian"), required=False, max_length=LONGEST_NAME)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=LONGEST_NAME)
    legal_form = forms.ChoiceField(label=_("Legal form"), required=False)
    directions = forms.MultipleChoiceField(
        label=_("Directions of activity"),
        help_text=_("As Article 5 of the law on state social order lists them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    founders = forms.CharField(
        label=_("Founders that are legal entities"),
        help_text=_("One on a line: the name, a comma, its BIN."),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
    )
    founder_people = forms.IntegerField(
        label=_("How many founders are people"),
        help_text=_("Their number alone is published, never their names."),
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    parent_bin = forms.CharField(
        label=_("BIN of the head organisation"),
        help_text=_("Only for a branch or a representative office."),
        required=False,
        max_length=BIN_LENGTH * 2,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["legal_form"].choices = [("", _("Not stated")), *LegalForm.choices]
        fields["directions"].choices = [
            (direction.code, localised(direction, "name", language()).text) for direction in DIRECTIONS.values()
        ]
        for kind in BodyKind:
            fields[f"{kind}_name"] = forms.CharField(
                label=_("%(body)s: what it is called") % {"body": kind.label}, required=False, max_length=100
            )
            fields[f"{kind}_count"] = forms.IntegerField(
                label=_("%(body)s: how many people") % {"body": kind.label},
                required=False,
                min_value=1,
                max_value=MOST_PEOPLE,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )
        self.dress()

    @property
    def body_fields(self) -> list[forms.BoundField]:
        """The fields of the governing bodies, in order."""
        return [self[f"{kind}_{part}"] for kind in BodyKind for part in ("name", "count")]

    def said(self) -> EntrySaid:
        """Return what was written."""
        words = self.cleaned_data
        return EntrySaid(
            names=(words["name_kk"], words["name_ru"], words["name_en"]),
            legal_form=words["legal_form"],
            directions=words["directions"],
            founders=[_founder(line) for line in words["founders"].splitlines() if line.strip()],
            founder_people=words["founder_people"],
            bodies=[
                BodySaid(kind, words[f"{kind}_name"], words[f"{kind}_count"])
                for kind in BodyKind
                if words[f"{kind}_count"]
            ],
            parent_bin=words["parent_bin"],
        )


def _founder(line: str) -> FounderSaid:
    name, _comma, number = line.rpartition(",")
    return FounderSaid(name=name.strip(), bin=number.strip()) if name else FounderSaid(name=number.strip(), bin="")


def entry_as_it_is(organisation: "Organisation", facts: "Facts") -> dict[str, object]:
    """Return the entry as the form shows it at first."""
    bodies = {f"{body.kind}_name": body.name for body in facts.bodies}
    bodies |= {f"{body.kind}_count": body.member_count for body in facts.bodies}  # type: ignore[misc]
    return {
        "name_kk": organisation.name_kk,
        "name_ru": organisation.name_ru,
        "name_en": organisation.name_en,
        "legal_form": organisation.legal_form,
        "directions": [direction.code for direction in facts.directions],
        "founders": "\n".join(f"{founder.name}, {founder.bin}" for founder in facts.founders),
        "founder_people": organisation.founder_people,
        "parent_bin": organisation.parent.bin if organisation.parent else "",
        **bodies,
    }


class ClaimForm(PageForm):
    """How somebody shows that she acts for an organisation of the register."""

    words = forms.CharField(
        label=_("Who are you in this organisation, and how can a reviewer check it?"),
        help_text=_("For example: head since 2021; call the number on the registration certificate and ask for me."),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
    )
