"""Reads about hours from elsewhere: what can count, what counts, and who may decide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet, Sum

from accounts.models import User
from core.clock import local_day
from core.errors import DomainError
from core.invariants import Finding, invariant
from core.text import fold
from ngos.models import Membership
from recognition import errors
from recognition.fraud.facts import Credit, Work
from recognition.fraud.hard import Hours, fits
from recognition.fraud.rules import all_rules, rules_on
from recognition.models import LedgerEntry, OutsideClaim, OutsideHours
from recognition.outside import Problem, Read, Row, fingerprint_of
from recognition.queries.territories import homes_inside_of
from volunteers.models import Volunteer

ISSUER = "issuer__identifier"


@dataclass(slots=True)
class Known:
    """What is known of a person's days before the next row is judged."""

    minutes: defaultdict[date, int]
    spans: defaultdict[date, list[Hours]]
    fingerprints: set[str]

    def take(self, day: date, minutes: int, since: datetime | None, until: datetime | None) -> None:
        """Add work that counts or is about to."""
        self.minutes[day] += minutes
        if since is not None and until is not None:
            self.spans[day].append(_hours(minutes, since, until))


def judged(
    volunteer: Volunteer, read: Read, *, issuer: str, now: datetime, without: OutsideClaim | None = None
) -> Read:
    """Return the rows that can count, each beside her hours here, those from elsewhere and the rows before it.

    ``without`` is the claim they stand in, when it is judged again. Five queries, however many rows.
    """
    if not read.rows:
        return read
    person = str(volunteer.user.public_id)
    known = _known(volunteer, read.rows, issuer, person, without)
    rows, problems = [], list(read.problems)
    for row in read.rows:
        mark = fingerprint_of(row, issuer=issuer, person=person)
        try:
            _require_possible(row, mark, known, volunteer, now)
        except DomainError as refusal:
            problems.append(Problem.of(row.line, refusal))
            continue
        known.fingerprints.add(mark)
        known.take(row.worked_on, row.minutes, row.since, row.until)
        rows.append(row)
    return Read(tuple(rows), tuple(sorted(problems, key=lambda problem: problem.line)))


def _require_possible(row: Row, mark: str, known: Known, volunteer: Volunteer, now: datetime) -> None:
    is_ahead = row.worked_on > local_day(now) or (row.until is not None and row.until > now)
    if is_ahead or row.worked_on <= volunteer.birth_date:
        raise errors.OutsideAhead
    if mark in known.fingerprints:
        raise errors.OutsideRepeated
    limit = rules_on(max(row.worked_on, all_rules()[0].valid_from)).day_minutes
    left = max(0, limit - known.minutes[row.worked_on])
    if row.minutes > left:
        raise errors.OutsideDayTooLong(limit_minutes=limit, left_minutes=left)
    if row.since is not None and row.until is not None:
        hours = _hours(row.minutes, row.since, row.until)
        days = (row.worked_on + timedelta(days=step) for step in (-1, 0, 1))
        if not all(fits(hours, other) for day in days for other in known.spans[day]):
            raise errors.OutsideOverlap


def _known(volunteer: Volunteer, rows: Sequence[Row], issuer: str, person: str, without: OutsideClaim | None) -> Known:
    days = [row.worked_on for row in rows]
    around = (min(days) - timedelta(days=1), max(days) + timedelta(days=1))
    known = Known(defaultdict(int), defaultdict(list), set())
    shift = "attendance__signup__shift"
    ours = LedgerEntry.objects.standing().filter(volunteer=volunteer, worked_on__range=around)
    for entry in ours.values_list("worked_on", "minutes", f"{shift}__starts_at", f"{shift}__ends_at"):
        known.take(*entry)
    for one in standing_outside(volunteer).filter(worked_on__range=around):
        known.take(one.worked_on, one.minutes, one.since, one.until)
    marks = [fingerprint_of(row, issuer=issuer, person=person) for row in rows]
    known.fingerprints |= set(OutsideHours.objects.filter(fingerprint__in=marks).values_list("fingerprint", flat=True))
    waiting = OutsideClaim.objects.filter(volunteer=volunteer, decided_at=None)
    if without is not None:
        waiting = waiting.exclude(pk=without.pk)
    for kept, whose in waiting.values_list("rows", ISSUER):
        for row in map(Row.of, kept):
            known.fingerprints.add(fingerprint_of(row, issuer=whose or "", person=person))
    return known


