"""How long others take for the best twenty roles of one person: one SQL query, and a loop with geopy.

    python -m benchmarks.ranking_peers [--shifts 20000] [--queries 100]

Both answer the same question as the engine, under all hard rules and with the same score, and are compared with its
full scan list by list. SQLite holds one row per role in memory, with an index on where it is; the loop goes over plain
objects and asks geopy for every distance.
"""

import argparse
import json
import sqlite3
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from matching.engine.calendar import DAY_QUARTERS, WEEK_QUARTERS
from matching.engine.generate import generate
from matching.engine.geo import ECCENTRICITY_SQUARED, MEAN_RADIUS_CM
from matching.engine.index import Index, build_index
from matching.engine.rank.scan import top_k_roles
from places.distance import GeoPoint, geodesic_km

BEST = 20
PEOPLE = 4_000
LOOPED = 3  # people for whom the loop runs: it takes seconds
COLUMNS = (
    "id", "x", "y", "z", "remote", "access", "day", "first", "last", "minutes", "birth", "adult", "child", "languages",
    "work", "clearances", "need1", "need2", "need3", "want1", "want2", "want3", "wanted", "cause", "base",
)  # fmt: skip
QUERY = """
SELECT id, base + :cause0 * (cause = 0) + :cause1 * (cause = 1) + :cause2 * (cause = 2)
  + CASE WHEN work & :preferred THEN :w_language ELSE 0 END
  + CASE WHEN wanted = 0 THEN 0 ELSE :w_skills * (wanted - popcount(
      (want1 & ~:skill1) | (want2 & ~:skill2) | (want3 & ~:skill3))) / wanted END
  + CASE WHEN remote THEN :w_remote ELSE :w_distance * (:reach - metres) / :reach END AS points
FROM (SELECT *, CASE WHEN remote THEN 0 ELSE metres(x - :x, y - :y, z - :z) END AS metres FROM role
  WHERE remote OR (x BETWEEN :x - :around AND :x + :around AND y BETWEEN :y - :around AND :y + :around))
WHERE metres <= :reach AND :needs & ~access = 0 AND minutes <= :minutes
  AND birth >= :birth AND (child = 0 OR adult >= :birth) AND (adult >= :birth OR :consent)
  AND languages & ~:languages = 0 AND clearances & ~:clearances = 0
  AND need1 & ~:skill1 = 0 AND need2 & ~:skill2 = 0 AND need3 & ~:skill3 = 0
  AND NOT (:blocked >> day & 1) AND (:free >> day & 1 OR EXISTS (
    SELECT 1 FROM spell WHERE person = :person AND spell.first <= role_first AND spell.last >= role_last))
ORDER BY points DESC, id LIMIT 20
"""


class Found(NamedTuple):
    """Rows of roles and their scores, best first."""

    rows: list[int]
    scores: list[int]


def columns_of(index: Index) -> dict[str, list[Any]]:
    """Return every role's facts as plain numbers."""
    roles, weights = index.problem.roles, index.problem.options.weights
    table = {
        "id": np.arange(index.role_count), "remote": index.is_remote.astype(int), "access": index.access,
        "day": index.start // DAY_QUARTERS, "first": index.start % WEEK_QUARTERS, "last": index.end % WEEK_QUARTERS,
        "minutes": index.minutes, "birth": index.latest_birth, "adult": index.latest_adult_birth,
        "child": roles.child_contact.astype(int), "languages": roles.languages, "work": roles.work_languages,
        "clearances": roles.clearances, "wanted": index.wanted_count, "cause": index.cause,
        "base": weights.priority * index.priority + np.where(index.wanted_count == 0, weights.skills_unasked, 0),
    }  # fmt: skip
    for axis, name in enumerate("xyz"):
        table[name] = index.point[:, axis]
    for level in range(3):
        table[f"need{level + 1}"], table[f"want{level + 1}"] = roles.need[:, level, 0], roles.want[:, level, 0]
    return {name: column.tolist() for name, column in table.items()}


def _bits(words: Any) -> int:
    return sum(int(word) << (64 * place) for place, word in enumerate(words))


