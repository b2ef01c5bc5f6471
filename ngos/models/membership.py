"""Who acts for an organisation, and what was decided about it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import Timestamped
from ngos.enums import MembershipRole, OrganisationStatus
from ngos.models.organisation import Organisation


class Membership(Timestamped):
    """A person acts for an organisation in one role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=MembershipRole.choices)

    class Meta:
        verbose_name = _("membership")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation"], name="ngos_membership_once"),
            models.CheckConstraint(name="ngos_membership_role_known", condition=Q(role__in=MembershipRole.values)),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class StatusDecision(models.Model):
    """One decision of a reviewer about an organisation, kept for ever."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="decisions")
    status = models.CharField(max_length=10, choices=OrganisationStatus.choices)
    reason = models.CharField(max_length=500)
    reviewer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("status decision")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ngos_statusdecision_status_known", condition=Q(status__in=OrganisationStatus.values)
            ),
            models.CheckConstraint(name="ngos_statusdecision_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk} {self.status}"
