"""What stands in a calendar: the places of one person, and the open shifts of an organisation or a region."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from events.eligibility import ADULT_AGE_YEARS, age_years
from events.enums import SEAT_HOLDING, OpportunityStatus, ShiftStatus, SignUpStatus
from events.models import CalendarFeed, Opportunity, Shift, ShiftRole, SignUp
from events.queries.open_data import open_to_all
from events.queries.protected import RELEASED_BEFORE, ExactPlace, is_released, places_for
from ngos.models import Organisation
from places.models import Territory
from volunteers.models import Volunteer

FEED_PURPOSE = "asar.calendar.feed"
TOKEN_BYTES = 20
LOOKS_BACK = timedelta(days=365)
CANCELLED_STAYS = timedelta(days=30)
MOST_ENTRIES = 500
GIVEN_UP = (SignUpStatus.WITHDRAWN, SignUpStatus.CANCELLED)


class EntryState(StrEnum):
    """Whether something in a calendar is sure."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One shift in a calendar; ``changed_at`` is when anything about it last changed.

    ``place`` is what the reader may know of it. A ``discreet`` entry says when, what and which town, and no more.
    """

    shift: Shift
    state: EntryState
    place: ExactPlace
    changed_at: datetime
    role: ShiftRole | None = None
    signup_id: UUID | None = None
    is_discreet: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the reader has or had a place on it."""
        return self.signup_id is not None


def feed_token(feed_id: UUID) -> str:
    """Work out the secret of a feed's address: 160 bits keyed with the site's key, so that nothing has to keep it."""
    mac = salted_hmac(FEED_PURPOSE, feed_id.hex, algorithm="sha256").digest()
    return urlsafe_b64encode(mac[:TOKEN_BYTES]).decode().rstrip("=")


def feed_hash(token: str) -> str:
    """Return what the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_with_token(token: str) -> CalendarFeed | None:
    """Return the feed a secret address leads to, of somebody whose account is open. One query."""
    feeds = CalendarFeed.objects.select_related("volunteer__user").filter(volunteer__user__is_active=True)
    return feeds.filter(token_hash=feed_hash(token)).first()


def feed_of(volunteer: Volunteer) -> CalendarFeed | None:
    """Return a person's feed, if she has asked for one."""
    return CalendarFeed.objects.filter(volunteer=volunteer).first()


def own_entries(volunteer: Volunteer, *, now: datetime) -> list[CalendarEntry]:
    """Return a person's places of the last year and ahead, each shift once; two queries, three with a shelter.

    What she gave back or lost stays, cancelled, for a month.
    """
    lately = Q(status__in=GIVEN_UP, answered_at__gt=now - CANCELLED_STAYS) | Q(
        status__in=GIVEN_UP, shift__status=ShiftStatus.CANCELLED
    )
    found = (
        SignUp.objects.filter(Q(status__in=SEAT_HOLDING) | lately, volunteer=volunteer)
        .filter(shift__ends_at__gt=now - LOOKS_BACK)
        .select_related("volunteer", "role", "shift__opportunity__organisation", "shift__opportunity__venue__region")
        .order_by("-shift__starts_at", "-made_at", "-pk")[:MOST_ENTRIES]
    )
    return signup_entries(_one_per_shift(found), now=now)


def _one_per_shift(signups: Iterable[SignUp]) -> list[SignUp]:
    """Keep for each shift the place that is held, else the latest; soonest first."""
    kept: dict[int, SignUp] = {}
    for signup in signups:
        before = kept.get(signup.shift_id)
        if before is None or (signup.status in SEAT_HOLDING and before.status not in SEAT_HOLDING):
            kept[signup.shift_id] = signup
    return sorted(kept.values(), key=lambda signup: (signup.shift.starts_at, signup.shift_id))


