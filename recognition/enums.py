"""Vocabulary of the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryKind(TextChoices):
    """What an entry does to the total; a mistake is undone by a reversal, never by an edit.

    A correction is a reversal and, following it, the minutes that should have been credited.
    """

    CREDIT = "credit", _("confirmed")
    REVERSAL = "reversal", _("taken back")
    CORRECTION = "correction", _("corrected")


ADDING = (EntryKind.CREDIT, EntryKind.CORRECTION)


class PaperKind(TextChoices):
    """What a document is."""

    CERTIFICATE = "certificate", _("certificate of hours")
    LETTER = "letter", _("letter of recommendation")
    BOOK = "book", _("volunteer's book")
    RECORD = "record", _("record of my hours for another platform")


class Detail(TextChoices):
    """What a document shows beside the name, the period and the total."""

    TOTAL = "total", _("the total only")
    ORGANISATIONS = "organisations", _("hours by organisation")
    CAUSES = "causes", _("hours by cause")
    SHIFTS = "shifts", _("every shift")


class WithdrawnBy(TextChoices):
    """Why a document says nothing any more."""

    HOLDER = "holder", _("withdrawn by its holder")
    ISSUER = "issuer", _("withdrawn by the organisation that wrote it")
    CHANGED = "changed", _("withdrawn because some of its hours were taken back")


class Verdict(TextChoices):
    """What a check of a document says."""

    GENUINE = "genuine", _("genuine")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class SuspicionStatus(TextChoices):
    """What became of a doubt about hours."""

    OPEN = "open", pgettext_lazy("doubt", "waits for a decision")
    CLEARED = "cleared", pgettext_lazy("doubt", "the hours are right")
    UPHELD = "upheld", pgettext_lazy("doubt", "the hours do not count")


class DisputeReason(TextChoices):
    """What a volunteer says is wrong with her hours."""

    CAME = "came", _("I was there")
    MINUTES = "minutes", _("The time is wrong")
    MISSING = "missing", _("Nobody confirmed my hours")
    NOT_MINE = "not_mine", _("I was not there")


class DisputeState(TextChoices):
    """Where an objection stands; those of ``OPEN_DISPUTES`` have a deadline, the others are an end."""

    WITH_HOST = "with_host", pgettext_lazy("objection", "waits for the organisation")
    REFUSED = "refused", pgettext_lazy("objection", "refused by the organisation")
    WITH_MEDIATOR = "mediator", pgettext_lazy("objection", "waits for a decision from outside")
    AGREED = "agreed", pgettext_lazy("objection", "the organisation agreed")
    STANDS = "stands", pgettext_lazy("objection", "the refusal stands")
    UPHELD = "upheld", pgettext_lazy("objection", "decided for the volunteer")
    REJECTED = "rejected", pgettext_lazy("objection", "decided for the organisation")
    SETTLED = "settled", pgettext_lazy("objection", "settled by what the gate saw")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "taken back")


OPEN_DISPUTES = (DisputeState.WITH_HOST, DisputeState.REFUSED, DisputeState.WITH_MEDIATOR)


class CorrectionSource(TextChoices):
    """Whose word a change of hours followed."""

    COORDINATOR = "coordinator", pgettext_lazy("source of a correction", "the organisation")
    AGREED = "agreed", pgettext_lazy("source of a correction", "the organisation, after an objection")
    MEDIATOR = "mediator", pgettext_lazy("source of a correction", "a decision from outside")
    GATE = "gate", pgettext_lazy("source of a correction", "what the gate saw")
    BY_HAND = "by_hand", pgettext_lazy("source of a correction", "by hand, two people from different teams")


class AwardCategory(TextChoices):
    """For what somebody is nominated; which of them a round has stands in recognition/data/awards.toml."""

    SOCIAL = "social", pgettext_lazy("award", "Social help")
    ENVIRONMENT = "environment", pgettext_lazy("award", "Environment")
    EDUCATION = "education", pgettext_lazy("award", "Education")
    HEALTH = "health", pgettext_lazy("award", "Health")
    HEALTHY_LIFE = "healthy_life", pgettext_lazy("award", "Healthy living")
    GOALS = "goals", pgettext_lazy("award", "Sustainable development")
    EMERGENCIES = "emergencies", pgettext_lazy("award", "Help in emergencies")
    SEARCH = "search", pgettext_lazy("award", "Search for missing people")


class NominationState(TextChoices):
    """Where a nomination stands; nobody outside the organisation sees one before the person agreed."""

    ASKED = "asked", pgettext_lazy("nomination", "waits for the person")
    AGREED = "agreed", pgettext_lazy("nomination", "the person agreed")
    DECLINED = "declined", pgettext_lazy("nomination", "the person said no")
    WITHDRAWN = "withdrawn", pgettext_lazy("nomination", "withdrawn by the person")
    TAKEN_BACK = "taken_back", pgettext_lazy("nomination", "taken back by the organisation")


OPEN_NOMINATIONS = (NominationState.ASKED, NominationState.AGREED)


class OutsideSource(TextChoices):
    """How hours from elsewhere came."""

    SIGNED = "signed", pgettext_lazy("hours from elsewhere", "signed by another platform")
    TABLE = "table", pgettext_lazy("hours from elsewhere", "a table with evidence")
