"""Sign-ups: one person on one shift."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.enums import SEAT_HOLDING, SignUpOrigin, SignUpStatus
from events.models.reduction import Reduction
from events.models.role import ShiftRole
from events.models.shift import Shift
from places.models import Territory
from volunteers.models import Volunteer


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Sign-ups as sentences."""

    def holding_a_seat(self) -> Self:
        """Invited and confirmed ones."""
        return self.filter(status__in=SEAT_HOLDING)

    def confirmed(self) -> Self:
        """Those who said they come."""
        return self.filter(status=SignUpStatus.CONFIRMED)

    def unanswered(self) -> Self:
        """Confirmed ones who have not said again that they come, to the shift as it stands now."""
        return self.confirmed().filter(coming_said_at__isnull=True)


class SignUp(PublicId, Timestamped):
    """A person's place on a shift; at most one that holds a seat per person and shift.

    ``held_until`` is when a place that waits for a guardian falls free; ``is_accompanied`` says that a guardian comes
    along; ``shared_needs`` is the mask of access needs the person chose to share with the host of this one shift.
    ``offer_expires_at`` is until when an offer from the waiting list stands; ``checked_in_by`` is a public id.
    While ``reconfirm_by`` is set the shift has moved and the person was asked again; ``agreed_...`` say what she had
    agreed to. ``coming_said_at`` is when she last said that she comes, after a move or a reminder.
    ``own_word_at`` is when somebody who came on the day confirmed it herself: until then the hours do not count.
    ``reduction`` is why it ended, where the places became fewer.
    """

    role = models.ForeignKey(ShiftRole, on_delete=models.PROTECT, related_name="signups")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="signups")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="signups")
    status = models.CharField(max_length=10, choices=SignUpStatus.choices)
    origin = models.CharField(max_length=12, choices=SignUpOrigin.choices)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    is_accompanied = models.BooleanField(default=False)
    shared_needs = models.PositiveSmallIntegerField(default=0)
    offer_expires_at = models.DateTimeField(null=True, blank=True)
    reconfirm_by = models.DateTimeField(null=True, blank=True)
    agreed_starts_at = models.DateTimeField(null=True, blank=True)
    agreed_ends_at = models.DateTimeField(null=True, blank=True)
    agreed_venue = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    agreed_address = models.CharField(max_length=200, blank=True)
    coming_said_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.UUIDField(null=True, blank=True)
    own_word_at = models.DateTimeField(null=True, blank=True)
    reduction = models.ForeignKey(Reduction, null=True, blank=True, on_delete=models.SET_NULL, related_name="ended")

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        indexes: ClassVar = [
            models.Index(
                fields=["offer_expires_at"],
                name="events_signup_offers",
                condition=Q(status=SignUpStatus.INVITED, offer_expires_at__isnull=False),
            ),
            models.Index(
                fields=["reconfirm_by"],
                name="events_signup_asked_again",
                condition=Q(reconfirm_by__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shift", "volunteer"],
                condition=Q(status__in=SEAT_HOLDING),
                name="events_signup_one_seat_per_shift",
            ),
            models.CheckConstraint(name="events_signup_status_known", condition=Q(status__in=SignUpStatus.values)),
            models.CheckConstraint(
                name="events_signup_held_until_while_awaiting",
                condition=~Q(status=SignUpStatus.AWAITING) | Q(held_until__isnull=False),
            ),
            models.CheckConstraint(
                name="events_signup_asked_again_knows_before",
                condition=Q(reconfirm_by__isnull=True)
                | (Q(agreed_starts_at__isnull=False) & Q(agreed_ends_at__isnull=False)),
            ),
            models.CheckConstraint(name="events_signup_origin_known", condition=Q(origin__in=SignUpOrigin.values)),
        ]

    @property
    def awaits_own_word(self) -> bool:
        """Whether the hours wait for the person, who was added by somebody else on the day."""
        return self.origin == SignUpOrigin.WALK_IN and self.own_word_at is None

    def __str__(self) -> str:
        return f"sign-up {self.pk}"
