"""Vocabulary of opportunities, shifts and sign-ups."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.enums import Cause

# Work with children in need is for adults. docs/sources.md, "Ages".
ADULT_CAUSES = frozenset({Cause.CHILD_PROTECTION})


class OpportunityStatus(TextChoices):
    """The life of an opportunity, in order."""

    DRAFT = "draft", pgettext_lazy("opportunity", "draft")
    PUBLISHED = "published", pgettext_lazy("opportunity", "published")
    CLOSED = "closed", pgettext_lazy("opportunity", "closed")
    CANCELLED = "cancelled", pgettext_lazy("opportunity", "cancelled")


class ShiftStatus(TextChoices):
    """Whether a shift takes place."""

    PLANNED = "planned", pgettext_lazy("shift", "planned")
    CANCELLED = "cancelled", pgettext_lazy("shift", "cancelled")


class SignUpStatus(TextChoices):
    """Where one person stands with one shift; the first two hold a seat."""

    INVITED = "invited", pgettext_lazy("sign-up", "invited")
    CONFIRMED = "confirmed", pgettext_lazy("sign-up", "confirmed")
    DECLINED = "declined", pgettext_lazy("sign-up", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("sign-up", "withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("sign-up", "cancelled")


SEAT_HOLDING = (SignUpStatus.INVITED, SignUpStatus.CONFIRMED)


class SignUpOrigin(TextChoices):
    """How the person came to the shift."""

    SELF = "self", _("joined")
    INVITATION = "invitation", _("invited by the coordinator")
    AUTOFILL = "autofill", _("proposed by Asar")


class Outcome(TextChoices):
    """What the coordinator saw."""

    PRESENT = "present", _("came")
    ABSENT = "absent", _("did not come")


class Effort(TextChoices):
    """How hard the work is on the body."""

    LIGHT = "light", _("Light. Can be done sitting.")
    MEDIUM = "medium", _("Medium. Some standing and walking.")
    HEAVY = "heavy", _("Hard. Lifting and long standing.")
