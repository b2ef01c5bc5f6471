"""Every door × every role × near, a minor's, far and missing: who gets through is what the policy says."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from core import clock
from ngos.models import Organisation
from tests.cast import MONDAY_MORNING
from tests.factories.ngos import make_member
from tests.matrix import policy
from tests.matrix.answers import HIDDEN, NO_METHOD, THROUGH, meaning_of, said, whole
from tests.matrix.canaries import Marks, Watch, heard
from tests.matrix.doors import Door, all_doors
from tests.matrix.sent import sent_through
from tests.matrix.world import PLACES, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LEAST_CELLS = 3_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role met at one door in one place, and whose words it should not have met."""

    door: str
    role: str
    place: str
    met: str
    words: str
    leaks: list[str]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all: every try puts it back. The clock stands still."""
    with django_db_blocker.unblock(), time_machine.travel(MONDAY_MORNING, tick=False), undone():
        yield make_world(MONDAY_MORNING)


@dataclass(slots=True)
class Walker:
    """Goes through doors as one role, and looks for words on the way."""

    world: World
    role: str
    watch: Watch
    marks: Marks

    @classmethod
    def as_role(cls, world: World, role: str) -> "Walker":
        """Return one who has not knocked yet."""
        return cls(world, role, Watch(world.canaries), Marks())

    def try_door(self, door: Door, place: str) -> Cell:
        """Go through a door with a browser of one's own and put the world back."""
        values = self.world.fill(door.name, place)
        client = Client(headers={"Accept-Language": "en"})
        if self.role in self.world.sessions:
            client.cookies[configured.SESSION_COOKIE_NAME] = self.world.sessions[self.role]
        cache.clear()  # the clock stands still, so what is counted by the minute would never end
        mail.outbox.clear()
        with undone():
            response = whole(client.generic(door.method, **sent_through(door, values)))
            met = meaning_of(door, response)
            words = said(response, door, values) if met == HIDDEN else ""
            leaks = self.watch.leaks_of(response, door.name, self.role)
            if met == THROUGH and door.method != "GET":
                leaks += self.marks.leaks_since(self.watch, door.name, clock.now())
            response.close()
        return Cell(door.name, self.role, place, met, words, leaks)

    def walk(self, doors: Iterable[Door]) -> list[Cell]:
        """Try every door everywhere; what no method opens is no cell."""
        tried = (self.try_door(door, place) for door in doors for place in (PLACES if door.parameters else PLACES[:1]))
        return [cell for cell in tried if cell.met != NO_METHOD]


@contextmanager
def undone() -> Iterator[None]:
    """Put the tables back afterwards."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def wrong_cells(cells: Iterable[Cell]) -> list[str]:
    """Name every door without a row, and every cell that is not what its row says."""
    found: list[str] = []
    for cell in cells:
        rule = policy.rule_of(cell.door)
        if rule is None:
            found.append(f"no row for {cell.door!r}: {cell.role} at {cell.place} met {cell.met}")
            continue
        wanted = policy.expected(rule, cell.role, PLACES.index(cell.place))
        if cell.met != wanted:
            kind = "unexpected allow" if cell.met == THROUGH else "unexpected deny"
            found.append(f"{kind}: {cell.door} as {cell.role} at {cell.place}: {cell.met}, not {wanted}")
    return found


@pytest.mark.parametrize("role", policy.ROLES)
def test_everybody_meets_what_the_policy_says(world, role, figure):
    walker = Walker.as_role(world, role)
    with heard() as lines:
        cells = walker.walk(all_doors())

    wrong = wrong_cells(cells)

    figure(
        "matrix",
        cells=len(cells),
        unexpected_allows=sum("unexpected allow" in line for line in wrong),
        unexpected_denies=sum("unexpected deny" in line for line in wrong),
        without_a_row=len({line.split("'")[1] for line in wrong if line.startswith("no row")}),
    )
    leaks = sorted({leak for cell in cells for leak in cell.leaks})
    leaks += [f"{one.kind} of {one.owner} in the log" for one in walker.watch.seen_in("\n".join(lines))]
    figure(
        "canaries",
        responses=walker.watch.responses,
        leaks=len(leaks),
        letters=walker.marks.letters,
        log_lines=len(lines),
    )
    assert wrong == []
    assert leaks == []
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


def test_reports_about_her_own_organisation_do_not_exist_for_an_officer(world):
    insider = Walker.as_role(world, "safeguarding")
    reports = [door for door in all_doors() if policy.rule_of(door.name) == "concern"]
    assert {cell.met for cell in insider.walk(reports) if cell.place == "near"} == {THROUGH}

    with undone():
        make_member(Organisation.objects.get(slug="taza-su"), user=world.people["safeguarding"])
        cells = insider.walk(reports)

    assert {cell.met for cell in cells} == {HIDDEN}
    assert unlike(cells) == []


def test_every_row_names_a_door_and_every_rule_is_used():
    known = {door.name for door in all_doors()}
    rows = [name for names in policy.DOORS.values() for name in names]

    assert sorted(set(rows) - known) == []
    assert len(rows) == len(set(rows))
    assert set(policy.DOORS) == set(policy.RULES)


def test_doors_that_are_left_open_are_found(world, settings):
    known = next(door for door in all_doors() if door.name == "accounts_get_me")
    guest = Walker.as_role(world, "guest")
    assert wrong_cells(guest.walk([known])) == []

    settings.ROOT_URLCONF = "tests.matrix.opened_urls"
    added = [door for door in all_doors() if door.name == "everybodys_names GET"]
    found = guest.walk([known, *added])

    assert wrong_cells(found) == [
        "unexpected allow: accounts_get_me as guest at near: through, not sign_in",
        "no row for 'everybodys_names GET': guest at near met through",
    ]
    assert found[-1].leaks == ["name of minor at everybodys_names GET as guest"]
