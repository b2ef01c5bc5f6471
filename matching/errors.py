"""What can go wrong with runs and proposals."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, NotFound


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
