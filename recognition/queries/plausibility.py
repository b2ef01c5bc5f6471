"""Hours as the fraud room wants them: the ledger with its shifts, gate and people, as plain values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from events.eligibility import Gate
from events.enums import ScanKind, ShiftStatus
from events.models import Attendance, GateOverride, GateScan, HeadCount, Presence, Shift, ShiftRole, SignUp
from events.queries.gate.reviewing import minutes_seen
from places.distance import GeoPoint, geodesic_km
from recognition.enums import SuspicionStatus
from recognition.fraud import HARD, Account, Credit, Finding, Hours, Pattern, Registry, Work, impossible
from recognition.models import LedgerEntry, Suspected

Seen = dict[int, tuple[int, int, bool, bool]]  # since, until, both ends seen, confirmed by a second person
NEAR = timedelta(days=2)
REMEMBERED = timedelta(days=400)  # a year and a month: whoever does the same every month is seen
# Rules of this product, which a reviewer may lift for one case; the law's own she may not.
LIFTABLE = frozenset({Pattern.OVERLAP, Pattern.TRAVEL, Pattern.DAY, Pattern.LATE_ENTRY})
COLUMNS = (
    "attendance__signup_id",
    "volunteer__user_id",
    "attendance__signup__shift_id",
    "minutes",
    "recorded_at",
    "actor_id",
    "attendance__evidence",
    "attendance__signup__made_at",
    "attendance__signup__role_id",
    "volunteer_id",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Minutes that somebody wants to approve for one sign-up."""

    signup: SignUp
    minutes: int


def broken_rules(asked: Sequence[Asked], *, now: datetime, together: bool = False) -> dict[int, list[Finding]]:
    """Return the rules that stand in the way of minutes, by key of sign-up, the first to tell first.

    Each is judged against what is in the ledger, ``together`` also against those asked about before it; what a
    reviewer has let in is left out. People without a broken rule are absent. Seven queries, however many are asked.
    """
    if not asked:
        return {}
    shifts = [one.signup.shift for one in asked]
    first, last = min(shift.starts_at for shift in shifts), max(shift.ends_at for shift in shifts)
    entries = LedgerEntry.objects.standing().filter(
        volunteer__in={one.signup.volunteer_id for one in asked},
        attendance__signup__shift__starts_at__lt=last + NEAR,
        attendance__signup__shift__ends_at__gt=first - NEAR,
    )
    written = list(entries.values_list(*COLUMNS))
    ids = {one.signup.pk for one in asked} | {row[0] for row in written}
    seen = _presences(Q(signup_id__in=ids))
    works = _works(Shift.objects.filter(pk__in={shift.pk for shift in shifts} | {row[2] for row in written}))
    others: dict[int, list[Hours]] = defaultdict(list)
    for held in _credits(written, works, seen, {}, frozenset()):
        others[held.account].append(Hours(held, works[held.work]))
    excused, lifted = _excused(Q(role__in={one.signup.role_id for one in asked})), _lifted(ids)
    found: dict[int, list[Finding]] = {}
    for one in asked:
        is_excused = (one.signup.volunteer_id, one.signup.role_id) in excused
        credit = replace(_asked_credit(one, works, seen, now), may_miss_lessons=is_excused)
        hours = Hours(credit, works[one.signup.shift_id])
        person = one.signup.volunteer
        account = Account(person.user_id, 0, person.birth_date)
        mine = [other for other in others[person.user_id] if other.credit.id != one.signup.pk]
        broken = [
            finding
            for finding in impossible(hours, mine, account, distance_km=geodesic_km)
            if (finding.pattern.value, one.signup.pk) not in lifted
        ]
        if together and not broken:
            others[person.user_id].append(hours)
        if broken:
            found[one.signup.pk] = sorted(broken, key=lambda finding: HARD.index(finding.pattern))
    return found


def impossible_as_they_stand(signups: Sequence[SignUp], *, now: datetime) -> dict[int, list[Finding]]:
    """Return the rules in the way of approving a list of people for what the gate saw, else for the whole shift.

    Hours of the same list are judged beside each other as well: of two that cannot both be, the later is named.
    """
    seen = minutes_seen(signups)
    asked = [
        Asked(signup, seen[signup.pk].minutes if signup.pk in seen else signup.shift.minutes) for signup in signups
    ]
    return broken_rules(asked, now=now, together=True)


def registry(*, now: datetime) -> Registry:
    """Return the standing hours of the last 400 days with all that the patterns look at. Eight queries."""
    since = now - REMEMBERED
    recent = Q(signup__shift__ends_at__gte=since)
    entries = LedgerEntry.objects.standing().filter(attendance__signup__shift__ends_at__gte=since)
    written = list(entries.values_list(*COLUMNS))
    works = _works(Shift.objects.filter(ends_at__gte=since))
    phones, own = _phones(recent)
    excused = _excused(Q(role__shift__ends_at__gte=since))
    return Registry(
        credits=list(_credits(written, works, _presences(recent), own, excused)),
        works=works,
        accounts=_accounts(since),
        phones=phones,
    )


def _asked_credit(one: Asked, works: dict[int, Work], seen: Seen, now: datetime) -> Credit:
    work = works[one.signup.shift_id]
    since, until, _is_measured, _is_witnessed = seen.get(one.signup.pk, (work.starts, work.ends, False, False))
    if one.minutes > until - since:
        since, until = work.starts, work.ends
    return Credit(
        one.signup.pk, one.signup.volunteer.user_id, work.id, one.minutes, since, until, recorded=_minute(now)
    )


