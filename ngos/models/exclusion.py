"""Grounds on which the law keeps an organisation from state grants."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import Timestamped
from ngos.enums import ExclusionKind
from ngos.models.organisation import Organisation


class ExclusionFlag(Timestamped):
    """One ground that stands from a day, by a named source; it is ended, not deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="exclusion_flags")
    kind = models.CharField(max_length=20, choices=ExclusionKind.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    end_source = models.CharField(max_length=300, blank=True)
    noted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("ground of exclusion")
        constraints: ClassVar = [
            models.CheckConstraint(name="ngos_exclusionflag_kind_known", condition=Q(kind__in=ExclusionKind.values)),
            models.CheckConstraint(name="ngos_exclusionflag_has_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="ngos_exclusionflag_days_in_order", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(until=None), name="ngos_exclusionflag_once"
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion {self.kind} of organisation {self.organisation_id}"
