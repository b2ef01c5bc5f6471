"""Every night: each place ahead is judged again, because clearances end, consents are withdrawn and rules change."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from core import audit, jobs
from events.eligibility import ENDING_GATES, PERSON_GATES, Closed, Gate, RoleFacts, decide
from events.enums import ShiftStatus
from events.models import GateOverride, Shift, SignUp
from events.queries import judge, people_facts, role_facts
from events.services.invitations import lock_for_seats
from events.services.placing import count_adults, free_seat
from events.services.states import SignUpEvent
from events.services.telling import coordinators_of, tell

MANY = 500  # places in one step
STEPS = 20  # steps in one run; what is left is another run's


def recheck_gates(*, now: datetime, after: int = 0) -> int:
    """Judge the confirmed places ahead from a key on, and count the adults of shifts with children.

    A place that a legal gate closes to its person ends; about the other gates the coordinators are told. Places that
    are offered or wait for a guardian are judged when they are answered. Everybody is told once, however often this
    runs. Returns how many places ended.
    """
    ended = 0
    for _step in range(STEPS):
        places = list(_ahead(now).filter(pk__gt=after)[:MANY])
        if not places:
            recount_adults(now=now)
            return ended
        after = places[-1].pk
        ended += sum(_settle(place, closed, now) for place, closed in _closed_gates(places))
    jobs.enqueue("events.recheck_gates", after=after)
    return ended


def recount_adults(*, now: datetime) -> None:
    """Count the cleared adults of every shift with children ahead again, each under the lock of its row."""
    ahead = Shift.objects.public().starting_after(now).filter(opportunity__has_child_contact=True)
    for shift in ahead.select_related("opportunity__organisation__region", "opportunity__venue__region").order_by(
        "pk"
    ):
        with transaction.atomic():
            count_adults(shift, now)


def _ahead(now: datetime) -> QuerySet[SignUp]:
    return (
        SignUp.objects.confirmed()
        .filter(shift__starts_at__gt=now, shift__status=ShiftStatus.PLANNED)
        .select_related(
            "volunteer__user",
            "role__shift__opportunity__organisation__region",
            "role__shift__opportunity__venue__region",
        )
        .order_by("pk")
    )


def _closed_gates(places: Sequence[SignUp]) -> Iterator[tuple[SignUp, tuple[Closed, ...]]]:
    """Yield the places with a closed gate: facts of all people at once, of each role once."""
    people = people_facts({place.volunteer_id: place.volunteer for place in places}.values())
    overridden = _overrides(places)
    roles: dict[int, RoleFacts] = {}
    for place in places:
        if place.role_id not in roles:
            roles[place.role_id] = role_facts(place.role)
        facts = replace(
            people[place.volunteer_id],
            is_accompanied=place.is_accompanied,
            overridden=overridden.get((place.volunteer_id, place.role_id), frozenset()),
        )
        closed = decide(facts, roles[place.role_id], consent_age=settings.CONSENT_AGE_YEARS).closed
        if closed:
            yield place, closed


def _overrides(places: Sequence[SignUp]) -> dict[tuple[int, int], frozenset[str]]:
    granted = GateOverride.objects.filter(
        is_granted=True, volunteer_id__in={place.volunteer_id for place in places}
    ).values_list("volunteer_id", "role_id", "gate")
    found: dict[tuple[int, int], frozenset[str]] = {}
    for person, role, gate in granted:
        found[person, role] = found.get((person, role), frozenset()) | {gate}
    return found


def _settle(place: SignUp, closed: Sequence[Closed], now: datetime) -> bool:
    """End a place or tell its coordinators; say whether it ended."""
    gates = {one.gate for one in closed}
    if gates & ENDING_GATES:
        return _end(place, now)
    if gates & PERSON_GATES:
        _flag(place, str(place.pk), gates & PERSON_GATES, now)
    if gates - PERSON_GATES:
        _flag(place, f"shift:{place.shift_id}", gates - PERSON_GATES, now)
    return False


@transaction.atomic
def _end(place: SignUp, now: datetime) -> bool:
    """Free the place if its gates are still closed once person and role are locked."""
    lock_for_seats(volunteer_ids=[place.volunteer_id], role_ids=[place.role_id])
    signup = _ahead(now).filter(pk=place.pk).first()
    if signup is None:
        return False
    gates = ENDING_GATES.intersection(judge(signup.role, signup.volunteer, is_accompanied=signup.is_accompanied).gates)
    if not gates:
        return False
    free_seat(signup, event=SignUpEvent.CLOSE_GATE, now=now)
    audit.record("signup.cancelled", actor=None, subject=signup, at=now, reason="gates", gates=_codes(gates))
    person, key = signup.volunteer.user, str(signup.public_id)
    tell("signups.dropped", [person], key=key, now=now, signup_id=signup.pk, gates=_codes(gates))
    others = [coordinator for coordinator in coordinators_of(signup.role.shift.opportunity) if coordinator != person]
    tell("signups.place_free", others, key=key, now=now, signup_id=signup.pk)
    return True


@transaction.atomic
def _flag(place: SignUp, key: str, gates: "set[Gate] | frozenset[Gate]", now: datetime) -> None:
    codes = _codes(gates)
    occasion = f"{key}:{sha256(codes.encode()).hexdigest()[:12]}"  # a gate more is told anew
    people = coordinators_of(place.role.shift.opportunity)
    tell("signups.flagged", people, key=occasion, now=now, signup_id=place.pk, gates=codes)


def _codes(gates: "set[Gate] | frozenset[Gate]") -> str:
    return ",".join(gate.value for gate in Gate if gate in gates)
