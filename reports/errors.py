"""What can go wrong with reports."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, DomainError, InvalidInput, NotFound


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


class TerritoryEnded(TerritoryNotThen):
    """The unit was dissolved or renamed before the day whose units the report shows."""

    code = "reports.territory_ended"
    message = _(
        "The unit %(code)s was not there on %(day)s: the last unit we know by this code ended on %(until)s. "
        "Choose an earlier period or another structure than %(structure)s."
    )


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


class ReportUnreadable(InvalidInput):
    """Not a file of a report, or damaged."""

    code = "reports.report_unreadable"
    message = _("This is no JSON, XLSX or CSV file of a report, or it is damaged. Take the file as it was downloaded.")
    field = "file"


class PeriodNotOver(InvalidInput):
    """Figures of a period that still grows cannot be signed."""

    code = "reports.period_not_over"
    message = _("The period ends on %(day)s and its numbers still grow. Freeze it after that day.")
    field = "period"


class AlreadySigned(Conflict):
    """One report, one signature."""

    code = "reports.already_signed"
    message = _("This report is signed already. A correction is a new version.")


class AlreadyPublished(Conflict):
    """Published once."""

    code = "reports.already_published"
    message = _("This report is public already.")


class NotSigned(Conflict):
    """Only what somebody answers for becomes public."""

    code = "reports.not_signed"
    message = _("This report has no signature yet. Sign it first.")


class SnapshotReplaced(Conflict):
    """There is a newer version."""

    code = "reports.snapshot_replaced"
    message = _("A newer version of this report was made. Open that one.")


class UnitTooSmall(InvalidInput):
    """A unit below the districts, where hardly any number is about enough people."""

    code = "reports.unit_too_small"
    message = _(
        "There are reports about regions, cities and districts. %(name)s lies inside one: choose the unit around it."
    )
    field = "territory"


class StructureOverlaps(Conflict):
    """The same ground and days are public in another administrative structure."""

    code = "reports.structure_overlaps"
    message = _(
        "The report %(name)s, %(period)s is public already in the structure of %(structure)s. Both beside each other "
        "would tell about few people. Freeze this period in that structure and publish it there."
    )


class PeriodOverlaps(Conflict):
    """Days of the period are public together with days outside it."""

    code = "reports.period_overlaps"
    message = _(
        "The report %(name)s, %(period)s is public already and shares only some days with this one. Both beside each "
        "other would tell about few people. Choose a period inside it, around it or apart from it."
    )


class NothingBetween(Conflict):
    """A public report is about other days and a larger or smaller unit, and none lies between."""

    code = "reports.nothing_between"
    message = _(
        "The report %(name)s, %(period)s is public already, about other days and a larger or smaller place. Both "
        "beside each other would tell about few people. First publish %(unit)s, %(period)s or %(name)s, %(days)s."
    )


class PresetOfYears(InvalidInput):
    """A selection that counts whole calendar years, and another period."""

    code = "reports.preset_of_years"
    message = _("This selection counts whole calendar years. Choose a year, such as %(year)s.")
    field = "period"


class PresetUnknown(NotFound):
    """No selection of that name."""

    code = "reports.preset_unknown"
    message = _("There is no selection of that name.")


class NothingChanged(Conflict):
    """A correction that corrects nothing."""

    code = "reports.nothing_changed"
    message = _("The ledger still gives the same numbers, so there is nothing to correct.")


class SignatureOfOtherFile(InvalidInput):
    """The signature is right, but of something else; or it is wrong."""

    code = "reports.signature_of_other_file"
    message = _("This signature does not belong to this report. Download the file to sign again and sign that one.")
    field = "signature"


class SignerUnknown(InvalidInput):
    """The certificate does not say which organisation signed."""

    code = "reports.signer_unknown"
    message = _("The certificate names no organisation. Sign with the key of your organisation.")
    field = "signature"


class SignatureServiceAway(DomainError):
    """The service that checks national signatures does not answer."""

    code = "reports.signature_service_away"
    status = 503
    message = _("The service that checks signatures does not answer. Try again later, or sign without it.")


class SignatureServiceOff(InvalidInput):
    """Nobody set up a service that checks national signatures."""

    code = "reports.signature_service_off"
    message = _("National signatures cannot be checked here. Sign without one.")
    field = "signature"


class ReportNotThere(NotFound):
    """No such report, or it may not be seen."""

    code = "reports.report_not_there"
    message = _("We could not find this report.")


class ListUnknown(NotFound):
    """No such number on the page."""

    code = "reports.list_unknown"
    message = _("There is no list of that name. Open one by clicking a number.")
