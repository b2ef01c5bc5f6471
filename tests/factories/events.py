"""Opportunities, shifts, roles and sign-ups, written straight to the tables so that the past can be made."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db.models import F

from core import clock
from core.enums import Cause
from events.enums import (
    SEAT_HOLDING,
    OpportunityStatus,
    Outcome,
    ScanKind,
    ScanOutcome,
    ScanWay,
    SignUpOrigin,
    SignUpStatus,
)
from events.models import Attendance, GateScan, Opportunity, RoleSkill, Shift, ShiftRole, SignUp
from ngos.models import Organisation
from places.models import Territory
from tests.factories.ngos import make_organisation
from tests.factories.places import settlement
from tests.factories.volunteers import make_skill
from volunteers.models import Volunteer


def make_opportunity(
    *,
    organisation: Organisation | None = None,
    published: bool = True,
    venue: Territory | None = None,
    title: str = "Clean the river bank",
    cause: str = Cause.ECOLOGY,
    is_remote: bool = False,
    **columns: Any,
) -> Opportunity:
    """An opportunity without shifts, in the centre of Almaty unless a venue or a point is given."""
    venue = None if is_remote else venue or settlement()
    defaults: dict[str, Any] = {
        "slug": "clean-the-river-bank",
        "title_kk": f"{title} (kk)",
        "title_ru": f"{title} (ru)",
        "title_en": title,
        "description_en": "We pick up litter along the Esentai.",
        "address": "" if is_remote else "Abai avenue 10",
        "latitude": venue.latitude if venue else None,
        "longitude": venue.longitude if venue else None,
        "time_zone": venue.time_zone if venue else "Asia/Almaty",
        "languages": 7,
        "contact_name": "Dana",
        "is_hazard_declared": True,
        "safeguarding_lead": "Dana",
        "status": OpportunityStatus.PUBLISHED if published else OpportunityStatus.DRAFT,
        "published_at": clock.now() if published else None,
    }
    return Opportunity.objects.create(
        organisation=organisation or make_organisation(),
        cause=cause,
        venue=venue,
        is_remote=is_remote,
        **{**defaults, **columns},
    )


def make_shift(
    opportunity: Opportunity | None = None,
    *,
    days_ahead: int = 5,
    starts_on: date | None = None,
    start_time: time = time(10),
    hours: float = 4,
    **columns: Any,
) -> Shift:
    """A shift without roles, so many days from now (negative: held), 10:00 for four hours by the venue's clock."""
    opportunity = opportunity or make_opportunity()
    zone = ZoneInfo(opportunity.time_zone)
    day = starts_on or (clock.now().astimezone(zone) + timedelta(days=days_ahead)).date()
    starts_at = datetime.combine(day, start_time, tzinfo=zone)
    ends_at = starts_at + timedelta(hours=hours)
    return Shift.objects.create(
        opportunity=opportunity,
        starts_on=day,
        start_time=start_time,
        ends_on=ends_at.date(),
        end_time=ends_at.time(),
        time_zone=opportunity.time_zone,
        starts_at=starts_at,
        ends_at=ends_at,
        **columns,
    )


def make_role(
    shift: Shift | None = None,
    *,
    capacity: int = 5,
    required: Mapping[str, int] | None = None,
    wanted: Mapping[str, int] | None = None,
    **columns: Any,
) -> ShiftRole:
    """A role that asks nothing special; ``required`` and ``wanted`` are levels by skill code."""
    names = {"name_kk": "Көмекші", "name_ru": "Помощник", "name_en": "Helper"}
    role = ShiftRole.objects.create(shift=shift or make_shift(), capacity=capacity, **{**names, **columns})
    for levels, is_required in ((required or {}, True), (wanted or {}, False)):
        for code, level in levels.items():
            RoleSkill.objects.create(role=role, skill=make_skill(code), level=level, is_required=is_required)
    return role


def make_signup(
    role: ShiftRole,
    volunteer: Volunteer,
    *,
    status: SignUpStatus = SignUpStatus.CONFIRMED,
    origin: SignUpOrigin = SignUpOrigin.SELF,
) -> SignUp:
    """A sign-up that takes its seat when the status holds one; no rule is asked."""
    if status in SEAT_HOLDING:
        ShiftRole.objects.filter(pk=role.pk).update(taken_count=F("taken_count") + 1)
        role.refresh_from_db(fields=["taken_count"])
    return SignUp.objects.create(
        role=role, shift=role.shift, volunteer=volunteer, status=status, origin=origin, made_at=clock.now()
    )


def make_scan(signup: SignUp, **columns: Any) -> GateScan:
    """A scan of a pass without network that a coordinator has to look at."""
    at = signup.shift.starts_at
    moments = dict.fromkeys(("scanned_at", "received_at", "happened_at"), at)
    defaults = {
        "key": uuid4(),
        "kind": ScanKind.IN,
        "way": ScanWay.PASS,
        "device": "phone",
        "scanned_by": uuid4(),
        "outcome": ScanOutcome.PLACE_ENDED,
        "needs_look": True,
    }
    return GateScan.objects.create(shift=signup.shift, signup=signup, **{**defaults, **moments, **columns})


def make_attendance(signup: SignUp, *, minutes: int | None = None) -> Attendance:
    """The word of a coordinator that the person came, for the whole shift by default; 0 minutes: did not come."""
    worked = signup.shift.minutes if minutes is None else minutes
    return Attendance.objects.create(
        signup=signup,
        outcome=Outcome.PRESENT if worked else Outcome.ABSENT,
        minutes=worked,
        confirmed_at=signup.shift.ends_at,
    )
