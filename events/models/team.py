"""Teams: several named people who take places of one role together or not at all."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, Timestamped
from events.enums import TeamAnswer, TeamStatus
from events.models.role import ShiftRole
from volunteers.models import Volunteer

STANDING = (TeamAnswer.WAITING, TeamAnswer.ACCEPTED)


class TeamQuerySet(models.QuerySet["Team"]):
    """Teams as sentences."""

    def gathering(self) -> Self:
        """Those whose places are held while people answer."""
        return self.filter(status=TeamStatus.GATHERING)


class Team(PublicId, Timestamped):
    """Places of one role held for named people until a deadline.

    While a team gathers, each of its standing places counts among the role's ``taken_count`` without a sign-up; when
    all have accepted, the sign-ups take their turn in one transaction.
    """

    role = models.ForeignKey(ShiftRole, on_delete=models.CASCADE, related_name="teams")
    leader = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="teams_led")
    status = models.CharField(max_length=10, choices=TeamStatus.choices, default=TeamStatus.GATHERING)
    made_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        indexes: ClassVar = [
            models.Index(fields=["answer_by"], name="events_team_deadlines", condition=Q(status=TeamStatus.GATHERING)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["role", "leader"], condition=Q(status=TeamStatus.GATHERING), name="events_team_one_gathers"
            ),
            models.CheckConstraint(name="events_team_status_known", condition=Q(status__in=TeamStatus.values)),
        ]

    def __str__(self) -> str:
        return f"team {self.pk}"


class TeamPlaceQuerySet(models.QuerySet["TeamPlace"]):
    """Places of teams as sentences."""

    def standing(self) -> Self:
        """Those that count: nobody has given them up or said no."""
        return self.filter(answer__in=STANDING)


class TeamPlace(PublicId, Timestamped):
    """One place of a team: the name the leader wrote, and how the person is reached until the team is settled.

    ``contact`` is sealed; ``contact_hash`` finds it again for whoever proves that the address is hers. ``volunteer``
    is set once somebody has accepted, and from the start for the leader.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=500, blank=True)
    contact_hash = models.CharField(max_length=64, blank=True, db_index=True)
    language = models.CharField(max_length=2, default="kk")
    volunteer = models.ForeignKey(
        Volunteer, null=True, blank=True, on_delete=models.CASCADE, related_name="team_places"
    )
    answer = models.CharField(max_length=10, choices=TeamAnswer.choices, default=TeamAnswer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TeamPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of a team")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "volunteer"],
                condition=Q(answer=TeamAnswer.ACCEPTED),
                name="events_teamplace_one_each",
            ),
            models.CheckConstraint(name="events_teamplace_answer_known", condition=Q(answer__in=TeamAnswer.values)),
            models.CheckConstraint(
                name="events_teamplace_accepted_by_somebody",
                condition=~Q(answer=TeamAnswer.ACCEPTED) | Q(volunteer__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"team place {self.pk}"
