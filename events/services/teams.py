"""Teams: places held for named people, who all accept in time or all are released; told the same either way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language

from accounts.models import User
from accounts.validators import clean_contact
from core import audit, outbox
from core.errors import DomainError
from core.privacy.erasure import Leaving, step
from core.privacy.finding import contacts_of
from core.sealing import seal
from events import errors
from events.enums import SEAT_HOLDING, SignUpOrigin, SignUpStatus, TeamAnswer, TeamStatus
from events.models import ShiftRole, SignUp, Team, TeamPlace
from events.queries import judge
from events.queries.nights import ANSWERS
from events.queries.teams import contact_hash, is_invited
from events.services.guardians.asking import ask_known_guardian
from events.services.invitations import lock_for_seats
from events.services.placing import (
    lock_role,
    lock_volunteer,
    present_role,
    require_gates,
    require_no_clash,
    require_open,
    take_seat,
)
from events.services.telling import tell
from events.services.waiting import promote_all
from volunteers.models import Volunteer

FEWEST, MOST = 2, 12  # people of a team, the leader among them
ANSWER_FOR, FREE_BEFORE, LEAST_TIME = timedelta(hours=48), timedelta(hours=24), timedelta(hours=2)
MANY = 200


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody the leader names, and one way to reach her."""

    name: str
    contact: str


def answer_by(starts_at: datetime, time_zone: str, now: datetime) -> datetime:
    """Return until when a team has time: two days, never at night, and not into the last day before the start."""
    usual = ANSWERS.morning_after(now + ANSWER_FOR, time_zone)
    return min(usual, ANSWERS.evening_before(starts_at - FREE_BEFORE, time_zone))


@transaction.atomic
def reserve(*, role: ShiftRole, leader: Volunteer, invitees: Sequence[Invitee], actor: User, now: datetime) -> Team:
    """Hold places for a leader and the people she names, all of them or none, and write to each person.

    The places are claimed by one update that must change exactly one row. Whether anybody has an address is not said
    and cannot be told: every invitation is a row and a letter. Raises TeamSizeImpossible, TeamContactTwice,
    ContactUnreadable or what clean_contact raises, TeamAlready, TooLateForTeam, ShiftNotOpen, ShiftStarted, a gate's
    error, ShiftsClash, AlreadySignedUp or TeamDoesNotFit.
    """
    contacts = _contacts(invitees, leader)
    lock_volunteer(leader)
    lock_role(role.pk)
    present = present_role(role)
    require_open(present.shift, now)
    _require_may_come(present, leader)
    until = answer_by(present.shift.starts_at, present.shift.time_zone, now)
    if until < now + LEAST_TIME:
        raise errors.TooLateForTeam
    if Team.objects.gathering().filter(role=present, leader=leader).exists():
        raise errors.TeamAlready
    _claim(present, len(invitees) + 1)
    team = Team.objects.create(role=present, leader=leader, made_at=now, answer_by=until)
    TeamPlace.objects.create(team=team, volunteer=leader, answer=TeamAnswer.ACCEPTED, answered_at=now)
    for invitee, contact in zip(invitees, contacts, strict=True):
        place = TeamPlace.objects.create(
            team=team,
            name=invitee.name.strip(),
            contact=seal(contact),
            contact_hash=contact_hash(contact),
            language=get_language() or "kk",
        )
        outbox.put("teams.invited", key=f"teams.invited:{place.pk}", due_at=now, place_id=place.pk)
    audit.record("team.reserved", actor=actor, subject=team, at=now, places=len(invitees) + 1)
    return team


def _contacts(invitees: Sequence[Invitee], leader: Volunteer) -> list[str]:
    """Read the addresses. Raises TeamSizeImpossible, TeamContactTwice or what clean_contact raises."""
    if not FEWEST <= len(invitees) + 1 <= MOST or not all(one.name.strip() for one in invitees):
        raise errors.TeamSizeImpossible(fewest=FEWEST, most=MOST)
    contacts = [str(clean_contact(one.contact)) for one in invitees]
    if len({*contacts, *contacts_of(leader.user)}) < len(contacts) + len(contacts_of(leader.user)):
        raise errors.TeamContactTwice
    return contacts


def _claim(role: ShiftRole, count: int) -> None:
    free = ShiftRole.objects.filter(pk=role.pk, taken_count__lte=F("capacity") - count)
    if free.update(taken_count=F("taken_count") + count) != 1:
        raise errors.TeamDoesNotFit(free=role.free_count)


def _require_may_come(role: ShiftRole, volunteer: Volunteer) -> None:
    """Raise a gate's error, a guardian's word aside, AlreadySignedUp or ShiftsClash."""
    require_gates(judge(role, volunteer))
    if SignUp.objects.filter(shift=role.shift, volunteer=volunteer, status__in=SEAT_HOLDING).exists():
        raise errors.AlreadySignedUp
    require_no_clash(role, volunteer)


