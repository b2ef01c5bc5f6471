"""What can go wrong with reports."""

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, NotFound


class PeriodUnreadable(InvalidInput):
    """Neither a year, a quarter nor a month."""

    code = "reports.period_unreadable"
    message = _("We cannot read the period “%(period)s”. Write 2026, 2026-Q2, 2026-05 or 2026-01-15_2026-02-20.")
    field = "period"


class PeriodReversed(InvalidInput):
    """The last day comes before the first."""

    code = "reports.period_reversed"
    message = _("The period “%(period)s” ends before it begins. Put the earlier day first.")
    field = "period"


class StructureUnknown(InvalidInput):
    """No administrative structure of that name."""

    code = "reports.structure_unknown"
    message = _("We know no structure “%(name)s”. Choose from: %(known)s.")
    field = "structure"


class TerritoryUnknown(NotFound):
    """No unit ever had the code."""

    code = "reports.territory_unknown"
    message = _("No unit has the code %(code)s. Look it up in the state classifier.")
    field = "territory"


class TerritoryNotThen(InvalidInput):
    """The unit did not exist on the day whose units the report shows."""

    code = "reports.territory_not_then"
    message = _(
        "The unit %(code)s was not there on %(day)s: the unit we know by this code begins on %(since)s. "
        "Choose a later period or another structure than %(structure)s."
    )
    field = "territory"


class TerritoryNotYours(NotFound):
    """No such territory among those the officer reports for."""

    code = "reports.territory_not_yours"
    message = _("You have no reports for this territory.")


class PopulationUnitUnknown(InvalidInput):
    """No unit had the code at the end of the year."""

    code = "reports.population_unit_unknown"
    message = _("No unit had the code %(code)s at the end of %(year)s.")
    field = "code"


class AgesReversed(InvalidInput):
    """The oldest age is below the youngest."""

    code = "reports.ages_reversed"
    message = _("The last age, %(oldest)s, is below the first, %(youngest)s.")
    field = "age_to"


class SourceMissing(InvalidInput):
    """A number without a source."""

    code = "reports.source_missing"
    message = _("Say where the number comes from: in the column source, or with --source.")
    field = "source"


class YearMissing(InvalidInput):
    """A number without a year."""

    code = "reports.year_missing"
    message = _("The year is missing. Write it in the column year, or give it with --year.")
    field = "year"
