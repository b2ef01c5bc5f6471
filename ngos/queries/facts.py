"""What organisations are rated from: apps above register functions that count, and a run asks them all.

The rating stands here, and what it counts stands above: events, hours. So facts flow down, as functions of what is
asked, and nothing here knows who counts. Every function counts for all organisations at once, in a fixed number of
queries.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from ngos.rating import Count, Terms, Voice

FEW = 500  # so many organisations are asked for by name; of more the whole table is read


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which organisations (BINs by primary key), before which day, by which terms."""

    organisations: Mapping[int, str]
    as_of: date
    terms: Terms

    @property
    def since(self) -> date:
        """The first day that counts."""
        return self.as_of - timedelta(days=self.terms.days)

    def moment(self, day: date) -> datetime:
        """Return when a day begins by the clock of the capital."""
        return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))

    def within(self, path: str) -> Q:
        """Return the condition that rows are about these organisations, where they are few."""
        return Q(**{f"{path}__in": list(self.organisations)}) if len(self.organisations) <= FEW else Q()


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts by indicator and organisation, and the organisations for which a gate is closed."""

    counts: dict[str, dict[int, Count]] = field(default_factory=lambda: defaultdict(dict))
    gates: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


Collector = Callable[[Asked], Facts]
VoiceSource = Callable[[Asked], Iterable[tuple[int, Voice]]]
Registered = TypeVar("Registered", bound=Collector)
Speaking = TypeVar("Speaking", bound=VoiceSource)
_collectors: dict[str, Collector] = {}
_voices: dict[str, VoiceSource] = {}


def counts(code: str) -> Callable[[Registered], Registered]:
    """Register a function that counts; the code is its own."""

    def keep(function: Registered) -> Registered:
        _collectors[code] = function
        return function

    return keep


def hears(code: str) -> Callable[[Speaking], Speaking]:
    """Register a function that returns what volunteers said about shifts, with the organisation, oldest first."""

    def keep(function: Speaking) -> Speaking:
        _voices[code] = function
        return function

    return keep


def facts_of(asked: Asked) -> Facts:
    """Ask everybody who counts. What nobody counts is not there."""
    found = Facts()
    for collect in _collectors.values():
        told = collect(asked)
        for indicator, rows in told.counts.items():
            found.counts[indicator].update(rows)
        for gate, organisations in told.gates.items():
            found.gates[gate].update(organisations)
    return found


def voices_about(asked: Asked) -> Mapping[int, Sequence[Voice]]:
    """Return what volunteers said, by organisation, in the order in which they said it; empty where nobody asks."""
    found: defaultdict[int, list[Voice]] = defaultdict(list)
    for listen in _voices.values():
        for organisation, voice in listen(asked):
            found[organisation].append(voice)
    return found