def _credits(
    written: Iterable[tuple[Any, ...]],
    works: dict[int, Work],
    seen: Seen,
    own: dict[int, str],
    excused: Iterable[tuple[int, int]],
) -> Iterator[Credit]:
    """Yield the credits of rows of COLUMNS; the key of a credit is that of its sign-up."""
    allowed = frozenset(excused)
    for signup, user, shift, minutes, recorded_at, actor, evidence, made_at, role, volunteer in written:
        work = works[shift]
        since, until, is_measured, is_witnessed = seen.get(signup, (work.starts, work.ends, False, False))
        measured = until - since if is_measured else None
        if minutes > until - since:
            since, until = work.starts, work.ends
        yield Credit(
            id=signup,
            account=user,
            work=shift,
            minutes=minutes,
            since=since,
            until=until,
            recorded=_minute(recorded_at),
            approver=actor,
            evidence=evidence,
            is_witnessed=is_witnessed,
            signed_up=_minute(made_at),
            device=own.get(signup, ""),
            seen_minutes=measured,
            may_miss_lessons=(volunteer, role) in allowed,
        )


def _presences(which: Q) -> Seen:
    """Return from when until when the gate saw people, whether it saw both ends, and whether a second confirmed."""
    rows = Presence.objects.filter(which).values_list(
        "signup_id", "starts_at", "ends_at", "is_end_inferred", "confirmed_by"
    )
    return {
        signup: (_minute(since), max(_minute(until), _minute(since) + 1), not is_inferred, confirmed_by is not None)
        for signup, since, until, is_inferred, confirmed_by in rows
    }


def _works(shifts: QuerySet[Shift]) -> dict[int, Work]:
    heads: dict[int, int] = {}
    for shift, people in HeadCount.objects.filter(shift__in=shifts).values_list("shift_id", "people"):
        heads[shift] = max(people, heads.get(shift, 0))
    places = dict(
        ShiftRole.objects.filter(shift__in=shifts).values_list("shift_id").annotate(total=Sum("capacity")).order_by()
    )
    rows = shifts.values_list(
        "pk", "opportunity__organisation_id", "starts_at", "ends_at", "time_zone", "status", "opportunity__is_remote",
        "opportunity__latitude", "opportunity__longitude", "opportunity__title_kk", "opportunity__title_ru",
        "opportunity__title_en",
    )  # fmt: skip
    return {
        key: Work(
            id=key,
            organisation=organisation,
            starts=_minute(starts_at),
            ends=_minute(ends_at),
            offset=_offset(zone, starts_at),
            places=places.get(key),
            heads=heads.get(key),
            point=None if is_remote or latitude is None or longitude is None else GeoPoint(latitude, longitude),
            titles=tuple(title for title in titles if title),
            is_off=status == ShiftStatus.CANCELLED,
        )
        for key, organisation, starts_at, ends_at, zone, status, is_remote, latitude, longitude, *titles in rows
    }


def _phones(recent: Q) -> tuple[dict[int, frozenset[str]], dict[int, str]]:
    """Return with which phones accounts scanned others, and on which each sign-up checked itself in."""
    phones: dict[int, set[str]] = defaultdict(set)
    own: dict[int, str] = {}
    scans = (
        GateScan.objects.counted().filter(recent, kind=ScanKind.IN).exclude(device="").order_by("happened_at", "pk")
    )
    rows = list(scans.values_list("signup_id", "device", "scanned_by", "signup__volunteer__user__public_id"))
    keys = dict(
        Attendance.objects.filter(recent, confirmed_by__isnull=False)
        .values_list("confirmed_by__public_id", "confirmed_by_id")
        .distinct()
    )
    for signup, device, scanner, person in rows:
        if scanner == person:
            own.setdefault(signup, device)
        elif scanner in keys:
            phones[keys[scanner]].add(device)
    return {key: frozenset(devices) for key, devices in phones.items()}, own


def _accounts(since: datetime) -> dict[int, Account]:
    rows = (
        Attendance.objects.filter(signup__shift__ends_at__gte=since)
        .values_list(
            "signup__volunteer__user_id", "signup__volunteer__user__created_at", "signup__volunteer__birth_date"
        )
        .distinct()
    )
    return {user: Account(user, _minute(created_at), birth_date) for user, created_at, birth_date in rows}


def _excused(which: Q) -> set[tuple[int, int]]:
    """Return people and roles for which a safeguarding officer allowed lesson time."""
    granted = GateOverride.objects.filter(which, is_granted=True, gate=Gate.SCHOOL_HOURS.value)
    return set(granted.values_list("volunteer_id", "role_id"))


def _lifted(signups: Iterable[int]) -> set[tuple[str, int]]:
    """Return the rules a reviewer has lifted for sign-ups."""
    cleared = Suspected.objects.filter(signup_id__in=signups, suspicion__status=SuspicionStatus.CLEARED)
    return set(cleared.filter(suspicion__asked_by__isnull=False).values_list("suspicion__pattern", "signup_id"))


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _offset(zone: str, moment: datetime) -> int:
    offset = moment.astimezone(_zone(zone)).utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0