@transaction.atomic
def accept_team_place(*, place: TeamPlace, volunteer: Volunteer, actor: User, now: datetime) -> Team:
    """Say yes to a place of a team; when everybody has, the team is confirmed in the same transaction.

    Only the account that an invitation was written to may answer it, through its own gates. Raises TeamPlaceNotFound,
    TeamClosed, a gate's error, AlreadySignedUp or ShiftsClash.
    """
    if not is_invited(place, actor):
        raise errors.TeamPlaceNotFound
    _lock_team(place.team, also=[volunteer.pk])
    team, present = _gathering(place.team, now)
    _require_may_come(present, volunteer)
    waiting = TeamPlace.objects.filter(pk=place.pk, answer=TeamAnswer.WAITING)
    if waiting.update(answer=TeamAnswer.ACCEPTED, volunteer=volunteer, answered_at=now) != 1:
        raise errors.TeamClosed
    audit.record("team.accepted", actor=actor, subject=team, at=now)
    _complete(team, present, now)
    return team


@transaction.atomic
def decline_team_place(*, place: TeamPlace, actor: User, now: datetime) -> Team:
    """Say no, or take a yes back while the team gathers; the leader decides whether the rest goes on.

    Raises TeamPlaceNotFound or TeamClosed.
    """
    if not is_invited(place, actor):
        raise errors.TeamPlaceNotFound
    _lock_team(place.team)
    team, _present = _gathering(place.team, now)
    if place.volunteer_id == team.leader_id:
        return _dissolve(team, now)
    standing = TeamPlace.objects.standing().filter(pk=place.pk)
    if standing.update(answer=TeamAnswer.DECLINED, volunteer=None, answered_at=now) != 1:
        raise errors.TeamClosed
    _give_back(team.role_id, 1, now)
    audit.record("team.declined", actor=actor, subject=team, at=now)
    tell("teams.declined", [team.leader.user], key=str(place.pk), now=now, place_id=place.pk)
    _after_one_less(team, now)
    return team


@transaction.atomic
def drop_team_place(*, place: TeamPlace, actor: User, now: datetime) -> Team:
    """Make a team smaller by one person who has not accepted; her place is free and she is told nothing more.

    Raises TeamClosed.
    """
    _lock_team(place.team)
    team, present = _gathering(place.team, now)
    waiting = TeamPlace.objects.filter(pk=place.pk, answer=TeamAnswer.WAITING)
    if waiting.update(answer=TeamAnswer.DROPPED, answered_at=now, contact="", contact_hash="") != 1:
        raise errors.TeamClosed
    _give_back(team.role_id, 1, now)
    audit.record("team.shrunk", actor=actor, subject=team, at=now)
    _after_one_less(team, now)
    team.refresh_from_db()
    if team.status == TeamStatus.GATHERING:
        _complete(team, present, now)
    return team


@transaction.atomic
def release_team(*, team: Team, actor: User, now: datetime) -> Team:
    """Give all places of a team back at the leader's wish; everybody is told. Raises TeamClosed."""
    _lock_team(team)
    team, _present = _gathering(team, now)
    audit.record("team.released", actor=actor, subject=team, at=now)
    return _dissolve(team, now)


def release_late_teams(*, now: datetime) -> int:
    """Release the teams that were not complete in time; return how many this call released."""
    late = Team.objects.gathering().filter(answer_by__lte=now).order_by("role_id", "pk")
    return sum(_release_late(key, now) for key in list(late.values_list("pk", flat=True)[:MANY]))


@transaction.atomic
def _release_late(key: int, now: datetime) -> bool:
    team = Team.objects.get(pk=key)
    _lock_team(team)
    team = Team.objects.select_related("role", "leader__user").get(pk=key)
    if team.status != TeamStatus.GATHERING:
        return False
    audit.record("team.released", actor=None, subject=team, at=now)
    _dissolve(team, now)
    return True


def _lock_team(team: Team, *, also: Sequence[int] = ()) -> None:
    """Lock the people of a team, then its role, as every other writer of seats does."""
    people = TeamPlace.objects.filter(team=team.pk, answer=TeamAnswer.ACCEPTED).values_list("volunteer_id", flat=True)
    lock_for_seats(volunteer_ids=[*people, *also], role_ids=[team.role_id])


def _gathering(team: Team, now: datetime) -> tuple[Team, ShiftRole]:
    """Read a team and its role again under the lock. Raises TeamClosed, ShiftNotOpen or ShiftStarted."""
    held = Team.objects.select_related("role", "leader__user").get(pk=team.pk)
    if held.status != TeamStatus.GATHERING or held.answer_by <= now:
        raise errors.TeamClosed
    present = present_role(held.role)
    require_open(present.shift, now)
    return held, present


