"""Reads for documents about hours: what the ledger says of a period, and the documents there are."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import Any

from django.db.models import F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.enums import Cause
from core.invariants import Finding, invariant
from core.text import LANGUAGES
from ngos.models import Organisation, OrganisationMerge
from ngos.queries.listing import family_of
from recognition.enums import Detail, PaperKind
from recognition.models import Certificate, LedgerEntry
from volunteers.enums import ClearanceKind
from volunteers.models import Clearance, Volunteer

OUTSIDE = "outside"  # the line of a document that shows hours from elsewhere
# What the lines of a document are read from beside the ledger.
READ_WITH: dict[Detail, tuple[str, ...]] = {
    Detail.TOTAL: (),
    Detail.CAUSES: (),
    Detail.ORGANISATIONS: ("organisation",),
    Detail.SHIFTS: ("organisation", "territory", "attendance__signup__shift__opportunity"),
}
LIST_BITS = 131_072  # the least the standard of status lists allows
# What was learned; certificates about health and offences are nobody's business.
TRAININGS = (ClearanceKind.SAFEGUARDING_TRAINING, ClearanceKind.FIRST_AID)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days of work; both belong to it."""

    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Year:
    """What a person did in one year: minutes altogether and by cause, shifts, and months with work."""

    year: int
    minutes: int
    by_cause: dict[str, int]
    shift_count: int
    month_count: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What the ledger says of a period, in minutes; ``lines`` are what a document keeps of it."""

    minutes: int
    lines: list[dict[str, Any]]


def entries_in(
    volunteer: Volunteer, period: Period, organisation: Organisation | None = None
) -> QuerySet[LedgerEntry]:
    """Return a person's entries of a period, at one organisation or at all, the oldest work first."""
    found: QuerySet[LedgerEntry] = LedgerEntry.objects.filter(
        volunteer=volunteer, worked_on__range=(period.first_on, period.last_on)
    )
    if organisation is not None:
        found = found.filter(organisation__in=family_of(organisation).values("pk"))
    return found.order_by("worked_on", "pk")


def totals_of(
    volunteer: Volunteer, period: Period, *, detail: Detail, organisation: Organisation | None = None
) -> Totals:
    """Return the minutes of a period, and its lines as far as the document shows them. At most three queries."""
    found = entries_in(volunteer, period, organisation)
    entries = list(found.select_related(*READ_WITH[detail]) if READ_WITH[detail] else found)
    minutes = sum(entry.minutes for entry in entries)
    if detail == Detail.SHIFTS:
        return Totals(minutes, _by_shift(entries) + _praised_and_trained(volunteer, period))
    if detail == Detail.ORGANISATIONS:
        return Totals(minutes, _by_organisation(entries))
    return Totals(minutes, _by_cause(entries) if detail == Detail.CAUSES else [])


def first_and_last_day(volunteer: Volunteer, organisation: Organisation) -> Period | None:
    """Return the days between which a person has confirmed hours at an organisation, or None without any."""
    days = [
        entry.worked_on
        for entry in entries_in(volunteer, Period(date.min, date.max), organisation)
        if entry.minutes > 0
    ]
    return Period(days[0], days[-1]) if days else None


def worked_between(volunteer: Volunteer) -> Period | None:
    """Return the first and the last day with confirmed hours, or None without any. One query."""
    entries: QuerySet[LedgerEntry] = LedgerEntry.objects.filter(volunteer=volunteer, minutes__gt=0)
    days = entries.aggregate(first=Min("worked_on"), last=Max("worked_on"))
    return Period(days["first"], days["last"]) if days["first"] else None


def year_of(volunteer: Volunteer, year: int) -> Year | None:
    """Return a person's year, or None without confirmed hours in it. One query."""
    if not MINYEAR <= year <= MAXYEAR:
        return None
    minutes: Counter[str] = Counter()
    shifts: Counter[int] = Counter()
    months: Counter[int] = Counter()
    for entry in entries_in(volunteer, Period(date(year, 1, 1), date(year, 12, 31))):
        minutes[entry.cause] += entry.minutes
        shifts[entry.attendance_id] += entry.minutes
        months[entry.worked_on.month] += entry.minutes
    if sum(minutes.values()) <= 0:
        return None
    return Year(
        year=year,
        minutes=sum(minutes.values()),
        by_cause={cause: minutes[cause] for cause in Cause.values if minutes[cause] > 0},
        shift_count=sum(count > 0 for count in shifts.values()),
        month_count=sum(count > 0 for count in months.values()),
    )


def certificates_of(volunteer: Volunteer) -> QuerySet[Certificate]:
    """Return a person's documents, the newest first."""
    return Certificate.objects.filter(volunteer=volunteer).select_related("organisation").order_by("-issued_at", "-pk")


def letters_of(organisation: Organisation) -> QuerySet[Certificate]:
    """Return the letters an organisation wrote, the newest first; those of people who left are not among them."""
    family = family_of(organisation).values("pk")
    found = Certificate.objects.filter(organisation__in=family, kind=PaperKind.LETTER, volunteer__isnull=False)
    return found.select_related("volunteer__user", "author").order_by("-issued_at", "-pk")


def with_code(code: str) -> Certificate | None:
    """Return the document with a code, ready to show. One query."""
    return Certificate.objects.select_related("organisation", "author").filter(code=code).first()


def withdrawn_in_list(number: int) -> list[int]:
    """Return the bits that are set in a status list. One query."""
    first = number * LIST_BITS
    found = Certificate.objects.filter(pk__gte=first, pk__lt=first + LIST_BITS, withdrawn_at__isnull=False)
    return [pk - first for pk in found.order_by("pk").values_list("pk", flat=True)]