def _hours(minutes: int, since: datetime, until: datetime) -> Hours:
    first, last = int(since.timestamp()) // 60, int(until.timestamp()) // 60
    credit = Credit(id=0, account=0, work=0, minutes=minutes, since=first, until=last, recorded=last)
    return Hours(credit, Work(id=0, organisation=0, starts=first, ends=last))


def standing_outside(volunteer: Volunteer) -> QuerySet[OutsideHours]:
    """Return a person's minutes from elsewhere that nobody took back, the latest work first."""
    back = OutsideHours.objects.filter(volunteer=volunteer, minutes__lt=0)
    found: QuerySet[OutsideHours] = OutsideHours.objects.filter(volunteer=volunteer, minutes__gt=0)
    return found.exclude(fingerprint__in=back.values("fingerprint")).order_by("-worked_on", "-pk")


def outside_minutes(volunteer: Volunteer, first_on: date = date.min, last_on: date = date.max) -> int:
    """Return the minutes from elsewhere of a period; one query."""
    found: QuerySet[OutsideHours] = OutsideHours.objects.filter(
        volunteer=volunteer, worked_on__range=(first_on, last_on)
    )
    return found.aggregate(total=Sum("minutes"))["total"] or 0


def claims_of(volunteer: Volunteer) -> QuerySet[OutsideClaim]:
    """Return what a person sent, the newest first; pictures stay where they are."""
    found = OutsideClaim.objects.filter(volunteer=volunteer).select_related("issuer")
    return found.defer("picture", "rows").order_by("-sent_at", "-pk")


def claims_to_decide(user: User) -> QuerySet[OutsideClaim]:
    """Return the wishes a person may decide about, those that wait first.

    Of people who live in her territories; never her own, and never hours of an organisation she acts for.
    """
    found = OutsideClaim.objects.filter(homes_inside_of(user)).exclude(
        Q(volunteer__user=user) | Q(sent_by=user.public_id)
    )
    for host in _hosts_of(user):
        found = found.exclude(hosts__contains=host)
    found = found.select_related("volunteer__user", "volunteer__home", "issuer").defer("picture")
    return found.order_by(F("decided_at").asc(nulls_first=True), "pk")


def bars(texts: Iterable[str]) -> str:
    """Write how organisations are known between bars, so that each is found whole."""
    return "".join(f"|{text}" for text in sorted(set(texts))) + "|"


def is_of_host(user: User, claim: OutsideClaim) -> bool:
    """Say whether a person acts for an organisation that gave some of these hours."""
    return any(host in claim.hosts for host in _hosts_of(user))


def _hosts_of(user: User) -> list[str]:
    members = Membership.objects.filter(user=user).select_related("organisation")
    found: list[str] = []
    for organisation in (member.organisation for member in members):
        names = (organisation.name_kk, organisation.name_ru, organisation.name_en)
        found += [f"|{text}|" for text in (organisation.bin, *map(fold, filter(None, names))) if text]
    return found


@invariant("recognition.outside")
def _outside(now: datetime) -> Iterator[Finding]:
    """What counts from elsewhere is what was approved and not taken back, to the minute."""
    counted = dict(OutsideHours.objects.values_list("claim").annotate(total=Sum("minutes")).order_by())
    for claim in OutsideClaim.objects.filter(is_approved=True).only("public_id", "minutes", "taken_back_at"):
        wanted, found = 0 if claim.taken_back_at else claim.minutes, counted.get(claim.public_id, 0)
        if found != wanted:
            yield Finding(f"hours from elsewhere {claim.pk}", f"{found} minutes count, not {wanted}")
