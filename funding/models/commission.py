"""Who decides about a call: seats, what ties them to applicants, and their points."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import PublicId, Timestamped
from funding.enums import SeatRole, Tie
from funding.models.application import Application
from funding.models.call import Call


class Seat(PublicId, Timestamped):
    """A person in the commission of one call; nobody once the person has left the site."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="seats")
    role = models.CharField(max_length=10, choices=SeatRole.choices)

    class Meta:
        verbose_name = _("seat in a commission")
        verbose_name_plural = _("seats in commissions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "user"], name="funding_seat_once"),
            models.UniqueConstraint(
                fields=["call", "role"], condition=~Q(role="member"), name="funding_seat_one_chair_one_secretary"
            ),
            models.CheckConstraint(name="funding_seat_role_known", condition=Q(role__in=SeatRole.values)),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk} {self.role}"


class Declaration(models.Model):
    """What a member says ties her to an applicant, or what the site knows; only ever added, never taken back."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="declarations")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="declarations")
    tie = models.CharField(max_length=10, choices=Tie.choices)
    is_automatic = models.BooleanField(default=False)
    declared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("declaration of conflict")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "application", "tie"], name="funding_declaration_once"),
            models.CheckConstraint(name="funding_declaration_tie_known", condition=Q(tie__in=Tie.values)),
        ]

    def __str__(self) -> str:
        return f"declaration {self.pk}"


class Score(models.Model):
    """The points of one member for one application on one criterion; only ever added."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="scores")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=30)
    points = models.PositiveSmallIntegerField()
    best = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("score")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "application", "criterion"], name="funding_score_once"),
            models.CheckConstraint(name="funding_score_in_scale", condition=Q(points__lte=F("best"), best__gte=1)),
        ]

    def __str__(self) -> str:
        return f"score {self.pk}"