def signup_entries(signups: list[SignUp], *, now: datetime | None) -> list[CalendarEntry]:
    """Turn places into entries. Without a moment nothing that is protected is told: letters are kept for years."""
    places = places_for(signups, now=now) if now else {}
    return [_own_entry(signup, places.get(signup.pk), now) for signup in signups]


def _own_entry(signup: SignUp, place: ExactPlace | None, now: datetime | None) -> CalendarEntry:
    shift, opportunity = signup.shift, signup.shift.opportunity
    changes = [shift.updated_at, opportunity.updated_at, signup.updated_at, signup.answered_at or signup.made_at]
    if now and is_released(signup, now=now):
        changes.append(shift.starts_at - RELEASED_BEFORE)
    return CalendarEntry(
        shift=shift,
        state=_state_of(signup),
        place=place or _shown_place(opportunity),
        changed_at=max(changes),
        role=signup.role,
        signup_id=signup.public_id,
        is_discreet=is_discreet(signup.volunteer, on=localdate(now) if now else shift.starts_on),
    )


def is_discreet(volunteer: Volunteer, *, on: date) -> bool:
    """Say whether a calendar tells as little as it can: whoever reads over a child's shoulder learns no address."""
    return age_years(volunteer.birth_date, on) < ADULT_AGE_YEARS


def _state_of(signup: SignUp) -> EntryState:
    """Say how sure a place is: invited, or waiting for a guardian's or the person's own word, is not sure yet."""
    if signup.status not in SEAT_HOLDING or not _takes_place(signup.shift):
        return EntryState.CANCELLED
    is_sure = signup.status == SignUpStatus.CONFIRMED and signup.reconfirm_by is None
    return EntryState.CONFIRMED if is_sure else EntryState.TENTATIVE


def _takes_place(shift: Shift) -> bool:
    return shift.status == ShiftStatus.PLANNED and shift.opportunity.status != OpportunityStatus.CANCELLED


def organisation_entries(organisation: Organisation, *, now: datetime) -> list[CalendarEntry]:
    """Return the open shifts of an organisation and those that were called off, until they would have begun."""
    return _public_entries(Q(opportunity__organisation=organisation), now)


def region_entries(region: Territory, *, now: datetime) -> list[CalendarEntry]:
    """Return the open shifts inside a territory and those that were called off, until they would have begun."""
    inside = Q(opportunity__venue=region) | Q(opportunity__venue__path__startswith=region.inner_path)
    return _public_entries(inside & Q(opportunity__is_remote=False), now)


def opportunity_entries(opportunity: Opportunity, *, now: datetime) -> list[CalendarEntry]:
    """Return the open shifts of one opportunity and those that were called off, until they would have begun."""
    return _public_entries(Q(opportunity=opportunity), now)


def _public_entries(wanted: Q, now: datetime) -> list[CalendarEntry]:
    loaded = ("opportunity__organisation", "opportunity__venue__region")
    found = Shift.objects.filter(wanted).filter(_calendar_shifts(now)).select_related(*loaded)
    return [
        CalendarEntry(
            shift=shift,
            state=EntryState.CONFIRMED if _takes_place(shift) else EntryState.CANCELLED,
            place=_shown_place(shift.opportunity),
            changed_at=max(shift.updated_at, shift.opportunity.updated_at),
        )
        for shift in found.order_by("starts_at", "pk")[:MOST_ENTRIES]
    ]


def _calendar_shifts(now: datetime) -> Q:
    """Filter for open shifts, and for cancelled ones ahead of what was once published."""
    called_off = Q(status=ShiftStatus.CANCELLED) | Q(opportunity__status=OpportunityStatus.CANCELLED)
    once_shown = Q(opportunity__published_at__isnull=False, opportunity__is_place_protected=False)
    return Q(pk__in=open_to_all(now=now)) | (called_off & once_shown & Q(starts_at__gt=now))


def _shown_place(opportunity: Opportunity) -> ExactPlace:
    return ExactPlace(opportunity.venue, opportunity.address, opportunity.latitude, opportunity.longitude)
