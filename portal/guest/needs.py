"""What a person needs and how it stands at an opportunity, in sentences that nobody else sees."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.queries import needs_at
from volunteers.enums import NEED_LABELS, AccessNeed

if TYPE_CHECKING:
    from events.models import Opportunity
    from volunteers.models import Volunteer

SENTENCES: dict[tuple[AccessNeed, str], Promise] = {
    (AccessNeed.STEP_FREE, "fits"): gettext_lazy("The way in has no steps."),
    (AccessNeed.STEP_FREE, "fails"): gettext_lazy("There are steps on the way in."),
    (AccessNeed.ACCESSIBLE_TOILET, "fits"): gettext_lazy("There is an accessible toilet."),
    (AccessNeed.ACCESSIBLE_TOILET, "fails"): gettext_lazy("There is no accessible toilet."),
    (AccessNeed.SIGN_LANGUAGE, "fits"): gettext_lazy("There is a sign-language interpreter."),
    (AccessNeed.SIGN_LANGUAGE, "fails"): gettext_lazy("There is no sign-language interpreter."),
    (AccessNeed.QUIET_PLACE, "fits"): gettext_lazy("There is a quiet place to rest."),
    (AccessNeed.QUIET_PLACE, "fails"): gettext_lazy("There is no quiet place to rest."),
    (AccessNeed.TRANSPORT, "fits"): gettext_lazy("Transport is provided."),
    (AccessNeed.TRANSPORT, "fails"): gettext_lazy("You get there yourself."),
    (AccessNeed.SEATED_WORK, "fits"): gettext_lazy("The work can be done sitting."),
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need: verdict fits, check or fails, and the fact behind it."""

    verdict: str
    sentence: str


def need_lines(opportunity: "Opportunity", volunteer: "Volunteer | None") -> list[NeedLine]:
    """Return a line for each need the person named; nothing for everybody else."""
    found = needs_at(opportunity, volunteer.access_needs) if volunteer else []
    return [NeedLine(row.verdict, _sentence(opportunity, row.need, row.verdict)) for row in found]


def _sentence(opportunity: "Opportunity", need: AccessNeed, verdict: str) -> str:
    label = str(NEED_LABELS[need])
    if verdict == "check":
        return _("%(need)s: not said here. You can tell the organiser once you have joined.") % {"need": label}
    if verdict == "fits" and opportunity.is_remote and need not in (AccessNeed.SIGN_LANGUAGE, AccessNeed.SEATED_WORK):
        return _("%(need)s: you work from home.") % {"need": label}
    return str(SENTENCES[need, verdict])
