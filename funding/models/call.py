"""A call for applications, and every version of its terms as it was published."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clock import local_day
from core.models import PublicId, Timestamped
from funding.enums import PUBLIC_STATUSES, CallKind, CallStatus, CombiningChoice, Phase, TieChoice
from funding.scoring import Criterion
from ngos.enums import DisclosureLevel
from places.models import Territory

# What no longer changes once a call is published, but by a correction that has a version of its own.
FROZEN = (
    "territory_id", "kind", "area", "title_kk", "title_ru", "title_en", "about_kk", "about_ru", "about_en", "sum_mrp",
    "sum_kzt", "months", "awards", "closes_at", "required_level", "min_rating_tenths", "criteria", "combining",
    "tie_rule", "least_total", "commission_size", "rules_version", "published_at",
)  # fmt: skip


class CallQuerySet(models.QuerySet["Call"]):
    """Calls as sentences."""

    def public(self) -> Self:
        """Those that were published."""
        return self.filter(status__in=PUBLIC_STATUSES)


class Call(PublicId, Timestamped):
    """A call: what for, how much, until when, and how it is decided.

    ``sum_mrp`` is the most one application may get, ``sum_kzt`` the same in tenge on the day of publication.
    ``criteria`` are rows of code, names in three languages, weight and best points.
    """

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=CallKind.choices)
    area = models.CharField(max_length=30)
    title_kk = models.CharField(max_length=200, blank=True)
    title_ru = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    about_kk = models.TextField(blank=True)
    about_ru = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    sum_mrp = models.PositiveIntegerField()
    sum_kzt = models.PositiveBigIntegerField(default=0)
    months = models.PositiveSmallIntegerField()
    awards = models.PositiveSmallIntegerField(default=1)
    closes_at = models.DateTimeField()
    required_level = models.PositiveSmallIntegerField(
        choices=DisclosureLevel.choices, default=DisclosureLevel.REPORTED
    )
    min_rating_tenths = models.PositiveSmallIntegerField(null=True, blank=True)
    criteria = models.JSONField(default=list)
    combining = models.CharField(max_length=8, choices=CombiningChoice.choices, default=CombiningChoice.MEAN)
    tie_rule = models.CharField(max_length=10, choices=TieChoice.choices, default=TieChoice.CRITERIA)
    least_total = models.PositiveSmallIntegerField(default=0)
    commission_size = models.PositiveSmallIntegerField()
    rules_version = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=CallStatus.choices, default=CallStatus.DRAFT)
    terms_version = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    complaints_until = models.DateField(null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        constraints: ClassVar = [
            models.CheckConstraint(name="funding_call_kind_known", condition=Q(kind__in=CallKind.values)),
            models.CheckConstraint(name="funding_call_status_known", condition=Q(status__in=CallStatus.values)),
            models.CheckConstraint(
                name="funding_call_has_a_title", condition=~(Q(title_kk="") & Q(title_ru="") & Q(title_en=""))
            ),
            models.CheckConstraint(name="funding_call_awards_something", condition=Q(awards__gte=1, sum_mrp__gte=1)),
            models.CheckConstraint(name="funding_call_least_total_in_scale", condition=Q(least_total__lte=100)),
            models.CheckConstraint(
                name="funding_call_published_whole",
                condition=Q(status="draft", terms_version=0, published_at=None)
                | (~Q(status="draft") & Q(terms_version__gte=1, published_at__isnull=False, sum_kzt__gte=1)),
            ),
            models.CheckConstraint(
                name="funding_call_decided_with_days",
                condition=~Q(status__in=("decided", "set_aside"))
                | Q(decided_at__isnull=False, complaints_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} {self.kind}"

    @property
    def scale(self) -> list[Criterion]:
        """The published criteria."""
        return [Criterion(row["code"], row["weight"], row["best"]) for row in self.criteria]

    def phase(self, at: datetime) -> Phase:
        """Say where the call stands at a moment."""
        if self.status == CallStatus.PUBLISHED:
            return Phase.OPEN if at < self.closes_at else Phase.SCORING
        if self.status == CallStatus.DECIDED and self.complaints_until:
            return Phase.COMPLAINTS if local_day(at) <= self.complaints_until else Phase.DECIDED
        return Phase.SCORING if self.status == CallStatus.PROTOCOL else Phase(self.status)


class CallTerms(models.Model):
    """One version of the terms as published, with the digest of its canonical text; only ever added."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    terms = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("published terms")
        verbose_name_plural = _("published terms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "version"], name="funding_callterms_version_once"),
            models.CheckConstraint(
                name="funding_callterms_corrected_with_reason", condition=Q(version=1) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"terms {self.version} of call {self.call_id}"
