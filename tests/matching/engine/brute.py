"""The best objective of a small problem, found by trying everything; shares no line with solver or verifier."""

from collections import Counter
from functools import cache
from itertools import chain, combinations, product

from matching.engine.candidates import build_edges
from matching.engine.geo import distance_m
from matching.engine.index import build_index

IMPOSSIBLE = -(10**9)


class Facts:
    """What the tables say, role by role."""

    def __init__(self, problem):
        self.problem, roles, shifts = problem, problem.roles, problem.shifts
        self.shift = roles.shift.tolist()
        self.start, self.end = shifts.start[roles.shift].tolist(), shifts.end[roles.shift].tolist()
        self.confirmed = list(zip(problem.confirmed.volunteer.tolist(), problem.confirmed.role.tolist(), strict=True))
        taken = Counter(role for _, role in self.confirmed)
        self.fixed = [taken[role] + held for role, held in enumerate(roles.held.tolist())]
        self.free = [max(seats - fixed, 0) for seats, fixed in zip(roles.capacity.tolist(), self.fixed, strict=True)]
        edges = build_edges(build_index(problem))
        self.points = {
            (int(person), int(role)): int(score)
            for person, role, score in zip(edges.volunteers(), edges.role, edges.score, strict=True)
        }

    def go_together(self, one, other):
        options, shifts = self.problem.options, self.problem.shifts
        if self.shift[one] == self.shift[other]:
            return False
        if self.start[one] > self.start[other]:
            one, other = other, one
        early, late = self.shift[one], self.shift[other]
        pause = options.buffer_quarters
        if not shifts.is_remote[early] and not shifts.is_remote[late]:
            metres = int(distance_m(shifts.point[early], shifts.point[late]))
            pause += (metres + options.metres_per_quarter - 1) // options.metres_per_quarter
        return self.end[one] + pause <= self.start[other]

    def within_limits(self, person, roles):
        people, own = self.problem.volunteers, [role for who, role in self.confirmed if who == person]
        for week in {self.start[role] // 672 for role in roles}:
            here = [role for role in [*own, *roles] if self.start[role] // 672 == week]
            minutes = sum(15 * (self.end[role] - self.start[role]) for role in here)
            if len(here) > people.max_shifts[person] or minutes > people.max_minutes[person]:
                return False
        return True

    def sets_of(self, person):
        """Every set of roles one person may be proposed for."""
        own = [role for who, role in self.points if who == person]
        subsets = chain.from_iterable(combinations(own, size) for size in range(len(own) + 1))
        return [
            roles
            for roles in subsets
            if all(self.go_together(one, other) for one, other in combinations(roles, 2))
            and self.within_limits(person, roles)
        ]

    def worth(self, person, roles):
        """Points of one person's set, the first place included."""
        weights = self.problem.options.weights
        newcomer = self.problem.volunteers.history[person] == 0
        first = weights.first_new if newcomer else weights.first_known
        stands = any(who == person for who, _ in self.confirmed)
        return sum(self.points[person, role] for role in roles) + (first if roles and not stands else 0)

    def seat_points(self, load):
        """Points of the seats up to the minimum, or IMPOSSIBLE if a seat is missing or a shift may not open."""
        table, weights = self.problem.roles, self.problem.options.weights
        total = 0
        for role, count in enumerate(load):
            if count > self.free[role]:
                return IMPOSSIBLE
            short = max(int(table.minimum[role]) - self.fixed[role], 0)
            priority = int(self.problem.shifts.priority[self.shift[role]])
            total += min(count, short) * (weights.seat + weights.seat_priority * priority)
        return total if all(self._may_open(shift, load) for shift in set(self.shift)) else IMPOSSIBLE

    def _may_open(self, shift, load):
        table, here = self.problem.roles, [role for role, its in enumerate(self.shift) if its == shift]
        there = {role: self.fixed[role] + load[role] for role in here}
        if not any(load[role] for role in here):
            return True
        if self.problem.shifts.needs_minimum[shift] and any(there[role] < table.minimum[role] for role in here):
            return False
        with_children = [role for role in here if table.child_contact[role]]
        adults = sum(there[role] for role in with_children)
        return not with_children or adults >= self.problem.options.adults_with_children

    def circles(self):
        """People whose choices depend on each other: team mates and buddies, and their buddies."""
        table = self.problem.volunteers
        circle = {person: {person} for person in range(len(table))}
        ties = [(one, other) for one, other in combinations(circle, 2) if self.in_one_team(one, other)]
        for one, other in [*ties, *self.buddies]:
            together = circle[one] | circle[other]
            circle |= dict.fromkeys(together, together)
        return sorted({tuple(sorted(people)) for people in circle.values()})

    def in_one_team(self, one, other):
        team = self.problem.volunteers.team
        return team[one] == team[other] != -1

    @property
    def buddies(self):
        return list(zip(self.problem.buddies.one.tolist(), self.problem.buddies.other.tolist(), strict=True))

    def options_of(self, people):
        """Every load that a circle of people can bring about, with the most points it can have."""
        found, units = {}, self.units(people)
        for chosen in product(*(self.common_sets(unit) for unit in units)):
            sets = {person: roles for unit, roles in zip(units, chosen, strict=True) for person in unit}
            counted = Counter(role for roles in sets.values() for role in roles)
            load = tuple(counted[role] for role in range(len(self.shift)))
            points = sum(self.worth(person, roles) for person, roles in sets.items()) + self.met(sets)
            found[load] = max(points, found.get(load, IMPOSSIBLE))
        return found

    def units(self, people):
        """Split people into teams and people alone."""
        units = []
        for person in people:
            mine = [unit for unit in units if self.in_one_team(unit[0], person)]
            if mine:
                mine[0].append(person)
            else:
                units.append([person])
        return units

    def common_sets(self, unit):
        """Sets of roles that every member may have."""
        sets = [{tuple(sorted(roles)) for roles in self.sets_of(person)} for person in unit]
        return sorted(set.intersection(*sets))

    def met(self, sets):
        """Points of buddies who meet."""
        shifts = {person: {self.shift[role] for role in roles} for person, roles in sets.items()}
        both = [(one, other) for one, other in self.buddies if one in sets]
        return sum(len(shifts[one] & shifts[other]) for one, other in both) * self.problem.options.weights.buddy


def best_of_all(problem):
    """Return the best objective of a problem with a handful of people and roles."""
    facts = Facts(problem)
    options = [facts.options_of(people) for people in facts.circles()]

    @cache
    def best(number, load):
        if number == len(options):
            return facts.seat_points(load)
        values = [IMPOSSIBLE]
        for more, points in options[number].items():
            after = tuple(one + other for one, other in zip(load, more, strict=True))
            if all(count <= free for count, free in zip(after, facts.free, strict=True)):
                values.append(points + best(number + 1, after))
        return max(values)

    return best(0, (0,) * len(facts.shift))
