"""Forms of a reviewer: the decision about a case, the second person's word, grounds, ties and information."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ngos.enums import CaseReason, CheckItem, ExclusionKind, TieKind, Verdict
from ngos.services.cases import Check, Wish
from ngos.services.opening import BY_REVIEWERS
from portal.forms import DateBoxesField, PageForm

if TYPE_CHECKING:
    from ngos.models import Material

VERDICTS = (
    (Verdict.VERIFY.value, _("Verify: grant the level that the documents earn")),
    (Verdict.RETURN.value, _("Return: say what to put right")),
    (Verdict.REFUSE.value, _("Refuse: a second reviewer has to confirm")),
    (Verdict.SUSPEND.value, _("Suspend: a second reviewer has to confirm")),
)
ACCEPT, GIVE_BACK = "accept", "return"
CHECKS = ((ACCEPT, _("Accept")), (GIVE_BACK, _("Return")))
AGREE = (("yes", _("Confirm the decision")), ("no", _("Give it back to the first reviewer")))


class CaseForm(PageForm):
    """The whole decision: a word about every document, the checklist, the verdict, reasons and the next check."""

    checklist = forms.MultipleChoiceField(
        label=_("Checklist"),
        required=False,
        choices=CheckItem.choices,
        help_text=_("To verify, every line has to be ticked."),
        widget=forms.CheckboxSelectMultiple,
    )
    verdict = forms.ChoiceField(label=_("Decision"), choices=VERDICTS, widget=forms.RadioSelect)
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), required=False, choices=CaseReason.choices, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=500,
        help_text=_("The organisation reads these words. Say exactly what to fix."),
        widget=forms.Textarea({"rows": 4}),
    )
    recheck_on = DateBoxesField(
        label=_("Next check on"), required=False, help_text=_("Without a day: when the lowest level ends.")
    )

    def __init__(self, *args: Any, materials: "Sequence[Material]", **kwargs: Any) -> None:
        self.materials = list(materials)
        super().__init__(*args, **kwargs)
        for one in self.materials:
            self.fields[f"check_{one.public_id.hex}"] = forms.ChoiceField(
                label=_("Accept this document?"), required=False, choices=CHECKS, widget=forms.RadioSelect
            )
            self.fields[f"reason_{one.public_id.hex}"] = forms.CharField(
                label=_("What is wrong with it"), required=False, max_length=500
            )
        self.dress()

    def rows(self) -> "list[tuple[Material, Any, Any]]":
        """Return every document with its two fields."""
        return [
            (one, self[f"check_{one.public_id.hex}"], self[f"reason_{one.public_id.hex}"]) for one in self.materials
        ]

    @property
    def wish(self) -> Wish:
        """What the reviewer decides; only of a valid form."""
        cleaned = self.cleaned_data
        return Wish(
            verdict=Verdict(cleaned["verdict"]),
            words=cleaned["words"],
            reasons=tuple(CaseReason(one) for one in cleaned["reasons"]),
            checklist=frozenset(CheckItem(one) for one in cleaned["checklist"]),
            checks=dict(self._checks()),
            recheck_on=cleaned["recheck_on"],
        )

    def _checks(self) -> "list[tuple[UUID, Check]]":
        found = []
        for one in self.materials:
            word = self.cleaned_data[f"check_{one.public_id.hex}"]
            if word:
                reason = self.cleaned_data[f"reason_{one.public_id.hex}"]
                found.append((one.public_id, Check(is_accepted=word == ACCEPT, reason=reason)))
        return found


class SecondForm(PageForm):
    """The word of the second reviewer."""

    verdict = forms.ChoiceField(label=_("Your word"), choices=AGREE, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Why you do not agree"),
        required=False,
        max_length=300,
        help_text=_("The first reviewer reads these words."),
        widget=forms.Textarea({"rows": 3}),
    )


class InformationForm(PageForm):
    """What became known about an organisation."""

    ground = forms.ChoiceField(label=_("Ground"), choices=[(one.value, one.label) for one in BY_REVIEWERS])
    note = forms.CharField(
        label=_("What is known, and from where"), max_length=500, widget=forms.Textarea({"rows": 3})
    )


class FlagForm(PageForm):
    """A ground of exclusion with its source."""

    kind = forms.ChoiceField(label=_("Ground of exclusion"), choices=ExclusionKind.choices)
    since = DateBoxesField(label=_("Since"))
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("The register, the decision with its number, or the letter.")
    )


class EndFlagForm(PageForm):
    """The end of a ground of exclusion with its source."""

    until = DateBoxesField(label=_("It ended on"))
    source = forms.CharField(label=_("Source"), max_length=300)


class TieForm(PageForm):
    """How the reviewer is tied to the organisation."""

    tie = forms.ChoiceField(label=_("My tie to this organisation"), choices=TieKind.choices)
