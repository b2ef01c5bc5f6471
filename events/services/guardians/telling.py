"""Messages to the coordinators of a place whose guardian has spoken or kept silent."""

from datetime import datetime

from events.models import SignUp
from events.services.telling import coordinators_of, tell


def tell_team(topic: str, signup: SignUp, *, now: datetime, **ids: int | str) -> None:
    """Write to everybody who acts for the organisation of a place; part of a transaction."""
    people = coordinators_of(signup.shift.opportunity)
    tell(topic, people, key=f"{signup.pk}:{now.timestamp():.0f}", now=now, signup_id=signup.pk, **ids)
