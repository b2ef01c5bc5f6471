"""What an entry of the register holds besides the organisation's own columns, and how it came to be so."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import AppendOnly
from ngos.enums import BodyKind, ChangeKind, LegalStatus, Source
from ngos.models.organisation import Organisation


class LegalStatusEntry(AppendOnly):
    """From which day an organisation had which legal status, and where that is known from; only added."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="legal_statuses")
    status = models.CharField(max_length=14, choices=LegalStatus.choices)
    since = models.DateField()
    source = models.CharField(max_length=300)
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("legal status")
        verbose_name_plural = _("legal statuses")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ngos_legalstatusentry_status_known", condition=Q(status__in=LegalStatus.values)
            ),
            models.CheckConstraint(name="ngos_legalstatusentry_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"legal status {self.pk} {self.status}"


class OrganisationChange(AppendOnly):
    """What changed in an entry, and whose change it was: published, so it names no person; only added."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=14, choices=ChangeKind.choices)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of an entry")
        verbose_name_plural = _("changes of entries")
        constraints: ClassVar = [
            models.CheckConstraint(name="ngos_organisationchange_kind_known", condition=Q(kind__in=ChangeKind.values)),
            models.CheckConstraint(name="ngos_organisationchange_source_known", condition=Q(source__in=Source.values)),
        ]

    def __str__(self) -> str:
        return f"change {self.pk} of {self.kind}"


class OrganisationDirection(models.Model):
    """A direction in which an organisation works from a day; it is ended, not deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="directions")
    code = models.CharField(max_length=30)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("direction of activity")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ngos_organisationdirection_days_in_order", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=Q(until=None), name="ngos_organisationdirection_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["code", "organisation"], name="ngos_direction_of")]

    def __str__(self) -> str:
        return f"direction {self.code} of organisation {self.organisation_id}"


class Founder(models.Model):
    """A legal entity that founded an organisation; founders who are people are only counted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="founders")
    name = models.CharField(max_length=200)
    bin = models.CharField(_("BIN"), max_length=12)

    class Meta:
        verbose_name = _("founder")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "bin"], name="ngos_founder_once"),
            models.CheckConstraint(name="ngos_founder_complete", condition=~Q(name="") & ~Q(bin="")),
        ]

    def __str__(self) -> str:
        return f"founder {self.bin} of organisation {self.organisation_id}"


class Body(models.Model):
    """A governing body: what it is called and how many people are in it, never who."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=10, choices=BodyKind.choices)
    name = models.CharField(max_length=100, blank=True)
    member_count = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("governing body")
        verbose_name_plural = _("governing bodies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="ngos_body_once"),
            models.CheckConstraint(name="ngos_body_kind_known", condition=Q(kind__in=BodyKind.values)),
        ]

    def __str__(self) -> str:
        return f"body {self.kind} of organisation {self.organisation_id}"