def _complete(team: Team, role: ShiftRole, now: datetime) -> None:
    """Confirm everybody together once all have accepted; part of a transaction that holds the locks.

    The held places are given up and taken by sign-ups in one go: the role's row is ours. Somebody who may not come any
    more loses her yes, is told, and the others go on waiting for a decision of the leader.
    """
    places = list(team.places.standing().select_related("volunteer__user").order_by("volunteer_id"))
    if any(place.answer != TeamAnswer.ACCEPTED for place in places) or len(places) < FEWEST:
        return
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=F("taken_count") - len(places))
    failed: list[TeamPlace] = []
    signups: list[SignUp] = []
    savepoint = transaction.savepoint()
    for place in places:
        try:
            signups.append(take_seat(role, _person(place), origin=SignUpOrigin.TEAM, now=now))
        except DomainError:
            failed.append(place)
    if failed:
        transaction.savepoint_rollback(savepoint)
        ShiftRole.objects.filter(pk=role.pk).update(taken_count=F("taken_count") + len(places))
        for place in failed:
            _lose_yes(team, place, now)
        return
    transaction.savepoint_commit(savepoint)
    _settle(team, TeamStatus.CONFIRMED, now)
    audit.record_all("signup.claimed", actor=None, subjects=signups, at=now, status=SignUpStatus.CONFIRMED)
    for signup, place in zip(signups, places, strict=True):
        ask_known_guardian(signup, actor=_person(place).user, now=now)
    people = [_person(place).user for place in places]
    tell("teams.confirmed", people, key=str(team.pk), now=now, team_id=team.pk)


def _person(place: TeamPlace) -> Volunteer:
    """Return who accepted a place; the database lets no accepted place be nobody's."""
    assert place.volunteer is not None
    return place.volunteer


def _lose_yes(team: Team, place: TeamPlace, now: datetime) -> None:
    if place.volunteer_id == team.leader_id:
        _dissolve(team, now)
        return
    TeamPlace.objects.filter(pk=place.pk).update(answer=TeamAnswer.DROPPED, answered_at=now)
    _give_back(team.role_id, 1, now)
    tell("teams.lost", [_person(place).user, team.leader.user], key=str(place.pk), now=now, place_id=place.pk)
    _after_one_less(team, now)


def _after_one_less(team: Team, now: datetime) -> None:
    """A team of one is no team."""
    if team.places.standing().count() < FEWEST:
        _dissolve(team, now)


def _dissolve(team: Team, now: datetime) -> Team:
    """Give all places of a gathering team back; part of a locked transaction."""
    _give_back(team.role_id, close_team(team, now), now)
    return team


def dissolve_teams(*, shift_id: int, now: datetime) -> None:
    """Give the places of all gathering teams of a shift back; part of a transaction that holds its roles."""
    for team in Team.objects.gathering().filter(role__shift=shift_id).order_by("role_id", "pk"):
        _dissolve(team, now)


def close_team(team: Team, now: datetime) -> int:
    """End a gathering and tell everybody who is in it; return how many places it held. The caller frees them."""
    standing = list(team.places.standing().select_related("volunteer__user"))
    if not _settle(team, TeamStatus.RELEASED, now):
        return 0
    people = [place.volunteer.user for place in standing if place.volunteer is not None]
    tell("teams.released", people, key=str(team.pk), now=now, team_id=team.pk)
    return len(standing)


def _settle(team: Team, status: TeamStatus, now: datetime) -> bool:
    """End the gathering exactly once; addresses are no longer needed then."""
    gathering = Team.objects.gathering().filter(pk=team.pk)
    if gathering.update(status=status, settled_at=now) != 1:
        return False
    TeamPlace.objects.filter(team=team.pk).exclude(contact="").update(contact="")
    team.refresh_from_db(fields=["status", "settled_at"])
    return True


def _give_back(role_id: int, count: int, now: datetime) -> None:
    ShiftRole.objects.filter(pk=role_id).update(taken_count=F("taken_count") - count)
    promote_all(ShiftRole.objects.get(pk=role_id), now)


@step(order=9)
def leave_teams(leaving: Leaving) -> None:
    """Release the teams a person leads and give up her place in others, before her rows go."""
    mine = TeamPlace.objects.standing().filter(volunteer__user=leaving.person, team__status=TeamStatus.GATHERING)
    for place in mine.select_related("team__leader__user", "team__role").order_by("team__role_id", "pk"):
        _lock_team(place.team)
        if place.volunteer_id == place.team.leader_id:
            _dissolve(place.team, leaving.now)
        elif TeamPlace.objects.standing().filter(pk=place.pk).update(answer=TeamAnswer.DECLINED, volunteer=None):
            _give_back(place.team.role_id, 1, leaving.now)
            _after_one_less(place.team, leaving.now)
