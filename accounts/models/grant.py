"""Roles outside organisations."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models.user import User
from core.models import Timestamped
from places.models import Territory


class RoleGrant(Timestamped):
    """A role outside organisations, for one territory or, without one, for the country."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("role grant")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "territory"], name="accounts_rolegrant_once"),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(territory__isnull=True),
                name="accounts_rolegrant_once_for_the_country",
            ),
            models.CheckConstraint(
                name="accounts_rolegrant_role_known",
                condition=Q(role__in=[Role.AKIMAT_OFFICER, Role.REVIEWER, Role.SAFEGUARDING_OFFICER, Role.STAFF]),
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk} {self.role}"
