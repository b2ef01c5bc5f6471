"""English sentences for the reasons of the scored form."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.engine.result import PRICE_SCALE
from matching.engine.scored.answer import ScoredSolution
from matching.engine.scored.explain import Finding, explain_pair, explain_place, prices_of
from matching.engine.scored.problem import ScoredProblem

_OF_PAIR = {
    "placed": "{person} takes {place}.",
    "not_listed": "{person} and {place} are not a listed pair.",
    "no_seats": "{place} has no seats.",
    "no_places_allowed": "{person} may take no places at all.",
    "longer_than_budget": "{place} takes {minutes} minutes, more than {person} has in a week.",
    "below_price": "A seat at {place} is worth {price} points to others; {person} would bring {score}.",
    "overlap": "{place} happens at the same time as {other}, which {person} takes.",
    "week_places": "{person} already takes {places} places that week, as many as allowed.",
    "week_minutes": "{place} takes {minutes} minutes, and {person} has {left} left that week.",
    "tie": "{place} would be as good for {person} as what was chosen, within the proven gap.",
}
_COUNTED = {
    "placed": "take it",
    "no_seats": "cannot be seated",
    "no_places_allowed": "may take no places",
    "longer_than_budget": "have fewer minutes in a week than it takes",
    "below_price": "bring more points elsewhere",
    "overlap": "do something else at that time",
    "week_places": "already have as many places that week as they may",
    "week_minutes": "have too few minutes left that week",
    "tie": "would do as well here as where they are",
}


def name(ids: NDArray[np.bytes_], row: int) -> str:
    """Return the id of a row as text."""
    return str(ids[row].decode())


def tell_pair(problem: ScoredProblem, solution: ScoredSolution, person: int, place: int) -> tuple[Finding, list[str]]:
    """Explain one pair; the last sentence adds its parts up."""
    found = explain_pair(problem, solution, person, place)
    names = {"person": name(problem.people.ids, person), "place": name(problem.places.ids, place)}
    values = found.values
    if found.code == "overlap":
        names["other"] = name(problem.places.ids, values["other"])
    sentences = [_OF_PAIR[found.code].format(**values | names)]
    if found.code in {"placed", "below_price"}:
        gain = values["score"] - values["price"]
        sentences.append(f"Score {values['score']} - price of the seat {values['price']} = {gain} points.")
    return found, sentences


def tell_person(problem: ScoredProblem, solution: ScoredSolution, person: int) -> tuple[Finding, list[str]]:
    """Explain what became of a person: the places taken, or why the best place was not."""
    own = solution.place[solution.person == person].tolist()
    if own:
        sentences = [sentence for place in own for sentence in tell_pair(problem, solution, person, place)[1]]
        return Finding("placed", {"places": len(own)}), sentences
    listed = problem.pairs.place[problem.pairs.person == person]
    if not listed.size:
        return Finding("not_listed", {}), [f"No place lists {name(problem.people.ids, person)}."]
    worth = problem.pairs.score[problem.pairs.person == person] * PRICE_SCALE - prices_of(solution)[listed]
    return tell_pair(problem, solution, person, int(listed[np.argmax(worth)]))


def tell_place(problem: ScoredProblem, solution: ScoredSolution, place: int) -> tuple[Finding, list[str]]:
    """Explain what became of a place and why its empty seats are empty."""
    found = explain_place(problem, solution, place)
    return found, list(_place_sentences(name(problem.places.ids, place), found))


def _place_sentences(place: str, found: Finding) -> Iterator[str]:
    values = found.values
    if found.code == "filled":
        yield f"All seats at {place} are taken, by {values['people']} in all."
        return
    yield f"{place}: {values['empty']} empty, {values['short']} of them below the minimum."
    counted = [f"{values[code]} {told}" for code, told in _COUNTED.items() if code in values]
    if counted:
        yield f"Of the people listed: {', '.join(counted)}."
