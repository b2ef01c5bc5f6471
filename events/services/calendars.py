"""A person's private calendar link: made, replaced by a new one, taken away."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from core import audit
from events.models import CalendarFeed
from events.queries.calendars import feed_hash, feed_token
from events.services.placing import lock_volunteer
from volunteers.models import Volunteer


@transaction.atomic
def make_feed(*, volunteer: Volunteer, actor: User, now: datetime) -> CalendarFeed:
    """Give a person a calendar under a new secret address; the one before opens nothing any more."""
    lock_volunteer(volunteer)
    feed_id = uuid4()
    feed, is_first = CalendarFeed.objects.update_or_create(
        volunteer=volunteer,
        defaults={"public_id": feed_id, "token_hash": feed_hash(feed_token(feed_id)), "made_at": now},
    )
    audit.record(
        "calendar.link_made" if is_first else "calendar.link_replaced", actor=actor, subject=volunteer, at=now
    )
    return feed


@transaction.atomic
def stop_feed(*, volunteer: Volunteer, actor: User, now: datetime) -> bool:
    """Take the address away; say whether there was one. Twice is once."""
    gone, _per_table = CalendarFeed.objects.filter(volunteer=volunteer).delete()
    if gone:
        audit.record("calendar.link_removed", actor=actor, subject=volunteer, at=now)
    return bool(gone)
