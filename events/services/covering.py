"""Looking for cover in waves: a few people are asked, those most likely to come first; the first yes takes the seat.

Who is likely is worked out above (matching knows who fits); here are the limits. Nobody is asked twice in a search,
more often than the ceiling in a week, at night, or after saying that she does not want to be asked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from core import audit, jobs
from core.errors import DomainError
from events import errors
from events.enums import CoverAnswer, CoverEnd, SignUpOrigin, SignUpStatus
from events.models import CoverAsk, CoverRefusal, CoverSearch, ShiftRole, SignUp
from events.queries import judge
from events.queries.cover import Hopeful, asked_this_week, searches
from events.queries.nights import ANSWERS
from events.services.placing import (
    lock_role,
    lock_volunteer,
    present_role,
    require_no_clash,
    require_open,
    take_seat,
)
from events.services.telling import coordinators_of, tell
from volunteers.models import Volunteer

LONGEST_WAIT, SHORTEST_WAIT = timedelta(hours=3), timedelta(minutes=10)
PARTS_OF_TIME = 8  # a wave waits for an eighth of the time that is left
MOST_IN_WAVE = 10
LAST_ASK = timedelta(minutes=30)  # before the start: later nobody could still come
MANY = 50  # searches in one run


@transaction.atomic
def open_search(*, role: ShiftRole, wanted: int, actor: User | None, now: datetime) -> CoverSearch:
    """Look for people for some free seats of a role; a search that runs already looks for more.

    Part of a transaction or not. Raises ShiftNotOpen, ShiftStarted or NothingToCover.
    """
    lock_role(role.pk)
    present = present_role(role)
    require_open(present.shift, now)
    running = CoverSearch.objects.running().filter(role=role).first()
    open_seats = running.wanted - running.found if running else 0
    more = min(wanted, present.free_count - open_seats)
    if running is not None:
        if more > 0:
            CoverSearch.objects.filter(pk=running.pk).update(wanted=F("wanted") + more, next_wave_at=now)
            running.refresh_from_db()
    elif more > 0:
        running = CoverSearch.objects.create(role=present, opened_at=now, wanted=more, next_wave_at=now)
        audit.record("cover.opened", actor=actor, subject=running, at=now, wanted=more, is_asked_for=actor is not None)
    else:
        raise errors.NothingToCover
    jobs.hint("matching.search_cover")
    return running


@transaction.atomic
def stop_search(*, search: CoverSearch, actor: User, now: datetime) -> CoverSearch:
    """Ask nobody more; whoever was asked and has not answered reads that nobody is needed. Raises CoverClosed."""
    if not _end(search.pk, CoverEnd.STOPPED, now):
        raise errors.CoverClosed
    search.refresh_from_db()
    audit.record("cover.stopped", actor=actor, subject=search, at=now)
    return search


def restart_searches(*, shift_id: int, now: datetime) -> None:
    """Begin the searches of a shift that moved anew: whoever was asked was asked for the old time.

    Part of a transaction that holds the roles.
    """
    for search in CoverSearch.objects.running().filter(role__shift=shift_id).order_by("role_id"):
        left = search.wanted - search.found
        if _end(search.pk, CoverEnd.STOPPED, now) and left > 0:
            CoverSearch.objects.create(role_id=search.role_id, opened_at=now, wanted=left, next_wave_at=now)


def due_searches(*, now: datetime) -> list[CoverSearch]:
    """Return the searches whose next people are to be asked, the most urgent first."""
    due = searches().running().filter(next_wave_at__lte=now)
    return list(due.order_by("role__shift__starts_at", "pk")[:MANY])


@transaction.atomic
def run_wave(*, search: CoverSearch, hopefuls: Sequence[Hopeful], now: datetime) -> list[CoverAsk]:
    """Ask the next few people, in the order they come in; as many as let one yes for each open seat be expected.

    1. The wave is claimed by an update that must change exactly one row, so two workers ask once. 2. A search that is
    over ends; at night it waits for the morning. 3. Each person's row is locked before the week is counted; a person
    held by somebody else is passed over. When nobody is left the search ends and the coordinators are told.
    """
    shift = search.role.shift
    claimed = CoverSearch.objects.running().filter(pk=search.pk, wave=search.wave, next_wave_at__lte=now)
    if claimed.update(wave=F("wave") + 1, next_wave_at=next_wave(shift.starts_at, now)) != 1:
        return []
    search = searches().get(pk=search.pk)
    if (end := _reason_to_end(search, now)) is not None:
        _end(search.pk, end, now)
        return []
    if ANSWERS.holds(now, shift.time_zone):
        morning = ANSWERS.morning_after(now, shift.time_zone)
        CoverSearch.objects.filter(pk=search.pk).update(wave=F("wave") - 1, next_wave_at=morning)
        return []
    asks = _ask_some(search, hopefuls, now)
    if not asks and not search.asks.filter(answer="").exists():
        _end(search.pk, CoverEnd.EXHAUSTED, now)
        people = coordinators_of(shift.opportunity)
        tell("cover.exhausted", people, key=str(search.pk), now=now, search_id=search.pk)
    return asks


def next_wave(starts_at: datetime, now: datetime) -> datetime:
    """Return when the next people are asked: an eighth of the time that is left, from ten minutes to three hours."""
    return now + max(SHORTEST_WAIT, min(LONGEST_WAIT, (starts_at - now) / PARTS_OF_TIME))


def _reason_to_end(search: CoverSearch, now: datetime) -> CoverEnd | None:
    if search.role.shift.starts_at - LAST_ASK <= now:
        return CoverEnd.OVER
    try:
        require_open(search.role.shift, now)
    except DomainError:
        return CoverEnd.OVER
    return CoverEnd.FILLED if search.found >= search.wanted or search.role.free_count <= 0 else None


def _ask_some(search: CoverSearch, hopefuls: Sequence[Hopeful], now: datetime) -> list[CoverAsk]:
    wanted, hoped = min(search.wanted - search.found, search.role.free_count), 0.0
    asks: list[CoverAsk] = []
    for one in hopefuls:
        if hoped >= wanted or len(asks) >= MOST_IN_WAVE:
            break
        ask = _ask(search, one.volunteer_id, now)
        if ask is not None:
            asks.append(ask)
            hoped += one.chance
    return asks


def _ask(search: CoverSearch, volunteer_id: int, now: datetime) -> CoverAsk | None:
    """Ask one person, unless a limit or a gate says no; her row is locked while her week is counted."""
    rows = Volunteer.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    held = rows.select_related("user")
    person = held.filter(pk=volunteer_id, user__is_active=True).first()
    if person is None or CoverRefusal.objects.filter(volunteer=person).exists():
        return None
    if asked_this_week([person.pk], now=now).get(person.pk, 0) >= settings.COVER_ASKS_A_WEEK:
        return None
    if not _may_come(search.role, person):
        return None
    try:
        with transaction.atomic():
            ask = CoverAsk.objects.create(search=search, volunteer=person, wave=search.wave, asked_at=now)
    except IntegrityError:  # asked in this search before
        return None
    tell("cover.ask", [person.user], key=str(ask.pk), now=now, ask_id=ask.pk)
    return ask


def _may_come(role: ShiftRole, person: Volunteer) -> bool:
    """Say whether every gate is open, a guardian's word included, and no other shift stands in the way."""
    if not judge(role, person).is_allowed:
        return False
    if SignUp.objects.holding_a_seat().filter(shift=role.shift, volunteer=person).exists():
        return False
    try:
        require_no_clash(role, person)
    except errors.ShiftsClash:
        return False
    return True


