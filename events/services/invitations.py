"""Holding seats for many people at once, and giving them back: all of them or none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from core import audit
from core.errors import DomainError
from events import errors
from events.eligibility import PersonFacts, RoleFacts, decide
from events.enums import SEAT_HOLDING, SignUpOrigin, SignUpStatus
from events.models import GateOverride, Shift, ShiftRole, SignUp, WaitlistEntry
from events.queries import excess_beside, people_facts, role_facts, shifts_clash
from events.services.placing import clash_with, day_full, require_open
from events.services.states import QueueEvent, SignUpEvent, move_entries, move_signups, new_signup
from events.services.telling import tell_of_places
from events.services.waiting import promote_all
from volunteers.models import Volunteer

MANY = 500  # keys in one statement
LONGEST_WAY = timedelta(hours=24)  # no way between two shifts takes longer


@dataclass(frozen=True, slots=True)
class Wish:
    """One person to ask for one role, by their keys."""

    volunteer_id: int
    role_id: int


class SeatsRefused(Exception):
    """Some of the wishes cannot be met, so none was; ``refusals`` says which and why."""

    def __init__(self, refusals: list[tuple[Wish, DomainError]]) -> None:
        super().__init__(len(refusals))
        self.refusals = refusals


@dataclass(frozen=True, slots=True)
class _World:
    """Everything the rules ask about the people and roles of the wishes, read once, after the locks."""

    people: Mapping[int, Volunteer]
    roles: Mapping[int, ShiftRole]
    role_facts: Mapping[int, RoleFacts]
    person_facts: Mapping[int, PersonFacts]
    overrides: Mapping[tuple[int, int], frozenset[str]]  # gates two people opened, by person and role
    shifts_of: dict[int, list[Shift]]  # seats held by each person, the new ones too


def lock_for_seats(*, volunteer_ids: Iterable[int], role_ids: Iterable[int]) -> None:
    """Lock people, then roles, each in key order, as every other writer of sign-ups does. Part of a transaction."""
    tables: list[tuple[QuerySet[Any], Iterable[int]]] = [
        (Volunteer.objects.all(), volunteer_ids),
        (ShiftRole.objects.all(), role_ids),
    ]
    for rows, keys in tables:
        for part in _parts(keys):
            list(rows.filter(pk__in=part).select_for_update().order_by("pk").values_list("pk"))


@transaction.atomic
def invite_all(*, wishes: Sequence[Wish], origin: SignUpOrigin, actor: User | None, now: datetime) -> list[SignUp]:
    """Hold a seat for everybody who is to be asked, in the order of the wishes; all or none.

    1. People and roles are locked in key order. 2. Every rule of `invite` is asked of every pair, clashes among the
    wishes themselves included. 3. The seats of a role are claimed by one update that must change exactly one row.
    Raises SeatsRefused with every pair that cannot be; then nothing has been written.
    """
    lock_for_seats(volunteer_ids=[wish.volunteer_id for wish in wishes], role_ids=[wish.role_id for wish in wishes])
    world = _read_world(wishes)
    refusals = [(wish, refusal) for wish in wishes if (refusal := _refusal(wish, world, now)) is not None]
    refusals += _claim_seats(wishes, refused={wish for wish, _refusal in refusals})
    if refusals:
        raise SeatsRefused(refusals)
    signups = SignUp.objects.bulk_create(
        new_signup(
            SignUpEvent.INVITE,
            role_id=wish.role_id,
            shift_id=world.roles[wish.role_id].shift_id,
            volunteer=world.people[wish.volunteer_id],
            origin=origin,
            made_at=now,
        )
        for wish in wishes
    )
    _end_waits(signups, now)
    audit.record_all("signup.invited", actor=actor, subjects=signups, at=now, origin=origin)
    tell_of_places("signups.invited", signups, now=now)
    return signups


@transaction.atomic
def take_back_invitations(*, signups: Sequence[SignUp], actor: User | None, now: datetime) -> list[SignUp]:
    """Take back invitations nobody has answered; those already taken off by a coordinator are left as they are.

    Locks as `invite_all`. Raises InvitationAnswered when anybody has said yes or no, or left after a yes; then
    nothing has changed. Returns the sign-ups taken back.
    """
    lock_for_seats(
        volunteer_ids=[signup.volunteer_id for signup in signups], role_ids=[signup.role_id for signup in signups]
    )
    present = [signup for part in _parts([signup.pk for signup in signups]) for signup in _signups(part)]
    answered = [signup for signup in present if signup.status not in (SignUpStatus.INVITED, SignUpStatus.CANCELLED)]
    if answered:
        raise errors.InvitationAnswered(count=len(answered))
    waiting = [signup for signup in present if signup.status == SignUpStatus.INVITED]
    for part in _parts([signup.pk for signup in waiting]):
        move_signups(SignUp.objects.filter(pk__in=part), SignUpEvent.TAKE_BACK, now=now)
    for role_id, count in sorted(Counter(signup.role_id for signup in waiting).items()):
        ShiftRole.objects.filter(pk=role_id).update(taken_count=F("taken_count") - count)
    audit.record_all("signup.cancelled", actor=actor, subjects=waiting, at=now)
    for role in ShiftRole.objects.filter(pk__in={signup.role_id for signup in waiting}).order_by("pk"):
        promote_all(role, now)
    return waiting


def _end_waits(signups: Sequence[SignUp], now: datetime) -> None:
    """Take people who hold a seat now off the waiting lists of the same shift."""
    seated = {(signup.shift_id, signup.volunteer_id) for signup in signups}
    for part in _parts(person for _shift, person in seated):
        waiting = WaitlistEntry.objects.waiting().filter(volunteer_id__in=part)
        rows = waiting.values_list("pk", "role__shift_id", "volunteer_id")
        done = [pk for pk, shift, person in rows if (shift, person) in seated]
        move_entries(WaitlistEntry.objects.filter(pk__in=done), QueueEvent.SEATED, now=now)


def _refusal(wish: Wish, world: _World, now: datetime) -> DomainError | None:
    """Say why a pair cannot be; a pair that can be counts as held for the wishes after it."""
    person, role = world.people.get(wish.volunteer_id), world.roles.get(wish.role_id)
    if person is None or role is None:
        return errors.RoleNotFound()
    try:
        _require(person, role, world, now)
    except DomainError as refusal:
        return refusal
    world.shifts_of.setdefault(person.pk, []).append(role.shift)
    return None


def _require(person: Volunteer, role: ShiftRole, world: _World, now: datetime) -> None:
    require_open(role.shift, now)
    overridden = world.overrides.get((person.pk, role.pk), frozenset())
    facts = replace(world.person_facts[person.pk], overridden=overridden)
    for closed in decide(facts, world.role_facts[role.pk], consent_age=settings.CONSENT_AGE_YEARS).closed:
        raise errors.closed_gate(closed)
    held = world.shifts_of.get(person.pk, [])
    if any(shift.pk == role.shift_id for shift in held):
        raise errors.AlreadySignedUp
    for shift in held:
        if _are_close(shift, role.shift) and shifts_clash(shift, role.shift):
            raise clash_with(shift)
    excess = excess_beside(person, role.shift, held)
    if excess is not None:
        raise day_full(excess)


def _are_close(one: Shift, other: Shift) -> bool:
    return one.starts_at < other.ends_at + LONGEST_WAY and one.ends_at > other.starts_at - LONGEST_WAY


def _claim_seats(wishes: Sequence[Wish], *, refused: set[Wish]) -> list[tuple[Wish, DomainError]]:
    """Claim the seats of every role; return the wishes for roles that have not enough."""
    by_role: dict[int, list[Wish]] = {}
    for wish in wishes:
        if wish not in refused:
            by_role.setdefault(wish.role_id, []).append(wish)
    full: list[tuple[Wish, DomainError]] = []
    for role_id, wanting in sorted(by_role.items()):
        free = ShiftRole.objects.filter(pk=role_id, taken_count__lte=F("capacity") - len(wanting))
        if free.update(taken_count=F("taken_count") + len(wanting)) != 1:
            full += [(wish, errors.ShiftFull()) for wish in wanting]
    return full


def _read_world(wishes: Sequence[Wish]) -> _World:
    people_keys, role_keys = {wish.volunteer_id for wish in wishes}, {wish.role_id for wish in wishes}
    people: dict[int, Volunteer] = {}
    shifts_of: dict[int, list[Shift]] = {}
    for part in _parts(people_keys):
        found = Volunteer.objects.active().select_related("user")
        people |= {person.pk: person for person in found.filter(pk__in=part)}
        held = SignUp.objects.filter(volunteer_id__in=part, status__in=SEAT_HOLDING)
        for signup in held.select_related("shift__opportunity"):
            shifts_of.setdefault(signup.volunteer_id, []).append(signup.shift)
    roles: dict[int, ShiftRole] = {}
    for part in _parts(role_keys):
        kept = ShiftRole.objects.select_related(
            "shift__opportunity__organisation__region", "shift__opportunity__venue__region"
        ).filter(pk__in=part)
        roles |= {role.pk: role for role in kept}
    facts = {pk: role_facts(role) for pk, role in roles.items()}
    return _World(people, roles, facts, people_facts(people.values()), _overrides(role_keys), shifts_of)


def _overrides(role_keys: Iterable[int]) -> dict[tuple[int, int], frozenset[str]]:
    found: dict[tuple[int, int], frozenset[str]] = {}
    for part in _parts(role_keys):
        granted = GateOverride.objects.filter(role_id__in=part, is_granted=True)
        for person, role, gate in granted.values_list("volunteer_id", "role_id", "gate"):
            found[person, role] = found.get((person, role), frozenset()) | {gate}
    return found


def _signups(keys: list[int]) -> Iterable[SignUp]:
    return SignUp.objects.filter(pk__in=keys).order_by("pk")


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    """Cut keys into lists that one statement can carry, in order."""
    wanted = sorted(set(keys))
    return (wanted[first : first + MANY] for first in range(0, len(wanted), MANY))
