"""What helps a person take part, and what of it the organiser of one shift may know."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.queries import host_sentences
from portal.forms import PageForm
from volunteers.enums import NEED_LABELS, needs_of

if TYPE_CHECKING:
    from volunteers.models import Volunteer


class NeedsForm(PageForm):
    """What helps her, in functional words; nobody is asked why."""

    needs = forms.TypedMultipleChoiceField(
        label=_("It helps me if there is"),
        choices=[(need.value, label) for need, label in NEED_LABELS.items()],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    filters_by_needs = forms.BooleanField(
        label=_("Only show me places that have this"),
        help_text=_(
            "Counts for steps, toilet, signing, quiet and transport. Without the tick you see every place, "
            "and its page says what is missing."
        ),
        required=False,
    )

    @classmethod
    def start_from(cls, volunteer: "Volunteer") -> dict[str, Any]:
        """Return the ticks of a profile."""
        needs = [need.value for need in needs_of(volunteer.access_needs)]
        return {"needs": needs, "filters_by_needs": volunteer.filters_by_needs}

    @property
    def mask(self) -> int:
        """The ticks as one mask."""
        return sum(self.cleaned_data["needs"])


class ShareNeedsForm(PageForm):
    """Which of her needs the organiser of one shift may know; nothing is ticked beforehand."""

    needs = forms.TypedMultipleChoiceField(
        label=_("What the organiser should know"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, volunteer: "Volunteer", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = needs_of(volunteer.access_needs)
        self.fields["needs"].choices = [(need.value, NEED_LABELS[need]) for need in own]  # type: ignore[attr-defined]
        self.rows = list(zip(self["needs"], host_sentences(volunteer.access_needs), strict=True))

    @property
    def mask(self) -> int:
        """The ticks as one mask; nothing when something was ticked that is not hers."""
        return sum(self.cleaned_data["needs"]) if self.is_valid() else 0
