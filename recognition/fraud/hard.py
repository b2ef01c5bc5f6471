"""What cannot be: one credit against the rules and against the same person's other hours."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from math import ceil

import numpy as np

from events.eligibility.rules import Rules as Gates
from events.eligibility.rules import rules_on as gates_on
from places.distance import GeoPoint, chord_distances_km, earth_centred_km
from recognition.fraud.facts import DAY_MINUTES, Account, Credit, Facts, Finding, Pattern, Registry, Work, day_of
from recognition.fraud.rules import Rules, rules_on

Distance = Callable[[GeoPoint, GeoPoint], float]
# Work that lies further apart than this can be reached from anywhere in the country at the speed of the rules.
NEAR_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """A credit with its shift."""

    credit: Credit
    work: Work

    @property
    def needed(self) -> int:
        """Minutes the work took within its span; never longer than the span, whatever was written."""
        return min(self.credit.minutes, self.credit.until - self.credit.since)


def impossible(hours: Hours, others: Iterable[Hours], account: Account, *, distance_km: Distance) -> Iterator[Finding]:
    """Yield every rule that a credit breaks.

    Parameters
    ----------
    hours
        The credit that is to be written.
    others
        Standing credits of the same account; those more than a day away are not asked.
    account
        Whose hours they are.
    distance_km
        Kilometres between two points.

    Yields
    ------
    Finding
        One for each rule, with the score 100; its subject is the credit.
    """
    rules, near = rules_on(hours.work.day), [other for other in others if _is_near(hours, other)]
    for pattern, facts in (
        (Pattern.CANCELLED, _cancelled(hours)),
        (Pattern.LATE_ENTRY, _late(hours, rules)),
        (Pattern.DAY, _long_day(hours, near, rules)),
        *_of_minors(hours, account, rules),
        *_collisions(hours, near, rules, distance_km),
    ):
        if facts is not None:
            yield Finding(pattern, f"credit:{hours.credit.id}", (hours.credit.id,), 100, facts)


def _is_near(hours: Hours, other: Hours) -> bool:
    return other.credit.since < hours.credit.until + NEAR_MINUTES and (
        hours.credit.since < other.credit.until + NEAR_MINUTES
    )


def _cancelled(hours: Hours) -> Facts | None:
    return {} if hours.work.is_off else None


def _late(hours: Hours, rules: Rules) -> Facts | None:
    days = (hours.credit.recorded - hours.work.ends) // DAY_MINUTES
    return {"days": days, "limit_days": rules.entry_days} if days > rules.entry_days else None


def _long_day(hours: Hours, near: Sequence[Hours], rules: Rules) -> Facts | None:
    day = hours.work.day
    before = sum(other.credit.minutes for other in near if other.work.day == day)
    total = before + hours.credit.minutes
    if total <= rules.day_minutes:
        return None
    left = max(0, rules.day_minutes - before)
    return {"day": day.isoformat(), "minutes": total, "limit_minutes": rules.day_minutes, "left_minutes": left}


def _collisions(
    hours: Hours, near: Sequence[Hours], rules: Rules, distance_km: Distance
) -> Iterator[tuple[Pattern, Facts]]:
    """Yield what stands in the way of having been at both: no time for the work itself, or for the way between."""
    for other in near:
        if not fits(hours, other):
            yield Pattern.OVERLAP, {"minutes": _shared(hours, other), "same": int(_same_host(hours, other))}
            return
    for other in near:
        if hours.work.point is None or other.work.point is None:
            continue
        km = distance_km(hours.work.point, other.work.point)
        if km <= rules.travel_free_km:
            continue
        way = ceil(km * 60 / rules.travel_km_per_hour)
        if not fits(hours, other, between=way):
            yield Pattern.TRAVEL, {"km": round(km), "way_minutes": way, "km_per_hour": rules.travel_km_per_hour}
            return


def fits(one: Hours, other: Hours, *, between: int = 0) -> bool:
    """Say whether one person could have done both within their spans with so many minutes between."""
    return _in_turn(one, other, between) or _in_turn(other, one, between)


def _in_turn(first: Hours, second: Hours, between: int) -> bool:
    begins = max(second.credit.since, first.credit.since + first.needed + between)
    return begins + second.needed <= second.credit.until


def _shared(hours: Hours, other: Hours) -> int:
    return max(0, min(hours.credit.until, other.credit.until) - max(hours.credit.since, other.credit.since))


def _same_host(hours: Hours, other: Hours) -> bool:
    return hours.work.organisation == other.work.organisation


def _of_minors(hours: Hours, account: Account, rules: Rules) -> Iterator[tuple[Pattern, Facts]]:
    """Yield the hours of night and of lessons in which a minor worked."""
    age = account.age_on(hours.work.day)
    if age is None or age >= rules.adult_age:
        return
    gates: Gates = gates_on(hours.work.day)
    for pattern, since, until, counts in (
        (Pattern.NIGHT, gates.night_from, gates.night_until, lambda day: True),
        (Pattern.SCHOOL, gates.school_from, gates.school_until, gates.is_school_day),
    ):
        minutes = _within(hours, since, until, counts)
        if minutes and not (pattern is Pattern.SCHOOL and hours.credit.may_miss_lessons):
            clock = {"from": since.isoformat("minutes"), "until": until.isoformat("minutes")}
            yield pattern, {"age": age, "minutes": minutes, **clock}


def _within(hours: Hours, since: time, until: time, counts: Callable[[date], bool]) -> int:
    """Return the minutes within the hours of the days that count."""
    first, last = hours.credit.since + hours.work.offset, hours.credit.until + hours.work.offset
    begins, ends = _minute(since), _minute(until)
    length, minutes = (ends - begins) % DAY_MINUTES, 0
    # The night before may still last in the morning.
    for midnight in range(first // DAY_MINUTES * DAY_MINUTES - DAY_MINUTES, last, DAY_MINUTES):
        if counts(day_of(midnight)):
            start = midnight + begins
            minutes += max(0, min(last, start + length) - max(first, start))
    return minutes


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


class Blocking:
    """Takes credits in the order in which they were written and refuses those that cannot be, as the product does.

    One look touches the hours of the same person on the days around, so all of them take time in proportion to their
    number.
    """

    def __init__(self, registry: Registry, *, without: frozenset[Pattern] = frozenset()) -> None:
        self._registry = registry
        self._without = without
        self._standing: dict[int, dict[int, list[Hours]]] = {}
        self._centres: dict[GeoPoint, tuple[float, float, float]] = {}

    def run(self) -> tuple[list[Credit], list[Finding]]:
        """Return the credits that stand and what was found at those that do not."""
        standing, found = [], []
        for credit in sorted(self._registry.credits, key=lambda credit: (credit.recorded, credit.id)):
            hours = Hours(credit, self._registry.works[credit.work])
            broken = [
                finding
                for finding in impossible(
                    hours, self._near(hours), self._registry.accounts[credit.account], distance_km=self.distance_km
                )
                if finding.pattern not in self._without
            ]
            if broken:
                found += broken
            else:
                standing.append(credit)
                self._days(credit.account).setdefault(credit.since // DAY_MINUTES, []).append(hours)
        return standing, found

    def _days(self, account: int) -> dict[int, list[Hours]]:
        return self._standing.setdefault(account, {})

    def _near(self, hours: Hours) -> Iterator[Hours]:
        """Yield the hours that may be near; a shift is never longer than a day."""
        days, first = self._days(hours.credit.account), hours.credit.since // DAY_MINUTES
        for day in range(first - 2, hours.credit.until // DAY_MINUTES + 2):
            yield from days.get(day, ())

    def distance_km(self, one: GeoPoint, other: GeoPoint) -> float:
        """Measure by the chord; each point is placed once."""
        if one == other:
            return 0.0
        return float(chord_distances_km(np.array(self._centre(one)), np.array([self._centre(other)]))[0])

    def _centre(self, point: GeoPoint) -> tuple[float, float, float]:
        if point not in self._centres:
            x, y, z = earth_centred_km([point.latitude], [point.longitude])[0]
            self._centres[point] = (float(x), float(y), float(z))
        return self._centres[point]
