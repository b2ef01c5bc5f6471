"""Forms of a commission: what ties a member to each applicant, and points."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import localised
from funding.enums import Tie
from portal.forms import PageForm
from portal.templatetags.dates import language
from portal.templatetags.funding import criterion

if TYPE_CHECKING:
    from funding.models import Application

TIES = [("", _("Choose")), *(choice for choice in Tie.choices if choice[0] != Tie.MEMBER)]


class TiesForm(PageForm):
    """One answer for every applicant."""

    def __init__(self, *args: Any, applications: "Sequence[Application]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._applications = applications
        for one in applications:
            self.fields[f"tie_{one.public_id}"] = forms.ChoiceField(
                label=localised(one.organisation, "name", language()).text, choices=TIES
            )
        self.dress()

    def ties(self) -> dict[int, Tie]:
        """Return the answers by application; only of a valid form."""
        return {one.pk: Tie(self.cleaned_data[f"tie_{one.public_id}"]) for one in self._applications}


class ScoreForm(PageForm):
    """Whole points on every criterion."""

    def __init__(self, *args: Any, criteria: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = [row["code"] for row in criteria]
        for row in criteria:
            self.fields[f"points_{row['code']}"] = forms.IntegerField(
                label=criterion(row), help_text=_("0 to %(best)s points") % {"best": row["best"]}
            )
        self.dress()

    def points(self) -> dict[str, int]:
        """Return the points by criterion; only of a valid form. The scale is the service's business."""
        return {code: self.cleaned_data[f"points_{code}"] for code in self._codes}
