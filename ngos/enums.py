"""Vocabulary of organisations and of the three causes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationStatus(TextChoices):
    """Where an organisation stands in the register."""

    UNVERIFIED = "unverified", _("not verified yet")
    VERIFIED = "verified", _("verified")
    SUSPENDED = "suspended", _("suspended")


class MembershipRole(TextChoices):
    """What a member may do for the organisation; the values are roles of the permissions table."""

    OWNER = "org_owner", _("owner")
    COORDINATOR = "org_coordinator", _("coordinator")


class WebhookTopic(TextChoices):
    """What an organisation's programs can be told."""

    SIGNUP_CREATED = "signup.created", _("Somebody joined a shift")
    SIGNUP_CANCELLED = "signup.cancelled", _("Somebody left a shift")
    CHECKIN_RECORDED = "checkin.recorded", _("Somebody was checked in")
    EVENT_PUBLISHED = "event.published", _("An event was published")
    EVENT_CANCELLED = "event.cancelled", _("An event was called off")
    TEST = "test", _("A test")
