"""Which disclosure level an organisation holds, from when until when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ngos.enums import DisclosureLevel
from ngos.models.organisation import Organisation


class LevelGrant(models.Model):
    """One granted level; it ends with its last day or when it is taken back, and is never changed otherwise."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="level_grants")
    level = models.PositiveSmallIntegerField(choices=DisclosureLevel.choices)
    granted_on = models.DateField()
    valid_until = models.DateField()
    taken_back_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("granted level")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ngos_levelgrant_level_known", condition=Q(level__gte=1, level__lte=DisclosureLevel.AUDITED)
            ),
            models.CheckConstraint(
                name="ngos_levelgrant_days_in_order", condition=Q(valid_until__gte=F("granted_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"level {self.level} of organisation {self.organisation_id}"
