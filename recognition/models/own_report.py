"""What a volunteer says of her own hours before anybody confirms them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from events.models import SignUp


class OwnReport(Timestamped):
    """Her own word that she was at a shift and for how long: shown as declared, and counted by nobody."""

    signup = models.OneToOneField(SignUp, on_delete=models.CASCADE, related_name="own_report")
    minutes = models.PositiveSmallIntegerField()
    reported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("own report")
        constraints: ClassVar = [
            models.CheckConstraint(name="recognition_ownreport_a_day_at_most", condition=Q(minutes__range=(1, 1440))),
        ]

    def __str__(self) -> str:
        return f"own report {self.pk}"
