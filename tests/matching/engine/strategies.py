"""Hypothesis strategies that build whole small problems."""

from datetime import date

from hypothesis import assume
from hypothesis import strategies as st

from matching.engine.problem import Problem
from matching.engine.tables import NO_DAY, ProblemError
from tests.matching.engine.worlds import MONDAY, world

PLACES = st.sampled_from([(43.2383, 76.9453), (43.26, 76.93), (43.2383, 77.05)])
QUARTERS = st.sampled_from(
    [tuple(range(672)), tuple(day * 96 + quarter for day in range(7) for quarter in range(36, 80))]
)

PEOPLE = st.fixed_dictionaries(
    {
        "born": st.sampled_from([date(2000, 1, 1), date(2008, 10, 8), date(2011, 5, 5), None]),
        "at": PLACES | st.none(),
        "max_metres": st.sampled_from([0, 3_000, 8_700, 20_000]),
        "remote": st.booleans(),
        "on_site": st.booleans() | st.just(True),
        "languages": st.integers(0, 7),
        "preferred": st.sampled_from([0, 1, 2]),
        "skills": st.dictionaries(st.sampled_from([0, 1, 69]), st.integers(1, 3), max_size=2),
        "consent": st.sampled_from([(0, 0), (MONDAY, MONDAY + 9), (1, NO_DAY)]),
        "clearance": st.sampled_from([(0, 0), (1, MONDAY + 8)]),
        "needs": st.sampled_from([0, 0, 1]),
        "interest": st.tuples(*[st.sampled_from([0, 33, 100])] * 3),
        "quarters": QUARTERS,
        "blocked": st.lists(st.integers(0, 20), max_size=2).map(tuple),
        "free": st.lists(st.integers(0, 20), max_size=2).map(tuple),
        "minutes": st.sampled_from([0, 120, 300, 2_400]),
        "shifts": st.integers(0, 3),
        "history": st.integers(0, 1),
    }
)
SHIFTS = st.fixed_dictionaries(
    {
        "day": st.sampled_from([0, 0, 1, 6, 7, 13]),
        "start": st.sampled_from([36, 40, 45, 60, 88]),
        "length": st.integers(1, 24),
        "at": PLACES,
        "remote": st.sampled_from([False, False, True]),
        "access": st.integers(0, 1),
        "cause": st.integers(0, 2),
        "priority": st.integers(0, 2),
        "needs_minimum": st.booleans(),
    }
)
ROLES = st.fixed_dictionaries(
    {
        "capacity": st.integers(0, 3),
        "held": st.sampled_from([0, 0, 1]),
        "min_age": st.sampled_from([0, 0, 15, 18]),
        "child_contact": st.sampled_from([False, False, True]),
        "languages": st.sampled_from([0, 0, 1]),
        "work": st.integers(0, 3),
        "need": st.just({}) | st.dictionaries(st.sampled_from([0, 69]), st.integers(1, 2), max_size=1),
        "want": st.dictionaries(st.sampled_from([0, 1, 69]), st.integers(1, 3), max_size=2),
        "clearances": st.sampled_from([0, 0, 1]),
    }
)


def _likings(draw: st.DrawFn, people: int, roles: int) -> dict[str, list[tuple[int, int]]]:
    """Draw wishes, earlier places and buddies."""
    pair = st.tuples(st.integers(0, people - 1), st.integers(0, roles - 1))
    two = st.tuples(st.integers(0, people - 1), st.integers(0, people - 1)).filter(lambda both: both[0] < both[1])
    return {
        "wishes": draw(st.lists(pair, max_size=3, unique=True)),
        "earlier": draw(st.lists(pair, max_size=3, unique=True)),
        "buddies": draw(st.lists(two, max_size=2, unique=True)) if people > 1 else [],
    }


@st.composite
def problems(
    draw: st.DrawFn, *, most_people: int = 6, most_shifts: int = 5, most_roles: int = 7, together: bool = False
) -> Problem:
    """Draw a sound problem, confirmed sign-ups included; with teams, buddies and wishes if ``together``."""
    people = draw(st.lists(PEOPLE, min_size=1, max_size=most_people))
    if together:
        teams = draw(st.lists(st.sampled_from([-1, -1, 7, 9]), min_size=len(people), max_size=len(people)))
        people = [person | {"team": team} for person, team in zip(people, teams, strict=True)]
    shifts = draw(st.lists(SHIFTS, min_size=1, max_size=most_shifts))
    roles = []
    for role in draw(st.lists(ROLES, min_size=1, max_size=most_roles)):
        minimum = draw(st.integers(0, role["capacity"]))
        roles.append(role | {"shift": draw(st.integers(0, len(shifts) - 1)), "minimum": minimum})
    pair = st.tuples(st.integers(0, len(people) - 1), st.integers(0, len(roles) - 1))
    confirmed = draw(st.lists(pair, max_size=3, unique=True))
    try:
        adults = draw(st.sampled_from([0, 2, 2]))
        likings = _likings(draw, len(people), len(roles)) if together else {}
        return world(
            people=people, shifts=shifts, roles=roles, confirmed=confirmed, adults_with_children=adults, **likings
        )
    except ProblemError:
        assume(False)
        raise
