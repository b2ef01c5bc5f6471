"""What can go wrong with runs and proposals."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotFound


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
