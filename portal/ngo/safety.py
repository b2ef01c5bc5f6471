"""What stands between an event and the people who would come, in words for its coordinator."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import ShiftStatus
from events.queries import events_closed_to_all
from portal.templatetags.dates import when_short

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import Opportunity, Shift

TO_DO: dict[str, Promise] = {
    "hazards_undeclared": gettext_lazy("Nobody can join yet: declare what is true of the work."),
    "no_coordinator": gettext_lazy("Nobody can join yet: name who looks after people."),
    "host_approval": gettext_lazy("Nobody can join yet: record who agreed for the place it takes place at."),
    "safeguarding_lead": gettext_lazy("Nobody can join yet: name who answers for the children's safety."),
}


@dataclass(frozen=True, slots=True)
class Safety:
    """What is to be declared, and which shifts with children lack adults."""

    to_declare: tuple[str, ...]
    too_few_adults: tuple[str, ...]


def safety_of(event: "Opportunity", shifts: "Iterable[Shift]", *, now: "datetime") -> Safety:
    """Return the sentences for the roster; asks the database nothing."""
    ahead = [shift for shift in shifts if shift.status == ShiftStatus.PLANNED and shift.ends_at > now]
    alone = [shift for shift in ahead if event.has_child_contact and not shift.has_two_adults]
    return Safety(
        to_declare=tuple(str(TO_DO[gate]) for gate in events_closed_to_all(event)),
        too_few_adults=tuple(
            _("%(when)s may not take place yet: work with children needs two cleared adults.")
            % {"when": when_short(shift)}
            for shift in alone
        ),
    )
