"""The comparisons that were promised, taken from the rows of a contest."""

from collections.abc import Iterable
from typing import Any

from benchmarks.arena import OURS

Contest = dict[str, Any]
Row = dict[str, Any]
FEWER = {"restarts": 4.0, "first_come": 3.0}  # percent more people we are to place
SEARCHES = ("highs", "cpsat")
USUAL_GAP_PPM = "100"


def row_of(contest: Contest, peer: str) -> Row | None:
    """Return a peer's row if it answered."""
    return next((row for row in contest["rows"] if row["peer"] == peer and "failed" not in row), None)


def more_percent(ours: float, theirs: float) -> float:
    """Return by how many percent ours is more than theirs."""
    return round(100 * (ours - theirs) / theirs, 2) if theirs else 0.0


def against_simple(contest: Contest) -> list[Row]:
    """Say how many more people and places we fill than restarts and first come, and for how much more value."""
    ours, found = row_of(contest, OURS), []
    for peer, promised in FEWER.items():
        row = row_of(contest, peer)
        if ours is None or row is None:
            continue
        more = {name: more_percent(ours[name], row[name]) for name in ("people_placed", "placed", "objective")}
        found.append({"peer": peer, "promised_percent": promised} | more)
    return found


def against_searches(contest: Contest) -> list[Row]:
    """Say how much longer the exact searches took to a proven gap: the usual one, and the smallest one we reached.

    ``reached`` false: they did not get there; the time they searched is the least it would have taken.
    """
    ours, found = row_of(contest, OURS), []
    rows = [row for peer in SEARCHES if (row := row_of(contest, peer))]
    reached = {} if ours is None else {gap: at for gap, at in ours["seconds_to_gap_ppm"].items() if at is not None}
    for row in rows:
        for gap in dict.fromkeys([USUAL_GAP_PPM, *list(reached)[-1:]]):
            if gap not in reached:
                continue
            at = row["seconds_to_gap_ppm"].get(gap)
            seconds = at or row["search_seconds"] or row["wall_seconds"]
            times = round(seconds / max(reached[gap], 1e-4), 1)
            took = {"ours_seconds": reached[gap], "their_seconds": seconds, "times": times}
            found.append({"peer": row["peer"], "gap_ppm": int(gap), "reached": at is not None} | took)
    return found


def compare(contests: Iterable[Contest]) -> list[Row]:
    """Return every comparison of every contest, with family and seed."""
    return [
        {"family": contest["family"], "seed": contest["seed"]} | row
        for contest in contests
        for row in (*against_simple(contest), *against_searches(contest))
    ]
