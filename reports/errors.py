"""What can go wrong with reports."""

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, NotFound


class PeriodUnreadable(InvalidInput):
    """Neither a year, a quarter nor a month."""

    code = "reports.period_unreadable"
    message = _("We cannot read the period “%(period)s”. Write 2026, 2026-Q2 or 2026-05.")
    field = "period"


class TerritoryNotYours(NotFound):
    """No such territory among those the officer reports for."""

    code = "reports.territory_not_yours"
    message = _("You have no reports for this territory.")
