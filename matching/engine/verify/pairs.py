"""The rules and points of docs/matching/format.md stated a second time, from the tables, one person at a time."""

import math
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import Problem
from matching.engine.tables import NO_DAY

DAY, WEEK = 96, 672  # quarter hours
RADIUS_CM = 637_800_000


def _bits(words: NDArray[Any]) -> NDArray[np.bool_]:
    """Spread the last axis of 64-bit words into booleans, lowest bit first."""
    octets = np.ascontiguousarray(words.astype("<u8")).view(np.uint8)
    return np.unpackbits(octets, axis=-1, bitorder="little").astype(bool)


def ground_metres(here: tuple[int, ...], there: tuple[int, ...]) -> int:
    """Return the distance of two earth-centred points in whole metres."""
    square = sum((a - b) ** 2 for a, b in zip(here, there, strict=True))
    chord = math.sqrt(float(square))
    return round(chord * (1 + chord * chord / (24.0 * RADIUS_CM * RADIUS_CM)) / 100)


class Spec:
    """A problem read role by role, ready to be asked what one person may do and what it is worth."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.options = problem.options
        shift = problem.roles.shift
        self.shift: list[int] = shift.tolist()
        self.start: NDArray[np.int64] = problem.shifts.start[shift].astype(np.int64)
        self.end: NDArray[np.int64] = problem.shifts.end[shift].astype(np.int64)
        self.remote = problem.shifts.is_remote[shift]
        self.week: NDArray[np.int64] = self.start // WEEK
        self.minutes: NDArray[np.int64] = (self.end - self.start) * 15
        self.first_day = self.options.origin_day + self.start // DAY
        self.last_day = self.options.origin_day + (self.end - 1) // DAY
        days = [date.fromordinal(day) for day in self.first_day.tolist()]
        self.year = np.array([day.year for day in days], dtype=np.int64)
        self.month_day = np.array([day.month * 100 + day.day for day in days], dtype=np.int64)
        self.fixed = problem.roles.held.astype(np.int64)
        self.standing: dict[int, list[int]] = {}
        for person, role in zip(problem.confirmed.volunteer.tolist(), problem.confirmed.role.tolist(), strict=True):
            self.standing.setdefault(person, []).append(role)
            self.fixed[role] += 1
        self.free_seats: NDArray[np.int64] = np.maximum(problem.roles.capacity - self.fixed, 0)
        self.points = [tuple(row) for row in problem.shifts.point.tolist()]
        width = 64 * problem.roles.need.shape[1] * problem.roles.need.shape[2]
        self.need = _bits(problem.roles.need).reshape(len(shift), width)
        self.liked = self._liked()
        self._gaps: dict[tuple[int, int], bool] = {}

    def _liked(self) -> dict[int, list[tuple[int, int]]]:
        """List per person the roles that bring points because somebody asked, and how many."""
        problem, weights, found = self.problem, self.options.weights, dict[int, list[tuple[int, int]]]()
        for table, points in ((problem.wishes, weights.wish), (problem.earlier, weights.earlier)):
            for person, role in zip(table.volunteer.tolist(), table.role.tolist(), strict=True):
                found.setdefault(person, []).append((role, points))
        for one, other in zip(problem.buddies.one.tolist(), problem.buddies.other.tolist(), strict=True):
            for person, friend in ((one, other), (other, one)):
                for held in self.standing.get(friend, ()):
                    beside = np.flatnonzero(problem.roles.shift == self.shift[held]).tolist()
                    found.setdefault(person, []).extend((role, weights.buddy) for role in beside)
        return found

    def clash(self, one: int, other: int) -> bool:
        """Say whether one person cannot do both roles."""
        first, second = sorted((self.shift[one], self.shift[other]))
        if (first, second) not in self._gaps:
            self._gaps[first, second] = first == second or not self._in_turn(first, second)
        return self._gaps[first, second]

    def _in_turn(self, one: int, other: int) -> bool:
        table = self.problem.shifts
        early, late = sorted((one, other), key=lambda shift: int(table.start[shift]))
        pause = self.options.buffer_quarters
        if not (table.is_remote[early] or table.is_remote[late]):
            pause += math.ceil(ground_metres(self.points[early], self.points[late]) / self.options.metres_per_quarter)
        return int(table.end[early]) + pause <= int(table.start[late])

    def metres(self, person: int) -> NDArray[np.int64]:
        """Return the distance of every role from the person's home."""
        home = tuple(self.problem.volunteers.point[person].tolist())
        by_shift = np.array([ground_metres(home, venue) for venue in self.points], dtype=np.int64)
        return by_shift[self.problem.roles.shift]

    def age(self, person: int) -> NDArray[np.int64]:
        """Return the person's age in whole years on the first day of every role; -1 if unknown."""
        born = int(self.problem.volunteers.birth_day[person])
        if born == NO_DAY:
            return np.full(len(self.shift), -1, dtype=np.int64)
        birth = date.fromordinal(born)
        before_birthday = self.month_day < birth.month * 100 + birth.day
        return np.asarray(self.year - birth.year - before_birthday, dtype=np.int64)

    def is_free(self, person: int) -> NDArray[np.bool_]:
        """Lay the person's free quarters on the whole axis and look whether each shift lies inside."""
        people = self.problem.volunteers
        day_count = self.options.weeks * 7 + 7
        axis = np.resize(_bits(people.free_week[person])[:WEEK], day_count * DAY).reshape(day_count, DAY)
        axis[_bits(people.free_days[person])[:day_count]] = True
        axis[_bits(people.blocked_days[person])[:day_count]] = False
        counted = np.concatenate(([0], np.cumsum(axis.ravel())))
        inside: NDArray[np.bool_] = counted[self.end] - counted[self.start] == self.end - self.start
        return inside

    def budget(self, person: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return shifts and minutes left per week after the confirmed sign-ups."""
        people = self.problem.volunteers
        shifts = np.full(self.options.weeks, int(people.max_shifts[person]), dtype=np.int64)
        minutes = np.full(self.options.weeks, int(people.max_minutes[person]), dtype=np.int64)
        for role in self.standing.get(person, ()):
            shifts[self.week[role]] -= 1
            minutes[self.week[role]] -= self.minutes[role]
        return shifts, minutes

    def _fits_law(self, person: int) -> NDArray[np.bool_]:
        """Age, children, consent and clearances."""
        people, roles, age = self.problem.volunteers, self.problem.roles, self.age(person)
        minor = age < self.options.adult_age
        consented = (people.consent_from[person] <= self.first_day) & (self.last_day < people.consent_until[person])
        fits = ((roles.min_age == 0) | (age >= roles.min_age)) & ~(minor & roles.child_contact) & (~minor | consented)
        periods = zip(people.clearance_from[person].tolist(), people.clearance_until[person].tolist(), strict=True)
        for kind, (since, until) in enumerate(periods):
            asked = (roles.clearances & (1 << kind)) != 0
            fits &= ~asked | ((since <= self.first_day) & (self.last_day < until))
        return np.asarray(fits, dtype=bool)

    def _fits_place(self, person: int, metres: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Mode, distance and access."""
        people = self.problem.volunteers
        near = people.point[person].any() & (metres <= people.max_metres[person]) & people.accepts_on_site[person]
        provided = self.problem.shifts.access[self.problem.roles.shift]
        reachable = np.where(self.remote, people.accepts_remote[person], near)
        return np.asarray(reachable & ((people.access_needs[person] & ~provided) == 0), dtype=bool)

    def eligible(self, person: int, metres: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say for every role whether the person may take it, all hard rules together."""
        people, roles = self.problem.volunteers, self.problem.roles
        shifts, minutes = self.budget(person)
        fits = (self.start >= self.options.first_start) & (self.free_seats > 0) & self.is_free(person)
        fits &= self._fits_place(person, metres) & self._fits_law(person)
        fits &= ~(self.need & ~_bits(people.skills[person]).ravel()).any(axis=1)
        fits &= (roles.languages & people.languages[person]) == roles.languages
        fits &= (shifts[self.week] > 0) & (minutes[self.week] >= self.minutes)
        for held in self.standing.get(person, ()):
            fits &= np.array([not self.clash(held, role) for role in range(len(self.shift))], dtype=bool)
        return fits

    def scores(self, person: int, metres: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the points of the person in every role, whether allowed or not."""
        people, roles, weights = self.problem.volunteers, self.problem.roles, self.options.weights
        table, shift = self.problem.shifts, self.problem.roles.shift
        limit = int(people.max_metres[person])
        near = weights.distance * np.clip(limit - metres, 0, None) // max(limit, 1)
        points = np.where(self.remote, weights.remote, near)
        points = points + weights.cause * people.cause_interest[person].astype(np.int64)[table.cause[shift]] // 100
        wanted = _bits(roles.want)
        has_it = (~wanted | _bits(people.skills[person])).all(axis=1) & wanted[:, 0]
        asked, found = wanted[:, 0].sum(axis=1), has_it.sum(axis=1)
        points += np.where(asked > 0, weights.skills * found // np.maximum(asked, 1), weights.skills_unasked)
        points += weights.language * ((roles.work_languages & people.preferred_language[person]) > 0)
        points = points + weights.priority * table.priority[shift].astype(np.int64)
        for role, more in self.liked.get(person, ()):
            points[role] += more
        return np.asarray(points, dtype=np.int64)

    def first_bonus(self, person: int) -> int:
        """Return the points for a first place of this person."""
        if person in self.standing:
            return 0
        weights = self.options.weights
        return weights.first_known if self.problem.volunteers.history[person] else weights.first_new

    def seats_to_minimum(self) -> NDArray[np.int64]:
        """Return per role how many of the free seats count towards its minimum."""
        short = np.maximum(self.problem.roles.minimum - self.fixed, 0)
        return np.asarray(np.minimum(short, self.free_seats), dtype=np.int64)

    def seat_bonus(self) -> NDArray[np.int64]:
        """Return per role the points for each seat up to the minimum."""
        priority = self.problem.shifts.priority[self.problem.roles.shift].astype(np.int64)
        return np.asarray(self.options.weights.seat + self.options.weights.seat_priority * priority, dtype=np.int64)
