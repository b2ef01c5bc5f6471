"""What stands beside a person on the desk's lists: may they take the shift, and what they asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from events.queries import Standing, standings_of_people, standings_of_signups
from events.services.needs import show_shared_needs
from portal.ngo.doors import person_of
from portal.templatetags.dates import language

if TYPE_CHECKING:
    from events.models import Shift, ShiftRole, SignUp
    from matching.queries import Candidates, RankedVolunteer
    from ngos.models import Organisation


@dataclass(frozen=True, slots=True)
class Note:
    """One line about the gates, and the sentences the person chose to share for this shift."""

    standing: Standing
    asks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who fits, with the age on the day of the shift and how the gates stand."""

    person: "RankedVolunteer"
    age: int
    standing: Standing


def notes_on(
    request: HttpRequest, organisation: "Organisation", signups: "Iterable[SignUp]", *, now: datetime
) -> dict[int, Note]:
    """Return what may be shown of people on shifts that are not over, by key of sign-up; writes down each look."""
    people = [signup for signup in signups if signup.shift.ends_at > now]
    standings = standings_of_signups(people, language=language())
    asks = show_shared_needs(signups=people, organisation=organisation, viewer=person_of(request), now=now)
    return {signup.pk: Note(standings[signup.pk], asks.get(signup.pk, ())) for signup in people}


def people_on(shifts: "Iterable[Shift]") -> "list[SignUp]":
    """Return everybody who holds a seat on shifts prefetched by ``events.queries.roster``, each with its shift."""
    found = []
    for shift in shifts:
        for role in shift.roles.all():
            for signup in role.signups.all():
                signup.shift = shift
                found.append(signup)
    return found


def candidates_of(fitting: "Candidates | None", role: "ShiftRole | None") -> list[Candidate]:
    """Return each person who fits a role with the age on the day of the shift and how the gates stand."""
    if fitting is None or role is None:
        return []
    standings = standings_of_people(role, [row.volunteer for row in fitting.ranked], language=language())
    day = role.shift.starts_on
    return [Candidate(row, row.volunteer.age_on(day), standings[row.volunteer.pk]) for row in fitting.ranked]
