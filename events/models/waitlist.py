"""Waiting lists: who would like a place in a role that is full, in order."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.models.role import ShiftRole
from volunteers.models import Volunteer

WAITING = Q(left_at__isnull=True, offered_at__isnull=True)


class WaitlistQuerySet(models.QuerySet["WaitlistEntry"]):
    """Waiting lists as sentences."""

    def waiting(self) -> Self:
        """Those who still wait: neither gone nor offered a place."""
        return self.filter(WAITING)

    def in_order(self) -> Self:
        """Whoever lost a place to a reduction, then who came first."""
        return self.order_by("-comes_first", "joined_at", "pk")


class WaitlistEntry(PublicId, Timestamped):
    """One person waiting for one role. An entry is over once a place was offered or the person left.

    ``comes_first`` marks somebody who had a place and lost it because the places became fewer.
    """

    role = models.ForeignKey(ShiftRole, on_delete=models.CASCADE, related_name="waitlist")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="waitlist")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    comes_first = models.BooleanField(default=False)

    objects = WaitlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting-list entry")
        indexes: ClassVar = [
            models.Index(fields=["role", "joined_at"], name="events_waitlist_order", condition=WAITING),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "volunteer"], condition=WAITING, name="events_waitlistentry_once"),
        ]

    def __str__(self) -> str:
        return f"waiting-list entry {self.pk}"
