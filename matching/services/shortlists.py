"""What is new for each volunteer, kept up by a worker from what the audit log says has changed.

The log is the queue: a change is in it exactly if it was committed, so no message can be lost, doubled or early, and
many changes of one thing are one refresh. Works the same with and without a broker.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from core.chains import heads
from core.models import AuditLine
from matching.models import LogPosition, News, Shortlist
from matching.queries.shortlists import (
    READER,
    Changes,
    changes_since,
    kept_shortlists,
    news_of_opportunities,
    news_of_person,
)
from volunteers.models import Volunteer

VISIT = timedelta(minutes=30)  # looks closer together are one visit
EVENTS_AT_ONCE = 20  # so that people times roles stays small
PEOPLE_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many opportunities and people were looked at."""

    opportunities: int
    people: int


def visit_shortlist(*, volunteer: Volunteer, now: datetime) -> datetime:
    """Note that a volunteer looks at what fits her; return the moment from which things are new to her.

    What she sees is no news any more. A first look makes nothing new; looks within half an hour are one visit.
    """
    shortlist, is_first = Shortlist.objects.get_or_create(
        volunteer=volunteer, defaults={"visited_at": now, "before_at": now}
    )
    if is_first:
        return now
    if now - shortlist.visited_at > VISIT:
        shortlist.before_at = shortlist.visited_at
    shortlist.visited_at = max(now, shortlist.visited_at)
    shortlist.save(update_fields=["visited_at", "before_at", "updated_at"])
    shortlist.news.all().delete()
    return shortlist.before_at


def refresh_shortlists(*, now: datetime) -> Refreshed:
    """Bring the news of everybody up to date with what has changed since the last time.

    1. The log is read on and what changed is worked out; nothing is locked meanwhile. 2. The news of opportunities are
    written together with the new position, by the one worker that still holds the old one. 3. People who changed are
    counted up in the same transaction, and refreshed one by one until the count is met again; a worker that dies
    leaves the rest to the next.
    """
    since = LogPosition.objects.filter(reader=READER).first()
    if since is None:  # nobody has news yet, and what came before does not matter
        positions = {str(head.lane): head.position for head in heads(AuditLine)}
        LogPosition.objects.get_or_create(reader=READER, defaults={"positions": positions})
        return Refreshed(0, 0)
    changes = changes_since(since)
    events = sorted(changes.opportunity_pks)
    handfuls = [events[start : start + EVENTS_AT_ONCE] for start in range(0, len(events), EVENTS_AT_ONCE)]
    found = {pair for some in handfuls for pair in news_of_opportunities(some, now=now)}
    if changes.positions != since.positions:
        _write(changes, found)
    return Refreshed(len(events), sum(1 for _done in _refresh_people(now)))


@transaction.atomic
def _write(changes: Changes, found: set[tuple[int, int]]) -> None:
    mine = LogPosition.objects.filter(pk=changes.since.pk, version=changes.since.version)
    if mine.update(positions=changes.positions, version=F("version") + 1) != 1:
        return  # another worker was faster; what it did not see is still ahead in the log
    Shortlist.objects.filter(volunteer__in=changes.volunteer_pks).update(asked=F("asked") + 1)
    News.objects.filter(opportunity__in=changes.opportunity_pks).delete()
    News.objects.bulk_create(
        (News(shortlist_id=one, opportunity_id=event) for one, event in sorted(found)),
        batch_size=1_000,
        ignore_conflicts=True,
    )
    # Whoever looked while this was worked out has seen it.
    News.objects.filter(
        opportunity__in=changes.opportunity_pks, shortlist__visited_at__gte=F("opportunity__published_at")
    ).delete()


def _refresh_people(now: datetime) -> Iterator[Shortlist]:
    waiting = kept_shortlists(now).filter(asked__gt=F("done")).select_related("volunteer").order_by("-visited_at")
    for shortlist in waiting[:PEOPLE_AT_ONCE]:
        _refresh_one(shortlist, news_of_person(shortlist, now=now))
        yield shortlist


@transaction.atomic
def _refresh_one(shortlist: Shortlist, fitting: set[int]) -> None:
    """Write what is new for a person, unless she has looked in the meantime."""
    same = Shortlist.objects.filter(pk=shortlist.pk, visited_at=shortlist.visited_at)
    if same.update(done=shortlist.asked) != 1:
        return
    shortlist.news.exclude(opportunity__in=fitting).delete()
    News.objects.bulk_create(
        [News(shortlist=shortlist, opportunity_id=event) for event in sorted(fitting)], ignore_conflicts=True
    )
