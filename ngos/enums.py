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
