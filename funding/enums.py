"""Vocabulary of calls."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CallKind(TextChoices):
    """What is called for; the values are keys of funding/data/rules.toml."""

    SOCIAL_ORDER = "social_order", _("state social order")
    GRANT_SHORT = "grant_short", _("short-term grant")
    GRANT_MEDIUM = "grant_medium", _("medium-term grant")
    GRANT_LONG = "grant_long", _("long-term grant")
    PRIZE = "prize", _("prize")


class CallStatus(TextChoices):
    """Where a call stands; whether applications are taken follows from its deadline."""

    DRAFT = "draft", pgettext_lazy("call", "draft")
    PUBLISHED = "published", pgettext_lazy("call", "published")
    PROTOCOL = "protocol", pgettext_lazy("call", "protocol to be signed")
    DECIDED = "decided", pgettext_lazy("call", "decided")
    SET_ASIDE = "set_aside", pgettext_lazy("call", "set aside")


PUBLIC_STATUSES = frozenset(CallStatus.values) - {CallStatus.DRAFT}


class Phase(TextChoices):
    """What a reader calls the state of a call at a moment."""

    DRAFT = "draft", pgettext_lazy("call", "draft")
    OPEN = "open", pgettext_lazy("call", "open for applications")
    SCORING = "scoring", pgettext_lazy("call", "being scored")
    COMPLAINTS = "complaints", pgettext_lazy("call", "decided, complaints are taken")
    DECIDED = "decided", pgettext_lazy("call", "decided")
    SET_ASIDE = "set_aside", pgettext_lazy("call", "set aside after a complaint")


class CombiningChoice(TextChoices):
    """How the points of several members become one number."""

    MEAN = "mean", _("the mean of the members’ points")
    MEDIAN = "median", _("the median of the members’ points")


class TieChoice(TextChoices):
    """What decides between equal totals."""

    CRITERIA = "criteria", _("more points on the first criterion, then on the next")
    LOWER_SUM = "lower_sum", _("the smaller sum asked for")
    EARLIER = "earlier", _("the application handed in earlier")


class SeatRole(TextChoices):
    """What somebody does in a commission; a secretary does not score."""

    CHAIR = "chair", pgettext_lazy("commission", "chair")
    MEMBER = "member", pgettext_lazy("commission", "member")
    SECRETARY = "secretary", pgettext_lazy("commission", "secretary")


SCORING_ROLES = (SeatRole.CHAIR, SeatRole.MEMBER)
SIGNING_ROLES = (SeatRole.CHAIR, SeatRole.SECRETARY)


class ApplicationState(TextChoices):
    """Where an application stands."""

    DRAFT = "draft", pgettext_lazy("application", "draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "handed in")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")


class Tie(TextChoices):
    """What ties a member of a commission to an applicant."""

    NONE = "none", _("nothing ties me to it")
    RELATIVE = "relative", _("I am related to somebody who leads it")
    WORK = "work", _("I work for it, or did within three years")
    MONEY = "money", _("I have a share in its money or property")
    OTHER = "other", _("something else that would make people doubt")
    MEMBER = "member", _("I act for it on this site")


class OutcomeChoice(TextChoices):
    """What an application got; the values are those of funding.scoring."""

    AWARDED = "awarded", pgettext_lazy("application", "supported")
    RESERVE = "reserve", pgettext_lazy("application", "not supported: no place left")
    BELOW = "below", pgettext_lazy("application", "not supported: too few points")


class LineKind(TextChoices):
    """What a line of a budget pays for."""

    ACTIVITY = "activity", _("the activity itself")
    INSTITUTIONAL = "institutional", _("running the organisation")
