"""What ratings of organisations count of events: shifts held, words kept, hours written down, access, children."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count as Rows
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core import audit
from events.enums import ConcernKind, ConcernStatus, OpportunityStatus, ShiftStatus
from events.models import Concern, Opportunity, Shift, ShiftFeedback, SignUp
from events.models.shift import ShiftQuerySet
from ngos.queries.facts import Asked, Facts, counts, hears
from ngos.rating import Count, Voice

ORGANISATION = "opportunity__organisation"
CALLED_OFF = ("shift.cancelled", "opportunity.cancelled")
SAFETY = (ConcernKind.HARM_TO_CHILD, ConcernKind.UNSAFE, ConcernKind.BEHAVIOUR, ConcernKind.NOT_VOLUNTARY)


@counts("shifts")
def shifts(asked: Asked) -> Facts:
    """Count shifts that took place, and those that were not called off at the last moment; three queries."""
    found = Facts()
    late = _called_off_late(asked)
    held = Rows("pk", filter=Q(status=ShiftStatus.PLANNED))
    rows = _over(asked).values(ORGANISATION).annotate(held=held, all=Rows("pk"))
    for organisation, planned, total in rows.values_list(ORGANISATION, "held", "all"):
        found.counts["shifts_held"][organisation] = Count(planned, total)
        found.counts["word_kept"][organisation] = Count(total - late[organisation], total)
    return found


@counts("recording")
def recording(asked: Asked) -> Facts:
    """Count shifts with people whose hours an organiser wrote down in time; one query."""
    ends = asked.moment(asked.as_of) - timedelta(days=asked.terms.record_days)
    in_time = F("shift__ends_at") + timedelta(days=asked.terms.record_days)
    came = SignUp.objects.confirmed().filter(shift=OuterRef("pk"))
    unwritten = came.exclude(attendance__confirmed_by__isnull=False, attendance__confirmed_at__lte=in_time)
    rows = _over(asked).planned().filter(Exists(came), ends_at__lte=ends).annotate(is_unwritten=Exists(unwritten))
    return _shares("hours_recorded", rows, ORGANISATION, Q(is_unwritten=False))


@counts("access")
def access(asked: Asked) -> Facts:
    """Count events that somebody on wheels can come to, or that are online; one query."""
    rows = Opportunity.objects.visible().filter(
        Exists(_over(asked).planned().filter(opportunity=OuterRef("pk"))), asked.within("organisation")
    )
    open_to_all = Q(is_remote=True) | Q(is_step_free=True, has_accessible_toilet=True)
    return _shares("events_accessible", rows, "organisation", open_to_all)


@counts("children")
def children(asked: Asked) -> Facts:
    """Count shifts with children that had two cleared adults and a lead for safeguarding; one query."""
    rows = _over(asked).planned().filter(opportunity__has_child_contact=True)
    guarded = Q(has_two_adults=True) & ~Q(opportunity__safeguarding_lead="")
    return _shares("children_guarded", rows, ORGANISATION, guarded)


@counts("safety")
def safety(asked: Asked) -> Facts:
    """Close the gate where a safety case that an officer took has no end yet after so many days; one query.

    A report alone closes nothing, and neither does a case that is being looked at: nobody is warned.
    """
    found = Facts()
    taken_before = asked.moment(asked.as_of) - timedelta(days=asked.terms.case_days)
    cases = Concern.objects.filter(asked.within("organisation"), kind__in=SAFETY, taken_at__lt=taken_before)
    open_cases = cases.filter(organisation__isnull=False).exclude(status=ConcernStatus.CLOSED)
    found.gates["safety_case"].update(open_cases.values_list("organisation", flat=True).distinct())
    return found


def _over(asked: Asked) -> ShiftQuerySet:
    """Return the shifts of the year of events that were ever public."""
    rows = Shift.objects.exclude(opportunity__status=OpportunityStatus.DRAFT).order_by()
    return rows.filter(asked.within(ORGANISATION), starts_on__gte=asked.since, starts_on__lt=asked.as_of)


def _called_off_late(asked: Asked) -> Counter[int]:
    """Count the shifts of each organisation that were called off shortly before they began."""
    late: Counter[int] = Counter()
    notice = timedelta(hours=asked.terms.late_hours)
    off = _over(asked).filter(status=ShiftStatus.CANCELLED)
    rows = list(off.values_list(ORGANISATION, "public_id", "opportunity__public_id", "starts_at"))
    moments = audit.last_done(CALLED_OFF, since=asked.moment(asked.since) - notice) if rows else {}
    for organisation, shift, opportunity, starts_at in rows:
        called_off: datetime | None = moments.get(str(shift)) or moments.get(str(opportunity))
        if called_off is not None and called_off > starts_at - notice:
            late[organisation] += 1
    return late


def _shares(indicator: str, rows: QuerySet[Any], path: str, is_good: Q) -> Facts:
    found = Facts()
    counted = rows.order_by().values(path).annotate(good=Rows("pk", filter=is_good), all=Rows("pk"))
    for organisation, good, total in counted.values_list(path, "good", "all"):
        found.counts[indicator][organisation] = Count(good, total)
    return found


@hears("feedback")
def feedback(asked: Asked) -> list[tuple[int, Voice]]:
    """Return what volunteers said of shifts, oldest first; one query."""
    path = "signup__shift__opportunity__organisation"
    rows = ShiftFeedback.objects.filter(asked.within(path)).order_by("said_at", "pk")
    columns = (path, "signup__volunteer", "score", "signup__shift__starts_on")
    return [(organisation, Voice(rater, score, day)) for organisation, rater, score, day in rows.values_list(*columns)]
