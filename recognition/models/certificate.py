"""Documents about hours that anybody can check by their code."""

from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import InterfaceLanguage
from accounts.models import User
from core.models import PublicId
from ngos.models import Organisation
from recognition.enums import Detail, PaperKind, Verdict, WithdrawnBy
from recognition.validators import LENGTH, grouped
from volunteers.models import Volunteer


class Certificate(PublicId):
    """What one person may show about a period: frozen when it was issued, and withdrawn rather than changed.

    ``first_on`` and ``last_on`` both belong to the period. ``minutes`` and ``lines`` are what the ledger said at
    ``issued_at``. A line has ``minutes`` and either ``cause`` or names by language under ``name``; a line of a book
    is a shift, with ``on``, ``organisation`` and ``place`` as well. When the person leaves, nothing stays but that the
    code is withdrawn.
    """

    volunteer = models.ForeignKey(Volunteer, null=True, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=11, choices=PaperKind.choices)
    code = models.CharField(max_length=LENGTH, unique=True)
    language = models.CharField(max_length=2, choices=InterfaceLanguage.choices)
    detail = models.CharField(max_length=13, choices=Detail.choices)
    name = models.CharField(max_length=200, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    minutes = models.PositiveIntegerField()
    lines = models.JSONField(default=list, blank=True)
    text = models.TextField(blank=True, help_text="The words of a letter.")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=7, choices=WithdrawnBy.choices, blank=True)

    stays_when_merged = True  # frozen with the organisation whose hours it counts (ngos.services.merging)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="recognition_certificate_period_in_order", condition=Q(first_on__lte=F("last_on"))
            ),
            models.CheckConstraint(
                name="recognition_certificate_expires_later", condition=Q(expires_at__gt=F("issued_at"))
            ),
            models.CheckConstraint(
                name="recognition_certificate_says_who_withdrew",
                condition=Q(withdrawn_at=None, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
            models.CheckConstraint(
                name="recognition_certificate_letter_has_an_organisation",
                condition=~Q(kind=PaperKind.LETTER) | Q(organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.pk}"

    @property
    def shown_code(self) -> str:
        """The code in groups, as it is printed."""
        return grouped(self.code)

    @property
    def issued_on(self) -> date:
        """The day it was issued, by the country's clock."""
        return _day_of(self.issued_at)

    @property
    def expires_on(self) -> date:
        """The day on which it stops being valid, by the country's clock."""
        return _day_of(self.expires_at)

    def verdict_at(self, moment: datetime) -> Verdict:
        """Say what a check finds: withdrawn comes before expired."""
        if self.withdrawn_at is not None:
            return Verdict.WITHDRAWN
        return Verdict.EXPIRED if self.expires_at <= moment else Verdict.GENUINE


def _day_of(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