@transaction.atomic
def accept_cover(*, ask: CoverAsk, actor: User, now: datetime) -> SignUp:
    """Take the seat; the first yes has it. Locks person, role, search.

    Raises CoverFilled when somebody was faster or nobody is needed, CoverClosed after a no, and what take_seat raises.
    """
    lock_volunteer(ask.volunteer)
    lock_role(ask.search.role_id)
    search = CoverSearch.objects.select_for_update(of=("self",)).get(pk=ask.search_id)
    ask.refresh_from_db(fields=["answer"])
    if ask.answer:
        raise errors.CoverClosed
    if search.end or search.found >= search.wanted:
        raise errors.CoverFilled
    try:
        signup = take_seat(ask.search.role, ask.volunteer, origin=SignUpOrigin.COVER, now=now)
    except errors.ShiftFull as full:
        raise errors.CoverFilled from full
    if signup.status != SignUpStatus.CONFIRMED:
        raise errors.GuardianConsentMissing
    CoverAsk.objects.filter(pk=ask.pk).update(answer=CoverAnswer.YES, answered_at=now)
    CoverSearch.objects.filter(pk=search.pk).update(found=F("found") + 1)
    if search.found + 1 >= search.wanted:
        _end(search.pk, CoverEnd.FILLED, now)
    audit.record("cover.accepted", actor=actor, subject=signup, at=now)
    people = [one for one in coordinators_of(signup.shift.opportunity) if one.pk != actor.pk]
    tell("cover.found", people, key=str(ask.pk), now=now, signup_id=signup.pk)
    return signup


@transaction.atomic
def decline_cover(*, ask: CoverAsk, actor: User, now: datetime, never_again: bool = False) -> CoverAsk:
    """Say no; nobody asks why, and this search does not ask again. ``never_again``: no search does.

    The next people are asked at once when nobody's answer is waited for. Raises CoverClosed.
    """
    if CoverAsk.objects.filter(pk=ask.pk, answer="").update(answer=CoverAnswer.NO, answered_at=now) != 1:
        raise errors.CoverClosed
    ask.refresh_from_db()
    audit.record("cover.declined", actor=actor, subject=ask, at=now)
    if never_again:
        ask_no_more(volunteer=ask.volunteer, actor=actor, now=now)
    if not CoverAsk.objects.filter(search=ask.search_id, answer="").exists():
        CoverSearch.objects.running().filter(pk=ask.search_id, next_wave_at__gt=now).update(next_wave_at=now)
        jobs.hint("matching.search_cover")
    return ask


@transaction.atomic
def ask_no_more(*, volunteer: Volunteer, actor: User, now: datetime) -> None:
    """Leave a person alone when others drop out. Saying it twice is saying it once."""
    _refusal, is_new = CoverRefusal.objects.get_or_create(volunteer=volunteer, defaults={"said_at": now})
    if is_new:
        audit.record("cover.refused", actor=actor, subject=volunteer, at=now)


@transaction.atomic
def ask_again_when_needed(*, volunteer: Volunteer, actor: User, now: datetime) -> None:
    """Ask a person again when others drop out."""
    if CoverRefusal.objects.filter(volunteer=volunteer).delete()[0]:
        audit.record("cover.allowed", actor=actor, subject=volunteer, at=now)


def _end(search_id: int, end: CoverEnd, now: datetime) -> bool:
    return CoverSearch.objects.running().filter(pk=search_id).update(end=end, ended_at=now) == 1
