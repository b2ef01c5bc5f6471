"""What can go wrong with runs and proposals."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is no longer as it was: a ``person``, a ``role`` or a ``shift`` by its public id, and what of it.

    ``facts`` are codes: columns that changed, ``left``, ``closed``, ``signups``, or the code of the rule that now says
    no. ``suggestion_ids`` are the keys of the proposals it touches.
    """

    about: str
    public_id: str
    facts: tuple[str, ...]
    suggestion_ids: tuple[int, ...]


class RunNotFound(NotFound):
    """No such run, or not for this person."""

    code = "matching.run_not_found"
    message = _("We could not find this proposal. Make a new one.")


class NothingToFill(Conflict):
    """No open seat ahead."""

    code = "matching.nothing_to_fill"
    message = _("There are no open places to fill: every shift is full or over.")


class NobodyChosen(Conflict):
    """The coordinator ticked nobody."""

    code = "matching.nobody_chosen"
    message = _("Choose at least one person to invite.")


class CannotInsist(Conflict):
    """A rule stands against the person the coordinator insists on, alone or beside the others kept."""

    code = "matching.cannot_insist"
    message = _("This person cannot take this place beside the others you keep. Choose somebody else.")


class TooLargeToWeigh(Conflict):
    """The filling is too large to solve again while somebody waits."""

    code = "matching.too_large_to_weigh"
    message = _("This filling is too large to weigh one person at once. Fill one event instead.")


class WeeksOutOfRange(InvalidInput):
    """An allocation looks one to a few weeks ahead."""

    code = "matching.weeks_out_of_range"
    message = _("Choose between 1 and %(most)s weeks.")
    field = "weeks"


class WeightsUnknown(InvalidInput):
    """No such version of the weights."""

    code = "matching.weights_unknown"
    message = _("There are no weights of version %(version)s.")
    field = "weights"


class RecordForgotten(Conflict):
    """The problem behind a run is not kept any more."""

    code = "matching.record_forgotten"
    message = _("The data behind this run was deleted, so it cannot be checked again. Make a new one.")


class RunNotDraft(Conflict):
    """Only a draft can be changed or sent."""

    code = "matching.run_not_draft"
    message = _("This allocation is not a draft any more.")


class RunNotCommitted(Conflict):
    """Only what was sent can be taken back."""

    code = "matching.run_not_committed"
    message = _("This allocation has not been sent, or was already taken back.")


class RunNotVerified(Conflict):
    """The verifier refused the result."""

    code = "matching.run_not_verified"
    message = _("The independent check refused this allocation, so it cannot be sent. Make a new one.")


class NobodyLeft(Conflict):
    """Everybody was left out."""

    code = "matching.nobody_left"
    message = _("Nobody is left in this draft to invite.")


class WorldMoved(Conflict):
    """What the draft was made from has changed; ``differences`` says what."""

    code = "matching.world_moved"
    message = _("Nothing was sent: since this draft was made, some of it has changed.")

    def __init__(self, differences: Sequence[Difference]) -> None:
        super().__init__()
        self.differences = tuple(differences)


class PeriodNotOver(InvalidInput):
    """Only what is over can be replayed."""

    code = "matching.period_not_over"
    message = _("This period is not over yet. Choose one that is.")
    field = "period"


class WeightsImpossible(InvalidInput):
    """Below zero, too large together, or of a name nobody knows."""

    code = "matching.weights_impossible"
    message = _("These weights cannot be used: each must be 0 or more, and all together at most 32,767.")


class AgeBelowLaw(InvalidInput):
    """Nobody volunteers below the age of the law."""

    code = "matching.age_below_law"
    message = _("The least age can never be below %(years)s: that is the law.")
    field = "least_age"


class ExtraKmImpossible(InvalidInput):
    """Longer than any profile allows."""

    code = "matching.extra_km_impossible"
    message = _("Choose between −%(most)s and %(most)s kilometres.")
    field = "extra_km"
