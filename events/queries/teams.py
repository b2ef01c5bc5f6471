"""Reads about teams: who is named, who has answered, and what waits for a person at one of her addresses."""

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from accounts.models import User
from core.privacy.finding import contacts_of
from events.enums import TeamAnswer, TeamStatus
from events.models import Opportunity, Team, TeamPlace
from events.models.team import STANDING
from volunteers.models import Volunteer

PURPOSE = "events.team_contact"


def contact_hash(contact: str) -> str:
    """Return a keyed hash of an address or number as ``clean_contact`` writes it."""
    return salted_hmac(PURPOSE, contact, algorithm="sha256").hexdigest()


def hashes_of(user: User) -> list[str]:
    """Return the hashes under which invitations to a person are found."""
    return [contact_hash(contact.lower()) for contact in contacts_of(user)]


def is_invited(place: TeamPlace, user: User) -> bool:
    """Say whether a place is a person's to answer: taken by her, or written to an address of hers."""
    if place.volunteer_id is not None:
        return bool(place.volunteer and place.volunteer.user_id == user.pk)
    return bool(place.contact_hash) and place.contact_hash in hashes_of(user)


def team_places() -> QuerySet[TeamPlace]:
    """Return places of teams with everything their pages show."""
    return TeamPlace.objects.select_related(
        "volunteer__user",
        "team__leader__user",
        "team__role__shift__opportunity__organisation__region",
        "team__role__shift__opportunity__venue__region",
    )


def teams() -> QuerySet[Team]:
    """Return teams with everything their pages show."""
    return Team.objects.select_related(
        "leader__user",
        "role__shift__opportunity__organisation__region",
        "role__shift__opportunity__venue__region",
    ).prefetch_related("places__volunteer__user")


def invited_to_teams(user: User, *, now: datetime) -> QuerySet[TeamPlace]:
    """Return the places of gathering teams that a person may answer or has accepted, the soonest shift first."""
    hers = Q(contact_hash__in=hashes_of(user), answer=TeamAnswer.WAITING)
    hers |= Q(volunteer__user=user, answer=TeamAnswer.ACCEPTED)
    gathering = Q(team__status=TeamStatus.GATHERING, team__answer_by__gt=now)
    return (
        team_places()
        .filter(hers, gathering)
        .exclude(team__leader__user=user)
        .order_by("team__role__shift__starts_at", "pk")
    )


def teams_led_by(volunteer: Volunteer, *, now: datetime) -> QuerySet[Team]:
    """Return the teams a person leads on shifts ahead, the soonest first."""
    return teams().filter(leader=volunteer, role__shift__starts_at__gt=now).order_by("role__shift__starts_at", "pk")


def held_by_teams(opportunity: Opportunity) -> dict[int, int]:
    """Return how many places of each role gathering teams hold; roles without any are absent."""
    standing = TeamPlace.objects.filter(
        team__role__shift__opportunity=opportunity, team__status=TeamStatus.GATHERING, answer__in=STANDING
    )
    rows = standing.order_by().values("team__role_id").annotate(count=Count("pk"))
    return {row["team__role_id"]: row["count"] for row in rows}


def team_link(place: TeamPlace) -> str:
    """Return the address at which an invitation is answered after signing in; the address alone opens nothing."""
    return f"{settings.SITE_URL}/{place.language}/me/teams/{place.public_id}/"