def has_list(number: int) -> bool:
    """Say whether a status list is in use: the first always is. One query."""
    return number == 0 or Certificate.objects.filter(pk__gte=number * LIST_BITS).exists()


def standing_over(volunteer: Volunteer, day: date) -> QuerySet[Certificate]:
    """Return a person's documents whose period holds a day and that were not withdrawn."""
    return Certificate.objects.filter(
        volunteer=volunteer, first_on__lte=day, last_on__gte=day, withdrawn_at__isnull=True
    )


def is_overstated(certificate: Certificate) -> bool:
    """Say whether the ledger now has fewer minutes for a document than it shows. One query.

    A letter shows the hours of an organisation and of the duplicates that were joined with it by then.
    """
    return _minutes_now(certificate) < certificate.minutes


def _minutes_now(certificate: Certificate) -> int:
    entries: QuerySet[LedgerEntry] = LedgerEntry.objects.filter(
        volunteer=certificate.volunteer_id, worked_on__range=(certificate.first_on, certificate.last_on)
    )
    if certificate.organisation_id is not None:
        entries = entries.filter(_of_letter(certificate.organisation_id, certificate.issued_at))
    return entries.aggregate(total=Sum("minutes"))["total"] or 0


def _of_letter(organisation: Any, issued_at: Any) -> Q:
    """Return the condition that an entry is at the organisation of a letter or at what was joined with it by then.

    Of one letter, or of many by ``OuterRef``.
    """
    survivor, then = (OuterRef(one) if isinstance(one, OuterRef) else one for one in (organisation, issued_at))
    joined = OrganisationMerge.objects.filter(
        Q(survivor=survivor) | Q(survivor__merged_into=survivor), undone_at=None, merged_at__lte=then
    )
    return Q(organisation=organisation) | Q(organisation__in=joined.values("duplicate"))


def _by_organisation(entries: Iterable[LedgerEntry]) -> list[dict[str, Any]]:
    minutes: Counter[int] = Counter()
    names: dict[int, dict[str, str]] = {}
    for entry in entries:
        minutes[entry.organisation_id] += entry.minutes
        names[entry.organisation_id] = names_of(entry.organisation)
    return [{"name": names[pk], "minutes": count} for pk, count in minutes.most_common() if count]


def _by_cause(entries: Iterable[LedgerEntry]) -> list[dict[str, Any]]:
    minutes: Counter[str] = Counter()
    for entry in entries:
        minutes[entry.cause] += entry.minutes
    return [{"cause": cause, "minutes": minutes[cause]} for cause in Cause.values if minutes[cause]]


def _by_shift(entries: Iterable[LedgerEntry]) -> list[dict[str, Any]]:
    """Return a line per shift; what was taken back altogether is no line."""
    minutes: Counter[int] = Counter()
    first: dict[int, LedgerEntry] = {}
    for entry in entries:
        minutes[entry.attendance_id] += entry.minutes
        first.setdefault(entry.attendance_id, entry)
    return [
        {
            "what": "shift",
            "on": entry.worked_on.isoformat(),
            "name": names_of(entry.attendance.signup.shift.opportunity, "title"),
            "organisation": names_of(entry.organisation),
            "place": names_of(entry.territory),
            "minutes": minutes[key],
        }
        for key, entry in first.items()
        if minutes[key]
    ]


def _praised_and_trained(volunteer: Volunteer, period: Period) -> list[dict[str, Any]]:
    """Return what the law wants in a book beside hours: encouragements, which here are letters, and training."""
    letters = certificates_of(volunteer).filter(kind=PaperKind.LETTER, withdrawn_at__isnull=True)
    trained = Clearance.objects.filter(
        volunteer=volunteer,
        kind__in=TRAININGS,
        revoked_at__isnull=True,
        issued_on__range=(period.first_on, period.last_on),
    )
    found = [
        {"what": "letter", "on": day.isoformat(), "name": names_of(letter.organisation), "minutes": 0}
        for letter in letters
        if period.first_on <= (day := letter.issued_on) <= period.last_on
    ]
    found += [
        {"what": "training", "on": one.issued_on.isoformat(), "clearance": one.kind, "minutes": 0}
        for one in trained.order_by("issued_on", "pk")
    ]
    return sorted(found, key=lambda line: str(line["on"]))


def names_of(row: object, field: str = "name") -> dict[str, str]:
    """Keep a name in every language it has: the row may be renamed, the document may not change."""
    return {code: text for code in LANGUAGES if (text := getattr(row, f"{field}_{code}", ""))}


@invariant("recognition.certificates")
def _certificates(now: datetime) -> Iterator[Finding]:
    """No document that stands shows more minutes than the ledger has."""
    standing = Certificate.objects.filter(withdrawn_at__isnull=True, expires_at__gt=now)
    everywhere = standing.filter(organisation__isnull=True).annotate(left=Coalesce(_minutes_of_period(Q()), 0))
    letters = standing.filter(organisation__isnull=False).annotate(
        left=Coalesce(_minutes_of_period(_of_letter(OuterRef("organisation"), OuterRef("issued_at"))), 0)
    )
    for found in (everywhere, letters):
        for pk, shown in found.filter(left__lt=F("minutes")).order_by("pk").values_list("pk", "minutes"):
            yield Finding(f"certificate {pk}", f"shows {shown} minutes, more than there are")


def _minutes_of_period(where: Q) -> Subquery:
    """Return what the ledger has for a document's person and days."""
    entries = LedgerEntry.objects.filter(
        where, volunteer=OuterRef("volunteer"), worked_on__gte=OuterRef("first_on"), worked_on__lte=OuterRef("last_on")
    )
    return Subquery(entries.order_by().values("volunteer").annotate(total=Sum("minutes")).values("total"))
