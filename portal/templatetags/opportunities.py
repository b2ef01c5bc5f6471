"""Small facts about opportunities that several pages show."""

from typing import Protocol

from django import template

from events.eligibility import ADULT_AGE_YEARS

register = template.Library()


class HasAgeLimit(Protocol):
    """What decides from which age a person may come."""

    min_age: int

    @property
    def is_for_adults(self) -> bool:
        """Whether people under 18 are kept out."""


class HasSeats(Protocol):
    """Seats of a shift or a role."""

    seats_left: int
    capacity: int


@register.filter
def least_age(opportunity: HasAgeLimit) -> int:
    """Return from which age, in years, a person may come."""
    return max(opportunity.min_age, ADULT_AGE_YEARS if opportunity.is_for_adults else 0)


@register.filter
def seats_taken(row: HasSeats) -> int:
    """Return how many seats are taken."""
    return row.capacity - row.seats_left
