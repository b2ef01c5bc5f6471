"""From single people to counts that no one person can move by much and that say nothing about fewer than five.

docs/decisions/0040-people-in-ratings.md says why.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ngos.rating.inputs import Count
from ngos.rating.method import Terms

WORST, BEST = 1, 5
WHOLE_VOICE = 100


@dataclass(frozen=True, slots=True)
class Fact:
    """Confirmed minutes of one person with one organisation in the year, and on how many different days."""

    minutes: int
    days: int


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person said about one shift, 1 to 5, in the order in which it was said. ``rater`` is never shown."""

    rater: int
    score: int
    day: date


def in_steps(people: Iterable[Fact], terms: Terms) -> Count:
    """Add up minutes: of one person so many at most, of all in whole steps."""
    minutes = sum(min(max(person.minutes, 0), terms.person_minutes) for person in people)
    return Count(minutes - minutes % terms.step_minutes)


def returned(people: Iterable[Fact], terms: Terms) -> Count:
    """Count who came on two days or more out of those who came, both in whole fives."""
    came = [person for person in people if person.minutes > 0]
    again = sum(1 for person in came if person.days > 1)
    return Count(again - again % terms.people, len(came) - len(came) % terms.people)


def content(voices: Iterable[Voice], *, on: date, terms: Terms) -> Count:
    """Add up what people said this calendar year and the year before, in hundredths of a voice.

    Everybody has one voice a year, her first. Voices count once five people of a year have spoken, in the order in
    which they did, so a group never changes once it is whole.
    """
    by_year: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for voice in voices:
        if on.year - 1 <= voice.day.year and voice.day < on:
            by_year[voice.day.year].setdefault(voice.rater, voice.score)
    total = Count()
    for said in by_year.values():
        total += _in_groups(said, terms.people)
    return total


def _in_groups(said: Mapping[int, int], people: int) -> Count:
    whole = list(said.values())[: len(said) - len(said) % people]
    good = sum((score - WORST) * WHOLE_VOICE // (BEST - WORST) for score in whole)
    return Count(good, WHOLE_VOICE * len(whole))
