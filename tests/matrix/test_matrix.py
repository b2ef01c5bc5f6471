"""Every door × every role × near, a minor's, far and missing: who gets through is what the policy says."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client

from tests.matrix import policy
from tests.matrix.answers import HIDDEN, NO_METHOD, THROUGH, meaning_of, said
from tests.matrix.doors import Door, all_doors
from tests.matrix.sent import sent_through
from tests.matrix.world import PLACES, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LEAST_CELLS = 3_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role met at one door in one place."""

    door: str
    role: str
    place: str
    met: str
    words: str


def try_door(door: Door, role: str, place: str, world: World) -> Cell:
    """Go through a door with a browser of one's own and put the world back."""
    values = world.fill(door.name, place)
    client = Client(headers={"Accept-Language": "en"})
    with undone():
        user = world.people[role]
        if user is not None:
            client.force_login(user)
        response = client.generic(door.method, **sent_through(door, values))
        met = meaning_of(door, response)
        words = said(response, values) if met == HIDDEN else ""
        response.close()
    return Cell(door.name, role, place, met, words)


@contextmanager
def undone() -> Iterator[None]:
    """Put the tables back afterwards."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def walk(world: World, roles: Iterable[str], doors: Iterable[Door]) -> Iterator[Cell]:
    """Try every door as every role."""
    doors = list(doors)
    for role in roles:
        for door in doors:
            for place in PLACES if door.parameters else PLACES[:1]:
                yield try_door(door, role, place, world)


def wrong_cells(cells: Iterable[Cell]) -> list[str]:
    """Name every door without a row, and every cell that is not what its row says."""
    found: list[str] = []
    for cell in cells:
        rule = policy.rule_of(cell.door)
        if rule is None:
            if cell.met != NO_METHOD:
                found.append(f"no row for {cell.door!r}: {cell.role} at {cell.place} met {cell.met}")
            continue
        wanted = policy.expected(rule, cell.role, PLACES.index(cell.place))
        if cell.met != wanted:
            kind = "unexpected allow" if cell.met == THROUGH else "unexpected deny"
            found.append(f"{kind}: {cell.door} as {cell.role} at {cell.place}: {cell.met}, not {wanted}")
    return found


@pytest.mark.parametrize("role", policy.ROLES)
def test_everybody_meets_what_the_policy_says(now, role, figure):
    cells = [cell for cell in walk(make_world(now), [role], all_doors()) if cell.met != NO_METHOD]

    wrong = wrong_cells(cells)

    figure(
        "matrix",
        cells=len(cells),
        unexpected_allows=sum("unexpected allow" in line for line in wrong),
        unexpected_denies=sum("unexpected deny" in line for line in wrong),
        without_a_row=len({line.split("'")[1] for line in wrong if line.startswith("no row")}),
    )
    assert wrong == []
    assert len(cells) * len(policy.ROLES) >= LEAST_CELLS
    assert unlike(cells) == []


def unlike(cells: list[Cell]) -> list[str]:
    """Name the doors at which a stranger could tell something hidden from something that is not there."""
    said_when_missing = {(cell.door, cell.role): cell.words for cell in cells if cell.place == "missing"}
    return [
        f"{cell.door} as {cell.role}: hidden at {cell.place} is told apart from missing"
        for cell in cells
        if cell.met == HIDDEN and said_when_missing.get((cell.door, cell.role), cell.words) not in ("", cell.words)
    ]


def test_every_row_names_a_door_and_every_rule_is_used():
    known = {door.name for door in all_doors()}
    rows = [name for names in policy.DOORS.values() for name in names]

    assert sorted(set(rows) - known) == []
    assert len(rows) == len(set(rows))
    assert set(policy.DOORS) == set(policy.RULES)


def test_doors_that_are_left_open_are_found(now, settings):
    world = make_world(now)
    known = next(door for door in all_doors() if door.name == "accounts_get_me")
    assert wrong_cells(walk(world, ["guest"], [known])) == []

    settings.ROOT_URLCONF = "tests.matrix.opened_urls"
    added = next(door for door in all_doors() if door.name == "everybodys_names GET")
    found = wrong_cells(walk(world, ["guest"], [known, added]))

    assert found == [
        "unexpected allow: accounts_get_me as guest at near: through, not sign_in",
        "no row for 'everybodys_names GET': guest at near met through",
    ]
