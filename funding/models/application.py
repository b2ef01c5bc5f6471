"""What an organisation asks for and what it would do with it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from funding.enums import ApplicationState
from funding.models.call import Call
from ngos.models import Material, Organisation

# What no longer changes once an application is handed in.
FROZEN = (
    "call_id", "organisation_id", "title", "aim", "plan", "results", "months", "sum_kzt", "institutional_kzt",
    "budget", "number", "submitted_at", "sha256",
)  # fmt: skip


class Application(PublicId, Timestamped):
    """An application: a draft until it is handed in, then frozen.

    ``number`` is all that scorers see of who applied. ``budget`` are rows of title, kind and whole tenge.
    """

    stays_when_merged = True  # handed in under the name it had then; read through the family (ngos.services.merging)

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    aim = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    results = models.TextField(blank=True)
    months = models.PositiveSmallIntegerField(default=0)
    budget = models.JSONField(default=list)
    sum_kzt = models.PositiveBigIntegerField(default=0)
    institutional_kzt = models.PositiveBigIntegerField(default=0)
    materials = models.ManyToManyField(Material, related_name="+", blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("application")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="funding_application_state_known", condition=Q(state__in=ApplicationState.values)
            ),
            models.UniqueConstraint(
                fields=["call", "organisation"], condition=~Q(state="withdrawn"), name="funding_application_once"
            ),
            models.UniqueConstraint(fields=["call", "number"], name="funding_application_number_once"),
            models.CheckConstraint(
                name="funding_application_handed_in_whole",
                condition=Q(state="draft")
                | (Q(number__gte=1, submitted_at__isnull=False, sum_kzt__gte=1) & ~Q(sha256="") & ~Q(title="")),
            ),
            models.CheckConstraint(
                name="funding_application_share_of_sum", condition=Q(institutional_kzt__lte=F("sum_kzt"))
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"
