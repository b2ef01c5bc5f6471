"""Hours and rates as whole numbers and tenths that add up."""

from collections.abc import Sequence

MINUTES_IN_HOUR = 60
PEOPLE_OF_A_RATE = 1000


def whole_hours(minutes: Sequence[int]) -> list[int]:
    """Round every part to whole hours so that the parts add up to the rounded total; largest remainders go up."""
    hours = [part // MINUTES_IN_HOUR for part in minutes]
    missing = (sum(minutes) + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR - sum(hours)
    by_remainder = sorted(range(len(minutes)), key=lambda index: (-(minutes[index] % MINUTES_IN_HOUR), index))
    for index in by_remainder[:missing]:
        hours[index] += 1
    return hours


def rate(people: int, youth: int) -> float:
    """Return people per 1,000 young people, to a tenth; half a tenth goes up."""
    return (people * PEOPLE_OF_A_RATE * 20 // youth + 1) // 2 / 10


def hours_of(minutes: int) -> float:
    """Return hours to a tenth; half a tenth goes up."""
    return (minutes + 3) // 6 / 10
