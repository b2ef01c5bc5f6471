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
    from funding.queries import TieRow

TIES = [choice for choice in Tie.choices if choice[0] != Tie.MEMBER]


class TiesForm(PageForm):
    """One answer for every applicant the member is not tied to yet; a tie may be added as long as points are taken."""

    def __init__(self, *args: Any, rows: "Sequence[TieRow]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._applications = [row.application for row in rows if not row.is_tied]
        for row in rows:
            if not row.is_tied:
                self.fields[f"tie_{row.application.public_id}"] = forms.ChoiceField(
                    label=localised(row.application.organisation, "name", language()).text,
                    choices=TIES if row.tie else [("", _("Choose")), *TIES],
                    initial=row.tie,
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
