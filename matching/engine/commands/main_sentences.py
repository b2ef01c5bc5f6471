"""English sentences for the reasons of the main form, with the words of the folder where it has words."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from matching.engine.calendar import quarter_moment
from matching.engine.explain.choices import Outcome, explain_choice, explain_role, explain_volunteer
from matching.engine.explain.pair import Factor, explain_pair
from matching.engine.facts import Values
from matching.engine.files.plain_tables import Names
from matching.engine.files.words import LANGUAGES
from matching.engine.index import Index
from matching.engine.result import Solution

ELSEWHERE = {
    "placed": "take it",
    "closed": "would fit, but the shift does not open",
    "below_price": "bring more points elsewhere",
    "clash": "do something else at that time",
    "week_shifts": "already have as many shifts that week as they may",
    "week_minutes": "have too few minutes left that week",
    "tie": "would do as well here as where they are",
}
ALONE = {
    "started": "it starts too early",
    "full": "no seat is left",
    "mode": "remote or on-site work is not accepted",
    "distance": "the way is too long",
    "time": "the time is not free",
    "skills": "a skill is missing",
    "languages": "a language is missing",
    "age": "the age is too low",
    "child_contact": "only adults may work with children",
    "consent": "a guardian's consent is missing",
    "clearance": "a clearance is missing",
    "access": "an access need is not met",
    "week_shifts": "no shift is left that week",
    "week_minutes": "too few minutes are left that week",
    "clash": "it clashes with a confirmed sign-up",
}


class Story(NamedTuple):
    """What became of somebody or something, and the sentences that tell it."""

    outcome: Outcome
    sentences: list[str]


class Teller:
    """Tells reasons in sentences. ``names`` are the words of the folder, nothing for folders of numbers."""

    def __init__(self, index: Index, solution: Solution, names: Names | None) -> None:
        self.index, self.solution, self.names = index, solution, names

    def pair(self, volunteer: int, role: int) -> Story:
        """Tell why a pair is or is not in the answer, and how its score adds up."""
        outcome = explain_choice(self.index, self.solution, volunteer, role)
        factors = explain_pair(self.index, volunteer, role)
        who, what = self._person(volunteer), self._role(role)
        if outcome.code == "ineligible":
            return Story(outcome, [self._failure(factor, who, what) for factor in factors])
        return Story(outcome, [self._choice(outcome, who, what), self._sum(factors)])

    def volunteer(self, volunteer: int) -> Story:
        """Tell what became of a person."""
        outcome = explain_volunteer(self.index, self.solution, volunteer)
        who = self._person(volunteer)
        if outcome.code == "placed":
            own = self.solution.role[self.solution.volunteer == volunteer].tolist()
            return Story(outcome, [sentence for role in own for sentence in self.pair(volunteer, role).sentences])
        if outcome.code == "nothing_fits":
            return Story(outcome, [f"Nothing fits {who}.", *_alone(outcome.values, "places")])
        best = self.pair(volunteer, _whole(outcome.values["role"]))
        return Story(
            outcome, [f"{who} is not placed; the best open role is {self._role_of(outcome)}.", *best.sentences]
        )

    def role(self, role: int) -> Story:
        """Tell what became of the seats of a role."""
        outcome = explain_role(self.index, self.solution, role)
        return Story(outcome, list(self._seats(outcome, self._role(role))))

    def _seats(self, outcome: Outcome, what: str) -> Iterator[str]:
        if outcome.code == "filled":
            yield f"No seat of {what} is empty."
            return
        empty, short = outcome.values["empty"], outcome.values["short"]
        yield f"{what}: {empty} empty, {short} of them below the minimum."
        if outcome.code == "nobody_fits":
            yield "Nobody fits."
            yield from _alone(outcome.values, "people")
            return
        counted = [f"{outcome.values[code]} {told}" for code, told in ELSEWHERE.items() if code in outcome.values]
        yield f"Of those who fit: {', '.join(counted)}."

    def _choice(self, outcome: Outcome, who: str, what: str) -> str:
        values = outcome.values
        told = {
            "placed": "{who} is proposed for {what}.",
            "closed": "The shift of {what} does not open: it cannot meet its conditions.",
            "below_price": "A seat of {what} goes to others from {needed} points; {who} brings {score}.",
            "clash": "{what} clashes with {other}, for which {who} is proposed.",
            "week_shifts": "{who} has no shift left that week beside what is proposed.",
            "week_minutes": "{who} has too few minutes left that week beside what is proposed.",
            "tie": "{what} would be as good for {who} as what was chosen, within the proven gap.",
        }[outcome.code]
        other = self._role_of(outcome) if outcome.code == "clash" else ""
        return told.format(who=who, what=what, other=other, **values)

    def _role_of(self, outcome: Outcome) -> str:
        return self._role(_whole(outcome.values["role"]))

    def _person(self, row: int) -> str:
        return str(self.index.problem.volunteers.ids[row].decode())

    def _role(self, row: int) -> str:
        return str(self.index.problem.roles.ids[row].decode())

    @staticmethod
    def _sum(factors: Sequence[Factor]) -> str:
        parts = [(factor.code, factor.points) for factor in factors if factor.points is not None]
        total = sum(points for _, points in parts)
        return f"Score: {' + '.join(f'{code} {points}' for code, points in parts)} = {total} points."

    def _failure(self, factor: Factor, who: str, what: str) -> str:
        return _FAILURES[factor.code](self, factor.values, who, what)

    def moment(self, quarter: object) -> str:
        """Spell a quarter hour as local wall time."""
        when = quarter_moment(_whole(quarter), origin_day=self.index.problem.options.origin_day)
        return f"{when:%Y-%m-%d %H:%M}"

    def words(self, kind: str, rows: object) -> str:
        """Name skills, clearances or access needs; by number where the folder has no words."""
        known = {number: word for word, number in getattr(self.names, kind).items()} if self.names else {}
        found = rows if isinstance(rows, tuple) else [bit for bit in range(16) if _whole(rows) >> bit & 1]
        return ", ".join(known.get(row, f"number {row}") for row in found)


def _whole(value: object) -> int:
    """Take a value that is known to be one number."""
    return int(value) if isinstance(value, int) else 0


def _alone(values: Values, of: str) -> Iterator[str]:
    counted = [f"{told} ({values[code]})" for code, told in ALONE.items() if code in values]
    if counted:
        yield f"What rules {of} out by itself: {', '.join(counted)}."


def _km(metres: object) -> str:
    return f"{_whole(metres) / 1000:.1f} km"


def _distance(teller: Teller, values: Values, who: str, what: str) -> str:
    if _whole(values["metres"]) < 0:
        return f"Where {who} lives is not known, and {what} is on site."
    return f"{what} is {_km(values['metres'])} away; {who} goes at most {_km(values['max_metres'])}."


def _spoken(mask: object) -> str:
    return ", ".join(word for word, bit in LANGUAGES.items() if _whole(mask) & bit)


def _consent(teller: Teller, values: Values, who: str, what: str) -> str:
    until = _whole(values["valid_until"])
    told = f"; it ended before {date.fromordinal(until)}" if 0 < until < date.max.toordinal() else ""
    return f"{who} is a minor without a guardian's consent on the days of {what}{told}."


def _age(teller: Teller, values: Values, who: str, what: str) -> str:
    age = "of unknown age" if _whole(values["age"]) < 0 else f"{values['age']} years old"
    return f"{what} is for people from {values['min_age']} years; {who} is {age} that day."


_FAILURES: dict[str, Callable[[Teller, Values, str, str], str]] = {
    "started": lambda t, v, who, what: f"{what} starts at {t.moment(v['start'])}, too early to be proposed.",
    "full": lambda t, v, who, what: f"{what} has no seat left: {v['taken']} of {v['capacity']} are taken.",
    "mode": lambda t, v, who, what: f"{what} is {'remote' if v['remote'] else 'on site'}; {who} does not take that.",
    "distance": _distance,
    "time": lambda t, v, who, what: f"{who} is not free from {t.moment(v['start'])} to {t.moment(v['end'])} ({what}).",
    "skills": lambda t, v, who, what: f"{who} lacks for {what}: {t.words('skills', v['missing'])}.",
    "languages": lambda t, v, who, what: f"{what} needs a language {who} does not speak: {_spoken(v['missing'])}.",
    "age": _age,
    "child_contact": lambda t, v, who, what: f"{what} is in contact with children; {who} is not known to be an adult.",
    "consent": _consent,
    "clearance": lambda t, v, who, what: f"{who} lacks a clearance for {what}: {t.words('clearances', v['missing'])}.",
    "access": lambda t, v, who, what: f"{what} does not provide what {who} needs: {t.words('access', v['missing'])}.",
    "week_shifts": lambda t, v, who, what: f"{who} has no shift left that week: {v['taken']} of {v['max_shifts']}.",
    "week_minutes": lambda t, v, who, what: (
        f"{what} takes {v['minutes']} minutes; {who} has {v['minutes_left']} left that week."
    ),
    "clash": lambda t, v, who, what: f"{what} clashes with what {who} is confirmed for.",
}
