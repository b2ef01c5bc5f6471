"""Requests to act for an organisation that stands in the register, and duplicates that were joined."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import PublicId
from ngos.models.organisation import Organisation


class OrganisationClaim(PublicId):
    """A person asks to act for an organisation nobody acts for; a reviewer grants or refuses it with a reason."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="claims")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_granted = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("request to act for an organisation")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(decided_at=None), name="ngos_organisationclaim_once"
            ),
            models.CheckConstraint(
                name="ngos_organisationclaim_decided_with_reason",
                condition=Q(decided_at=None, is_granted=None) | (Q(is_granted__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class OrganisationMerge(PublicId):
    """Two entries of one organisation, joined: what was moved is listed, so that it can be put back exactly."""

    survivor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    duplicate = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    moved = models.JSONField(help_text="Keys of rows by table and column.")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("joining of duplicates")
        constraints: ClassVar = [
            models.CheckConstraint(name="ngos_organisationmerge_two", condition=~Q(survivor=F("duplicate"))),
            models.CheckConstraint(name="ngos_organisationmerge_has_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["duplicate"], condition=Q(undone_at=None), name="ngos_organisationmerge_once"
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"
