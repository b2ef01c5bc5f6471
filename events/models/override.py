"""Exceptions to gates that allow one: two people and a reason."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.models.role import ShiftRole
from volunteers.models import Volunteer


class GateOverride(PublicId, Timestamped):
    """One gate opened for one person and one role: asked for by one person, decided by another. Never a legal gate.

    ``asked_by`` and ``decided_by`` are public ids, so they outlive the accounts.
    """

    role = models.ForeignKey(ShiftRole, on_delete=models.CASCADE, related_name="overrides")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="overrides")
    gate = models.CharField(max_length=30)
    reason = models.CharField(max_length=300)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    is_granted = models.BooleanField(default=False)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("gate override")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["role", "volunteer", "gate"],
                condition=Q(decided_at__isnull=True),
                name="events_gateoverride_one_open",
            ),
            models.CheckConstraint(
                name="events_gateoverride_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="events_gateoverride_granted_by_somebody",
                condition=Q(is_granted=False) | Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(name="events_gateoverride_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"override {self.pk} of {self.gate}"
