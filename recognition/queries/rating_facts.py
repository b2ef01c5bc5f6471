"""What ratings of organisations count of hours: bounded for each person, in fives of people, and answers to them."""

from collections import defaultdict

from django.db.models import Count as Rows
from django.db.models import Sum

from ngos.queries.facts import Asked, Facts, counts
from ngos.rating import Count, Fact, in_steps, returned
from recognition.enums import DisputeState
from recognition.models import Dispute, LedgerEntry
from recognition.queries.organisations import HOST


@counts("hours")
def hours(asked: Asked) -> Facts:
    """Count confirmed hours, and who came again; one query."""
    found = Facts()
    entries = LedgerEntry.objects.standing().annotate(host=HOST)
    entries = entries.filter(asked.within("host"), worked_on__gte=asked.since, worked_on__lt=asked.as_of)
    rows = entries.order_by().values("host", "volunteer")
    people: defaultdict[int, list[Fact]] = defaultdict(list)
    for organisation, minutes, days in rows.annotate(
        total=Sum("minutes"), days=Rows("worked_on", distinct=True)
    ).values_list("host", "total", "days"):
        people[organisation].append(Fact(minutes, days))
    for organisation, who in people.items():
        found.counts["confirmed_hours"][organisation] = in_steps(who, asked.terms)
        found.counts["volunteers_returned"][organisation] = returned(who, asked.terms)
    return found


@counts("objections")
def objections(asked: Asked) -> Facts:
    """Count objections to hours that the organisation answered in time; of one person the first alone; one query."""
    found = Facts()
    opened = Dispute.objects.filter(
        asked.within("organisation"),
        opened_at__gte=asked.moment(asked.since),
        opened_at__lt=asked.moment(asked.as_of),
    )
    settled = opened.exclude(state__in=(DisputeState.WITH_HOST, DisputeState.WITHDRAWN)).order_by("opened_at", "pk")
    first: dict[tuple[int, int], bool] = {}
    for organisation, volunteer, answered_at in settled.values_list(
        "organisation", "signup__volunteer", "answered_at"
    ):
        first.setdefault((organisation, volunteer), answered_at is not None)
    for (organisation, _volunteer), is_answered in first.items():
        before = found.counts["objections_answered"].get(organisation, Count())
        found.counts["objections_answered"][organisation] = before + Count(int(is_answered), 1)
    return found
