"""What an owner has to do in the register: every document that a level or a right asks for, and how it stands."""

from dataclasses import dataclass
from datetime import date, timedelta

from ngos import disclosure
from ngos.enums import DisclosureLevel, MaterialKind, MaterialState, Right
from ngos.models import Material, Organisation
from ngos.queries.materials import as_evidence, materials_of

SOON = timedelta(days=45)
MISSING, POSTED, RETURNED, ACCEPTED, ENDING = "missing", "posted", "returned", "accepted", "ending"


@dataclass(frozen=True, slots=True)
class Task:
    """One document: what it is for, how it stands, and the material that says so."""

    kind: MaterialKind
    level: DisclosureLevel | None
    right: Right | None
    state: str
    material: Material | None = None
    counts_until: date | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing has to be done about it now."""
        return self.state in (ACCEPTED, POSTED)


@dataclass(frozen=True, slots=True)
class Tasks:
    """All of them, and the materials no level asks for."""

    wanted: tuple[Task, ...]
    others: tuple[Material, ...]

    @property
    def done_count(self) -> int:
        """How many of the wanted ones need nothing now."""
        return sum(task.is_done for task in self.wanted)


def tasks_of(organisation: Organisation, *, on: date) -> Tasks:
    """Return what an owner has to do; one query."""
    materials = [one for one in materials_of(organisation) if one.state != MaterialState.WITHDRAWN]
    wanted = [_task(kind, level, None, materials, on) for kind, level in _by_level(on)]
    known = {task.kind for task in wanted}
    for right, rule in disclosure.rights().items():
        wanted += [_task(kind, None, right, materials, on) for kind in rule.needs if kind not in known]
    kinds = {task.kind for task in wanted}
    return Tasks(tuple(wanted), tuple(one for one in materials if one.kind not in kinds))


def _by_level(on: date) -> list[tuple[str, DisclosureLevel]]:
    return [(kind, rule.level) for rule in disclosure.rules_on(on).levels for kind in rule.needs]


def _task(kind: str, level: DisclosureLevel | None, right: Right | None, materials: list[Material], on: date) -> Task:
    """Say how a document stands: the newest word counts, and an accepted one as long as it counts."""
    own = [one for one in materials if one.kind == kind]
    accepted = [one for one in own if one.state == MaterialState.ACCEPTED]
    until = disclosure.counted(as_evidence(accepted), on=on).get(kind)
    newest = own[0] if own else None
    named = MaterialKind(kind)
    if newest is not None and newest.state != MaterialState.ACCEPTED:
        state = POSTED if newest.state == MaterialState.POSTED else RETURNED
        return Task(named, level, right, state, newest, until)
    if until is None:
        return Task(named, level, right, MISSING, newest)
    state = ENDING if until - on <= SOON else ACCEPTED
    return Task(named, level, right, state, newest, until if until != date.max else None)