def spells_of(week: int) -> list[tuple[int, int]]:
    """Return the stretches of free quarters of a week, half-open."""
    edges = [at for at in range(WEEK_QUARTERS + 1) if (week >> at & 1) != (week >> (at - 1) & 1 if at else 0)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def person_of(index: Index, row: int) -> dict[str, Any]:
    """Return one person's facts as plain numbers, with the weights."""
    people, weights = index.problem.volunteers, index.problem.options.weights
    x, y, z = people.point[row].tolist()
    reach = int(people.max_metres[row])
    first_day = index.problem.options.origin_day
    held = (people.clearance_from[row] <= first_day) & (people.clearance_until[row] > first_day + 100)
    facts = {
        "person": row, "x": x, "y": y, "z": z, "reach": reach, "around": 100 * reach + 100,
        "needs": int(people.access_needs[row]), "minutes": int(people.max_minutes[row]),
        "birth": int(people.birth_day[row]), "consent": int(people.consent_until[row] > first_day + 100),
        "languages": int(people.languages[row]), "preferred": int(people.preferred_language[row]),
        "clearances": sum(1 << kind for kind, holds in enumerate(held.tolist()) if holds),
        "blocked": _bits(people.blocked_days[row]), "free": _bits(people.free_days[row]),
        "week": _bits(people.free_week[row]), "w_distance": weights.distance, "w_remote": weights.remote,
        "w_language": weights.language, "w_skills": weights.skills,
    }  # fmt: skip
    skills = {f"skill{level + 1}": int(people.skills[row, level, 0]) for level in range(3)}
    interest = people.cause_interest[row].tolist()
    return facts | skills | {f"cause{cause}": weights.cause * share // 100 for cause, share in enumerate(interest)}


def metres(x: int, y: int, z: int) -> int:
    """Turn a chord (cm along three axes) into metres on the ground."""
    chord = float(np.sqrt(float(x * x + y * y + z * z)))
    return round(chord * (1 + chord * chord / (24.0 * MEAN_RADIUS_CM * MEAN_RADIUS_CM)) / 100)


class OneQuery:
    """All roles in a database in memory, and one query that ranks them."""

    def __init__(self, index: Index) -> None:
        self._index, table = index, columns_of(index)
        self._base = sqlite3.connect(":memory:")
        self._base.create_function("popcount", 1, int.bit_count, deterministic=True)
        self._base.create_function("metres", 3, metres, deterministic=True)
        names = ", ".join(f"role_{name}" if name in ("first", "last") else name for name in COLUMNS)
        self._base.execute(f"CREATE TABLE role ({names}, PRIMARY KEY (id))")
        places = ", ".join("?" * len(COLUMNS))
        self._base.executemany(
            f"INSERT INTO role VALUES ({places})", zip(*(table[name] for name in COLUMNS), strict=True)
        )
        self._base.execute("CREATE INDEX place ON role (remote, x, y)")
        self._base.execute("CREATE TABLE spell (person, first, last)")
        self._base.execute("CREATE INDEX whose ON spell (person)")
        self._base.execute("ANALYZE")

    def ready(self, row: int) -> dict[str, Any]:
        """Look a person's facts up and enter her free times, which a service would have stored."""
        facts = person_of(self._index, row)
        spells = [(row, *spell) for spell in spells_of(facts.pop("week"))]
        self._base.executemany("INSERT INTO spell VALUES (?, ?, ?)", spells)
        return facts

    def ask(self, facts: dict[str, Any]) -> Found:
        """Rank."""
        rows = self._base.execute(QUERY, facts).fetchall()
        return Found([row for row, _ in rows], [points for _, points in rows])


class Role(NamedTuple):
    """One role as a plain object with its place in degrees."""

    facts: dict[str, Any]
    place: GeoPoint


def degrees(x: int, y: int, z: int) -> GeoPoint:
    """Turn a point on the ellipsoid (earth-centred centimetres) back into degrees."""
    across = float(np.hypot(x, y))
    return GeoPoint(
        float(np.degrees(np.arctan2(z, across * (1 - ECCENTRICITY_SQUARED)))), float(np.degrees(np.arctan2(y, x)))
    )


def may_take(person: dict[str, Any], role: dict[str, Any]) -> bool:
    """Say whether every hard rule but distance holds."""
    if person["needs"] & ~role["access"] or role["minutes"] > person["minutes"] or role["birth"] < person["birth"]:
        return False
    is_minor = role["adult"] < person["birth"]
    if is_minor and (role["child"] or not person["consent"]):
        return False
    if role["languages"] & ~person["languages"] or role["clearances"] & ~person["clearances"]:
        return False
    return all(role[f"need{level}"] & ~person[f"skill{level}"] == 0 for level in (1, 2, 3)) and is_free(person, role)


def is_free(person: dict[str, Any], role: dict[str, Any]) -> bool:
    """Say whether the person has time."""
    if person["blocked"] >> role["day"] & 1:
        return False
    wanted = ((1 << (role["last"] - role["first"])) - 1) << role["first"]
    return bool(person["free"] >> role["day"] & 1 or person["week"] & wanted == wanted)


def points_of(person: dict[str, Any], role: dict[str, Any], away: int) -> int:
    """Return the score."""
    total = role["base"] + person[f"cause{role['cause']}"]
    total += person["w_language"] if role["work"] & person["preferred"] else 0
    total += (
        person["w_remote"] if role["remote"] else person["w_distance"] * (person["reach"] - away) // person["reach"]
    )
    if role["wanted"]:
        lacking = 0
        for level in (1, 2, 3):
            lacking |= role[f"want{level}"] & ~person[f"skill{level}"]
        total += person["w_skills"] * (role["wanted"] - lacking.bit_count()) // role["wanted"]
    return int(total)


class Loop:
    """What a first service does: a loop over all roles, and geopy for the distance."""

    def __init__(self, index: Index) -> None:
        table = columns_of(index)
        facts = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
        self._index, self._roles = index, [Role(role, degrees(role["x"], role["y"], role["z"])) for role in facts]

    def ready(self, row: int) -> dict[str, Any]:
        """Look a person's facts up."""
        facts = person_of(self._index, row)
        return facts | {"home": degrees(facts["x"], facts["y"], facts["z"])}

    def ask(self, facts: dict[str, Any]) -> Found:
        """Rank."""
        found = []
        for role in self._roles:
            away = 0 if role.facts["remote"] else round(1000 * geodesic_km(facts["home"], role.place))
            if away <= facts["reach"] and may_take(facts, role.facts):
                found.append((-points_of(facts, role.facts, away), role.facts["id"]))
        found.sort()
        return Found([row for _, row in found[:BEST]], [-points for points, _ in found[:BEST]])


def time_peer(
    index: Index, ready: Callable[[int], dict[str, Any]], ask: Callable[[dict[str, Any]], Found], rows: Iterable[int]
) -> dict[str, Any]:
    """Ask once for every person; return milliseconds of the processor, and how many lists are not the engine's."""
    spent, different = [], 0
    for row in rows:
        facts = ready(row)
        began = time.thread_time_ns()
        found = ask(facts)
        spent.append((time.thread_time_ns() - began) / 1e6)
        best = top_k_roles(index, row, BEST)
        different += (found.rows, found.scores) != (best.rows.tolist(), best.scores.tolist())
    p50, p99 = np.percentile(spent, [50, 99]).tolist()
    return {"lists": len(spent), "p50_ms": round(p50, 3), "p99_ms": round(p99, 3), "different": different}


def measure(shifts: int, queries: int) -> dict[str, Any]:
    """Measure both on the base family, seed 1."""
    index = build_index(generate(PEOPLE, shifts, "base", 1))
    rows = np.random.default_rng(1).permutation(PEOPLE)[:queries].tolist()
    one_query, loop = OneQuery(index), Loop(index)
    return {
        "one SQL query (SQLite, in memory)": time_peer(index, one_query.ready, one_query.ask, rows),
        "a loop with geopy": time_peer(index, loop.ready, loop.ask, rows[:LOOPED]),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shifts", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=100)
    given = parser.parse_args()
    print(json.dumps(measure(given.shifts, given.queries)))


if __name__ == "__main__":
    main()
